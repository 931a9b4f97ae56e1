"""Gathers the partial fills of one leader order for a moment, so that one order is one trade per follower.

Where the exchange says which fill is the order's last, nobody waits. Loses nothing and keeps the order of orders: what
the source brought before it failed is handed on first.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from core.domain.errors import TandemError
from core.domain.leader_fill import LeaderFill

COALESCE_SECONDS = 0.25
"""The longest a fill waits for its siblings (design, section 4)."""

Queue = asyncio.Queue[Sequence[LeaderFill] | None]


async def coalesce(
    batches: AsyncIterator[Sequence[LeaderFill]],
    copy: Callable[[Sequence[LeaderFill]], Awaitable[object]],
    *,
    within_seconds: float = COALESCE_SECONDS,
) -> None:
    """Hand fills on, grouped by order: a group leaves when its time is over, or a fill of another order follows.

    Raises the source's error at the end: a copy under way is never cut off by it.
    """
    queue: Queue = asyncio.Queue()
    async with asyncio.TaskGroup() as group:
        pouring = group.create_task(pour(batches, queue))
        async for gathered in grouped(queue, within_seconds):
            await copy(gathered)
    error = pouring.result()
    if error is not None:
        raise error


async def pour(batches: AsyncIterator[Sequence[LeaderFill]], queue: Queue) -> TandemError | None:
    """Answers with the error that ended the source, if one did."""
    try:
        async for batch in batches:
            if batch:
                queue.put_nowait(batch)
    except TandemError as error:
        return error
    finally:
        queue.put_nowait(None)
    return None


async def grouped(queue: Queue, within_seconds: float) -> AsyncIterator[Sequence[LeaderFill]]:
    held: list[LeaderFill] = []
    leaves_at = 0.0
    loop = asyncio.get_running_loop()
    while True:
        batch = await next_batch(queue, leaves_at - loop.time() if held else None)
        if held and not batch:
            yield held
            held = []
        if batch is None:
            return
        for fill in batch:
            if held and not belongs_together(held[-1], fill):
                yield held
                held = []
            if not held:
                leaves_at = loop.time() + within_seconds
            held.append(fill)
        if any(fill.ends_order and not fill.is_late for fill in held):
            yield held
            held = []


async def next_batch(queue: Queue, wait_seconds: float | None) -> Sequence[LeaderFill] | None:
    """The next fills; empty when the time is over; None at the end.

    Not by `wait_for`, which may forget that it was cancelled when the fills come at the same moment.
    """
    try:
        async with asyncio.timeout(None if wait_seconds is None else max(wait_seconds, 0)):
            return await queue.get()
    except TimeoutError:
        return ()


def belongs_together(one: LeaderFill, next_: LeaderFill) -> bool:
    """What was read after a gap is understood as a whole: an entry in it may have been left again in it."""
    return (one.is_late and next_.is_late) or is_same_order(one, next_)


def is_same_order(one: LeaderFill, other: LeaderFill) -> bool:
    return (one.order_id, one.symbol, one.side, one.position_side) == (
        other.order_id,
        other.symbol,
        other.side,
        other.position_side,
    )
