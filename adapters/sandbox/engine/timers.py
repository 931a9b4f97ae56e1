"""Doing something a little later: on the running loop, or by hand in tests. Nothing outlives close()."""

import asyncio
import itertools
import time
from collections.abc import Callable
from heapq import heappop, heappush
from typing import Protocol

Action = Callable[[], None]


class Timers(Protocol):
    """A clock with appointments."""

    def now_ms(self) -> int:
        """Milliseconds since the epoch."""
        ...

    def after(self, seconds: float, action: Action) -> None:
        """Call `action` once, `seconds` from now; with 0 or less, soon but never before returning."""
        ...

    def close(self) -> None:
        """Forget every appointment."""
        ...


class LoopTimers:
    """The real clock and the running loop."""

    def __init__(self) -> None:
        self._handles: dict[int, asyncio.TimerHandle] = {}
        self._numbers = itertools.count()

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def after(self, seconds: float, action: Action) -> None:
        number = next(self._numbers)

        def fire() -> None:
            del self._handles[number]
            action()

        self._handles[number] = asyncio.get_running_loop().call_later(seconds, fire)

    def close(self) -> None:
        for handle in self._handles.values():
            handle.cancel()
        self._handles.clear()


class HandTimers:
    """A clock that only `advance` moves; for simulations and tests."""

    def __init__(self, now_ms: int = 1_700_000_000_000) -> None:
        self._now_ms = now_ms
        self._queue: list[tuple[int, int, Action]] = []
        self._numbers = itertools.count()

    def now_ms(self) -> int:
        return self._now_ms

    def after(self, seconds: float, action: Action) -> None:
        heappush(self._queue, (self._now_ms + round(seconds * 1000), next(self._numbers), action))

    def advance(self, seconds: float) -> None:
        until = self._now_ms + round(seconds * 1000)
        while self._queue and self._queue[0][0] <= until:
            due, _, action = heappop(self._queue)
            self._now_ms = max(self._now_ms, due)
            action()
        self._now_ms = until

    def close(self) -> None:
        self._queue.clear()
