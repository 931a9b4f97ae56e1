"""Minute candles of one coin and their sums over longer intervals. Invents a past and a volume; knows no exchange."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

MINUTE_MS = 60_000
KEPT_MINUTES = 3000
VOLUME_PER_MOVE = Decimal(2_000_000)  # quote volume of a minute that moved by 1 %, so that lively minutes trade more
QUIET_VOLUME = Decimal(400_000)

# Prices before the first one, newest first: what they were a minute ago, two minutes ago and so on.
Past = Callable[[], Iterable[Decimal]]


@dataclass(slots=True, kw_only=True)
class Candle:
    """`volume` in quote coin."""

    start_ms: int
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal

    @property
    def volume(self) -> Decimal:
        return (QUIET_VOLUME + VOLUME_PER_MOVE * 100 * (self.high - self.low) / self.low).quantize(Decimal("0.01"))

    def take(self, price: Decimal) -> None:
        self.high, self.low, self.close = max(self.high, price), min(self.low, price), price


class CandleHistory:
    """The last two days, minute by minute. The time before the world began is made up when somebody asks."""

    def __init__(self, past: Past) -> None:
        self._past: Past | None = past
        self._minutes: deque[Candle] = deque(maxlen=KEPT_MINUTES)
        self._sums: dict[int, list[Candle]] = {}

    def record(self, now_ms: int, price: Decimal) -> None:
        """A clock that was set back keeps on filling the newest minute: candles never run backwards."""
        start = now_ms // MINUTE_MS * MINUTE_MS
        newest = self._minutes[-1] if self._minutes else None
        if newest is not None and newest.start_ms >= start:
            if newest.close == price:
                return
            newest.take(price)
        else:
            self._minutes.append(_candle(start, newest.close if newest else price, price))
        self._sums.clear()

    def candles(self, interval_s: int, limit: int) -> list[Candle]:
        """To look at: they are handed out again until a price changes."""
        self._remember()
        if interval_s not in self._sums:
            self._sums[interval_s] = _summed(self._minutes, interval_s * 1000)
        return self._sums[interval_s][-limit:]

    def _remember(self) -> None:
        """Put the invented past before the first minute, once."""
        past, self._past = self._past, None
        if past is None or not self._minutes:
            return
        start, close = self._minutes[0].start_ms, self._minutes[0].open
        for price in past():
            if len(self._minutes) == KEPT_MINUTES:
                return
            start -= MINUTE_MS
            self._minutes.appendleft(_candle(start, price, close))
            close = price


def _summed(minutes: Iterable[Candle], interval_ms: int) -> list[Candle]:
    found: list[Candle] = []
    for minute in minutes:
        start = minute.start_ms // interval_ms * interval_ms
        if not found or found[-1].start_ms != start:
            found.append(_copy(minute, start))
        else:
            found[-1].take(minute.high)
            found[-1].take(minute.low)
            found[-1].take(minute.close)
    return found


def _candle(start_ms: int, opening: Decimal, closing: Decimal) -> Candle:
    candle = Candle(start_ms=start_ms, open=opening, high=opening, low=opening, close=opening)
    candle.take(closing)
    return candle


def _copy(minute: Candle, start_ms: int) -> Candle:
    return Candle(start_ms=start_ms, open=minute.open, high=minute.high, low=minute.low, close=minute.close)
