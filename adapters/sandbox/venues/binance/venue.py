"""Binance's front door: host and path to handler, gate, weights, native answers. Trades nothing itself."""

from aiohttp import web

from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.engine.refusals import Refused
from adapters.sandbox.faults import Fault
from adapters.sandbox.streams import Streams
from adapters.sandbox.venues.binance.algo_orders import AlgoOrders
from adapters.sandbox.venues.binance.cancel_ids import CancelIds
from adapters.sandbox.venues.binance.catalogue import Catalogue
from adapters.sandbox.venues.binance.complaints import Complaint, complaint_for
from adapters.sandbox.venues.binance.futures_account import FuturesAccount
from adapters.sandbox.venues.binance.futures_orders import FuturesOrders
from adapters.sandbox.venues.binance.futures_settings import FuturesSettings
from adapters.sandbox.venues.binance.gate import KEY_HEADER, Gate, Received, receive
from adapters.sandbox.venues.binance.listen_keys import ListenKeys
from adapters.sandbox.venues.binance.quotes import Quotes
from adapters.sandbox.venues.binance.routes import Answer, Call, Route, Routes
from adapters.sandbox.venues.binance.sockets import Sockets
from adapters.sandbox.venues.binance.spot_account import SpotAccount
from adapters.sandbox.venues.binance.spot_orders import SpotOrders
from adapters.sandbox.venues.binance.throttle import Throttle

HOSTS = (
    "api.binance.com",
    "fapi.binance.com",
    "dapi.binance.com",
    "eapi.binance.com",
    "stream.binance.com",
    "ws-api.binance.com",
    "fstream.binance.com",
)
FAULT_TEXTS: dict[str, str] = {
    "-1000": "An unknown error occurred while processing the request.",
    "-1001": "Internal error; unable to process your request. Please try again.",
    "-1006": "An unexpected response was received from the message bus. Execution status unknown.",
    "-1007": "Timeout waiting for response from backend server. Send status unknown; execution status unknown.",
    "-1008": "Request throttled by system-level protection. Reduce-only/close-position orders are exempt.",
    "-1016": "This service is no longer available.",
}
FAULT_STATUSES: dict[str, int] = {"-1007": 408, "-1008": 503, "-1001": 503, "-2015": 401, "-1003": 429, "-1015": 429}


class BinanceVenue:
    """Spot, futures and their user streams on one engine. Spot paths count against spot's limits, the rest futures'."""

    hosts = HOSTS

    def __init__(self, engine: Engine, streams: Streams) -> None:
        self.engine, self.streams = engine, streams
        self._gate, self._throttle = Gate(engine), Throttle(engine)
        cancel_ids, keys = CancelIds(), ListenKeys(engine)
        self._sockets = Sockets(engine, streams, gate=self._gate, keys=keys, cancel_ids=cancel_ids)
        self._routes = _table(
            Catalogue(engine).routes(),
            Quotes(engine, Kind.SPOT).routes(),
            Quotes(engine, Kind.PERPETUAL).routes(),
            SpotOrders(engine, self._throttle, cancel_ids=cancel_ids).routes(),
            SpotAccount(engine).routes(),
            FuturesOrders(engine, self._throttle).routes(),
            AlgoOrders(engine, self._throttle).routes(),
            FuturesAccount(engine).routes(),
            FuturesSettings(engine).routes(),
            keys.routes(),
        )

    def operation(self, request: web.Request) -> str:
        if is_upgrade(request):
            return "stream"
        route = self._routes.get((request.method, request.path))
        return route.operation if route else "other"

    def api_key(self, request: web.Request) -> str:
        return request.headers.get(KEY_HEADER, "")

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if is_upgrade(request):
            return await self._sockets.serve(request)
        received, kind = await receive(request), kind_of(request)
        headers: dict[str, str] = {}
        try:
            route = self._route(request)
            weight = route.charge(received.params)
            headers |= self._throttle.charge(kind, received.address, weight=weight)
            answer = await self._answer(route, received, headers)
        except Complaint as complaint:
            return complaint.answer(headers)
        except Refused as refused:
            return complaint_for(refused, kind).answer(headers)
        return web.json_response(answer, headers=headers)

    def refusal(self, request: web.Request, fault: Fault) -> web.Response:
        """A fault without a code is the bare text some of Binance's 503 answers are."""
        if not fault.code:
            return web.Response(status=fault.status or 503, text=fault.text or "Service Unavailable.")
        text = fault.text or FAULT_TEXTS.get(fault.code, "An error occurred.")
        status = fault.status or FAULT_STATUSES.get(fault.code, 400)
        return Complaint(int(fault.code), text, status=status).answer({})

    def throttled(self, request: web.Request, retry_after_s: int) -> web.Response:
        limit = 6000 if kind_of(request) is Kind.SPOT else 2400
        return self._throttle.slow_down(retry_after_s, {}, limit=limit).answer({})

    def banned(self, request: web.Request, retry_after_s: int) -> web.Response:
        return self._throttle.ban(retry_after_s, {}).answer({})

    async def close(self) -> None:
        await self.streams.close()

    def _route(self, request: web.Request) -> Route:
        route = self._routes.get((request.method, request.path))
        if route is None:
            raise Complaint(-5000, f"Path {request.path}, Method {request.method} is invalid", status=404)
        return route

    async def _answer(self, route: Route, received: Received, headers: dict[str, str]) -> Answer:
        key = self._gate.admit(received, route.access)
        call = Call(params=received.params, key=key, now_ms=self.engine.now_ms(), headers=headers)
        return await route.handler(call)


def venue(engine: Engine, streams: Streams) -> BinanceVenue:
    return BinanceVenue(engine, streams)


def is_upgrade(request: web.Request) -> bool:
    return request.headers.get("Upgrade", "").lower() == "websocket"


def kind_of(request: web.Request) -> Kind:
    return Kind.SPOT if request.path.startswith(("/api/", "/sapi/")) else Kind.PERPETUAL


def _table(*groups: Routes) -> dict[tuple[str, str], Route]:
    return {(route.method, route.path): route for group in groups for route in group}
