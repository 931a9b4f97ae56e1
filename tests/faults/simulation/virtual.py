"""Virtual time: an event loop that leaps to its next timer, and a wall clock over it that may jump. Waits for nothing.

Nothing outside the loop may work while it leaps (reliability.md fact 16): no thread, no socket.
"""

import asyncio
from datetime import datetime, timedelta
from selectors import SelectorKey, SelectSelector

from adapters.identity import SystemClock
from tests.application.clock import FixedClock
from tests.builders import NOON


class Stuck(Exception):
    """Everybody waits, and nothing will ever happen."""


class Leap(SelectSelector):
    """Where a loop would sleep it lets the time pass instead; files are never ready."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[SelectorKey, int]]:
        if timeout is None:
            raise Stuck
        self.passed += max(timeout, 0.0)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """Timers fire in their order, at once."""

    def __init__(self) -> None:
        self.leap = Leap()
        super().__init__(self.leap)

    def time(self) -> float:
        return self.leap.passed

    def suspend(self, seconds: float) -> None:
        """The machine sleeps: nothing runs meanwhile, and all that was due is late."""
        self.leap.passed += seconds


class Machine:
    """The machine's clock, off by whatever somebody did to it."""

    def __init__(self, loop: VirtualLoop) -> None:
        self.loop = loop
        self.off_seconds = 0.0

    def truth(self) -> datetime:
        """What the exchanges' clocks say."""
        return NOON + timedelta(seconds=self.loop.time())

    def wall(self) -> datetime:
        return self.truth() + timedelta(seconds=self.off_seconds)

    def steady(self) -> float:
        return self.loop.time()


class BelievedClock(FixedClock):
    """What one process believes: the product's own clock over the machine's."""

    def __init__(self, machine: Machine) -> None:
        super().__init__()
        self._system = SystemClock(wall=machine.wall, steady=machine.steady)

    def now(self) -> datetime:
        return self._system.now()
