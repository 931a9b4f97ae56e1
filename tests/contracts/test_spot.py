"""Spot: every adapter."""

from decimal import Decimal

import pytest

from core.domain.values import ZERO, MarketKind, OrderStatus, Outcome, Side
from tests.contracts.room import ALL, AMOUNT, BTC_SPOT, START, Room

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.parametrize("subject", ALL, ids=lambda subject: subject.name),
]

# Bitget sizes a market buy in quote coin, so the amount comes out of the price (T12): a hundredth is near enough.
NEAR = Decimal("0.01")


def nearly(amount: Decimal, wanted: Decimal = AMOUNT) -> bool:
    return abs(amount - wanted) <= wanted * NEAR


async def holding(room: Room) -> Decimal:
    found = (await room.exchange.fetch_balance(MarketKind.SPOT)).get("BTC")
    return found.total if found is not None else ZERO


async def test_market_buy_brings_the_coin(room: Room) -> None:
    result = await room.exchange.place_order(room.order(symbol=BTC_SPOT))
    assert (result.outcome, result.status) == (Outcome.ACCEPTED, OrderStatus.FILLED)
    assert nearly(result.filled)
    assert result.average_price is not None
    assert nearly(await holding(room))


async def test_fee_is_told_with_its_coin(room: Room) -> None:
    result = await room.exchange.place_order(room.order(symbol=BTC_SPOT))
    assert result.fee > ZERO
    assert result.fee_coin in {"BTC", "USDT"}


async def test_limit_buy_is_exact(room: Room) -> None:
    order = room.order(symbol=BTC_SPOT, limit_price=START * 101 / 100)
    result = await room.exchange.place_order(order)
    assert (result.outcome, result.status, result.filled) == (Outcome.ACCEPTED, OrderStatus.FILLED, AMOUNT)


async def test_limit_out_of_reach_is_cancelled(room: Room) -> None:
    order = room.order(symbol=BTC_SPOT, limit_price=START * 99 / 100)
    result = await room.exchange.place_order(order)
    assert (result.outcome, result.status, result.filled) == (Outcome.ACCEPTED, OrderStatus.CANCELED, ZERO)


async def test_round_trip_sells_what_is_held(room: Room) -> None:
    await room.exchange.place_order(room.order(symbol=BTC_SPOT, limit_price=START * 101 / 100))
    market = await room.market(BTC_SPOT)
    held = market.round_amount(await holding(room))
    result = await room.exchange.place_order(room.order(Side.SELL, held, symbol=BTC_SPOT, reduce_only=True))
    assert (result.outcome, result.status, result.filled) == (Outcome.ACCEPTED, OrderStatus.FILLED, held)
    assert await holding(room) < market.amount_step


async def test_selling_what_is_not_held_is_refused(room: Room) -> None:
    result = await room.exchange.place_order(room.order(Side.SELL, symbol=BTC_SPOT))
    assert (result.outcome, result.filled) == (Outcome.REJECTED, ZERO)


async def test_too_little_money_is_refused(room: Room) -> None:
    result = await room.exchange.place_order(room.order(amount=Decimal(1), symbol=BTC_SPOT))
    assert (result.outcome, result.filled) == (Outcome.REJECTED, ZERO)


async def test_order_is_found_by_its_name(room: Room) -> None:
    order = room.order(symbol=BTC_SPOT)
    placed = await room.exchange.place_order(order)
    found = await room.exchange.find_order(BTC_SPOT, order.client_order_id)
    assert found is not None
    assert (found.status, found.filled, found.fee) == (OrderStatus.FILLED, placed.filled, placed.fee)


async def test_unknown_order_is_not_found(room: Room) -> None:
    assert await room.exchange.find_order(BTC_SPOT, room.order().client_order_id) is None


async def test_fills_tell_both_directions(room: Room) -> None:
    order = room.order(symbol=BTC_SPOT)
    await room.exchange.place_order(order)
    await room.exchange.place_order(room.order(Side.SELL, AMOUNT / 2, symbol=BTC_SPOT))
    bought, sold = await room.fills()
    assert (bought.symbol, bought.side, sold.side) == (BTC_SPOT, Side.BUY, Side.SELL)
    assert bought.client_order_id == order.client_order_id
    assert (bought.position_side, bought.fee > ZERO) == (None, True)


async def test_holdings_are_no_positions(room: Room) -> None:
    await room.exchange.place_order(room.order(symbol=BTC_SPOT))
    assert list(await room.exchange.fetch_positions()) == []


async def test_buying_spends_money(room: Room) -> None:
    before = await room.free(MarketKind.SPOT)
    await room.exchange.place_order(room.order(symbol=BTC_SPOT))
    assert before - await room.free(MarketKind.SPOT) > START * AMOUNT * 99 / 100
