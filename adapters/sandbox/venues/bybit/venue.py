"""Bybit as the gateway sees it: hosts, operations, requests in, answers out. Knows no endpoint by heart, see routes."""

import json
from decimal import Decimal

from aiohttp import web

from adapters.sandbox.engine.accounts import Right
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.faults import Fault, fault_of
from adapters.sandbox.limits import Standing
from adapters.sandbox.streams import Streams
from adapters.sandbox.venues.bybit.auth import Signed, authenticate, demand
from adapters.sandbox.venues.bybit.calls import (
    TRADING_RIGHT,
    Access,
    Call,
    Memory,
    PrivateCall,
    PrivateRoute,
    PublicRoute,
    Route,
)
from adapters.sandbox.venues.bybit.partial_stops import PartialStops
from adapters.sandbox.venues.bybit.private_stream import PrivateStream
from adapters.sandbox.venues.bybit.public_stream import PUBLIC_PATHS, PublicStreams
from adapters.sandbox.venues.bybit.routes import LOOKUPS, routes
from adapters.sandbox.venues.bybit.throttle import Throttle, banned, headers, too_many
from adapters.sandbox.venues.bybit.wire import Fields, Native, Row, envelope, refusal

REST_HOSTS = ("api.bybit.com", "api.bytick.com")
STREAM_HOSTS = ("stream.bybit.com", "stream.bytick.com")
PRIVATE_PATH = "/v5/private"
KEY_HEADER = "X-BAPI-API-KEY"
SERVER_ERROR = "10016"
ACK_DELAY_S = (
    0.02  # create answers before the matching engine has seen the order (exchanges.md T16); control may change it
)


def venue(engine: Engine, streams: Streams) -> "BybitVenue":
    engine.settings.ack_delay_s = engine.settings.ack_delay_s or ACK_DELAY_S
    return BybitVenue(engine, streams)


class BybitVenue:
    """One exchange's REST and WebSocket protocol over one engine."""

    hosts: tuple[str, ...] = REST_HOSTS + STREAM_HOSTS

    def __init__(self, engine: Engine, streams: Streams) -> None:
        self.engine, self.streams = engine, streams
        self._throttle = Throttle(engine)
        self._memory = Memory()
        self._routes = routes(PartialStops(engine))
        self._public = PublicStreams(engine, streams)

    def operation(self, request: web.Request) -> str:
        if request.path == PRIVATE_PATH or request.path in PUBLIC_PATHS:
            return "stream"
        route = self._routes.get((request.method, request.path))
        if request.path in LOOKUPS and ("orderId" in request.query or "orderLinkId" in request.query):
            return "order.find"
        return route.operation if route is not None else "other"

    def api_key(self, request: web.Request) -> str:
        return request.headers.get(KEY_HEADER, "")

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.path == PRIVATE_PATH:
            return await PrivateStream(self.engine, await self.streams.open(request), request=request).serve()
        if request.path in PUBLIC_PATHS:
            return await self._public.serve(request, PUBLIC_PATHS[request.path])
        return await self._answer(request)

    def refusal(self, request: web.Request, fault: Fault) -> web.Response:
        body: Row = {
            "retCode": int(fault.code or SERVER_ERROR),
            "retMsg": fault.text or "Server error.",
            "result": {},
            "retExtInfo": {},
            "time": self.engine.now_ms(),
        }
        return web.json_response(body, status=fault.status or 200)

    def throttled(self, request: web.Request, retry_after_s: int) -> web.Response:
        now = self.engine.now_ms()
        standing = Standing(used=1, limit=1, reset_ms=now + retry_after_s * 1000, exceeded=True)
        return refusal(too_many(), now, headers=headers(standing, now))

    def banned(self, request: web.Request, retry_after_s: int) -> web.Response:
        return refusal(banned(), self.engine.now_ms(), headers={})

    def restart(self) -> None:
        """As after an update of the exchange: `realtime` forgets every order that has ended."""
        self._memory.begins_ms = self.engine.now_ms() + 1

    async def close(self) -> None:
        await self.streams.close()

    async def _answer(self, request: web.Request) -> web.Response:
        extra: dict[str, str] = {}
        try:
            self._throttle.count_address(_address(request))
            payload = (await request.read()).decode(errors="replace")
            result = self._result(request, payload, extra=extra)
        except Native as native:
            return refusal(native, self.engine.now_ms(), headers=extra)
        return web.json_response(envelope(result, self.engine.now_ms()), headers=extra)

    def _result(self, request: web.Request, payload: str, *, extra: dict[str, str]) -> Row:
        route = self._find_route(request)
        fields = _fields(request, payload)
        match route:
            case PublicRoute():
                return route.answer(Call(engine=self.engine, fields=fields))
            case PrivateRoute():
                key = authenticate(self.engine, _signed(request, payload))
                call = PrivateCall(
                    engine=self.engine, fields=fields, key=key, memory=self._memory, fault=fault_of(request)
                )
                self._admit(route, call, extra=extra)
                return route.answer(call)

    def _find_route(self, request: web.Request) -> Route:
        route = self._routes.get((request.method, request.path))
        if route is None:
            raise Native(10017, "request path not found or request method is invalid")
        return route

    def _admit(self, route: PrivateRoute, call: PrivateCall, *, extra: dict[str, str]) -> None:
        """May this key do this, and not too often?"""
        standing = self._throttle.count_account(_bucket(route, call.fields), call.account.uid)
        extra.update(headers(standing, self.engine.now_ms()))
        if standing.exceeded:
            raise too_many()
        match route.access:
            case Access.TRADE:
                demand(call.key, TRADING_RIGHT[call.kind()])
            case Access.CONTRACTS:
                demand(call.key, Right.FUTURES)
            case Access.READ | Access.PUBLIC:
                demand(call.key, Right.READ)


def _bucket(route: PrivateRoute, fields: Fields) -> str:
    if route.bucket != "create":
        return route.bucket
    return "create.spot" if fields.text("category") == "spot" else "create.linear"


def _address(request: web.Request) -> str:
    return request.remote or ""


def _signed(request: web.Request, payload: str) -> Signed:
    """A GET signs its query exactly as it was written, a POST its body."""
    raw_query = request.raw_path.partition("?")[2]
    return Signed(
        api_key=request.headers.get(KEY_HEADER, ""),
        timestamp=request.headers.get("X-BAPI-TIMESTAMP", ""),
        window=request.headers.get("X-BAPI-RECV-WINDOW", ""),
        signature=request.headers.get("X-BAPI-SIGN", ""),
        payload=payload if request.method == "POST" else raw_query,
        address=_address(request),
    )


def _fields(request: web.Request, payload: str) -> Fields:
    if request.method != "POST":
        return Fields(dict(request.query))
    try:
        values = json.loads(payload, parse_float=Decimal)
    except ValueError as error:
        raise Native(10001, "Request parameter error: malformed JSON.") from error
    if not isinstance(values, dict):
        raise Native(10001, "Request parameter error: malformed JSON.")
    return Fields(values)
