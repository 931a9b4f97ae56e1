"""Bitget's WebSockets: ping, login, subscriptions, private news and public tickers. Rows are made elsewhere."""

import json
from typing import Any

from aiohttp import web

from adapters.sandbox.engine.accounts import ApiKey, Family, Right, VenueAccount
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.happenings import Happening
from adapters.sandbox.streams import Stream, Streams
from adapters.sandbox.venues.bitget.channels import (
    CLASSIC_CHANNELS,
    UNIFIED,
    UNIFIED_TOPICS,
    ClassicNews,
    UnifiedNews,
)
from adapters.sandbox.venues.bitget.envelope import NativeError, now_ms
from adapters.sandbox.venues.bitget.signature import log_in
from adapters.sandbox.venues.bitget.ticker_feed import TickerFeed

PRIVATE = {"/v2/ws/private": Family.CLASSIC, "/v3/ws/private": Family.UNIFIED}
PUBLIC = ("/v2/ws/public", "/v3/ws/public")
EVERYTHING = "default"

Arg = dict[str, Any]


class Sockets:
    """Opens connections and leaves each to its own object."""

    def __init__(self, engine: Engine, streams: Streams) -> None:
        self._engine, self._streams = engine, streams
        self._tickers = TickerFeed(engine)

    def serves(self, path: str) -> bool:
        return path in PRIVATE or path in PUBLIC

    async def serve(self, request: web.Request) -> web.StreamResponse:
        stream = await self._streams.open(request)
        if request.path in PUBLIC:
            return await stream.serve(PublicConnection(stream, self._tickers).hear)
        return await stream.serve(PrivateConnection(self._engine, stream, family=PRIVATE[request.path]).hear)

    async def close(self) -> None:
        await self._streams.close()


class Connection:
    """What both kinds share: text pings, JSON operations, acknowledgements."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    async def hear(self, text: str) -> None:
        if text == "ping":
            self._stream.reply("pong")
            return
        try:
            self._obey(_parsed(text))
        except NativeError as error:
            self._tell({"event": "error", "code": int(error.code), "msg": error.text})

    def _obey(self, message: dict[str, Any]) -> None:
        args = message.get("args")
        for arg in args if isinstance(args, list) else []:
            match message.get("op"):
                case "login":
                    self._log_in(arg)
                case "subscribe":
                    self._subscribe(arg)
                case "unsubscribe":
                    self._unsubscribe(arg)
                    self._tell({"event": "unsubscribe", "arg": arg})
                case _:
                    raise NativeError("30003", "Invalid op")

    def _log_in(self, arg: Arg) -> None:
        raise NativeError("30003", "Invalid op")

    def _subscribe(self, arg: Arg) -> None:
        raise _unknown(arg)

    def _unsubscribe(self, arg: Arg) -> None:
        raise _unknown(arg)

    def _tell(self, frame: dict[str, Any]) -> None:
        self._stream.reply(json.dumps(frame))


class PublicConnection(Connection):
    """Tickers for anybody."""

    def __init__(self, stream: Stream, feed: TickerFeed) -> None:
        super().__init__(stream)
        self._feed = feed
        stream.on_close.append(lambda: feed.drop(stream))

    def _subscribe(self, arg: Arg) -> None:
        if not self._feed.knows(arg):
            raise _unknown(arg)
        self._tell({"event": "subscribe", "arg": arg})
        self._feed.add(self._stream, arg)

    def _unsubscribe(self, arg: Arg) -> None:
        self._feed.remove(self._stream, arg)


class PrivateConnection(Connection):
    """One account's news, after it has proven who it is."""

    def __init__(self, engine: Engine, stream: Stream, *, family: Family) -> None:
        super().__init__(stream)
        self._engine, self._family = engine, family
        self._args: list[Arg] = []
        self._news: ClassicNews | UnifiedNews | None = None

    def _log_in(self, arg: Arg) -> None:
        key = log_in(
            str(arg.get("apiKey", "")),
            str(arg.get("passphrase", "")),
            timestamp=str(arg.get("timestamp", "")),
            signature=str(arg.get("sign", "")),
            find_key=self._engine.find_key,
        )
        self._check_family(key)
        if self._news is None:
            self._begin(key.account)
        self._tell({"event": "login", "code": 0})

    def _check_family(self, key: ApiKey) -> None:
        if not key.may(Right.READ):
            raise NativeError("40014", "Incorrect permissions")
        if key.account.family is not self._family:
            code = "40085" if key.account.is_unified else "40084"
            raise NativeError(code, "The account is of the other family")

    def _begin(self, account: VenueAccount) -> None:
        self._stream.identify(account)
        shape = UnifiedNews if self._family is Family.UNIFIED else ClassicNews
        self._news = shape(self._engine, account)
        self._stream.on_close.append(self._engine.subscribe(account, self._happened))

    def _subscribe(self, arg: Arg) -> None:
        if self._news is None:
            raise NativeError("30004", "User not logged in / User must be connected")
        if not _is_private_channel(arg, self._family):
            raise _unknown(arg)
        if arg not in self._args:
            self._args.append(arg)
        self._tell({"event": "subscribe", "arg": arg})
        inst_type, channel = _channel(arg)
        rows = self._news.snapshot(inst_type, channel)
        if rows or channel in ("positions", "position"):
            self._stream.push(_frame(arg, rows))

    def _unsubscribe(self, arg: Arg) -> None:
        if arg in self._args:
            self._args.remove(arg)

    def _happened(self, account: VenueAccount, happening: Happening) -> None:
        if self._news is None:
            return
        for inst_type, channel, rows in self._news.of(happening):
            for arg in self._args:
                if _channel(arg) == (inst_type, channel) and _wants(arg, rows):
                    self._stream.push(_frame(arg, rows))


def _parsed(text: str) -> dict[str, Any]:
    try:
        message = json.loads(text)
    except ValueError as error:
        raise NativeError("30002", "Illegal request") from error
    if not isinstance(message, dict):
        raise NativeError("30002", "Illegal request")
    return message


def _channel(arg: Arg) -> tuple[str, str]:
    return str(arg.get("instType", "")).upper(), str(arg.get("channel") or arg.get("topic") or "")


def _is_private_channel(arg: Arg, family: Family) -> bool:
    inst_type, channel = _channel(arg)
    if family is Family.UNIFIED:
        return inst_type == UNIFIED and channel in UNIFIED_TOPICS
    return channel in CLASSIC_CHANNELS.get(inst_type, ())


def _wants(arg: Arg, rows: list[dict[str, Any]]) -> bool:
    """A subscription to one symbol hears of that symbol only."""
    wanted = str(arg.get("instId") or EVERYTHING)
    return wanted == EVERYTHING or any(row.get("instId", row.get("symbol")) == wanted for row in rows)


def _frame(arg: Arg, rows: list[dict[str, Any]]) -> str:
    return json.dumps({"action": "snapshot", "arg": arg, "data": rows, "ts": now_ms()})


def _unknown(arg: Arg) -> NativeError:
    inst_type, channel = _channel(arg)
    name = arg.get("instId") or arg.get("symbol") or arg.get("coin") or ""
    return NativeError("30001", f"instType:{inst_type},channel:{channel},instId:{name} doesn't exist")
