"""Which WebSocket path is which stream, as ccxt dials them (exchanges.md 4.3). Says nothing itself."""

from aiohttp import web

from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.streams import Streams
from adapters.sandbox.venues.binance.cancel_ids import CancelIds
from adapters.sandbox.venues.binance.gate import Gate
from adapters.sandbox.venues.binance.listen_keys import ListenKeys
from adapters.sandbox.venues.binance.public_streams import PublicStreams
from adapters.sandbox.venues.binance.telling import FuturesTeller, SpotTeller
from adapters.sandbox.venues.binance.user_streams import FuturesUserStreams, SpotUserStreams

FUTURES_HOST = "fstream.binance.com"
WS_API_PATH = "/ws-api/v3"
# A path part this long is a listen key, a shorter one the number of a public connection.
LISTEN_KEY_LENGTH = 20


class Sockets:
    def __init__(
        self, engine: Engine, streams: Streams, *, gate: Gate, keys: ListenKeys, cancel_ids: CancelIds
    ) -> None:
        spot_teller = SpotTeller(engine, cancel_ids)
        self._spot = SpotUserStreams(engine, streams, gate=gate, teller=spot_teller)
        self._futures = FuturesUserStreams(engine, streams, keys=keys, teller=FuturesTeller(engine))
        self._public = PublicStreams(engine, streams)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        if request.path == WS_API_PATH:
            return await self._spot.serve(request)
        if request.host.partition(":")[0] != FUTURES_HOST:
            return await self._public.serve(request, Kind.SPOT)
        token = request.query.get("listenKey") or request.path.rpartition("/")[2]
        if len(token) >= LISTEN_KEY_LENGTH:
            return await self._futures.serve(request, token)
        return await self._public.serve(request, Kind.PERPETUAL)
