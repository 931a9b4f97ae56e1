"""The one supervised home of background tasks: a failure is told and the work goes on, a stop ends them all.

Knows no work itself; what runs is handed in.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from loguru import logger

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0


class Supervisor:
    """Holds its tasks until they end; `keep` starts again what fails, `spawn` runs once."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._tasks: set[asyncio.Task[None]] = set()
        self._named: dict[str, asyncio.Task[None]] = {}

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run once; a failure is logged, never swallowed in silence."""
        self._hold(asyncio.create_task(self._once(work)))

    def keep(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """Run for ever under a name; running already means nothing to do."""
        if name in self._named:
            return
        task = asyncio.create_task(self._again_and_again(name, run))
        self._named[name] = task
        self._hold(task)
        task.add_done_callback(lambda _: self._named.pop(name, None))

    def names(self) -> frozenset[str]:
        return frozenset(self._named)

    async def drop(self, name: str) -> None:
        """End one kept work."""
        task = self._named.get(name)
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def settle(self, within_seconds: float) -> None:
        """Give what runs once the time to end."""
        once = self._tasks - set(self._named.values())
        if once:
            await asyncio.wait(once, timeout=within_seconds)

    async def aclose(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _hold(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _once(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - the supervisor is one of the four places for it
            logger.bind(group=self._name, error=type(error).__name__).opt(exception=error).error("a task failed")

    async def _again_and_again(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                await run()
                pause = FIRST_PAUSE_SECONDS
            except Exception as error:  # noqa: BLE001 - the supervisor is one of the four places for it
                bound = logger.bind(group=self._name, work=name, error=type(error).__name__, again_in_seconds=pause)
                bound.opt(exception=error).warning("work failed and starts again")
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            await asyncio.sleep(pause)


def every(seconds: float, step: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
    """A work that repeats a step with a pause after each."""

    async def run() -> None:
        while True:
            await step()
            await asyncio.sleep(seconds)

    return run
