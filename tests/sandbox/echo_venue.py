"""A venue of two words, for gateway tests: POST /order takes an order, /stream pushes what `shout` says."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession, web

from adapters.exchanges.transport import open_session
from adapters.sandbox.engine.catalog import BINANCE
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.timers import LoopTimers
from adapters.sandbox.faults import Fault, FaultPlan, fault_of
from adapters.sandbox.gateway import Gateway
from adapters.sandbox.market import SimulatedMarket
from adapters.sandbox.streams import Stream, Streams


class EchoVenue:
    """Satisfies the Venue protocol; `taken` is what it accepted."""

    hosts = ("api.binance.com",)

    def __init__(self, engine: Engine, streams: Streams) -> None:
        self.engine, self.streams = engine, streams
        self.taken: list[str] = []
        self.listening: list[Stream] = []

    def operation(self, request: web.Request) -> str:
        return {"/order": "order.create", "/stream": "stream"}.get(request.path, "other")

    def api_key(self, request: web.Request) -> str:
        return request.headers.get("X-KEY", "")

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.path == "/stream":
            return await self._stream(request)
        self.taken.append((await request.read()).decode())
        fault = fault_of(request)
        return web.json_response({"ok": True, "fault": fault.kind.value if fault else ""})

    def refusal(self, request: web.Request, fault: Fault) -> web.Response:
        return web.json_response({"code": fault.code}, status=fault.status or 400)

    def throttled(self, request: web.Request, retry_after_s: int) -> web.Response:
        return web.json_response({"code": "-1003"}, status=429, headers={"Retry-After": str(retry_after_s)})

    def banned(self, request: web.Request, retry_after_s: int) -> web.Response:
        return web.json_response({"code": "-1003"}, status=418, headers={"Retry-After": str(retry_after_s)})

    async def close(self) -> None:
        await self.streams.close()

    def shout(self, *events: str) -> None:
        for event in events:
            for stream in self.listening:
                stream.push(event)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        stream = await self.streams.open(request)
        self.listening.append(stream)
        stream.on_close.append(lambda: self.listening.remove(stream))

        async def answer(text: str) -> None:
            stream.reply(json.dumps({"pong": text}))

        return await stream.serve(answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class EchoRoom:
    venue: EchoVenue
    faults: FaultPlan
    gateway: Gateway
    session: ClientSession

    async def post(self, body: str = "newClientOrderId=c1", *, key: str = "") -> tuple[int, str]:
        url, headers = "https://api.binance.com/order", {"X-KEY": key}
        async with self.session.post(url, data=body, headers=headers) as answer:
            return answer.status, await answer.text()


@asynccontextmanager
async def echo_room(directory: Path) -> AsyncIterator[EchoRoom]:
    faults = FaultPlan()
    engine = Engine(BINANCE, SimulatedMarket(seed=1), LoopTimers())
    venue = EchoVenue(engine, Streams("binance", faults))
    async with Gateway((venue,), faults=faults, directory=directory) as gateway:
        session = open_session(gateway.address, gateway.ca_file)
        async with session:
            yield EchoRoom(venue=venue, faults=faults, gateway=gateway, session=session)
    engine.close()
