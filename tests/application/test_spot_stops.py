"""A spot position's stop-loss and take-profit are watched by us, and an exit they ask for is owed."""

import pytest

from core.application.commands import WatchSpotStopsCommand
from core.domain.copy_rules import CopyRules
from core.domain.errors import ExchangeRefused
from core.domain.events import PositionClosedEvent, ProtectionMissedEvent
from core.domain.trade import TradePurpose, TradeStatus
from core.domain.values import Side
from tests.application.mishaps import Fault
from tests.application.steps import follow_with
from tests.application.world import World
from tests.builders import BTC_SPOT, d


async def holding(world: World) -> None:
    await follow_with(world, CopyRules(size=d(1000), stop_loss=d("0.05"), take_profit=d("0.1")))
    await world.leader_trades(Side.BUY, "1", symbol=BTC_SPOT)
    assert (await world.position()).owner.symbol == BTC_SPOT


async def watch(world: World) -> int:
    return await world.do(WatchSpotStopsCommand())


async def test_a_spot_stop_is_kept_in_the_book_and_not_at_the_exchange(world: World) -> None:
    world.venue().protecting_fails = ExchangeRefused("no", code="no-spot-protection")
    await holding(world)
    assert not (await world.position()).protection.is_empty
    assert world.told(ProtectionMissedEvent) == []


@pytest.mark.parametrize(("price", "cause"), [("56900", "stop_loss"), ("66100", "take_profit")])
async def test_a_reached_price_closes_and_says_why(world: World, price: str, cause: str) -> None:
    await holding(world)
    assert await watch(world) == 0
    await world.wait(2, BTC=price)
    assert await watch(world) == 1
    assert await watch(world) == 0
    (closed,) = world.told(PositionClosedEvent)
    assert closed.cause == cause
    assert (await world.trade()).plan.purpose is TradePurpose(cause)


async def test_a_perpetual_is_left_to_its_exchange(world: World) -> None:
    await follow_with(world, CopyRules(size=d(1000), stop_loss=d("0.05")))
    await world.leader_trades(Side.BUY, "1")
    await world.wait(2, BTC="50000")
    assert await watch(world) == 0


async def test_a_refused_stop_is_tried_again_later(world: World) -> None:
    await holding(world)
    world.venue().faults.append(Fault.REJECTED)
    await world.wait(2, BTC="56900")
    assert await watch(world) == 1
    assert (await world.trade()).status is TradeStatus.FAILED
    assert await watch(world) == 0
    await world.wait(60, BTC="56900")
    assert await watch(world) == 1
    assert len(world.told(PositionClosedEvent)) == 1
