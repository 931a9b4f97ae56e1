"""A pause meets a fill of the leader: one of them is first, and what the pause says is exact."""

import asyncio

import pytest

from core.application.commands import PauseFollowCommand
from core.domain.events import CopySkippedEvent, TradeReservedEvent
from core.domain.values import Side
from core.domain.verdict import SkipReason
from tests.application.test_races import after_turns
from tests.application.world import World
from tests.builders import ANN, BTC, a_follow

PAUSE = PauseFollowCommand(actor=ANN, follow_id=a_follow().id)


@pytest.mark.parametrize("delay", range(0, 48, 4))
async def test_a_pause_meets_the_leaders_fill(world: World, delay: int) -> None:
    seen: list[int] = []

    async def pausing() -> None:
        await after_turns(delay)
        pending = await world.bus.handle(PAUSE)
        seen.extend((pending, len(world.told(TradeReservedEvent))))

    await asyncio.gather(pausing(), world.leader_trades(Side.BUY, "1"))
    pending, reserved_before = seen
    assert len(world.told(TradeReservedEvent)) == len(world.venue().attempts) == reserved_before
    assert pending <= reserved_before
    skips = [event.reason for event in world.told(CopySkippedEvent)]
    assert skips == ([] if reserved_before else [SkipReason.FOLLOW_PAUSED])


async def test_a_pause_names_what_still_asks(asking: World) -> None:
    await asking.leader_trades(Side.BUY, "1")
    assert await asking.do(PAUSE) == 1


async def test_a_pause_leaves_exits_to_the_leader(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    assert await world.do(PAUSE) == 0
    await world.leader_trades(Side.SELL, "1")
    assert world.venue().amount(BTC) == 0
