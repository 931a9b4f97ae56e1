"""Long work on the one event loop in small bites: between two of them everybody else has a turn. Does none itself."""

import asyncio
from collections.abc import Awaitable, Callable

from core.application.precedence import Precedence

Breathe = Callable[[], Awaitable[None]]
"""Lets everything else on the loop have its turn."""


class Bites:
    """Counts pieces of work; behind every so many of them everybody else has a turn."""

    def __init__(self, breathe: Breathe, size: int) -> None:
        self._breathe, self._size, self._taken = breathe, size, 0

    async def swallow(self) -> None:
        self._taken += 1
        if self._taken % self._size == 0:
            await self._breathe()


def breathing(precedence: Precedence) -> Breathe:
    """Orders that leave go first; then whatever else is ready."""

    async def breathe() -> None:
        await precedence.give_way()
        await asyncio.sleep(0)

    return breathe
