"""A world of its own with many fresh accounts on one exchange, and its clock of arrivals. Measures nothing itself."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from adapters.sandbox.demo.levers import Levers
from adapters.sandbox.demo.processes import Stage
from core.domain.values import Credentials, Exchange

LIMITS = 1_000_000
"""Units per window: the bench asks how fast we are, not how fast the exchange allows."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """An account at the exchange that nobody has used yet."""

    name: str
    credentials: Credentials


@dataclass(frozen=True, slots=True)
class Arena:
    """The world runs in a process of its own."""

    stage: Stage
    levers: Levers

    @property
    def gateway(self) -> str:
        return str(self.stage.handshake["gateway"])

    @property
    def ca_file(self) -> Path:
        return Path(self.stage.handshake["ca_file"])

    async def contestants(self, exchange: Exchange, name: str, *, count: int) -> list[Contestant]:
        opened = await self.levers.post(f"/exchanges/{exchange}/accounts", name=name, count=count, **family(exchange))
        return [Contestant(account["name"], key_of(account)) for account in opened]

    async def lift_limits(self, exchange: Exchange) -> None:
        known = await self.levers.post(f"/exchanges/{exchange}/settings")
        await self.levers.post(f"/exchanges/{exchange}/settings", limits=dict.fromkeys(known["limits"], LIMITS))

    async def arrivals_ms(self, exchange: Exchange, contestants: Sequence[Contestant], *, since_ms: int) -> list[int]:
        """When each order since a moment reached the exchange, in milliseconds after it."""
        names = {contestant.name for contestant in contestants}
        book = await self.levers.get(f"/exchanges/{exchange}/book")
        orders = [order for account in book["accounts"] if account["name"] in names for order in account["orders"]]
        return sorted(order["created_ms"] - since_ms for order in orders if order["created_ms"] >= since_ms)


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
            yield Arena(stage, levers)
    finally:
        await stage.close()
