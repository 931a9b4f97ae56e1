"""Time that this process can't trust: clocks that disagree with an exchange's, and gaps in which it slept or froze."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from loguru import logger

from bot.watching import AccountWatch
from bot.workers import Supervisor
from core.application.gates import Gate, Gates
from core.application.ports import Clock, ExchangeDirectory
from core.domain.errors import ExchangeError
from core.domain.values import Exchange

BEAT_SECONDS = 1.0
CLOCK_SECONDS = 300.0
STREAMS = ("leader:", "account:")
Chore = tuple[str, float, Callable[[], Awaitable[object]]]
GAP = timedelta(seconds=5)
"""Longer between two beats means that the process, or the machine, was away (reliability.md, row 93)."""


class ClockGuard:
    """No entries where the clocks differ too much: orders would be refused, and ages would be wrong (row 92)."""

    def __init__(
        self, directory: ExchangeDirectory, gates: Gates, *, wall: Callable[[], datetime], most_seconds: float
    ) -> None:
        self._directory, self._gates, self.wall = directory, gates, wall
        self._most = timedelta(seconds=most_seconds)

    async def step(self) -> None:
        for exchange in Exchange:
            await self._compare(exchange)

    async def _compare(self, exchange: Exchange) -> None:
        """The time of the answer counts against the difference: it came from somewhere in between."""
        asked = self.wall()
        try:
            theirs = await self._directory.markets(exchange).fetch_time()
        except ExchangeError:
            return
        answered = self.wall()
        off = max(asked - theirs, theirs - answered)
        if off > self._most:
            logger.bind(exchange=exchange.value, seconds=off.total_seconds()).error("the clocks differ: set it by NTP")
            self._gates.close(Gate.CLOCK, exchange)
        else:
            self._gates.open(Gate.CLOCK, exchange)


class Heartbeat:
    """A beat per second; when one is late by much, everything that listens begins anew."""

    def __init__(self, clock: Clock, *, wall: Callable[[], datetime], woken: Sequence[Callable[[], Awaitable[object]]]):
        self._clock, self._wall, self._woken = clock, wall, woken
        self._last, self._last_wall = clock.now(), wall()

    async def beat(self) -> None:
        now, on_the_wall = self._clock.now(), self._wall()
        passed, shown = now - self._last, on_the_wall - self._last_wall
        self._last, self._last_wall = now, on_the_wall
        if passed > GAP or abs(shown - passed) > GAP:
            logger.bind(passed=passed.total_seconds(), clock=shown.total_seconds()).warning("time has jumped")
            for wake in self._woken:
                await wake()


def reconnecting(supervisor: Supervisor, accounts: AccountWatch) -> Sequence[Callable[[], Awaitable[object]]]:
    """What begins anew after a gap: every stream, which backfills, and the comparison of every account at stake."""

    async def drop_streams() -> None:
        for name in supervisor.names():
            if name.startswith(STREAMS):
                await supervisor.drop(name)

    return drop_streams, accounts.recover


def time_chores(clocks: ClockGuard, clock: Clock, *, supervisor: Supervisor, accounts: AccountWatch) -> Sequence[Chore]:
    """Clocks compared now and then, and a beat that notices when time was lost."""
    heart = Heartbeat(clock, wall=clocks.wall, woken=(*reconnecting(supervisor, accounts), clocks.step))
    return ("compare clocks", CLOCK_SECONDS, clocks.step), ("heartbeat", BEAT_SECONDS, heart.beat)
