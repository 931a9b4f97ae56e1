"""Candles of an exchange, as a promise, and which ones suit a stretch of time. Reads nothing itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from core.application.pictures import Candle
from core.domain.values import Exchange, Symbol

MOST_HELD = 96
STEPS_SECONDS = (60, 300, 900, 1800, 3600, 14_400, 86_400)
"""Every exchange has these."""

LEAST_AROUND = 12
"""So many candles are shown before the first fill and after the last one, where there are any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Candles of `step_seconds` from `since` to `until`."""

    since: datetime
    until: datetime
    step_seconds: int


class CandleSource(Protocol):
    async def candles(self, exchange: Exchange, symbol: Symbol, stretch: Stretch) -> Sequence[Candle]:
        """Oldest first. Raises ExchangeError where the exchange doesn't tell."""
        ...


class NoCandles:
    """Where no exchange can be asked."""

    async def candles(self, exchange: Exchange, symbol: Symbol, stretch: Stretch) -> Sequence[Candle]:
        return ()


def stretch_around(first: datetime, last: datetime, now: datetime) -> Stretch:
    """The finest candles that aren't too many, with some before and after."""
    held_seconds = max((last - first).total_seconds(), 0.0)
    fitting = (step_seconds for step_seconds in STEPS_SECONDS if held_seconds <= step_seconds * MOST_HELD)
    step_seconds = next(fitting, STEPS_SECONDS[-1])
    around = timedelta(seconds=step_seconds * LEAST_AROUND)
    return Stretch(since=first - around, until=min(last + around, now), step_seconds=step_seconds)
