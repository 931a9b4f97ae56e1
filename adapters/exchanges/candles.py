"""Candles of public markets, read now and then for pictures: one try, a short memory. Trips no breaker of trading."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime

from adapters.exchanges.factory import ExchangeFactory
from adapters.exchanges.wire import maybe_price
from core.application.candles import Stretch
from core.application.pictures import Candle
from core.domain.values import Exchange, Symbol

NAMES = {60: "1m", 300: "5m", 900: "15m", 1800: "30m", 3600: "1h", 14_400: "4h", 86_400: "1d"}
FRESH_SECONDS = 20.0
MOST_KEPT = 64

Key = tuple[Exchange, Symbol, int, int]


class ExchangeCandles:
    """Implements CandleSource. The same stretch is asked for once in a while, however often its picture is drawn."""

    def __init__(self, exchanges: ExchangeFactory) -> None:
        self._exchanges = exchanges
        self._kept: dict[Key, tuple[float, Sequence[Candle]]] = {}

    async def candles(self, exchange: Exchange, symbol: Symbol, stretch: Stretch) -> Sequence[Candle]:
        key = (exchange, symbol, stretch.step_seconds, int(stretch.since.timestamp()) // stretch.step_seconds)
        read_at, kept = self._kept.get(key, (0.0, ()))
        if kept and time.monotonic() - read_at < FRESH_SECONDS:
            return kept
        rows = await self._exchanges.markets(exchange).fetch_candles(
            symbol, NAMES[stretch.step_seconds], since=stretch.since, until=stretch.until
        )
        found = [candle for row in rows if (candle := candle_of(row)) is not None and candle.at <= stretch.until]
        self._kept[key] = (time.monotonic(), found)
        while len(self._kept) > MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        return found


def candle_of(row: Sequence[object]) -> Candle | None:
    """From ccxt's [ms, open, high, low, close, volume]; None for one with a hole in it."""
    if len(row) < 5 or not isinstance(row[0], int | float):
        return None
    opened, high, low, closed = (maybe_price(figure) for figure in row[1:5])
    if opened is None or high is None or low is None or closed is None:
        return None
    at = datetime.fromtimestamp(int(row[0]) / 1000, UTC)
    return Candle(at=at, open=opened, high=high, low=low, close=closed)
