"""Perpetual orders: every adapter, one-way and hedge."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from core.application.ports import FillCause
from core.domain.values import (
    ZERO,
    ClientOrderId,
    MarketKind,
    OrderStatus,
    Outcome,
    PositionMode,
    PositionSide,
    Side,
    Symbol,
)
from tests.contracts.room import ALL, AMOUNT, BTC, START, Room

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.parametrize("subject", ALL, ids=lambda subject: subject.name),
    pytest.mark.parametrize("mode", PositionMode, ids=lambda mode: mode.value),
]


async def test_market_order_fills_with_figures(room: Room) -> None:
    result = await room.exchange.place_order(room.order())
    assert (result.outcome, result.status, result.filled) == (Outcome.ACCEPTED, OrderStatus.FILLED, AMOUNT)
    assert result.average_price is not None
    assert abs(result.average_price - START) < START / 100
    assert result.fee > ZERO
    assert result.fee_coin == "USDT"
    assert result.exchange_order_id


async def test_an_order_that_comes_too_late_never_leaves(room: Room) -> None:
    late = replace(room.order(), leave_by=datetime.now(UTC) - timedelta(milliseconds=1))
    result = await room.exchange.place_order(late)
    assert (result.outcome, result.code) == (Outcome.NOT_SENT, "too-old")
    assert await room.position() is None
    assert (await room.exchange.place_order(replace(late, leave_by=None))).filled == AMOUNT


async def test_filled_order_becomes_a_position(room: Room) -> None:
    await room.opened()
    held = await room.position()
    assert held is not None
    assert (held.symbol, held.amount) == (BTC, AMOUNT)
    assert held.leverage is not None
    assert abs(held.entry_price - START) < START / 100


async def test_sell_opens_a_short(room: Room) -> None:
    await room.opened(PositionSide.SHORT)
    held = await room.position(PositionSide.SHORT)
    assert held is not None
    assert held.amount == AMOUNT
    assert await room.position(PositionSide.LONG) is None


@pytest.mark.parametrize("side", PositionSide, ids=lambda side: side.value)
async def test_reduce_only_close_flattens(room: Room, side: PositionSide) -> None:
    await room.opened(side)
    result = await room.exchange.place_order(room.close(side))
    assert (result.outcome, result.status, result.filled) == (Outcome.ACCEPTED, OrderStatus.FILLED, AMOUNT)
    assert list(await room.exchange.fetch_positions()) == []


async def test_partial_close_leaves_the_rest(room: Room) -> None:
    await room.opened()
    await room.exchange.place_order(room.close(amount=AMOUNT * 2 / 5))
    held = await room.position()
    assert held is not None
    assert held.amount == AMOUNT * 3 / 5


async def test_closing_nothing_is_a_definite_no(room: Room) -> None:
    result = await room.exchange.place_order(room.close())
    assert (result.outcome, result.filled) == (Outcome.REJECTED, ZERO)
    assert list(await room.exchange.fetch_positions()) == []


async def test_oversized_close_never_flips(room: Room) -> None:
    await room.opened()
    await room.exchange.place_order(room.close(amount=AMOUNT * 2))
    held = {position.side for position in await room.exchange.fetch_positions()}
    assert PositionSide.SHORT not in held


async def test_limit_within_reach_fills(room: Room) -> None:
    result = await room.exchange.place_order(room.order(limit_price=START * 101 / 100))
    assert (result.outcome, result.status, result.filled) == (Outcome.ACCEPTED, OrderStatus.FILLED, AMOUNT)


async def test_limit_out_of_reach_is_cancelled(room: Room) -> None:
    result = await room.exchange.place_order(room.order(limit_price=START * 99 / 100))
    assert (result.outcome, result.status, result.filled) == (Outcome.ACCEPTED, OrderStatus.CANCELED, ZERO)
    assert list(await room.exchange.fetch_open_orders()) == []


async def test_too_little_money_is_a_definite_no(room: Room) -> None:
    await room.exchange.set_leverage(BTC, 1)
    result = await room.exchange.place_order(room.order(amount=Decimal(1)))
    assert (result.outcome, result.filled) == (Outcome.REJECTED, ZERO)
    assert result.code


async def test_below_minimum_is_a_definite_no(room: Room) -> None:
    market = await room.market(BTC)
    room.move(market.min_cost / market.min_amount * 9 / 10)
    result = await room.exchange.place_order(room.order(amount=market.min_amount))
    assert (result.outcome, result.filled) == (Outcome.REJECTED, ZERO)


async def test_off_the_step_is_a_definite_no(room: Room) -> None:
    result = await room.exchange.place_order(room.order(amount=AMOUNT + Decimal("0.00001234")))
    assert result.outcome is Outcome.REJECTED


async def test_unknown_symbol_is_a_definite_no(room: Room) -> None:
    stranger = Symbol(base="NOSUCH", quote="USDT", settle="USDT")
    result = await room.exchange.place_order(room.order(symbol=stranger))
    assert (result.outcome, result.code) == (Outcome.REJECTED, "unknown-symbol")


async def test_placed_order_is_found_by_its_name(room: Room) -> None:
    order = await room.opened()
    found = await room.exchange.find_order(BTC, order.client_order_id)
    assert found is not None
    assert (found.outcome, found.status, found.filled) == (Outcome.ACCEPTED, OrderStatus.FILLED, AMOUNT)
    assert found.fee > ZERO


async def test_order_never_sent_is_not_found(room: Room) -> None:
    assert await room.exchange.find_order(BTC, ClientOrderId("neversent0001")) is None


async def test_cancelling_a_final_order_tells_its_state(room: Room) -> None:
    order = await room.opened()
    result = await room.exchange.cancel_order(BTC, order.client_order_id)
    assert (result.outcome, result.status, result.filled) == (Outcome.ACCEPTED, OrderStatus.FILLED, AMOUNT)


async def test_cancelling_what_never_was_is_refused(room: Room) -> None:
    result = await room.exchange.cancel_order(BTC, ClientOrderId("neversent0002"))
    assert (result.outcome, result.filled) == (Outcome.REJECTED, ZERO)


async def test_fills_carry_order_leg_and_fee(room: Room) -> None:
    order = await room.opened(PositionSide.SHORT)
    await room.exchange.place_order(room.close(PositionSide.SHORT))
    opening, closing = await room.fills()
    leg = PositionSide.SHORT if room.mode is PositionMode.HEDGE else None
    assert (opening.side, opening.amount, opening.position_side) == (Side.SELL, AMOUNT, leg)
    assert (closing.side, closing.amount, closing.position_side) == (Side.BUY, AMOUNT, leg)
    assert (opening.client_order_id, opening.cause) == (order.client_order_id, FillCause.ORDER)
    assert opening.fee > ZERO
    assert opening.fee_coin == "USDT"


async def test_fills_before_the_moment_are_left_out(room: Room) -> None:
    await room.opened()
    later = datetime.now(UTC) + timedelta(seconds=5)
    assert list(await room.exchange.fetch_fills(later, (BTC,))) == []


async def test_open_position_binds_money(room: Room) -> None:
    before = await room.free(MarketKind.PERPETUAL)
    await room.opened()
    assert await room.free(MarketKind.PERPETUAL) < before


async def test_profit_is_told_with_the_position(room: Room) -> None:
    await room.opened()
    room.move(START * 102 / 100)
    held = await room.position()
    assert held is not None
    assert held.unrealized_pnl > ZERO


async def test_orders_in_a_row_add_up(room: Room) -> None:
    if room.mode is PositionMode.HEDGE:
        await room.opened(PositionSide.SHORT)
    results = [await room.exchange.place_order(room.order()) for _ in range(5)]
    assert {result.status for result in results} == {OrderStatus.FILLED}
    held = await room.position()
    assert held is not None
    assert held.amount == AMOUNT * 5
