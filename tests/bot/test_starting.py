"""How a start goes: no entry on an account before its books were compared; nobody waits for a slow exchange."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.watching import AccountWatch
from bot.workers import Supervisor
from core.application.gates import Gate
from core.application.points import Point
from core.application.points import watching as watching_points
from core.domain.errors import ExchangeUnavailable
from core.domain.events import CopySkippedEvent
from core.domain.values import Side
from core.domain.verdict import SkipReason
from tests.application.mishaps import Fault
from tests.application.steps import opened
from tests.application.world import ANNS, World
from tests.application.worlds import a_world
from tests.builders import ETH


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as world:
        await opened(world)
        yield world


def watch(world: World) -> AccountWatch:
    return AccountWatch(world.db.units, world.bus, world.directory, supervisor=Supervisor("test"), gates=world.gates)


async def test_an_account_is_let_in_after_its_books_were_compared(world: World) -> None:
    told: list[str] = []
    world.gates.listen(lambda closed: told.append(f"- {closed.where}"), lambda opened: told.append(f"+ {opened.where}"))
    await watch(world).begin()
    assert told == [f"- {ANNS}", f"+ {ANNS}"]


async def test_no_entry_while_the_exchange_cant_be_asked(world: World) -> None:
    world.venue().reads_fail = ExchangeUnavailable("away")
    await watch(world).begin()
    assert world.gates.places(Gate.RECOVERING) == {ANNS}
    await world.leader_trades(Side.BUY, "1", symbol=ETH)
    assert world.told(CopySkippedEvent)[-1].reason == SkipReason.ENTRIES_CLOSED
    world.venue().reads_fail = None
    await watch(world).recover()
    assert not world.gates.closed()


async def test_exits_leave_while_entries_wait(world: World) -> None:
    world.gates.close(Gate.RECOVERING, ANNS)
    await world.leader_trades(Side.SELL, "1")
    assert await world.positions() == []
    await watch(world).recover()
    assert not world.gates.closed()


class Died(BaseException):
    """As a kill would: nothing catches it."""


async def test_twenty_deaths_in_recovery_change_nothing(world: World) -> None:
    """Row 33: each start begins anew, and what was done stays done."""
    world.venue().faults.append(Fault.UNHEARD)
    await world.leader_trades(Side.BUY, "1", symbol=ETH)

    def die(point: Point) -> None:
        if point in {Point.RECOVERING, Point.DOUBT_ANSWERED}:
            raise Died

    for _ in range(20):
        world.restart()
        with pytest.raises(Died), watching_points(die):
            await world.recover()
    await watch(world).begin()
    attempts, events = len(world.venue().attempts), len(world.db.events)
    await watch(world).begin()
    assert (len(world.venue().attempts), len(world.db.events)) == (attempts, events)
    assert len(world.venue().posts) == 2
