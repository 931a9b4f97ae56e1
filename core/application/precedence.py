"""Orders first: while a fan-out leaves, what only follows from orders waits a moment. Sends and books nothing.

One event loop has one pair of hands: an answer that is booked, or a message that is written, between two orders makes
the last follower's order late. An exit behind such an answer ends the wait.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Left = Callable[[], None]
"""Tells that what should leave has left."""

LONGEST_SECONDS = 5.0
"""However many orders come one after another, nobody waits longer than this."""

STANDSTILL_SECONDS = 0.5
"""Nor longer than this while not one order leaves."""

AT_ONCE = 16
"""So many who waited go on in one turn of the loop: a thousand together would hold up everybody else."""


class Departure:
    """Called when what shall leave has left; every later call means nothing."""

    def __init__(self, left: Left) -> None:
        self._left, self._is_over = left, False

    def __call__(self) -> None:
        if not self._is_over:
            self._is_over = True
            self._left()


class Precedence:
    """Shared by everybody of one loop."""

    def __init__(
        self, longest_seconds: float = LONGEST_SECONDS, standstill_seconds: float = STANDSTILL_SECONDS
    ) -> None:
        self._longest_seconds, self._standstill_seconds = longest_seconds, standstill_seconds
        self._leaving, self._departed, self._going_on = 0, 0, 0
        self._way_is_free = asyncio.Event()
        self._way_is_free.set()

    def begin(self) -> Left:
        """Something is going to leave, until the answer is called; once is enough."""
        self._leaving += 1
        self._way_is_free.clear()
        return Departure(self._left)

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """Orders are being reserved and sent as long as the block lasts."""
        left = self.begin()
        try:
            yield
        finally:
            left()

    async def give_way(self) -> None:
        """Return when orders are on their way, at once where none are leaving; however many come, not much later."""
        if self._way_is_free.is_set():
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(self._longest_seconds):
                await self._wait_while_they_leave()
        await self._go_on_in_turn()

    def let_through(self) -> None:
        """Something more urgent stands behind those who wait."""
        self._way_is_free.set()

    async def _wait_while_they_leave(self) -> None:
        """Who was let through goes on, even if the next order bars the way again before it is awake."""
        departed = -1
        while departed != self._departed:
            departed = self._departed
            with suppress(TimeoutError):
                async with asyncio.timeout(self._standstill_seconds):
                    await self._way_is_free.wait()
                    return

    async def _go_on_in_turn(self) -> None:
        before, self._going_on = self._going_on, self._going_on + 1
        try:
            for _ in range(0, before + 1, AT_ONCE):
                await asyncio.sleep(0)
        finally:
            self._going_on -= 1

    def _left(self) -> None:
        self._leaving -= 1
        self._departed += 1
        if not self._leaving:
            self._way_is_free.set()
