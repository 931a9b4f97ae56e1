"""How big a copy is, and why it isn't made: every sizing, every limit, every skip."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.copy_rules import BelowMinimum, CopyRules, LeveragePolicy, SideFilter
from core.domain.errors import BadInput
from core.domain.leader import IntentKind
from core.domain.sizing import Sizing
from core.domain.values import Balance, PositionSide, Protection, Side
from core.domain.verdict import CopyContext, CopyOrder, Skip, SkipReason
from tests.builders import BTC_SPOT, a_context, a_market, a_position, after, an_intent, d
from tests.domain.verdicts import PRICE, decide, ordered, skipped


@pytest.mark.parametrize(
    ("rules", "amount"),
    [
        (CopyRules(sizing=Sizing.FIXED_QUOTE, size=d(600)), "0.009"),
        (CopyRules(sizing=Sizing.FIXED_QUOTE, size=d(603), multiplier=d(2)), "0.02"),
        (CopyRules(sizing=Sizing.LEADER_RATIO, size=d("0.1005")), "0.1"),
        (CopyRules(sizing=Sizing.EQUITY_PERCENT, size=d("0.5")), "0.082"),
        (CopyRules(sizing=Sizing.EQUITY_PROPORTIONAL, size=d(1)), "0.099"),
        (CopyRules(sizing=Sizing.EQUITY_PROPORTIONAL, size=d(1), multiplier=d("0.5")), "0.049"),
    ],
)
def test_every_sizing_rounds_down_at_the_worst_price(rules: CopyRules, amount: str) -> None:
    assert ordered(decide(rules)).amount == d(amount)


def test_an_entry_is_bounded_by_the_slippage_from_the_leader() -> None:
    order = ordered(decide(CopyRules(size=d(600), max_slippage=d("0.005"))))
    assert (order.limit_price, order.reduce_only, order.side) == (d(60300), False, Side.BUY)


def test_a_short_entry_is_bounded_below() -> None:
    order = ordered(decide(CopyRules(size=d(600)), an_intent(position_side=PositionSide.SHORT)))
    assert (order.limit_price, order.side) == (d(59700), Side.SELL)


def test_a_price_beyond_the_slippage_is_skipped_with_its_numbers() -> None:
    verdict = decide(CopyRules(max_slippage=d("0.001")), price=d(60061))
    assert skipped(verdict) is SkipReason.SLIPPAGE
    assert dict(verdict.numbers) == {"price": "60061", "limit": "60060", "leader": "60000"}


def test_a_better_price_is_never_slippage() -> None:
    ordered(decide(CopyRules(size=d(600), max_slippage=d("0.001")), price=d(50000)))


def test_an_old_entry_is_skipped() -> None:
    verdict = decide(CopyRules(max_age_seconds=30), context=a_context(now=after(31)))
    assert skipped(verdict) is SkipReason.TOO_OLD
    assert verdict.numbers["age_seconds"] == "31"


@pytest.mark.parametrize(
    ("limits", "cut_by"),
    [
        ({"max_per_trade": d(120)}, "max_per_trade"),
        ({"max_symbol_exposure": d(120)}, "max_symbol_exposure"),
        ({"max_total_exposure": d(120)}, "max_total_exposure"),
    ],
)
def test_a_limit_cuts_the_size_and_is_named(limits: dict[str, Decimal], cut_by: str) -> None:
    order = ordered(decide(CopyRules(size=d(600), **limits)))  # type: ignore[arg-type]
    assert order.amount == d("0.001")
    assert order.numbers["cut_by"] == cut_by


def test_a_used_up_limit_skips() -> None:
    rules = CopyRules(size=d(600), max_total_exposure=d(1000))
    verdict = decide(rules, context=a_context(total_exposure=d(1000)))
    assert skipped(verdict) is SkipReason.LIMIT_REACHED
    assert verdict.numbers["cut_by"] == "max_total_exposure"


def test_reserved_money_counts_as_spent() -> None:
    order = ordered(decide(CopyRules(size=d(600)), context=a_context("1000", reserved=d(900))))
    assert order.numbers["cut_by"] == "balance"
    assert order.reserve <= d(100)


def test_no_money_left_is_its_own_reason() -> None:
    assert skipped(decide(context=a_context("100", reserved=d(100)))) is SkipReason.NOT_ENOUGH_BALANCE
    assert skipped(decide(context=a_context("5"))) is SkipReason.NOT_ENOUGH_BALANCE


def test_an_unknown_balance_buys_nothing() -> None:
    assert skipped(decide(context=a_context(None))) is SkipReason.NOT_ENOUGH_BALANCE
    percent = CopyRules(sizing=Sizing.EQUITY_PERCENT, size=d("0.1"))
    assert skipped(decide(percent, context=a_context(None))) is SkipReason.NO_BALANCE
    proportional = CopyRules(sizing=Sizing.EQUITY_PROPORTIONAL)
    assert skipped(decide(proportional, context=a_context(None))) is SkipReason.NO_BALANCE


def test_proportional_sizing_needs_the_leaders_equity() -> None:
    rules = CopyRules(sizing=Sizing.EQUITY_PROPORTIONAL)
    assert skipped(decide(rules, an_intent(equity=None))) is SkipReason.NO_LEADER_EQUITY


def test_below_the_minimum_is_skipped_or_raised_as_chosen() -> None:
    verdict = decide(CopyRules(size=d(20)))
    assert skipped(verdict) is SkipReason.BELOW_MINIMUM
    assert verdict.numbers["needed"] == "60.3"
    assert ordered(decide(CopyRules(size=d(20), below_minimum=BelowMinimum.RAISE))).amount == d("0.001")


def test_raising_to_the_minimum_respects_the_limits() -> None:
    rules = CopyRules(size=d(20), below_minimum=BelowMinimum.RAISE, max_per_trade=d(30))
    assert skipped(decide(rules)) is SkipReason.LIMIT_REACHED


def test_the_exchanges_largest_order_caps_the_size() -> None:
    market = a_market(max_market_amount=d("0.005"))
    assert ordered(decide(CopyRules(size=d(600)), market=market)).amount == d("0.005")


@pytest.mark.parametrize(
    ("policy", "own", "leaders", "used"),
    [
        (LeveragePolicy.FOLLOW, 5, 20, 20),
        (LeveragePolicy.FOLLOW, 5, None, 5),
        (LeveragePolicy.FIXED, 5, 20, 5),
        (LeveragePolicy.CAP, 5, 20, 5),
        (LeveragePolicy.CAP, 5, 3, 3),
        (LeveragePolicy.FIXED, 100, 20, 50),
    ],
)
def test_leverage_follows_its_policy(policy: LeveragePolicy, own: int, leaders: int | None, used: int) -> None:
    rules = CopyRules(leverage_policy=policy, leverage=own)
    order = ordered(decide(rules, an_intent(leverage=leaders), market=a_market(max_leverage=50)))
    assert order.leverage == used


def test_adding_keeps_the_positions_leverage() -> None:
    context = a_context(position=a_position("0.1", leverage=3))
    assert ordered(decide(None, an_intent(IntentKind.INCREASE), context)).leverage == 3


def test_spot_has_no_leverage() -> None:
    intent = an_intent(symbol=BTC_SPOT)
    order = ordered(decide(CopyRules(size=d(600)), intent, market=a_market(BTC_SPOT)))
    assert (order.leverage, order.margin_mode) == (None, None)
    assert order.reserve >= d(540)


@pytest.mark.parametrize(
    ("allowed", "denied", "takes"),
    [
        ((), (), True),
        (("BTC",), (), True),
        (("ETH",), (), False),
        ((), ("BTC",), False),
        (("BTC",), ("BTC/USDT:USDT",), False),
        (("BTC/USDT:USDT",), (), True),
    ],
)
def test_symbols_are_allowed_and_denied(allowed: tuple[str, ...], denied: tuple[str, ...], takes: bool) -> None:
    verdict = decide(CopyRules(allowed=frozenset(allowed), denied=frozenset(denied)))
    assert isinstance(verdict, CopyOrder) is takes
    assert takes or skipped(verdict) is SkipReason.SYMBOL_NOT_ALLOWED


@pytest.mark.parametrize(("filter_", "long", "short"), [
    (SideFilter.BOTH, True, True), (SideFilter.LONG_ONLY, True, False), (SideFilter.SHORT_ONLY, False, True)
])  # fmt: skip
def test_sides_are_filtered(filter_: SideFilter, long: bool, short: bool) -> None:
    rules = CopyRules(side_filter=filter_)
    assert isinstance(decide(rules), CopyOrder) is long
    assert isinstance(decide(rules, an_intent(position_side=PositionSide.SHORT)), CopyOrder) is short


def test_the_number_of_open_positions_is_limited() -> None:
    rules = CopyRules(max_open_positions=2)
    assert skipped(decide(rules, context=a_context(open_positions=2))) is SkipReason.TOO_MANY_POSITIONS
    ordered(decide(rules, context=a_context(open_positions=1)))


def test_a_symbol_of_another_follow_is_left_alone() -> None:
    assert skipped(decide(context=a_context(symbol_taken=True))) is SkipReason.SYMBOL_TAKEN


def test_adding_needs_something_to_add_to() -> None:
    assert skipped(decide(None, an_intent(IntentKind.INCREASE))) is SkipReason.NOTHING_TO_ADD_TO


def test_unknown_symbols_and_prices_are_skipped() -> None:
    verdict = CopyRules().decide(an_intent(), a_context(), market=None, price=PRICE)
    assert skipped(verdict) is SkipReason.SYMBOL_UNKNOWN
    assert skipped(decide(price=None)) is SkipReason.NO_PRICE


@pytest.mark.parametrize(
    "wrong",
    [
        {"size": d(0)},
        {"size": d("NaN")},
        {"size": d("Infinity")},
        {"multiplier": d(-1)},
        {"max_per_trade": d(0)},
        {"max_slippage": d("0.3")},
        {"leverage": 0},
        {"leverage": 126},
        {"max_age_seconds": 0},
        {"max_open_positions": 0},
        {"stop_loss": d(1)},
        {"take_profit": d(0)},
        {"sizing": Sizing.EQUITY_PERCENT, "size": d(11)},
    ],
)
def test_impossible_rules_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        CopyRules(**wrong)  # type: ignore[arg-type]


def test_own_protection_stands_around_the_entry() -> None:
    rules = CopyRules(stop_loss=d("0.02"), take_profit=d("0.05"))
    assert rules.protection_for(PositionSide.LONG, d(60000), a_market()) == Protection(
        stop_loss=d(58800), take_profit=d(63000)
    )
    assert rules.protection_for(PositionSide.SHORT, d(60000), a_market()) == Protection(
        stop_loss=d(61200), take_profit=d(57000)
    )
    assert CopyRules().protection_for(PositionSide.LONG, d(60000), a_market()).is_empty


def test_the_planned_loss_comes_from_the_stop() -> None:
    assert CopyRules(stop_loss=d("0.02")).planned_loss(d("0.1"), d(60000)) == d(120)
    assert CopyRules().planned_loss(d("0.1"), d(60000)) is None


money = st.decimals("1", "100000", places=2)


@given(
    size=money,
    free=money,
    reserved=money,
    cap=money,
    total=money,
    price=st.decimals("59000", "60300", places=1),
    leverage=st.integers(1, 50),
    raised=st.sampled_from(BelowMinimum),
)
def test_no_entry_ever_breaks_a_limit(
    size: Decimal,
    free: Decimal,
    reserved: Decimal,
    cap: Decimal,
    total: Decimal,
    price: Decimal,
    leverage: int,
    raised: BelowMinimum,
) -> None:
    rules = CopyRules(
        size=size, max_per_trade=cap, max_total_exposure=d(50000), leverage=leverage, below_minimum=raised
    )
    context = CopyContext(
        now=after(1), balance=Balance(coin="USDT", total=free, free=free), reserved=reserved, total_exposure=total
    )
    verdict = decide(rules, context=context, price=price)
    if isinstance(verdict, Skip):
        return
    market, cost = a_market(), verdict.amount * price
    assert market.accepts(verdict.amount, price)
    assert verdict.amount % market.amount_step == 0
    assert cost <= cap
    assert total + cost <= d(50000)
    assert verdict.reserve <= free - reserved


def test_a_closing_market_takes_no_entry() -> None:
    closing, held = replace(a_market(), takes_entries=False), a_context(position=a_position())
    verdict = CopyRules().decide(an_intent(), a_context(), market=closing, price=PRICE)
    assert skipped(verdict) is SkipReason.MARKET_CLOSED
    ordered(CopyRules().decide(an_intent(IntentKind.CLOSE), held, market=closing, price=PRICE))
