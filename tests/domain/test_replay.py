"""A replayed account: what orders do to its money, which trigger comes first, and the figures drawn from it."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from core.domain.exposure import ExitCause
from core.domain.position import Position
from core.domain.replay_account import Assumptions, Means, ReplayAccount, owner_of, was_liquidated
from core.domain.replay_figures import Fall, deepest_fall, misses_allowed, rounded_up, smallest_enough, thinned
from core.domain.values import Balance, MarginMode, MarketKind, PositionSide, Protection, Side, Symbol
from core.domain.verdict import CopyOrder
from tests.builders import BTC, BTC_SPOT, NOON, a_follow, a_market, d


def an_account(means: Means | None = None, *, fee_in_coin: bool = True) -> ReplayAccount:
    return ReplayAccount(means or Means.of(d(10000)), Assumptions(slippage=d(0), spot_fee_in_coin=fee_in_coin))


def an_order(amount: str, side: Side = Side.BUY, symbol: Symbol = BTC, **changes: object) -> CopyOrder:
    order = CopyOrder(
        symbol=symbol,
        side=side,
        position_side=PositionSide.LONG if side is Side.BUY else PositionSide.SHORT,
        amount=d(amount),
        reduce_only=False,
        reference_price=d(60000),
        reserve=d(0),
        leverage=10 if symbol.settle else None,
    )
    return replace(order, **changes)  # type: ignore[arg-type]


def entered(account: ReplayAccount, order: CopyOrder, price: str = "60000") -> Position:
    market = a_market(order.symbol)
    account.see(market, order.symbol, d(price), at=NOON)
    return account.enter(order, market, owner_of(a_follow(), order, market), price=d(price), at=NOON)


def left(account: ReplayAccount, order: CopyOrder, price: str) -> None:
    market = a_market(order.symbol)
    account.see(market, order.symbol, d(price), at=NOON)
    account.leave(order, market, price=d(price), at=NOON)


def test_a_perpetual_binds_margin_and_pays_fees() -> None:
    account = an_account()
    entered(account, an_order("0.1"))
    assert account.balance(MarketKind.PERPETUAL) == Balance(coin="USDT", total=d("9997"), free=d("9397"))
    account.see(a_market(), BTC, d(61000), at=NOON)
    assert account.balance(MarketKind.PERPETUAL) == Balance(coin="USDT", total=d("10097"), free=d("9397"))
    left(account, an_order("0.1", Side.SELL), "61000")
    assert account.equity() == d("10093.95")
    assert account.fees() == d("6.05")
    assert not account.positions


def test_losses_of_a_cross_position_bind_money() -> None:
    account = an_account()
    entered(account, an_order("0.1", margin_mode=MarginMode.CROSS))
    account.see(a_market(), BTC, d(59000), at=NOON)
    assert account.balance(MarketKind.PERPETUAL).free == d("9297")


@pytest.mark.parametrize(("fee_in_coin", "held"), [(True, "0.09995"), (False, "0.1")])
def test_spot_pays_its_fee_in_coin_or_in_money(*, fee_in_coin: bool, held: str) -> None:
    account = an_account(fee_in_coin=fee_in_coin)
    position = entered(account, an_order("0.1", symbol=BTC_SPOT))
    assert (account.coins[BTC_SPOT], position.quantity) == (d(held), d(held))
    assert account.equity() == d(9997)


def test_spot_dust_goes_with_the_sale() -> None:
    account = an_account()
    entered(account, an_order("0.1", symbol=BTC_SPOT))
    left(account, an_order("0.099", Side.SELL, BTC_SPOT), "60000")
    assert not account.positions
    assert account.coins[BTC_SPOT] == d("0.00095")


def test_wallets_are_apart_where_the_exchange_keeps_two() -> None:
    balances = {kind: Balance(coin="USDT", total=d(1000), free=d(900)) for kind in MarketKind}
    account = an_account(Means(balances=balances, shares_wallet=False))
    entered(account, an_order("0.01", symbol=BTC_SPOT))
    assert account.balance(MarketKind.SPOT).free == d(300)
    assert account.balance(MarketKind.PERPETUAL).free == d(900)


@pytest.mark.parametrize(
    ("stop", "price", "cause", "exit_price"),
    [
        ("58000", "50000", ExitCause.STOP_LOSS, "58000"),
        ("50000", "50000", "liquidation", "54216.9"),
        (None, "50000", "liquidation", "54216.9"),
        ("58000", "66000", ExitCause.TAKE_PROFIT, "65000"),
    ],
)
def test_the_trigger_that_stands_nearer_comes_first(stop: str | None, price: str, cause: str, exit_price: str) -> None:
    account = an_account()
    position = entered(account, an_order("0.1"))
    account.protect(position, Protection(stop_loss=None if stop is None else d(stop), take_profit=d(65000)))
    hit = account.see(a_market(), BTC, d(price), at=NOON)
    (ended,) = account.ended
    assert (ended.exit_cause, round(ended.exit_price or d(0), 1)) == (cause, d(exit_price))
    assert was_liquidated(ended) is (hit is None)
    assert account.equity() > d(9390)


def test_slippage_is_paid_to_the_next_tick() -> None:
    account = ReplayAccount(Means.of(d(1)), Assumptions(slippage=d("0.0005")))
    assert account.price_paid(a_market(), d("60000.1"), Side.BUY) == d("60030.2")
    assert account.price_paid(a_market(), d("60000.1"), Side.SELL) == d("59970.0")


def test_the_deepest_fall_is_measured_from_every_height() -> None:
    equities = [d(110), d(99), d(200), d(150), d(190)]
    assert deepest_fall(d(100), equities) == Fall(d(50), d("0.25"))
    assert deepest_fall(d(100), [d(101)]) == Fall()


@pytest.mark.parametrize("needed", ["7", "950", "3333", "90000"])
@pytest.mark.parametrize("first", ["0", "1000", "50000"])
def test_the_smallest_balance_is_found_within_a_tenth(first: str, needed: str) -> None:
    tried, found = searched(first, d(needed))
    assert found is not None
    assert d(needed) <= found <= d(needed) * d("1.16")
    assert len(tried) <= 14


def test_what_no_balance_copies_ends_the_search() -> None:
    tried, found = searched("1000", d("1e12"))
    assert found is None
    assert len(tried) <= 14


def searched(first: str, needed: Decimal) -> tuple[Sequence[Decimal], Decimal | None]:
    search = smallest_enough(d(first))
    tried = [next(search)]
    while True:
        try:
            tried.append(search.send(tried[-1] >= needed))
        except StopIteration as ended:
            return tried, ended.value


def test_figures_are_rounded_and_thinned() -> None:
    assert [rounded_up(d(text)) for text in ("1234", "0.0123", "99.1")] == [d(1300), d("0.013"), d(100)]
    assert [misses_allowed(entries) for entries in (0, 1, 19, 20, 100)] == [0, 0, 0, 1, 5]
    assert thinned([1, 2, 3, 4, 5], 3) == [1, 3, 5]
    assert thinned([1, 2], 3) == [1, 2]
