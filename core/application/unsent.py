"""Exits that provably never left the machine: owed, and tried again by and by, for ever. Sends and stores nothing.

A crash forgets them here; what was reserved is then asked about at the exchange like anything else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.application.ports import Clock
from core.domain.values import TradeId


@dataclass(slots=True)
class Waiting:
    """An exit that waits for its next try."""

    since: datetime
    noted_at: datetime
    tries: int = 0


class Unsent:
    """When each may be tried again: first soon, then every quarter of a minute."""

    def __init__(self, clock: Clock, pauses_seconds: Sequence[float]) -> None:
        self._clock, self._pauses = clock, [timedelta(seconds=seconds) for seconds in pauses_seconds]
        self._waiting: dict[TradeId, Waiting] = {}

    def note(self, trade_id: TradeId) -> None:
        """It didn't leave, once more."""
        now = self._clock.now()
        known = self._waiting.setdefault(trade_id, Waiting(since=now, noted_at=now))
        known.noted_at, known.tries = now, known.tries + 1

    def forget(self, trade_id: TradeId) -> None:
        self._waiting.pop(trade_id, None)

    def since(self, trade_id: TradeId) -> datetime | None:
        """When it should have left first; None when it isn't known to be unsent."""
        known = self._waiting.get(trade_id)
        return None if known is None else known.since

    def is_due(self, trade_id: TradeId) -> bool:
        """A clock that was set back makes nobody wait longer."""
        known, now = self._waiting[trade_id], self._clock.now()
        pause = self._pauses[min(known.tries, len(self._pauses)) - 1]
        return now - known.noted_at >= pause or now < known.noted_at
