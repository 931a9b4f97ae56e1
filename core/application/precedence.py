"""Orders first: while a fan-out leaves, what only follows from orders waits a moment. Sends and books nothing.

One event loop has one pair of hands: an answer that is booked, or a message that is written, between two orders makes
the last follower's order late. An exit behind such an answer ends the wait.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress

GiveWay = Callable[[], Awaitable[None]]
"""Waits until those who go first have gone."""

LONGEST_SECONDS = 0.5
"""However large a fan-out is, nobody waits for it longer than this."""


async def at_once() -> None:
    """Nobody goes first."""


class Precedence:
    """Shared by everybody of one loop."""

    def __init__(self, longest_seconds: float = LONGEST_SECONDS) -> None:
        self._longest_seconds = longest_seconds
        self._leaving = 0
        self._way_is_free = asyncio.Event()
        self._way_is_free.set()

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """Orders are being reserved and sent."""
        self._leaving += 1
        self._way_is_free.clear()
        try:
            yield
        finally:
            self._leaving -= 1
            if not self._leaving:
                self._way_is_free.set()

    async def give_way(self) -> None:
        """Return when orders are on their way, at once where none are leaving; however many come, not much later."""
        if self._way_is_free.is_set():
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(self._longest_seconds):
                await self._way_is_free.wait()

    def let_through(self) -> None:
        """Something more urgent stands behind those who wait."""
        self._way_is_free.set()
