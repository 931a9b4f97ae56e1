"""Newest first, a page at a time, between two moments: how Bitget lists what has happened. Knows no row's meaning."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from adapters.sandbox.venues.bitget.fields import Fields

MAX_ROWS = 100
END_OF_TIME_MS = 2**62

Thing = TypeVar("Thing")


def page(
    things: Sequence[Thing], fields: Fields, *, number: Callable[[Thing], int], at: Callable[[Thing], int]
) -> list[Thing]:
    """`things` oldest first; `idLessThan` (classic) and `cursor` (unified) both name the last row already seen."""
    below = fields.find_whole("idLessThan", 0) or fields.find_whole("cursor", 0) or END_OF_TIME_MS
    since, until = fields.find_whole("startTime", 0), fields.find_whole("endTime", END_OF_TIME_MS)
    found = [thing for thing in reversed(things) if number(thing) < below and since <= at(thing) <= until]
    return found[: min(fields.find_whole("limit", MAX_ROWS), MAX_ROWS)]


def end_of(rows: list[dict[str, Any]], name: str) -> str | None:
    """Where the next page begins; nothing after an empty page."""
    return str(rows[-1][name]) if rows else None
