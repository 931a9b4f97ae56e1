"""A position's arithmetic: entry, PnL, protection, liquidation; long and short."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import BadInput, ForbiddenTransition
from core.domain.events import (
    PositionClosedEvent,
    PositionLiquidatedEvent,
    PositionOpenedEvent,
    PositionReducedEvent,
    ProtectionMissedEvent,
)
from core.domain.exposure import ExitCause, PositionStatus, ProtectionHit
from core.domain.position import Position
from core.domain.values import MarginMode, PositionId, PositionSide, Protection
from tests.builders import BTC_SPOT, NOON, a_position, after, an_owner, d

LONG, SHORT = PositionSide.LONG, PositionSide.SHORT
amounts = st.decimals("0.001", "1000", places=3)
prices = st.decimals("0.1", "100000", places=1)
sides = st.sampled_from(PositionSide)


def test_opening_tells_quantity_and_entry() -> None:
    position = a_position("0.5", "60000")
    (event,) = position.get_domain_events()
    assert isinstance(event, PositionOpenedEvent)
    assert (event.quantity, event.entry_price) == (d("0.5"), d(60000))


def test_adding_weighs_the_entry_by_amount() -> None:
    position = a_position("1", "60000")
    position.increase(d(3), d(62000), fee=d(1), at=after(1))
    assert (position.quantity, position.entry_price, position.fees) == (d(4), d(61500), d(1))


def test_reducing_realises_at_the_unchanged_entry() -> None:
    position = a_position("1", "60000")
    position.reduce(d("0.4"), d(61000), fee=d(2), at=after(1))
    assert (position.quantity, position.entry_price) == (d("0.6"), d(60000))
    assert position.realized_pnl == d(398)
    assert isinstance(position.get_domain_events()[-1], PositionReducedEvent)


@pytest.mark.parametrize(("side", "pnl"), [(LONG, "1000"), (SHORT, "-1000")])
def test_closing_realises_everything_in_the_sides_direction(side: PositionSide, pnl: str) -> None:
    position = a_position("1", "60000", side=side)
    position.close(d(61000), "t9", at=after(1))
    assert position.realized_pnl == d(pnl)
    assert (position.status, position.quantity, position.exit_trade_id) == (PositionStatus.CLOSED, d(0), "t9")


def test_reducing_by_everything_closes() -> None:
    position = a_position("1")
    position.reduce(d(1), d(61000), fee=d(0), at=after(1), exit_trade_id="t9", cause=ExitCause.STOP_LOSS)
    event = position.get_domain_events()[-1]
    assert isinstance(event, PositionClosedEvent)
    assert (event.exit_trade_id, event.cause) == ("t9", "stop_loss")


def test_more_than_is_held_can_not_be_taken_off() -> None:
    position = a_position("1")
    with pytest.raises(BadInput):
        position.reduce(d("1.001"), d(61000), fee=d(0), at=after(1))
    assert position.quantity == 1


def test_a_flip_closes_and_opens_the_rest_on_the_other_side() -> None:
    position = a_position("1", "60000")
    turned = position.flip(PositionId("p2"), d("1.5"), price=d(61000), fee=d(3), at=after(1), exit_trade_id="t9")
    assert (position.is_open, position.realized_pnl) == (False, d(998))
    assert (turned.owner.side, turned.quantity, turned.fees) == (SHORT, d("0.5"), d(1))


def test_a_flip_needs_more_than_the_quantity() -> None:
    with pytest.raises(BadInput):
        a_position("1").flip(PositionId("p2"), d(1), price=d(1), fee=d(0), at=after(1), exit_trade_id="")


def test_fees_and_funding_are_part_of_the_result() -> None:
    position = a_position("1", "60000", fee="30")
    position.pay_funding(d("-4"))
    position.pay_fee(d(1))
    position.close(d(60100), "t9", fee=d(30), at=after(1))
    assert position.realized_pnl == d(35)


@pytest.mark.parametrize("wrong", ["NaN", "Infinity"])
def test_funding_and_fees_are_finite(wrong: str) -> None:
    position = a_position()
    with pytest.raises(BadInput):
        position.pay_funding(d(wrong))
    with pytest.raises(BadInput):
        position.pay_fee(d(wrong))


@pytest.mark.parametrize(("side", "pnl"), [(LONG, "-500"), (SHORT, "500")])
def test_unrealised_pnl_follows_the_price(side: PositionSide, pnl: str) -> None:
    assert a_position("0.5", "60000", side=side).unrealized_pnl(d(59000)) == d(pnl)


def test_nothing_happens_to_a_closed_position() -> None:
    position = a_position()
    position.close(d(61000), "t9", at=after(1))
    with pytest.raises(ForbiddenTransition):
        position.increase(d(1), d(1), fee=d(0), at=after(2))
    with pytest.raises(ForbiddenTransition):
        position.liquidate(d(1), fee=d(0), at=after(2))


def test_liquidation_books_the_loss_and_says_so() -> None:
    position = a_position("1", "60000", fee="30")
    position.liquidate(d(54300), fee=d(20), at=after(1))
    event = position.get_domain_events()[-1]
    assert isinstance(event, PositionLiquidatedEvent)
    assert (position.status, event.realized_pnl, event.quantity) == (PositionStatus.LIQUIDATED, d(-5750), d(1))


@pytest.mark.parametrize(
    ("side", "stop", "take", "price", "hit"),
    [
        (LONG, "58000", "65000", "58000", ProtectionHit.STOP_LOSS),
        (LONG, "58000", "65000", "65000.1", ProtectionHit.TAKE_PROFIT),
        (LONG, "58000", "65000", "60000", None),
        (SHORT, "62000", "55000", "62000", ProtectionHit.STOP_LOSS),
        (SHORT, "62000", "55000", "54999", ProtectionHit.TAKE_PROFIT),
        (SHORT, "62000", "55000", "60000", None),
    ],
)
def test_protection_triggers_on_its_side(
    side: PositionSide, stop: str, take: str, price: str, hit: ProtectionHit | None
) -> None:
    position = a_position("1", "60000", side=side)
    position.protect(Protection(stop_loss=d(stop), take_profit=d(take)), d(60000))
    assert position.protection_hit(d(price)) is hit


@pytest.mark.parametrize(
    ("side", "protection"),
    [
        (LONG, Protection(stop_loss=d(60000))),
        (LONG, Protection(stop_loss=d(61000))),
        (LONG, Protection(take_profit=d(59000))),
        (SHORT, Protection(stop_loss=d(59000))),
        (SHORT, Protection(take_profit=d(61000))),
        (LONG, Protection(stop_loss=d(-1))),
        (LONG, Protection(take_profit=d("NaN"))),
    ],
)
def test_protection_never_stands_on_the_wrong_side(side: PositionSide, protection: Protection) -> None:
    position = a_position("1", "60000", side=side)
    with pytest.raises(BadInput):
        position.protect(protection, d(60000))
    assert position.protection.is_empty


def test_protection_covers_what_is_left_after_a_reduction() -> None:
    position = a_position("1", "60000")
    position.protect(Protection(stop_loss=d(58000)), d(60000))
    position.reduce(d("0.4"), d(61000), fee=d(0), at=after(1))
    assert (position.quantity, position.protection.stop_loss) == (d("0.6"), d(58000))


def test_protection_goes_with_the_position() -> None:
    position = a_position()
    position.protect(Protection(stop_loss=d(58000)), d(60000))
    position.close(d(61000), "t9", at=after(1))
    assert position.protection.is_empty


def test_a_refused_protection_is_told_and_not_believed() -> None:
    position = a_position()
    position.protect(Protection(stop_loss=d(58000)), d(60000))
    position.protection_missed("-2021", after(1))
    assert position.protection.is_empty
    assert isinstance(position.get_domain_events()[-1], ProtectionMissedEvent)


@pytest.mark.parametrize(("side", "low", "high"), [(LONG, "54000", "54300"), (SHORT, "65700", "66000")])
def test_isolated_liquidation_comes_from_the_own_margin(side: PositionSide, low: str, high: str) -> None:
    price = a_position("1", "60000", side=side).liquidation_price()
    assert price is not None
    assert d(low) < price < d(high)


def test_cross_liquidation_is_backed_by_the_wallet() -> None:
    position = a_position("1", "60000", margin_mode=MarginMode.CROSS)
    isolated, cross = position.liquidation_price(), position.liquidation_price(d(20000))
    assert isolated is not None
    assert cross is not None
    assert cross < isolated


def test_spot_and_fully_backed_longs_are_never_liquidated() -> None:
    assert a_position("1", symbol=BTC_SPOT).liquidation_price() is None
    assert a_position("1", leverage=1, maintenance_margin_rate=d(0)).liquidation_price() is None


def test_a_closed_position_has_no_liquidation_price() -> None:
    position = a_position()
    position.close(d(61000), "t9", at=after(1))
    assert position.liquidation_price() is None


@given(side=sides, amount=amounts, entry=prices, leverage=st.integers(1, 125))
def test_at_the_liquidation_price_equity_is_the_maintenance_margin(
    side: PositionSide, amount: Decimal, entry: Decimal, leverage: int
) -> None:
    position = Position.open(
        PositionId("p"), an_owner(side, leverage=leverage), amount=amount, price=entry, fee=d(0), at=NOON
    )
    price = position.liquidation_price()
    if price is None:
        return
    equity = position.margin() + position.unrealized_pnl(price)
    maintenance = position.notional(price) * position.owner.maintenance_margin_rate
    assert abs(equity - maintenance) <= abs(position.notional(entry)) * d("1e-20")


@given(side=sides, steps=st.lists(st.tuples(amounts, prices), min_size=1, max_size=8), exit_price=prices)
def test_pnl_is_money_out_minus_money_in(
    side: PositionSide, steps: list[tuple[Decimal, Decimal]], exit_price: Decimal
) -> None:
    (amount, price), *adds = steps
    position = Position.open(PositionId("p"), an_owner(side), amount=amount, price=price, fee=d(0), at=NOON)
    for more, at_price in adds:
        position.increase(more, at_price, fee=d(0), at=NOON)
    total = sum((a for a, _ in steps), d(0))
    paid = sum((a * p for a, p in steps), d(0))
    position.close(exit_price, "t", at=after(1))
    assert abs(position.realized_pnl - (total * exit_price - paid) * side.sign) < d("1e-10")


@given(side=sides, amount=amounts, entry=prices, parts=st.lists(st.tuples(amounts, prices), max_size=8))
def test_reductions_never_lose_or_invent_quantity(
    side: PositionSide, amount: Decimal, entry: Decimal, parts: list[tuple[Decimal, Decimal]]
) -> None:
    position = Position.open(PositionId("p"), an_owner(side), amount=amount, price=entry, fee=d(0), at=NOON)
    taken = d(0)
    for part, price in parts:
        if position.is_open and part <= position.quantity:
            position.reduce(part, price, fee=d(0), at=after(1))
            taken += part
    assert position.quantity == amount - taken
    assert position.is_open == (taken < amount)


def test_a_fraction_of_a_position_is_within_it() -> None:
    assert a_position("2").part(d("0.4")) == d("0.8")
    for wrong in ("0", "1.01", "-1"):
        with pytest.raises(BadInput):
            a_position("2").part(d(wrong))
