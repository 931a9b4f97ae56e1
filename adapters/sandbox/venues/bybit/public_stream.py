"""The public WebSockets: tickers of spot and linear symbols while prices move. Other topics are not offered."""

import json
import uuid

from aiohttp import web

from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.refusals import Refused
from adapters.sandbox.streams import Stream, Streams
from adapters.sandbox.venues.bybit.market_api import ticker_row
from adapters.sandbox.venues.bybit.wire import Row, plain

PUBLIC_PATHS = {"/v5/public/spot": Kind.SPOT, "/v5/public/linear": Kind.PERPETUAL}
TICKERS = "tickers."


class Listener:
    """One connection and the symbols it wants. The first row of a symbol is whole, later ones say what changed."""

    def __init__(self, engine: Engine, stream: Stream, *, kind: Kind) -> None:
        self._engine, self._stream, self._kind = engine, stream, kind
        self._connection = uuid.uuid4().hex[:20]
        self._rows: dict[str, Row] = {}

    async def on_text(self, text: str) -> None:
        try:
            message = json.loads(text)
        except ValueError:
            message = {}
        operation = message.get("op") if isinstance(message, dict) else None
        match operation:
            case "subscribe":
                self._subscribe(message)
            case "unsubscribe":
                for topic in _topics_of(message):
                    self._rows.pop(topic.removeprefix(TICKERS), None)
                self._reply(message, "")
            case "ping":
                self._reply(message, "pong")
            case _:
                self._refuse(message if isinstance(message, dict) else {}, "error:invalid op")

    def tell(self, coin: str) -> None:
        """The price of a coin moved."""
        for instrument in self._engine.instruments(self._kind):
            if instrument.coin == coin and instrument.symbol in self._rows:
                self._push_change(instrument)

    def _subscribe(self, message: Row) -> None:
        topics = _topics_of(message)
        try:
            wanted = [self._instrument(topic) for topic in topics]
        except Refused:
            self._refuse(message, f"error:handler not found,topic:{topics}")
            return
        self._reply(message, "")
        for instrument in wanted:
            self._rows[instrument.symbol] = ticker_row(self._engine, instrument)
            self._push("snapshot", instrument, row=self._rows[instrument.symbol])

    def _instrument(self, topic: str) -> Instrument:
        return self._engine.instrument(self._kind, topic.removeprefix(TICKERS))

    def _push_change(self, instrument: Instrument) -> None:
        change = _change(self._engine, instrument)
        row = self._rows[instrument.symbol]
        row.update(change)
        if self._kind is Kind.SPOT:
            self._push("snapshot", instrument, row=row)  # spot knows no deltas
        else:
            self._push("delta", instrument, row={"symbol": instrument.symbol} | change)

    def _push(self, kind: str, instrument: Instrument, *, row: Row) -> None:
        now = self._engine.now_ms()
        message = {"topic": TICKERS + instrument.symbol, "type": kind, "data": row, "cs": now, "ts": now}
        self._stream.push(json.dumps(message))

    def _reply(self, message: Row, words: str) -> None:
        answer = {"success": True, "ret_msg": words, "conn_id": self._connection, "op": message.get("op")}
        self._stream.reply(json.dumps(answer | {"req_id": str(message.get("req_id", ""))}))

    def _refuse(self, message: Row, words: str) -> None:
        answer = {"success": False, "ret_msg": words, "conn_id": self._connection, "op": message.get("op")}
        self._stream.reply(json.dumps(answer | {"req_id": str(message.get("req_id", ""))}))


class PublicStreams:
    """All public connections; the market is listened to once."""

    def __init__(self, engine: Engine, streams: Streams) -> None:
        self._engine, self._streams = engine, streams
        self._listeners: list[Listener] = []
        engine.market.listen(self._moved)

    async def serve(self, request: web.Request, kind: Kind) -> web.WebSocketResponse:
        stream = await self._streams.open(request)
        listener = Listener(self._engine, stream, kind=kind)
        self._listeners.append(listener)
        stream.on_close.append(lambda: self._listeners.remove(listener))
        return await stream.serve(listener.on_text)

    def _moved(self, coin: str) -> None:
        for listener in tuple(self._listeners):
            listener.tell(coin)


def _topics_of(message: Row) -> list[str]:
    arguments = message.get("args")
    return [str(topic) for topic in arguments] if isinstance(arguments, list) else []


def _change(engine: Engine, instrument: Instrument) -> Row:
    quote = engine.quote(instrument)
    change: Row = {
        "lastPrice": plain(quote.last),
        "bid1Price": plain(quote.bid),
        "ask1Price": plain(quote.ask),
    }
    if instrument.kind is Kind.SPOT:
        return change | {"usdIndexPrice": plain(quote.mark)}
    return change | {"markPrice": plain(quote.mark), "indexPrice": plain(quote.mark)}
