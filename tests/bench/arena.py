"""Two processes to send orders to: the sandbox, and before it the loopback that times orders. Measures nothing itself.

The sandbox answers everything once, for one account that has a key there; from then on the loopback says the same.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from adapters.exchanges.transport import open_session
from adapters.sandbox.demo.levers import Levers
from adapters.sandbox.demo.processes import ROOT, Child, Stage
from core.domain.values import Credentials, Exchange

LIMITS = 1_000_000
"""Units per window: the bench asks how fast we are, not how fast the exchange allows."""

START_SECONDS = 60.0
ANY_HOST = "https://fapi.binance.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where everything listens, and the one real key at each exchange; another process may be told it."""

    directory: Path
    gateway: str
    ca_file: Path
    telegram_url: str
    bot_token: str
    teachers: Mapping[Exchange, Credentials]


class Arena:
    """The loopback as the bench sees it from another process."""

    def __init__(self, place: Place, session: ClientSession) -> None:
        self.place, self._session = place, session

    async def answer_after(self, milliseconds: int) -> None:
        """How late orders are answered."""
        await self.command(f"delay/{milliseconds}")

    async def arrivals(self) -> Mapping[str, int]:
        """Each order's client id with the moment of its arrival, in nanoseconds since the epoch; then forgotten."""
        return dict(await self.command("arrivals"))

    async def arrivals_ms(self, since_ns: int) -> list[float]:
        """In milliseconds after a moment, the first first."""
        return sorted((at_ns - since_ns) / 1e6 for at_ns in (await self.arrivals()).values())

    async def cpu_seconds(self) -> float:
        """What the loopback has used so far."""
        return float(await self.command("cpu"))

    @asynccontextmanager
    async def learning(self) -> AsyncIterator[None]:
        """What is asked meanwhile is told to everybody later."""
        await self.command("learn/on")
        try:
            yield
        finally:
            await self.command("learn/off")

    async def command(self, words: str) -> Any:
        async with self._session.get(f"{ANY_HOST}/bench/{words}") as response:
            return json.loads(await response.read())


@asynccontextmanager
async def entered(place: Place) -> AsyncIterator[Arena]:
    async with open_session(place.gateway, place.ca_file) as session:
        yield Arena(place, session)


@asynccontextmanager
async def opened(directory: Path) -> AsyncIterator[Place]:
    """Both processes, until the block ends."""
    stage = Stage(directory)
    try:
        await stage.open_world()
        async with Levers(str(stage.handshake["control_url"])) as levers:
            await levers.post("/market/run", running=False)
            teachers = {exchange: await teacher(levers, exchange) for exchange in Exchange}
        async with loopback(stage) as published:
            yield Place(
                directory=directory,
                gateway=published["gateway"],
                ca_file=Path(published["ca_file"]),
                telegram_url=published["telegram_url"],
                bot_token=str(stage.handshake["bot_token"]),
                teachers=teachers,
            )
    finally:
        await stage.close()


async def teacher(levers: Levers, exchange: Exchange) -> Credentials:
    """An account whose answers all others get, at an exchange that limits nobody."""
    known = await levers.post(f"/exchanges/{exchange}/settings")
    await levers.post(f"/exchanges/{exchange}/settings", limits=dict.fromkeys(known["limits"], LIMITS))
    family = "unified" if exchange is Exchange.BYBIT else "classic"
    found = await levers.post(f"/exchanges/{exchange}/accounts", name="teacher", family=family)
    key = found[0]["keys"][0]
    return Credentials(api_key=key["api_key"], secret=key["secret"], passphrase=key["passphrase"])


@asynccontextmanager
async def loopback(stage: Stage) -> AsyncIterator[Mapping[str, str]]:
    """The loopback, listening."""
    directory, handshake = stage.directory, stage.handshake
    command = [sys.executable, "-m", "tests.bench.loopback", str(directory), handshake["gateway"], handshake["ca_file"]]
    child = Child("loopback", command, environment={"PYTHONPATH": str(ROOT)}, directory=directory)
    child.start()
    try:
        async with asyncio.timeout(START_SECONDS):
            while not (directory / "loopback.json").is_file():
                child.require_running()
                await asyncio.sleep(0.05)
        yield json.loads((directory / "loopback.json").read_text(encoding="utf-8"))
    finally:
        await child.stop()
