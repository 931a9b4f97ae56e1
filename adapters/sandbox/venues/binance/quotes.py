"""Prices without a key: tickers, books, candles, marks, for spot and futures. Knows no account."""

import re
from collections.abc import Callable
from decimal import Decimal

from adapters.sandbox.candles import Candle
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.venues.binance.complaints import Complaint
from adapters.sandbox.venues.binance.routes import Answer, Call, Handler, Route, Routes
from adapters.sandbox.venues.binance.tickers import DailyTickers
from adapters.sandbox.venues.binance.wire import Payload, plain

INTERVALS_S: dict[str, int] = {
    "1m": 60,
    "3m": 180,
    "5m": 300,
    "15m": 900,
    "30m": 1800,
    "1h": 3600,
    "2h": 7200,
    "4h": 14_400,
    "6h": 21_600,
    "8h": 28_800,
    "12h": 43_200,
    "1d": 86_400,
}
SYMBOL = re.compile(r"[A-Z0-9]+")
FUNDING_INTERVAL_MS = 8 * 3_600_000
QUIET_FUNDING_RATE = "0.00010000"
DEFAULT_CANDLES = 500
DEFAULT_LEVELS = 100
SHOWN_LEVELS = 20
LEVEL_COST = Decimal(20_000)


class Quotes:
    """The public price routes of one market kind; `prefix` tells spot from futures."""

    def __init__(self, engine: Engine, kind: Kind) -> None:
        self._engine, self._kind = engine, kind
        self._tickers = DailyTickers(engine)

    def routes(self) -> Routes:
        prefix = "/api/v3" if self._kind is Kind.SPOT else "/fapi/v1"
        routes = [
            Route(method="GET", path=f"{prefix}/ping", operation="time", handler=self.ping),
            Route(method="GET", path=f"{prefix}/time", operation="time", handler=self.time),
            self._tickers_route(f"{prefix}/ticker/price", self.price, weight=2, wide=4),
            self._tickers_route(f"{prefix}/ticker/bookTicker", self.book_ticker, weight=2, wide=4),
            self._tickers_route(f"{prefix}/ticker/24hr", self.daily, weight=2, wide=80),
            self._tickers_route(f"{prefix}/depth", self.depth, weight=5),
            self._tickers_route(f"{prefix}/klines", self.klines, weight=2),
        ]
        if self._kind is Kind.PERPETUAL:
            routes += [
                self._tickers_route("/fapi/v1/premiumIndex", self.premium, weight=1, wide=10),
                self._tickers_route("/fapi/v2/ticker/price", self.price, weight=1, wide=2),
            ]
        return routes

    def _tickers_route(self, path: str, handler: Handler, *, weight: int, wide: int = 0) -> Route:
        return Route(method="GET", path=path, operation="tickers", handler=handler, weight=weight, wide_weight=wide)

    async def ping(self, call: Call) -> Answer:
        return {}

    async def time(self, call: Call) -> Answer:
        return {"serverTime": call.now_ms}

    async def price(self, call: Call) -> Answer:
        return self._each(call, lambda found: self._price_row(found, call.now_ms))

    async def book_ticker(self, call: Call) -> Answer:
        return self._each(call, lambda found: self._book_row(found, call.now_ms))

    async def daily(self, call: Call) -> Answer:
        return self._each(call, self._tickers.row)

    async def premium(self, call: Call) -> Answer:
        return self._each(call, lambda found: self._premium_row(found, call.now_ms))

    async def depth(self, call: Call) -> Answer:
        instrument = self._engine.instrument(self._kind, call.params.required("symbol"))
        shown = min(call.params.integer("limit") or DEFAULT_LEVELS, SHOWN_LEVELS)
        quote = self._engine.quote(instrument)
        bids = [self._level(instrument, quote.bid, steps=-number) for number in range(shown)]
        asks = [self._level(instrument, quote.ask, steps=number) for number in range(shown)]
        book: Payload = {"lastUpdateId": call.now_ms, "bids": bids, "asks": asks}
        return book if self._kind is Kind.SPOT else book | {"E": call.now_ms, "T": call.now_ms}

    async def klines(self, call: Call) -> Answer:
        instrument = self._engine.instrument(self._kind, call.params.required("symbol"))
        interval_s = INTERVALS_S.get(call.params.required("interval"))
        if interval_s is None:
            raise Complaint(-1120, "Invalid interval.")
        limit = call.params.integer("limit") or DEFAULT_CANDLES
        since = call.params.integer("startTime") or 0
        candles = self._engine.candles(instrument, interval_s, limit=limit)
        return [kline(instrument, candle, interval_s=interval_s) for candle in candles if candle.start_ms >= since]

    def _each(self, call: Call, row: Callable[[Instrument], Payload]) -> Answer:
        """One object when a symbol was named, else a list: of those named, or of all."""
        symbol = call.params.text("symbol")
        if symbol:
            return row(self._engine.instrument(self._kind, symbol))
        named = call.params.text("symbols")
        if named:
            return [row(self._engine.instrument(self._kind, name)) for name in SYMBOL.findall(named)]
        return [row(found) for found in self._engine.instruments(self._kind)]

    def _price_row(self, instrument: Instrument, now_ms: int) -> Payload:
        row: Payload = {"symbol": instrument.symbol, "price": plain(self._engine.quote(instrument).last)}
        return row if self._kind is Kind.SPOT else row | {"time": now_ms}

    def _book_row(self, instrument: Instrument, now_ms: int) -> Payload:
        quote = self._engine.quote(instrument)
        row: Payload = {
            "symbol": instrument.symbol,
            "bidPrice": plain(quote.bid),
            "bidQty": plain(self._shown(instrument, quote.bid)),
            "askPrice": plain(quote.ask),
            "askQty": plain(self._shown(instrument, quote.ask)),
        }
        return row if self._kind is Kind.SPOT else row | {"time": now_ms}

    def _premium_row(self, instrument: Instrument, now_ms: int) -> Payload:
        mark = plain(self._engine.quote(instrument).mark)
        return {
            "symbol": instrument.symbol,
            "markPrice": mark,
            "indexPrice": mark,
            "estimatedSettlePrice": mark,
            "lastFundingRate": QUIET_FUNDING_RATE,
            "interestRate": "0.00010000",
            "nextFundingTime": (now_ms // FUNDING_INTERVAL_MS + 1) * FUNDING_INTERVAL_MS,
            "time": now_ms,
        }

    def _level(self, instrument: Instrument, best: Decimal, *, steps: int) -> list[str]:
        price = max(best + instrument.price_step * steps, instrument.price_step)
        return [plain(price), plain(self._shown(instrument, price))]

    def _shown(self, instrument: Instrument, price: Decimal) -> Decimal:
        """What a level holds: the set depth, or an amount worth a usual sum."""
        depth = self._engine.settings.depths.get(instrument.symbol)
        return depth.amount if depth else instrument.on_grid(LEVEL_COST / price) or instrument.min_amount


def kline(instrument: Instrument, candle: Candle, *, interval_s: int) -> list[int | str]:
    close = candle.close * instrument.multiple
    volume = instrument.on_grid(candle.volume / close)
    return [
        candle.start_ms,
        plain(candle.open * instrument.multiple),
        plain(candle.high * instrument.multiple),
        plain(candle.low * instrument.multiple),
        plain(close),
        plain(volume),
        candle.start_ms + interval_s * 1000 - 1,
        plain(candle.volume),
        100,
        plain(volume / 2),
        plain(candle.volume / 2),
        "0",
    ]
