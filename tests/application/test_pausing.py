"""A follow that can't pay, or was liquidated, takes nothing new until its follower says so; exits go on."""

import pytest

from core.application.commands import ResumeFollowCommand
from core.application.ports import FillCause
from core.domain.drift_events import FollowPausedEvent
from core.domain.follow import FollowStatus
from core.domain.values import Side
from tests.application.mishaps import Fault
from tests.application.steps import a_fill, book, opened
from tests.application.world import World
from tests.builders import ANN, ETH, a_follow


async def fail(world: World, *faults: Fault) -> None:
    for fault in faults:
        world.venue().faults.append(fault)
        await world.leader_trades(Side.BUY, "1", symbol=ETH)
        await world.leader_trades(Side.SELL, "1", symbol=ETH)
        await world.wait(1)


async def status(world: World) -> FollowStatus:
    async with world.db.units() as unit:
        return (await unit.follows.get(a_follow().id)).status


async def test_three_entries_without_money_pause_the_follow(world: World) -> None:
    await fail(world, Fault.POOR, Fault.POOR)
    assert await status(world) is FollowStatus.ACTIVE
    await fail(world, Fault.POOR)
    assert [event.code for event in world.told(FollowPausedEvent)] == ["margin"]
    await world.leader_trades(Side.BUY, "1")
    assert len(world.venue().attempts) == 3
    await world.do(ResumeFollowCommand(actor=ANN, follow_id=a_follow().id))
    await fail(world, Fault.NONE)
    assert await status(world) is FollowStatus.ACTIVE


@pytest.mark.parametrize("between", [Fault.NONE, Fault.REJECTED])
async def test_only_three_in_a_row_count(world: World, between: Fault) -> None:
    await fail(world, Fault.POOR, Fault.POOR, between, Fault.POOR, Fault.POOR)
    assert await status(world) is FollowStatus.ACTIVE


async def test_a_liquidation_pauses_the_follow(world: World) -> None:
    await opened(world)
    await book(world, a_fill(world, "0.099", FillCause.LIQUIDATION))
    assert [event.code for event in world.told(FollowPausedEvent)] == ["liquidated"]
    await world.leader_trades(Side.SELL, "1")
    await world.leader_trades(Side.BUY, "1")
    assert await world.positions() == []


async def test_a_manual_close_waits_for_the_leaders_next_position(world: World) -> None:
    await opened(world)
    await book(world, a_fill(world, "0.099"))
    await world.leader_trades(Side.BUY, "1")
    assert await world.positions() == []
    await world.leader_trades(Side.SELL, "2")
    await world.leader_trades(Side.BUY, "1")
    assert len(await world.positions()) == 1
