"""Minute candles of one coin and their sums over longer intervals. Invents a volume; knows no exchange."""

from collections import deque
from dataclasses import dataclass
from decimal import Decimal

MINUTE_MS = 60_000
KEPT_MINUTES = 3000
VOLUME_PER_MOVE = Decimal(2_000_000)  # quote volume of a minute that moved by 1 %, so that lively minutes trade more
QUIET_VOLUME = Decimal(400_000)


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
    """The last two days, minute by minute."""

    def __init__(self) -> None:
        self._minutes: deque[Candle] = deque(maxlen=KEPT_MINUTES)

    def record(self, now_ms: int, price: Decimal) -> None:
        start = now_ms // MINUTE_MS * MINUTE_MS
        if self._minutes and self._minutes[-1].start_ms == start:
            self._minutes[-1].take(price)
            return
        opening = self._minutes[-1].close if self._minutes else price
        candle = Candle(start_ms=start, open=opening, high=opening, low=opening, close=opening)
        candle.take(price)
        self._minutes.append(candle)

    def candles(self, interval_s: int, limit: int) -> list[Candle]:
        interval_ms = interval_s * 1000
        found: list[Candle] = []
        for minute in self._minutes:
            start = minute.start_ms // interval_ms * interval_ms
            if not found or found[-1].start_ms != start:
                found.append(_copy(minute, start))
            else:
                found[-1].take(minute.high)
                found[-1].take(minute.low)
                found[-1].take(minute.close)
        return found[-limit:]


def _copy(minute: Candle, start_ms: int) -> Candle:
    return Candle(start_ms=start_ms, open=minute.open, high=minute.high, low=minute.low, close=minute.close)
