"""What holds entries back is noticed and told: wrong clocks, gaps in time, an older book. Closes never wait for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import Connection

from bot.beating import ClockGuard, Heartbeat, reconnecting
from bot.guarding import GateNews, Restoring
from bot.watching import AccountWatch
from bot.workers import Supervisor
from core.application.gates import EVERYWHERE, Gate
from core.domain.errors import ExchangeUnavailable
from core.domain.events import CopySkippedEvent, EntriesResumedEvent, EntriesStoppedEvent
from core.domain.values import Exchange, Side
from tests.application.clock import FixedClock
from tests.application.edges import Directory, Quotes
from tests.application.steps import close
from tests.application.world import ANNS, World
from tests.application.worlds import a_world
from tests.builders import BTC, NOON

SECOND = timedelta(seconds=1)


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as made:
        yield made


class Clocks(Directory):
    """Exchanges whose clocks stand apart from this machine's; None answers nothing."""

    def __init__(self, clock: FixedClock, off: timedelta | None) -> None:
        super().__init__({}, clock)
        self.off, self._machine = off, clock

    def markets(self, exchange: Exchange) -> Quotes:
        quotes = super().markets(exchange)
        return Told(quotes, self._machine, off=self.off) if exchange is Exchange.BYBIT else quotes


class Told(Quotes):
    def __init__(self, _quotes: Quotes, clock: FixedClock, *, off: timedelta | None) -> None:
        super().__init__({}, clock, markets=(), odd={})
        self._off = off

    async def fetch_time(self) -> datetime:
        if self._off is None:
            raise ExchangeUnavailable("no answer")
        return await super().fetch_time() + self._off


@pytest.mark.parametrize("off", [1.5, -1.5, 3600, -3600])
async def test_clocks_apart_stop_entries_there(world: World, off: float) -> None:
    clocks = Clocks(world.clock, timedelta(seconds=off))
    guard = ClockGuard(clocks, world.gates, wall=world.clock.now, most_seconds=1)
    await guard.step()
    assert world.gates.places(Gate.CLOCK) == {Exchange.BYBIT}
    clocks.off = None
    await guard.step()
    assert world.gates.places(Gate.CLOCK) == {Exchange.BYBIT}
    clocks.off = timedelta(seconds=0.5)
    await guard.step()
    assert world.gates.closed() == frozenset()


async def test_a_slow_answer_is_no_wrong_clock(world: World) -> None:
    """What came from somewhere between question and answer may be that old."""
    times = iter([NOON, NOON + 3 * SECOND] * len(Exchange))
    world.clock.move(1.5)
    await ClockGuard(world.directory, world.gates, wall=lambda: next(times), most_seconds=1).step()
    assert world.gates.closed() == frozenset()


class Woken:
    def __init__(self) -> None:
        self.times = 0

    async def wake(self) -> None:
        self.times += 1

    async def count(self) -> int:
        return self.times


@pytest.mark.parametrize(
    ("passed", "shown", "woken"),
    [(1, 1, 0), (4, 4, 0), (600, 600, 1), (1, 3601, 1), (1, -3599, 1), (600, 1, 1)],
    ids=["usual", "late", "slept", "set forward", "set back", "frozen clock"],
)
async def test_a_jump_of_time_begins_anew(passed: int, shown: int, woken: int) -> None:
    steady, on_the_wall, listener = FixedClock(), FixedClock(), Woken()
    heart = Heartbeat(steady, wall=on_the_wall.now, woken=[listener.wake])
    steady.move(passed)
    on_the_wall.move(shown)
    await heart.beat()
    await heart.beat()
    assert listener.times == woken


async def test_a_gap_drops_every_stream(world: World) -> None:
    """Whatever watches them starts them again, and they read what they missed."""
    supervisor, forever = Supervisor("intake"), asyncio.Event()

    async def listen() -> None:
        await forever.wait()

    for name in ("leader:lev", "account:acc-ann", "prices"):
        supervisor.keep(name, listen)
    accounts = AccountWatch(world.db.units, world.bus, world.directory, supervisor=supervisor, gates=world.gates)
    for wake in reconnecting(supervisor, accounts):
        await wake()
    await asyncio.sleep(0)
    assert supervisor.names() == {"prices"}
    await supervisor.aclose()


async def test_an_older_book_compares_before_it_copies(world: World) -> None:
    world.venue().reads_fail = ExchangeUnavailable("no answer")
    noted = Woken()
    restoring = Restoring(world.gates, world.bus, world.db.units, recovered=noted.wake, again_seconds=0)
    running = asyncio.ensure_future(restoring.run())
    await world.leader_trades(Side.BUY, "1")
    assert world.told(CopySkippedEvent)
    assert noted.times == 0
    assert world.gates.closed() == {Gate.RESTORED}
    world.venue().reads_fail = None
    await running
    assert await noted.count() == 1
    assert world.gates.closed() == frozenset()


async def test_closes_pass_an_older_book(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    world.gates.close(Gate.RESTORED)
    await close(world)
    assert world.venue().amount(BTC) == 0


async def test_gates_are_told_in_order(world: World) -> None:
    """An account's own gate is no news for the operators."""
    news = GateNews(world.gates, world.db.units, ids=world.ids, clock=world.clock)
    world.gates.close(Gate.CLOCK, Exchange.BYBIT)
    world.gates.close(Gate.RECOVERING, ANNS)
    world.gates.close(Gate.DISK)
    world.gates.open(Gate.DISK)
    await told(news, world, 3)
    assert [(type(event).__name__, event.gate, event.place) for event in gate_events(world)] == [
        ("EntriesStoppedEvent", "clock", "bybit"),
        ("EntriesStoppedEvent", "disk", EVERYWHERE),
        ("EntriesResumedEvent", "disk", EVERYWHERE),
    ]


async def test_news_wait_until_the_book_can_be_written(world: World) -> None:
    def refuse(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA query_only=ON")

    news = GateNews(world.gates, world.db.units, ids=world.ids, clock=world.clock, again_seconds=0)
    await world.db.writer.submit(refuse)
    world.gates.close(Gate.DISK)
    running = asyncio.ensure_future(news.run())
    await asyncio.sleep(0.05)
    assert gate_events(world) == []
    with world.db.opened.writing.connect() as connection:
        connection.connection.cursor().execute("PRAGMA query_only=OFF")
    await told(news, world, 1, running=running)


def gate_events(world: World) -> list[EntriesStoppedEvent | EntriesResumedEvent]:
    return [event for event in world.db.events if isinstance(event, EntriesStoppedEvent | EntriesResumedEvent)]


async def told(news: GateNews, world: World, count: int, *, running: "asyncio.Future[None] | None" = None) -> None:
    task = running or asyncio.ensure_future(news.run())
    for _ in range(10_000):
        if len(gate_events(world)) >= count:
            break
        await asyncio.sleep(0.001)
    assert len(gate_events(world)) == count
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
