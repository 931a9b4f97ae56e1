"""Bybit's pages: newest first, a cursor that names where the next page begins. Knows nothing of the rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote, unquote

from adapters.sandbox.venues.bybit.wire import Fields, Native

Item = TypeVar("Item")

WEEK_MS = 7 * 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Window:
    """Both ends included. Bybit looks at most seven days wide: it is the caller who walks on."""

    start_ms: int
    end_ms: int

    def has(self, time_ms: int) -> bool:
        return self.start_ms <= time_ms <= self.end_ms


def window(fields: Fields, now_ms: int) -> Window:
    start, end = fields.number("startTime"), fields.number("endTime")
    if start and end:
        if end - start > WEEK_MS:
            raise Native(10001, "The time range between startTime and endTime cannot exceed 7 days.")
        return Window(start, end)
    if start:
        return Window(start, start + WEEK_MS)
    end = end or now_ms
    return Window(end - WEEK_MS, end)


def page(
    newest_first: Sequence[Item], key: Callable[[Item], int], *, fields: Fields, limit: int, maximum: int
) -> tuple[list[Item], str]:
    """One page and the cursor of the next one, empty at the end. `key` falls along the rows.

    The cursor names the last row seen, so rows that arrive meanwhile shift nothing.
    """
    size = max(1, min(fields.number("limit", limit), maximum))
    below = _below(fields.text("cursor"))
    rest = [item for item in newest_first if below is None or key(item) < below]
    taken = rest[:size]
    following = quote(f"{key(taken[-1])}:0") if len(rest) > size else ""
    return taken, following


def _below(cursor: str) -> int | None:
    if not cursor:
        return None
    # The cursor is handed out quoted and comes back quoted again by clients that treat it as opaque text.
    number, _, _ = unquote(unquote(cursor)).partition(":")
    if not number.isdigit():
        raise Native(10001, "params error: cursor invalid")
    return int(number)
