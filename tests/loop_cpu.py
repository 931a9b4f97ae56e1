"""How long the loop's own thread works in one turn while something is waited for, in CPU time. Asserts nothing."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable

TRACED = 4
"""How much longer a turn takes while coverage looks at every line of it."""

MOST_CPU_SECONDS = 0.02 * (1 if sys.gettrace() is None else TRACED)
"""What one turn of the loop may take while pictures are asked for and drawn."""

ROUNDS = 5


async def longest_turn(work: Callable[[], Awaitable[object]]) -> float:
    """The longest turn of the best of some rounds: a collection of garbage may fall into one of them."""
    return min([await _longest(work) for _ in range(ROUNDS)])


async def _longest(work: Callable[[], Awaitable[object]]) -> float:
    """Everything that is ready has its turn between two of ours."""
    waiting = asyncio.ensure_future(work())
    longest, before = 0.0, time.thread_time()
    while not waiting.done():
        await asyncio.sleep(0)
        now = time.thread_time()
        longest, before = max(longest, now - before), now
    await waiting
    return longest
