"""Named places between a leader's fill and a message: where a process may die, and a test sees to it that it does.

Costs nothing while nobody watches. Never decides anything, and no product code watches.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum


class Point(StrEnum):
    """In the order in which one copied trade passes them (reliability.md b2, K1 to K15)."""

    FILL_HEARD = "fill-heard"
    INTENT_STORED = "intent-stored"
    RESERVE_WRITTEN = "reserve-written"
    RESERVED = "reserved"
    ORDER_DUE = "order-due"
    ORDER_LEFT = "order-left"
    ORDER_ANSWERED = "order-answered"
    RESULT_WRITTEN = "result-written"
    SETTLED = "settled"
    PROTECTION_PLACED = "protection-placed"
    NEWS_DUE = "news-due"
    NEWS_HANDED_OVER = "news-handed-over"
    MESSAGE_SENT = "message-sent"
    RECOVERING = "recovering"
    DOUBT_ANSWERED = "doubt-answered"
    REPAIRING = "repairing"


Watcher = Callable[[Point], None]

_watchers: list[Watcher] = []


def reached(point: Point) -> None:
    """RESERVE_WRITTEN and RESULT_WRITTEN are inside the transaction, in the writer's thread."""
    for watcher in _watchers:
        watcher(point)


@contextmanager
def watching(watcher: Watcher) -> Iterator[None]:
    """Tell the watcher of every point that is reached meanwhile, in whichever thread."""
    _watchers.append(watcher)
    try:
        yield
    finally:
        _watchers.remove(watcher)
