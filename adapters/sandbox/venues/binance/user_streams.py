"""User streams: spot over the signed WebSocket API, futures by listen key. Pushes events, places nothing."""

import itertools
import json

from aiohttp import web

from adapters.sandbox.engine.accounts import VenueAccount
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.happenings import Happening
from adapters.sandbox.streams import Stream, Streams
from adapters.sandbox.venues.binance.complaints import Complaint
from adapters.sandbox.venues.binance.gate import Gate
from adapters.sandbox.venues.binance.listen_keys import ListenKeys
from adapters.sandbox.venues.binance.telling import FuturesTeller, SpotTeller
from adapters.sandbox.venues.binance.wire import Payload, read_message

WEIGHT_LIMIT = {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": 6000, "count": 2}


class SpotUserStreams:
    """wss ws-api.binance.com/ws-api/v3: one connection may carry several accounts, each under a subscription id."""

    def __init__(self, engine: Engine, streams: Streams, *, gate: Gate, teller: SpotTeller) -> None:
        self._engine, self._streams, self._gate, self._teller = engine, streams, gate, teller

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        stream = await self._streams.open(request)
        session = SpotSession(stream, self._engine, teller=self._teller)

        async def on_text(text: str) -> None:
            stream.reply(json.dumps(self._answer(session, text, request.remote or "")))

        return await stream.serve(on_text)

    def _answer(self, session: "SpotSession", text: str, address: str) -> Payload:
        asked = read_message(text)
        identity, method = asked.get("id"), asked.get("method", "")
        sent = asked.get("params")
        params = {name: str(value) for name, value in sent.items()} if isinstance(sent, dict) else {}
        try:
            result = self._do(session, method, params=params, address=address)
        except Complaint as complaint:
            return {"id": identity, "status": complaint.status, "error": complaint.payload}
        return {"id": identity, "status": 200, "result": result, "rateLimits": [WEIGHT_LIMIT]}

    def _do(self, session: "SpotSession", method: str, *, params: dict[str, str], address: str) -> Payload:
        match method:
            case "userDataStream.subscribe.signature":
                account = self._gate.admit_stream(params, address).account
                return {"subscriptionId": session.subscribe(account)}
            case "userDataStream.unsubscribe":
                session.unsubscribe(self._engine.now_ms())
                return {}
            case "ping":
                return {}
            case "time":
                return {"serverTime": self._engine.now_ms()}
            case _:
                raise Complaint(-1100, "Illegal characters found in parameter 'method'.")


class SpotSession:
    """The subscriptions of one connection."""

    def __init__(self, stream: Stream, engine: Engine, *, teller: SpotTeller) -> None:
        self._stream, self._engine, self._teller = stream, engine, teller
        self._numbers = itertools.count()
        self._names: set[str] = set()

    def subscribe(self, account: VenueAccount) -> int:
        if account.name in self._names:
            raise Complaint(-2035, "User Data Stream subscription already active for this session.")
        number = next(self._numbers)

        def tell(owner: VenueAccount, happening: Happening) -> None:
            for event in self._teller.events(owner, happening):
                self._stream.push(json.dumps({"subscriptionId": number, "event": event}))

        self._names.add(account.name)
        self._stream.identify(account)
        self._stream.on_close.append(self._engine.subscribe(account, tell))
        return number

    def unsubscribe(self, now_ms: int) -> None:
        """Every subscription of the connection ends, and says so as its last event."""
        if self._names:
            self._stream.reply(json.dumps({"event": {"e": "eventStreamTerminated", "E": now_ms}}))
        self._names.clear()
        for leave in self._stream.on_close:
            leave()
        self._stream.on_close.clear()


class FuturesUserStreams:
    """wss fstream.binance.com/private/ws?listenKey=… and /ws/<listenKey>."""

    def __init__(self, engine: Engine, streams: Streams, *, keys: ListenKeys, teller: FuturesTeller) -> None:
        self._engine, self._streams, self._keys, self._teller = engine, streams, keys, teller
        self._by_token: dict[str, set[Stream]] = {}
        keys.on_expired.append(self._expired)

    async def serve(self, request: web.Request, token: str) -> web.WebSocketResponse:
        """An unknown or expired key is accepted and hears nothing: ccxt reuses old keys, and so it is in reality."""
        stream = await self._streams.open(request)
        key = self._keys.find(token)
        if key is not None:
            self._attach(stream, token, key.account)

        async def on_text(text: str) -> None:
            stream.reply(json.dumps({"id": read_message(text).get("id"), "result": None}))

        return await stream.serve(on_text)

    def _attach(self, stream: Stream, token: str, account: VenueAccount) -> None:
        def tell(owner: VenueAccount, happening: Happening) -> None:
            for event in self._teller.events(owner, happening):
                stream.push(json.dumps(event))

        listeners = self._by_token.setdefault(token, set())
        listeners.add(stream)
        stream.identify(account)
        stream.on_close += [self._engine.subscribe(account, tell), lambda: listeners.discard(stream)]

    def _expired(self, token: str) -> None:
        event = json.dumps({"e": "listenKeyExpired", "E": self._engine.now_ms(), "listenKey": token})
        for stream in tuple(self._by_token.pop(token, ())):
            stream.push(event)
            for leave in stream.on_close:
                leave()
            stream.on_close.clear()
