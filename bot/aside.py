"""Runs what takes long beside the conversation, so that a person's next press is heard meanwhile. Knows no work."""

from collections.abc import Callable, Coroutine

Spawn = Callable[[Coroutine[object, object, None]], None]


class Aside:
    """Without a place to run in, the work is simply waited for."""

    def __init__(self, spawn: Spawn | None = None) -> None:
        self._spawn = spawn

    async def run(self, work: Coroutine[object, object, None]) -> None:
        if self._spawn is None:
            await work
        else:
            self._spawn(work)
