"""Time that passes only when everybody sleeps: for what counts seconds. Asserts nothing."""

import asyncio
import heapq
import itertools
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")
BREATHS = 4


class VirtualTime:
    """`monotonic` and `sleep` for whoever takes them from outside."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        wake: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._numbers), wake))
        await wake

    async def play(self, work: Awaitable[T]) -> T:
        """Run it to its end, skipping the time nobody uses."""
        task = asyncio.ensure_future(work)
        while not task.done():
            for _ in range(BREATHS):
                await asyncio.sleep(0)
            if not task.done() and self._sleepers:
                self.now, _, wake = heapq.heappop(self._sleepers)
                wake.set_result(None)
        return task.result()
