"""The private WebSocket: auth, topics, pings, and what happened to the account as it happens. Decides nothing."""

import hmac
import json
import uuid

from aiohttp import web

from adapters.sandbox.engine.accounts import VenueAccount
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.happenings import (
    Filled,
    FundingPaid,
    Happening,
    LeverageChanged,
    OrderChanged,
    PositionChanged,
    WalletChanged,
)
from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.engine.orders import Cause, Fill, Order
from adapters.sandbox.streams import Stream
from adapters.sandbox.venues.bybit.auth import known_key, sign
from adapters.sandbox.venues.bybit.fill_rows import (
    fast_fill_row,
    streamed_fill_row,
    streamed_funding_row,
)
from adapters.sandbox.venues.bybit.order_rows import CATEGORIES, streamed_order_row
from adapters.sandbox.venues.bybit.position_rows import legs_of, streamed_position_row, wallet_row
from adapters.sandbox.venues.bybit.wire import Native, Row

TOPICS = ("order", "execution", "execution.fast", "position", "wallet", "greeks")


class PrivateStream:
    """One connection of one account. Rows are written the moment something happens: engine objects are live."""

    def __init__(self, engine: Engine, stream: Stream, *, request: web.Request) -> None:
        self._engine, self._stream = engine, stream
        self._address = request.remote or ""
        self._connection = uuid.uuid4().hex[:20]
        self._topics: set[str] = set()

    async def serve(self) -> web.WebSocketResponse:
        return await self._stream.serve(self._on_text)

    async def _on_text(self, text: str) -> None:
        try:
            message = json.loads(text)
        except ValueError:
            message = {}
        operation = message.get("op") if isinstance(message, dict) else None
        match operation:
            case "auth":
                self._authenticate(message)
            case "subscribe":
                self._subscribe(message)
            case "unsubscribe":
                self._topics -= set(_topics_of(message))
                self._reply(message)
            case "ping":
                self._pong(message)
            case _:
                self._stream.reply(json.dumps({"success": False, "ret_msg": "error:invalid op", "op": operation}))

    def _authenticate(self, message: Row) -> None:
        try:
            self._login(message.get("args"))
        except Native as native:
            self._reply(message, native.message)
        else:
            self._reply(message)

    def _login(self, arguments: object) -> None:
        if not isinstance(arguments, list) or len(arguments) != 3:
            raise Native(10001, "Params Error")
        api_key, expires, signature = (str(argument) for argument in arguments)
        key = known_key(self._engine, api_key, address=self._address)
        if not hmac.compare_digest(sign(key.secret, f"GET/realtime{expires}"), signature):
            raise Native(10004, "error sign!")
        if not expires.isdigit() or int(expires) <= self._engine.now_ms():
            raise Native(10002, "Request has expired")
        if self._stream.account is None:
            self._stream.identify(key.account)
            self._stream.on_close.append(self._engine.subscribe(key.account, self._hear))

    def _subscribe(self, message: Row) -> None:
        topics = _topics_of(message)
        unknown = [topic for topic in topics if not _is_known(topic)]
        if self._stream.account is None:
            self._reply(message, "Request not authorized")
        elif unknown:
            self._reply(message, f"error:handler not found,topic:{unknown[0]}")
        else:
            self._topics |= set(topics)
            self._reply(message)

    def _reply(self, message: Row, trouble: str = "") -> None:
        answer: Row = {
            "success": not trouble,
            "ret_msg": trouble,
            "op": message.get("op"),
            "conn_id": self._connection,
        }
        if message.get("req_id") is not None:
            answer["req_id"] = str(message["req_id"])
        self._stream.reply(json.dumps(answer))

    def _pong(self, message: Row) -> None:
        answer: Row = {"op": "pong", "args": [str(self._engine.now_ms())], "conn_id": self._connection}
        if message.get("req_id") is not None:
            answer["req_id"] = str(message["req_id"])
        self._stream.reply(json.dumps(answer))

    def _hear(self, account: VenueAccount, happening: Happening) -> None:
        match happening:
            case OrderChanged(order=order):
                self._tell_order(order)
                if order.kind is Kind.PERPETUAL:
                    # Bybit repeats the position on every order event, changed or not.
                    self._tell_position(account, order)
            case Filled(order=order, fill=fill):
                self._tell_fill(fill, order)
                self._tell_order(order)
            case PositionChanged(position=position):
                self._push("position", "linear", row=streamed_position_row(self._engine, account, position=position))
            case WalletChanged():
                self._push("wallet", "", row=wallet_row(self._engine, account))
            case FundingPaid():
                self._push("execution", "linear", row=streamed_funding_row(account.ledger[-1]))
            case LeverageChanged(symbol=symbol):
                self._tell_legs(account, symbol)

    def _tell_order(self, order: Order) -> None:
        self._push("order", CATEGORIES[order.kind], row=streamed_order_row(order))

    def _tell_fill(self, fill: Fill, order: Order) -> None:
        category = CATEGORIES[order.kind]
        self._push("execution", category, row=streamed_fill_row(fill, order))
        if fill.cause is Cause.TRADE:
            self._push("execution.fast", category, row=fast_fill_row(fill))

    def _tell_position(self, account: VenueAccount, order: Order) -> None:
        position = account.position(order.instrument, order.leg)
        self._push("position", "linear", row=streamed_position_row(self._engine, account, position=position))

    def _tell_legs(self, account: VenueAccount, symbol: str) -> None:
        instrument = self._engine.instrument(Kind.PERPETUAL, symbol)
        for leg in legs_of(account, symbol):
            row = streamed_position_row(self._engine, account, position=account.position(instrument, leg))
            self._push("position", "linear", row=row)

    def _push(self, topic: str, category: str, *, row: Row) -> None:
        """To whoever asked for all of a topic or for this category of it."""
        for subscribed in (topic, f"{topic}.{category}"):
            if subscribed in self._topics:
                message = {
                    "id": uuid.uuid4().hex,
                    "topic": subscribed,
                    "creationTime": self._engine.now_ms(),
                    "data": [row],
                }
                self._stream.push(json.dumps(message))


def _topics_of(message: Row) -> list[str]:
    arguments = message.get("args")
    return [str(topic) for topic in arguments] if isinstance(arguments, list) else []


def _is_known(topic: str) -> bool:
    return topic.removesuffix(".linear").removesuffix(".spot") in TOPICS
