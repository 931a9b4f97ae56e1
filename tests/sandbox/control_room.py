"""A control API over three engines, without venues and without Telegram. Asserts nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.sandbox.control import Control
from adapters.sandbox.engine.catalog import BINANCE, BITGET, BYBIT
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.timers import HandTimers
from adapters.sandbox.faults import FaultPlan
from adapters.sandbox.market import SimulatedMarket
from adapters.sandbox.pulse import Pulse
from adapters.sandbox.requests import RequestLog
from adapters.sandbox.residents import RESIDENTS, move_in


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlRoom:
    client: TestClient[web.Request, web.Application]
    engines: dict[str, Engine]
    timers: HandTimers
    faults: FaultPlan
    logs: dict[str, RequestLog]

    async def get(self, path: str) -> object:
        async with self.client.get(f"/control/{path}") as answer:
            return await answer.json()

    async def post(self, path: str, **wish: object) -> tuple[int, dict[str, object]]:
        async with self.client.post(f"/control/{path}", json=wish) as answer:
            return answer.status, await answer.json()

    async def delete(self, path: str) -> int:
        async with self.client.delete(f"/control/{path}") as answer:
            return answer.status

    async def account(self, venue: str, name: str) -> dict[str, object]:
        async with self.client.get(f"/control/exchanges/{venue}/book") as answer:
            accounts = (await answer.json())["accounts"]
        found: dict[str, object] = next(account for account in accounts if account["name"] == name)
        return found


@asynccontextmanager
async def control_room() -> AsyncIterator[ControlRoom]:
    timers, faults = HandTimers(), FaultPlan()
    market = SimulatedMarket(seed=5, now_ms=timers.now_ms())
    engines = {rules.name: Engine(rules, market, timers) for rules in (BINANCE, BYBIT, BITGET)}
    for resident in RESIDENTS:
        move_in(engines[resident.venue], resident)
    pulse, logs = Pulse(market, timers), {name: RequestLog() for name in engines}
    pulse.start()
    app = web.Application()
    Control(
        engines=engines, logs=logs, market=market, pulse=pulse, faults=faults, handshake=lambda: {"here": True}
    ).add_to(app)
    async with TestClient(TestServer(app)) as client:
        yield ControlRoom(client=client, engines=engines, timers=timers, faults=faults, logs=logs)
