"""Own fills as they happen: every adapter, over WebSocket; and again after every kind of gap."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from adapters.sandbox.faults import Fault, FaultKind
from core.application.ports import AccountFill, FillCause
from core.domain.values import Exchange, MarketKind, PositionMode, PositionSide, Side
from tests.contracts.room import ALL, AMOUNT, BTC, BTC_SPOT, LIVE, START, Room, Subject, eventually

pytestmark = pytest.mark.asyncio(loop_scope="module")
everybody = pytest.mark.parametrize("subject", ALL, ids=lambda subject: subject.name)
the_live_ones = pytest.mark.parametrize("subject", LIVE, ids=lambda subject: subject.name)
both_modes = pytest.mark.parametrize("mode", PositionMode, ids=lambda mode: mode.value)


@dataclass
class Heard:
    """What came by the stream: fills, and how often it was said to be connected anew."""

    fills: list[AccountFill] = field(default_factory=list)
    connections: int = 0


@asynccontextmanager
async def listening(room: Room, kind: MarketKind = MarketKind.PERPETUAL) -> AsyncIterator[Heard]:
    heard = Heard()
    async with asyncio.TaskGroup() as group:
        task = group.create_task(_listen(room, kind, heard))
        try:
            await eventually(lambda: heard.connections > 0)
            yield heard
        finally:
            task.cancel()


async def _listen(room: Room, kind: MarketKind, heard: Heard) -> None:
    async with aclosing(room.exchange.watch_fills(kind)) as events:
        async for event in events:
            if event is None:
                heard.connections += 1
            else:
                heard.fills.append(event)


@everybody
@both_modes
async def test_fill_arrives_with_its_facts(room: Room) -> None:
    async with listening(room) as heard:
        order = await room.opened(PositionSide.SHORT)
        await eventually(lambda: len(heard.fills) == 1)
    [fill] = heard.fills
    leg = PositionSide.SHORT if room.mode is PositionMode.HEDGE else None
    assert (fill.symbol, fill.side, fill.amount, fill.position_side) == (BTC, Side.SELL, AMOUNT, leg)
    assert (fill.client_order_id, fill.cause) == (order.client_order_id, FillCause.ORDER)
    assert abs(fill.price - START) < START / 100


@everybody
@both_modes
async def test_closing_fill_names_the_leg(room: Room) -> None:
    await room.opened()
    async with listening(room) as heard:
        await room.exchange.place_order(room.close())
        await eventually(lambda: len(heard.fills) == 1)
    leg = PositionSide.LONG if room.mode is PositionMode.HEDGE else None
    assert (heard.fills[0].side, heard.fills[0].position_side) == (Side.SELL, leg)


@everybody
@both_modes
async def test_stream_and_backfill_agree(room: Room) -> None:
    async with listening(room) as heard:
        await room.opened()
        await room.exchange.place_order(room.close())
        await eventually(lambda: len(heard.fills) == 2)
    read = {(fill.fill_id, fill.side, fill.amount, fill.price, fill.position_side) for fill in await room.fills()}
    assert read == {(fill.fill_id, fill.side, fill.amount, fill.price, fill.position_side) for fill in heard.fills}


@everybody
async def test_spot_fill_arrives_on_its_own_stream(room: Room) -> None:
    async with listening(room, MarketKind.SPOT) as heard:
        await room.opened()
        await room.exchange.place_order(room.order(symbol=BTC_SPOT))
        await eventually(lambda: len(heard.fills) == 1)
    assert heard.fills[0].symbol == BTC_SPOT


@everybody
async def test_liquidation_arrives_as_such(room: Room) -> None:
    await room.exchange.set_leverage(BTC, 20)
    await room.opened(amount=Decimal(1))
    held = await room.position()
    assert held is not None
    assert held.liquidation_price is not None
    async with listening(room) as heard:
        room.move(held.liquidation_price * 98 / 100)
        await eventually(lambda: FillCause.LIQUIDATION in {fill.cause for fill in heard.fills})


@the_live_ones
async def test_partial_fills_arrive_one_by_one(room: Room) -> None:
    room.account.slices = 4
    async with listening(room) as heard:
        await room.opened()
        await eventually(lambda: len(heard.fills) == 4)
    assert sum(fill.amount for fill in heard.fills) == AMOUNT
    assert len({fill.fill_id for fill in heard.fills}) == 4
    ends = [fill.ends_order for fill in heard.fills]
    assert ends == [False, False, False, room.subject.exchange is not Exchange.BITGET]  # whose fills don't tell


@the_live_ones
async def test_cut_stream_says_when_it_is_back(room: Room) -> None:
    async with listening(room) as heard:
        cut(room, room.subject)
        await eventually(lambda: heard.connections == 2)
        await room.opened()
        await eventually(lambda: len(heard.fills) == 1)


def cut(room: Room, subject: Subject) -> None:
    room.house.world.faults.add(Fault(kind=FaultKind.STREAM_DROP, venue=subject.exchange, account=room.account.name))
