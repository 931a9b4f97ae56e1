"""Public reads of one exchange through one keyless client, shared by every account (exchanges.md T14). Never trades."""

import asyncio
import math
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from loguru import logger

from adapters.exchanges.attempts import attempting
from adapters.exchanges.circuit_breaker import Breakers, Lane, circuit_breaker_protected
from adapters.exchanges.clients import Observed
from adapters.exchanges.failures import FAILURES
from adapters.exchanges.markets import Catalog, read_catalog, read_listings
from adapters.exchanges.retry import retry_with_backoff
from adapters.exchanges.wire import maybe_price, milliseconds, moment_or_epoch, number, row
from core.application.ports import MarketSource
from core.domain.errors import BreakerOpen, ExchangeUnavailable
from core.domain.market import Market
from core.domain.replay_account import PastCandle
from core.domain.values import Exchange, MarketKind, Symbol

FRESH_SECONDS = 1.0
REREAD_SECONDS = 3600.0
DOUBTED_SECONDS = 60.0
MOST_CANDLES = 200
HOUR = timedelta(hours=1)
HOURS_AT_ONCE = 1000
TICKER_PARAMETERS: Mapping[MarketKind, Mapping[str, str]] = {
    MarketKind.SPOT: {"type": "spot"},
    MarketKind.PERPETUAL: {"type": "swap", "subType": "linear"},
}
TICKER_PRODUCTS: Mapping[tuple[Exchange, MarketKind], Mapping[str, str]] = {
    (Exchange.BITGET, MarketKind.PERPETUAL): {"productType": "USDT-FUTURES"},
}


class CcxtMarketSource:
    """Markets are read once, shared, and read anew now and then: steps and minimums change while we run (row 80)."""

    def __init__(
        self,
        exchange: Exchange,
        client: Observed,
        *,
        breakers: Breakers,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._exchange, self._client, self._breakers = exchange, client, breakers
        self._monotonic = monotonic
        self._loading = asyncio.Lock()
        self._catalog: Catalog | None = None
        self._read_at = -math.inf
        self._is_doubted = False

    @property
    def exchange(self) -> Exchange:
        return self._exchange

    @property
    def breakers(self) -> Breakers:
        return self._breakers

    @property
    def clock_offset_ms(self) -> int:
        """How far this machine's clock is ahead of the exchange's, once markets were read."""
        return int(self._client.options.get("timeDifference") or 0)

    async def catalog(self) -> Catalog:
        async with self._loading:
            if self._catalog is None:
                await self._load()
                self._catalog = read_catalog(self._exchange, self._client.markets.values())
            return self._catalog

    async def fetch_markets(self) -> Mapping[Symbol, Market]:
        """From memory, unless they are old or in doubt; what was known stays when the exchange doesn't answer."""
        catalog = await self.catalog()
        if self._is_due():
            with suppress(ExchangeUnavailable, BreakerOpen):
                await self._reload(catalog)
        return catalog.markets

    @property
    def is_doubted(self) -> bool:
        return self._is_doubted

    def doubt_rules(self) -> None:
        """An order was refused for its form: the rules may have changed."""
        self._is_doubted = True

    def _is_due(self) -> bool:
        return self._monotonic() - self._read_at >= (DOUBTED_SECONDS if self._is_doubted else REREAD_SECONDS)

    async def _reload(self, catalog: Catalog) -> None:
        async with self._loading:
            if self._is_due():
                await self._load()
                catalog.take(read_listings(self._exchange, self._client.markets.values()))

    @retry_with_backoff()
    @circuit_breaker_protected(Lane.MARKET)
    async def _load(self) -> None:
        await self._ask(self._client.load_time_difference())
        await self._ask(self._client.load_markets(reload=True))
        self._read_at, self._is_doubted = self._monotonic(), False

    async def fetch_prices(self, kind: MarketKind) -> Mapping[Symbol, Decimal]:
        await self.catalog()
        return await self._prices(kind)

    @retry_with_backoff()
    @circuit_breaker_protected(Lane.MARKET)
    async def _prices(self, kind: MarketKind) -> Mapping[Symbol, Decimal]:
        parameters = dict(TICKER_PARAMETERS[kind]) | dict(TICKER_PRODUCTS.get((self._exchange, kind), {}))
        # Binance's full tickers cost 20 times as much of the address's budget as its last prices (exchanges.md 12).
        is_binance = self._exchange is Exchange.BINANCE
        read = self._client.fetch_last_prices if is_binance else self._client.fetch_tickers
        tickers = await self._ask(read(None, parameters))
        known = self._catalog.markets if self._catalog is not None else {}
        by_name = {str(symbol): symbol for symbol in known if symbol.kind is kind}
        found = {by_name[name]: _price(row(ticker)) for name, ticker in tickers.items() if name in by_name}
        return {symbol: price for symbol, price in found.items() if price is not None}

    async def fetch_candles(
        self, symbol: Symbol, step: str, *, since: datetime, until: datetime
    ) -> Sequence[Sequence[object]]:
        """ccxt's rows, oldest first. One try that no breaker counts: pictures may not hold up trading."""
        await self.catalog()
        first, last = (int(moment.timestamp() * 1000) for moment in (since, until))
        rows: Sequence[Sequence[object]] = await self._ask(
            self._client.fetch_ohlcv(str(symbol), step, first, MOST_CANDLES, {"until": last})
        )
        return rows

    @retry_with_backoff()
    async def fetch_past_hours(self, symbol: Symbol, since: datetime) -> Sequence[PastCandle]:
        """Whole hours since, oldest first. For somebody who has time: a failure closes no lane."""
        await self.catalog()
        found: dict[datetime, PastCandle] = {}
        start, now = since, await self.fetch_time()
        while start < now:
            page = await self._ask(self._client.fetch_ohlcv(str(symbol), "1h", milliseconds(start), HOURS_AT_ONCE))
            fresh = {candle.begins_at: candle for candle in map(_hour, page) if candle.begins_at not in found}
            found |= {
                at: candle for at, candle in fresh.items() if since <= at and candle.ends_at <= now and candle.low > 0
            }
            if not fresh:
                break
            start = max(fresh) + HOUR
        return [found[at] for at in sorted(found)]

    @retry_with_backoff()
    @circuit_breaker_protected(Lane.MARKET)
    async def fetch_time(self) -> datetime:
        return moment_or_epoch(await self._ask(self._client.fetch_time()))

    async def _ask(self, call: Any) -> Any:
        with attempting() as attempt:
            try:
                return await call
            except FAILURES as error:
                logger.bind(exchange=self._exchange.value, code=attempt.code, status=attempt.status).info(
                    "public read failed"
                )
                raise ExchangeUnavailable(attempt.message or type(error).__name__, code=attempt.code) from error

    async def aclose(self) -> None:
        await self._client.close()


class RecentPrices:
    """A second's prices for everybody: a thousand dry runs ask the exchange once."""

    def __init__(self, source: MarketSource, fresh_seconds: float = FRESH_SECONDS) -> None:
        self._source, self._fresh_seconds = source, fresh_seconds
        self._turn = asyncio.Lock()
        self._read: dict[MarketKind, tuple[float, Mapping[Symbol, Decimal]]] = {}

    async def fetch_prices(self, kind: MarketKind) -> Mapping[Symbol, Decimal]:
        async with self._turn:
            read_at, prices = self._read.get(kind, (-math.inf, {}))
            if time.monotonic() - read_at > self._fresh_seconds:
                prices = await self._source.fetch_prices(kind)
                self._read[kind] = (time.monotonic(), prices)
            return prices


def _hour(line: Sequence[Any]) -> PastCandle:
    """ccxt's: time, open, high, low, close, volume."""
    begins_at = moment_or_epoch(line[0])
    high, low, close = (number(told) for told in line[2:5])
    return PastCandle(begins_at=begins_at, ends_at=begins_at + HOUR, low=low, high=high, close=close)


def _price(ticker: Mapping[str, Any]) -> Decimal | None:
    """The last trade; an exchange without one tells the middle of the book."""
    last = maybe_price(ticker.get("last")) or maybe_price(ticker.get("price"))
    bid, ask = maybe_price(ticker.get("bid")), maybe_price(ticker.get("ask"))
    return last or ((bid + ask) / 2 if bid and ask else None)
