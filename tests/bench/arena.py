"""Two processes to send orders to: the sandbox for everything, and before it the bare exchange that times orders.

Measures nothing itself.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession

from adapters.exchanges.transport import open_session
from adapters.sandbox.demo.levers import Levers
from adapters.sandbox.demo.processes import ROOT, Child, Stage
from core.domain.values import Credentials, Exchange

LIMITS = 1_000_000
"""Units per window: the bench asks how fast we are, not how fast the exchange allows."""

START_SECONDS = 30.0
ANY_HOST = "https://fapi.binance.com"


@dataclass(frozen=True, slots=True)
class Contestant:
    """An account at the exchange that nobody has used yet."""

    name: str
    credentials: Credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class Arena:
    """`gateway` and `ca_file` stand for every exchange, as in the settings."""

    stage: Stage
    levers: Levers
    gateway: str
    ca_file: Path
    session: ClientSession

    async def contestants(self, exchange: Exchange, name: str, *, count: int) -> list[Contestant]:
        opened = await self.levers.post(f"/exchanges/{exchange}/accounts", name=name, count=count, **family(exchange))
        return [Contestant(account["name"], key_of(account)) for account in opened]

    async def lift_limits(self, exchange: Exchange) -> None:
        known = await self.levers.post(f"/exchanges/{exchange}/settings")
        await self.levers.post(f"/exchanges/{exchange}/settings", limits=dict.fromkeys(known["limits"], LIMITS))

    async def answer_after(self, milliseconds: int) -> None:
        """How late the bare exchange answers an order."""
        await self._ask(f"/bench/delay/{milliseconds}")

    async def arrivals_ms(self, since_ns: int) -> list[float]:
        """When each order arrived, in milliseconds after a moment, the first first; then they are forgotten."""
        arrivals = json.loads(await self._ask("/bench/arrivals"))
        return sorted((at_ns - since_ns) / 1e6 for _, at_ns in arrivals)

    async def _ask(self, path: str) -> bytes:
        async with self.session.get(ANY_HOST + path) as response:
            return await response.read()


def family(exchange: Exchange) -> dict[str, str]:
    return {"family": "unified"} if exchange is Exchange.BYBIT else {}


def key_of(account: dict[str, list[dict[str, str]]]) -> Credentials:
    key = account["keys"][-1]
    return Credentials(api_key=key["api_key"], secret=key["secret"], passphrase=key["passphrase"])


@asynccontextmanager
async def arena(directory: Path) -> AsyncIterator[Arena]:
    stage = Stage(directory)
    try:
        await stage.open_world()
        async with Levers(str(stage.handshake["control_url"])) as levers:
            await levers.post("/market/run", running=False)
            async with loopback(stage) as (gateway, ca_file), open_session(gateway, ca_file) as session:
                yield Arena(stage=stage, levers=levers, gateway=gateway, ca_file=ca_file, session=session)
    finally:
        await stage.close()


@asynccontextmanager
async def loopback(stage: Stage) -> AsyncIterator[tuple[str, Path]]:
    """The bare exchange, listening."""
    directory, handshake = stage.directory, stage.handshake
    command = [sys.executable, "-m", "tests.bench.loopback", str(directory), handshake["gateway"], handshake["ca_file"]]
    child = Child("loopback", command, environment={"PYTHONPATH": str(ROOT)}, directory=directory)
    child.start()
    try:
        async with asyncio.timeout(START_SECONDS):
            while not (directory / "loopback.json").is_file():
                child.require_running()
                await asyncio.sleep(0.05)
        published = json.loads((directory / "loopback.json").read_text(encoding="utf-8"))
        yield published["gateway"], Path(published["ca_file"])
    finally:
        await child.stop()
