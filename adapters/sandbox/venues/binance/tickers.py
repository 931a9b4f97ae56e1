"""The statistics of the last day per symbol, remembered for a minute because they are dear to sum. Knows no route."""

from dataclasses import dataclass
from decimal import Decimal

from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.venues.binance.wire import Payload, plain

DAY_MS = 86_400_000
MINUTE_MS = 60_000
HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Open, extremes and quote volume of the last 24 hours, as of `minute`."""

    minute: int
    open: Decimal
    high: Decimal
    low: Decimal
    cost: Decimal


class DailyTickers:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._days: dict[tuple[Kind, str], Day] = {}

    def day(self, instrument: Instrument) -> Day:
        minute = self._engine.now_ms() // MINUTE_MS
        known = self._days.get((instrument.kind, instrument.symbol))
        if known is None or known.minute != minute:
            known = self._sum(instrument, minute)
            self._days[(instrument.kind, instrument.symbol)] = known
        return known

    def row(self, instrument: Instrument) -> Payload:
        """The 24hr ticker; bid and ask stand in the spot form only."""
        day, quote, now = self.day(instrument), self._engine.quote(instrument), self._engine.now_ms()
        last = quote.last
        row: Payload = {
            "symbol": instrument.symbol,
            "priceChange": plain(last - day.open),
            "priceChangePercent": plain(round((last / day.open - 1) * 100, 3)),
            "weightedAvgPrice": plain(instrument.tick_down((day.high + day.low + last) / 3)),
            "lastPrice": plain(last),
            "lastQty": plain(instrument.min_amount),
            "openPrice": plain(day.open),
            "highPrice": plain(max(day.high, last)),
            "lowPrice": plain(min(day.low, last)),
            "volume": plain(instrument.on_grid(day.cost / last)),
            "quoteVolume": plain(day.cost),
            "openTime": now - DAY_MS,
            "closeTime": now,
            "firstId": 1,
            "lastId": 100_000,
            "count": 100_000,
        }
        if instrument.kind is Kind.PERPETUAL:
            return row
        book = {"bidPrice": plain(quote.bid), "bidQty": "1", "askPrice": plain(quote.ask), "askQty": "1"}
        return row | book | {"prevClosePrice": plain(day.open)}

    def _sum(self, instrument: Instrument, minute: int) -> Day:
        candles = self._engine.candles(instrument, 3600, limit=HOURS)
        if not candles:
            last = self._engine.quote(instrument).last
            return Day(minute=minute, open=last, high=last, low=last, cost=Decimal(0))
        tick = instrument.tick_down
        return Day(
            minute=minute,
            open=max(tick(candles[0].open * instrument.multiple), instrument.price_step),
            high=tick(max(candle.high for candle in candles) * instrument.multiple),
            low=max(tick(min(candle.low for candle in candles) * instrument.multiple), instrument.price_step),
            cost=sum((candle.volume for candle in candles), Decimal(0)),
        )
