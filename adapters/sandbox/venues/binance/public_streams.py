"""Public price streams: book tickers, day tickers and marks as they change. Knows no account."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.streams import Stream, Streams
from adapters.sandbox.venues.binance.tickers import DailyTickers
from adapters.sandbox.venues.binance.wire import Payload, plain, read_message

FUNDING_INTERVAL_MS = 8 * 3_600_000


@dataclass(slots=True, kw_only=True, eq=False)
class Audience:
    """One connection and the stream names it asked for: btcusdt@bookTicker, !bookTicker."""

    stream: Stream
    kind: Kind
    names: set[str] = field(default_factory=set)


class PublicStreams:
    def __init__(self, engine: Engine, streams: Streams) -> None:
        self._engine, self._streams = engine, streams
        self._tickers = DailyTickers(engine)
        self._audiences: set[Audience] = set()
        self._channels: dict[str, Callable[[Instrument], Payload]] = {
            "bookTicker": self._book,
            "ticker": self._day,
            "miniTicker": self._mini,
            "markPrice": self._mark,
            "markPrice@1s": self._mark,
        }
        engine.market.listen(self._moved)

    async def serve(self, request: web.Request, kind: Kind) -> web.WebSocketResponse:
        stream = await self._streams.open(request)
        audience = Audience(stream=stream, kind=kind)
        self._audiences.add(audience)
        stream.on_close.append(lambda: self._audiences.discard(audience))

        async def on_text(text: str) -> None:
            self._asked(audience, read_message(text))

        return await stream.serve(on_text)

    def _asked(self, audience: Audience, asked: Payload) -> None:
        names = set(asked.get("params", []))
        match asked.get("method"):
            case "SUBSCRIBE":
                audience.names |= names
            case "UNSUBSCRIBE":
                audience.names -= names
        audience.stream.reply(json.dumps({"result": None, "id": asked.get("id")}))
        if asked.get("method") == "SUBSCRIBE":
            for instrument in self._engine.instruments(audience.kind):
                self._tell(audience, instrument, names)

    def _moved(self, coin: str) -> None:
        if not self._audiences:
            return
        for audience in tuple(self._audiences):
            for instrument in self._engine.instruments(audience.kind):
                if instrument.coin == coin:
                    self._tell(audience, instrument, audience.names)

    def _tell(self, audience: Audience, instrument: Instrument, names: set[str]) -> None:
        own = instrument.symbol.lower()
        for channel, event in self._channels.items():
            if f"{own}@{channel}" in names or f"!{channel}" in names:
                audience.stream.push(json.dumps(event(instrument)))

    def _book(self, instrument: Instrument) -> Payload:
        """Spot's book ticker names no event; futures' does."""
        quote, now = self._engine.quote(instrument), self._engine.now_ms()
        row: Payload = {
            "u": now,
            "s": instrument.symbol,
            "b": plain(quote.bid),
            "B": "1",
            "a": plain(quote.ask),
            "A": "1",
        }
        return row if instrument.kind is Kind.SPOT else row | {"e": "bookTicker", "E": now, "T": now}

    def _day(self, instrument: Instrument) -> Payload:
        row = self._tickers.row(instrument)
        return {
            "e": "24hrTicker",
            "E": self._engine.now_ms(),
            "s": instrument.symbol,
            "p": row["priceChange"],
            "P": row["priceChangePercent"],
            "w": row["weightedAvgPrice"],
            "c": row["lastPrice"],
            "Q": row["lastQty"],
            "o": row["openPrice"],
            "h": row["highPrice"],
            "l": row["lowPrice"],
            "v": row["volume"],
            "q": row["quoteVolume"],
            "O": row["openTime"],
            "C": row["closeTime"],
            "F": row["firstId"],
            "L": row["lastId"],
            "n": row["count"],
        }

    def _mini(self, instrument: Instrument) -> Payload:
        full = self._day(instrument)
        return {name: full[name] for name in ("E", "s", "c", "o", "h", "l", "v", "q")} | {"e": "24hrMiniTicker"}

    def _mark(self, instrument: Instrument) -> Payload:
        mark, now = plain(self._engine.quote(instrument).mark), self._engine.now_ms()
        return {
            "e": "markPriceUpdate",
            "E": now,
            "s": instrument.symbol,
            "p": mark,
            "i": mark,
            "P": mark,
            "r": "0.00010000",
            "T": (now // FUNDING_INTERVAL_MS + 1) * FUNDING_INTERVAL_MS,
        }
