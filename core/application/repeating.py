"""Repeats a unit of work that lost a race, from its reads. Knows nothing of what the work does."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from core.domain.errors import ConcurrentUpdate

T = TypeVar("T")

ATTEMPTS = 5


async def repeated(work: Callable[[], Awaitable[T]]) -> T:
    """Somebody stored a newer version in between: read again. Raises ConcurrentUpdate when it keeps happening."""
    for _ in range(ATTEMPTS - 1):
        try:
            return await work()
        except ConcurrentUpdate:
            continue
    return await work()
