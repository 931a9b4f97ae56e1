"""Bitget's front door: host and path to handler, signature, account family, rate limits, native answers.

Trades nothing itself.
"""

from aiohttp import web

from adapters.sandbox.engine.accounts import ApiKey
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.refusals import Refused
from adapters.sandbox.faults import Fault, fault_of
from adapters.sandbox.streams import Streams
from adapters.sandbox.venues.bitget.call import Access, Call, Route
from adapters.sandbox.venues.bitget.codes import native
from adapters.sandbox.venues.bitget.envelope import BAD_REQUEST, TOO_MANY, NativeError, bad, good
from adapters.sandbox.venues.bitget.fields import read_fields
from adapters.sandbox.venues.bitget.routes import all_routes
from adapters.sandbox.venues.bitget.signature import authenticate
from adapters.sandbox.venues.bitget.sockets import Sockets

HOSTS = ("api.bitget.com", "ws.bitget.com", "wspap.bitget.com")
ACK_DELAY_S = 0.02  # Bitget answers before it matches (exchanges.md 3.5); settable by the world's control
IP_LIMIT = "bitget.ip"
IP_UNITS, IP_WINDOW_S = 6000, 60
PER_SECOND = {"order.create": 10, "leverage": 5, "margin_mode": 5, "position_mode": 5, "permissions": 1}
PER_SECOND_ELSE = 20
ACCOUNT_HEADROOM = 10  # times the documented allowance, so that a busy test is not throttled unasked
UNKNOWN_OUTCOMES = {
    "40010": "Request timed out",
    "40725": "service return an error",
    "45001": "Unknown error",
    "40015": "System is abnormal, please try again later",
}


class BitgetVenue:
    """REST and WebSocket of both account families on one engine."""

    hosts = HOSTS

    def __init__(self, engine: Engine, streams: Streams) -> None:
        self.engine, self.streams = engine, streams
        self._routes = all_routes()
        self._sockets = Sockets(engine, streams)
        engine.limits.define(IP_LIMIT, units=IP_UNITS, window_s=IP_WINDOW_S)
        for route in self._routes.values():
            units = PER_SECOND.get(route.operation, PER_SECOND_ELSE) * ACCOUNT_HEADROOM
            engine.limits.define(_limit(route), units=units, window_s=1)

    def operation(self, request: web.Request) -> str:
        if self._sockets.serves(request.path):
            return "stream"
        route = self._routes.get((request.method, request.path))
        return route.operation if route else "other"

    def api_key(self, request: web.Request) -> str:
        return request.headers.get("ACCESS-KEY", "")

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if self._sockets.serves(request.path):
            return await self._sockets.serve(request)
        try:
            return good(await self._answer(request))
        except NativeError as error:
            return bad(error)

    def refusal(self, request: web.Request, fault: Fault) -> web.Response:
        code = fault.code or "40725"
        text = fault.text or UNKNOWN_OUTCOMES.get(code, "service return an error")
        return bad(NativeError(code, text, http_status=fault.status or BAD_REQUEST))

    def throttled(self, request: web.Request, retry_after_s: int) -> web.Response:
        answer = bad(NativeError("429", "Too Many Requests", http_status=TOO_MANY))
        answer.headers["Retry-After"] = str(retry_after_s)
        return answer

    def banned(self, request: web.Request, retry_after_s: int) -> web.Response:
        """An address that does not slow down gets the same answer for five minutes."""
        return self.throttled(request, retry_after_s)

    async def close(self) -> None:
        await self._sockets.close()

    async def _answer(self, request: web.Request) -> object:
        self._count(IP_LIMIT, request.remote or "")
        route = self._routes.get((request.method, request.path))
        if route is None:
            raise NativeError("40404", "Request URL NOT FOUND", http_status=web.HTTPNotFound.status_code)
        key = None if route.access is Access.PUBLIC else await self._admit(request, route)
        fields = await read_fields(request)
        call = Call(engine=self.engine, fields=fields, area=route.area, key=key, fault=fault_of(request))
        try:
            return route.handler(call)
        except Refused as refused:
            raise native(refused, route.area) from refused

    async def _admit(self, request: web.Request, route: Route) -> ApiKey:
        key = await authenticate(request, self.engine.find_key)
        _check_family(key, route.access)
        self._count(_limit(route), key.account.uid)
        if route.right is not None and not key.may(route.right):
            raise NativeError("40014", "Incorrect permissions")
        return key

    def _count(self, limit: str, subject: str) -> None:
        if self.engine.limits.hit(limit, subject).exceeded:
            raise NativeError("429", "Too Many Requests", http_status=TOO_MANY)


def venue(engine: Engine, streams: Streams) -> BitgetVenue:
    engine.settings.ack_delay_s = engine.settings.ack_delay_s or ACK_DELAY_S
    return BitgetVenue(engine, streams)


def _limit(route: Route) -> str:
    """Limits are counted by operation, so that control can name them."""
    return f"bitget.{route.access}.{route.operation}"


def _check_family(key: ApiKey, access: Access) -> None:
    unified = key.account.is_unified
    if access is Access.CLASSIC and unified:
        text = "You are in Unified Account mode, and the Classic Account API is not supported at this time"
        raise NativeError("40085", text)
    if access is Access.UNIFIED and not unified:
        text = "You are in Classic Account mode, and the Unified Account API is not supported at this time"
        raise NativeError("40084", text)
