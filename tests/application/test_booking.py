"""What the exchange did on an account without our asking is booked: all of it, and once."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from core.application.ports import FillCause
from core.domain.events import (
    PositionClosedEvent,
    PositionLiquidatedEvent,
    PositionReducedEvent,
)
from core.domain.values import PositionSide, Side
from tests.application.mishaps import Fault
from tests.application.steps import a_fill, book, opened
from tests.application.world import World
from tests.builders import BTC, ETH, d

LONG = (BTC, PositionSide.LONG)


@pytest.mark.parametrize(
    ("cause", "told"),
    [
        (FillCause.STOP_LOSS, "stop_loss"),
        (FillCause.TAKE_PROFIT, "take_profit"),
        (FillCause.ADL, "adl"),
        (FillCause.ORDER, "external"),
    ],
)
async def test_what_the_exchange_did_is_booked_once(world: World, cause: FillCause, told: str) -> None:
    await opened(world, stop_loss=d("0.02"))
    fill = a_fill(world, "0.099", cause)
    assert await book(world, fill, fill) == 1
    assert await book(world, fill) == 0
    assert world.told(PositionClosedEvent)[0].cause == told
    assert world.venue().protections == {}


async def test_a_liquidation_ends_the_position(world: World) -> None:
    await opened(world)
    fills = [a_fill(world, amount, FillCause.LIQUIDATION) for amount in ("0.04", "0.059")]
    assert await book(world, *fills) == 2
    assert len(world.told(PositionLiquidatedEvent)) == 1
    assert await world.positions() == []


async def test_a_part_taken_by_hand_resizes_the_stop(world: World) -> None:
    await opened(world, stop_loss=d("0.02"))
    await book(world, a_fill(world, "0.09"))
    assert (await world.position()).quantity == world.venue().protections[LONG][0] == d("0.009")
    await book(world, a_fill(world, "5"))
    assert await world.positions() == []


async def test_our_own_fills_arent_booked_twice(world: World) -> None:
    await opened(world)
    await world.leader_trades(Side.SELL, "0.5")
    trade = await world.trade()
    assert trade.execution is not None
    by_client = a_fill(world, "0.05", client_order_id=trade.client_order_id)
    by_order = a_fill(world, "0.05", exchange_order_id=trade.execution.exchange_order_id)
    assert await book(world, by_client, by_order) == 0
    assert (await world.position()).quantity == d("0.049")


async def test_a_fill_while_our_order_is_in_doubt_waits(world: World) -> None:
    await opened(world)
    world.venue().faults.append(Fault.UNHEARD)
    await world.leader_trades(Side.SELL, "0.5")
    assert await book(world, a_fill(world, "0.05")) == 0
    await world.resolve()
    assert (await world.position()).quantity == d("0.049")


@pytest.mark.parametrize(
    "changes",
    [
        {"side": Side.BUY},
        {"symbol": ETH},
        {"position_side": PositionSide.SHORT},
    ],
)
async def test_what_isnt_ours_is_left_alone(world: World, changes: dict[str, Any]) -> None:
    await opened(world)
    assert await book(world, a_fill(world, "0.05", **changes)) == 0
    assert (await world.position()).quantity == d("0.099")


async def test_what_happened_before_the_position_isnt_its_own(world: World) -> None:
    before = a_fill(world, "0.05")
    world.clock.move(1)
    await opened(world)
    assert await book(world, before) == 0


@pytest.mark.parametrize(("coin", "fee"), [("USDT", "1"), ("BTC", "60000"), ("BNB", "0")])
async def test_a_fee_is_booked_in_quote(world: World, coin: str, fee: str) -> None:
    await opened(world)
    await book(world, a_fill(world, "0.01", fee=d(1), fee_coin=coin))
    assert world.told(PositionReducedEvent)[0].realized_pnl == -Decimal(fee)


@pytest.mark.parametrize(("coin", "fee"), [("USDT", "5.94"), ("BTC", "5.94"), ("BNB", "0")])
async def test_the_fee_of_an_own_order_is_booked_in_quote(world: World, coin: str, fee: str) -> None:
    world.venue().fee_rate, world.venue().fee_coin = d("0.001"), coin
    world.venue().wallet["BTC"] = d(1)
    await opened(world)
    assert (await world.position()).fees == d(fee)


async def test_many_booking_the_same_fill_book_it_once(world: World) -> None:
    await opened(world)
    fill = a_fill(world, "0.05")
    booked = await asyncio.gather(*(book(world, fill) for _ in range(4)))
    assert sum(booked) == 1
    assert (await world.position()).quantity == d("0.049")
