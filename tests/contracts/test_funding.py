"""Funding of perpetuals: every account, one-way and hedge."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from core.application.ports import FundingPayment
from core.domain.values import PositionMode, PositionSide, Symbol
from tests.contracts.room import AMOUNT, BINANCE, BTC, LIVE, PAPER, START, Room

RATE = Decimal("0.0001")
PAID = START * AMOUNT * RATE
ETH = Symbol(base="ETH", quote="USDT", settle="USDT")

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.parametrize("mode", PositionMode, ids=lambda mode: mode.value),
]
the_live_ones = pytest.mark.parametrize("subject", LIVE, ids=lambda subject: subject.name)


async def payments(room: Room, *symbols: Symbol) -> list[FundingPayment]:
    since = datetime.now(UTC) - timedelta(days=6)
    return list(await room.exchange.fetch_funding(since, symbols or (BTC,)))


@the_live_ones
async def test_a_long_pays_a_positive_rate(room: Room) -> None:
    await room.opened()
    room.engine.fund(RATE)
    [payment] = await payments(room)
    assert (payment.symbol, payment.amount, payment.coin) == (BTC, -PAID, "USDT")
    assert abs(payment.at - datetime.now(UTC)) < timedelta(minutes=1)


@the_live_ones
async def test_a_short_receives_a_positive_rate(room: Room) -> None:
    await room.opened(PositionSide.SHORT)
    room.engine.fund(RATE)
    assert [payment.amount for payment in await payments(room)] == [PAID]


@the_live_ones
async def test_a_long_receives_a_negative_rate(room: Room) -> None:
    await room.opened()
    room.engine.fund(-RATE)
    assert [payment.amount for payment in await payments(room)] == [PAID]


@the_live_ones
async def test_settlements_come_oldest_first(room: Room) -> None:
    await room.opened()
    for times in (1, 2, 3):
        room.engine.fund(RATE * times)
        await asyncio.sleep(0.002)
    found = await payments(room)
    assert [payment.amount for payment in found] == [-PAID, -PAID * 2, -PAID * 3]
    assert len({payment.payment_id for payment in found}) == 3


@the_live_ones
async def test_a_settlement_keeps_its_id(room: Room) -> None:
    await room.opened()
    room.engine.fund(RATE)
    assert await payments(room) == await payments(room)


@the_live_ones
async def test_other_symbols_are_left_out(room: Room) -> None:
    await room.opened()
    room.engine.fund(RATE)
    assert await payments(room, ETH) == []


@the_live_ones
async def test_settlements_before_the_moment_are_left_out(room: Room) -> None:
    await room.opened()
    room.engine.fund(RATE)
    later = datetime.now(UTC) + timedelta(seconds=5)
    assert list(await room.exchange.fetch_funding(later, (BTC,))) == []


@the_live_ones
async def test_trades_are_no_funding(room: Room) -> None:
    await room.opened()
    await room.exchange.place_order(room.close())
    assert await payments(room) == []


@the_live_ones
async def test_more_than_a_page_is_read_whole(room: Room) -> None:
    await room.opened()
    for _ in range(230):
        room.engine.fund(RATE / 100)
    found = await payments(room)
    assert len({payment.payment_id for payment in found}) == len(found) == 230


@pytest.mark.parametrize("subject", [BINANCE], ids=lambda subject: subject.name)
async def test_binances_longer_page_is_turned_too(room: Room) -> None:
    await room.opened()
    for _ in range(1_001):
        room.engine.fund(RATE / 1_000)
    found = await payments(room)
    assert len({payment.payment_id for payment in found}) == len(found) == 1_001


@pytest.mark.parametrize("subject", [PAPER], ids=lambda subject: subject.name)
async def test_paper_pays_no_funding(room: Room) -> None:
    await room.opened()
    assert await payments(room) == []
