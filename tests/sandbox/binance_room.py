"""A Binance on loopback and ccxt clients that reach it by its real host names. Asserts nothing."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import ccxt.pro
from aiohttp import ClientSession

from adapters.exchanges.transport import open_session
from adapters.sandbox.engine.accounts import TRADING_RIGHTS, ApiKey, Right, VenueAccount, WalletKind
from adapters.sandbox.engine.catalog import BINANCE
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.timers import LoopTimers
from adapters.sandbox.faults import FaultPlan
from adapters.sandbox.gateway import Gateway
from adapters.sandbox.market import SimulatedMarket
from adapters.sandbox.streams import Streams
from adapters.sandbox.venues.binance.signing import sign
from adapters.sandbox.venues.binance.venue import BinanceVenue, venue

PERPETUAL, SPOT = "BTC/USDT:USDT", "BTC/USDT"
PATIENCE_STEPS = 300
READ_ONLY = frozenset({Right.READ})


@dataclass(slots=True, kw_only=True)
class BinanceRoom:
    """BTC stands at 60,000; ann holds 10,000 USDT in each wallet."""

    engine: Engine
    venue: BinanceVenue
    faults: FaultPlan
    session: ClientSession
    context: ssl.SSLContext
    ann: VenueAccount
    key: ApiKey
    clients: list[ccxt.pro.binance] = field(default_factory=list)

    def client(self, kind: str = "swap", *, key: ApiKey | None = None, secret: str = "") -> ccxt.pro.binance:
        used = key or self.key
        client = ccxt.pro.binance(
            {
                "apiKey": used.key,
                "secret": secret or used.secret,
                "session": self.session,
                "number": str,
                "enableRateLimit": False,
                "options": {
                    "defaultType": kind,
                    "defaultSubType": "linear" if kind == "swap" else None,
                    "fetchCurrencies": False,
                    "fetchMarkets": {"types": ["spot", "linear"]},
                    "watchPositions": {"fetchPositionsSnapshot": False},
                    "fetchOpenOrders": {"warnWithoutSymbol": False},
                },
            }
        )
        client.ssl_context = self.context
        client.timeout_on_exit = 0
        self.clients.append(client)
        return client

    def add_key(self, rights: frozenset[Right] = TRADING_RIGHTS) -> ApiKey:
        return self.engine.customers.add_key(self.ann, rights)

    def move(self, price: int | str) -> None:
        self.engine.market.move("BTC", Decimal(price))

    async def until_heard(self) -> None:
        """Wait until somebody listens to ann's stream."""
        for _ in range(PATIENCE_STEPS):
            if self.engine.floor._listeners.get(self.ann.name):
                return
            await asyncio.sleep(0.01)

    async def raw(
        self, method: str, url: str, *, text: str = "", key: ApiKey | None = None, signature: str = ""
    ) -> tuple[int, str]:
        """A request signed by hand; `signature` replaces the right one."""
        used = key or self.key
        signed = f"{text}&signature={signature or sign(used.secret, text)}"
        async with self.session.request(method, f"{url}?{signed}", headers={"X-MBX-APIKEY": used.key}) as answer:
            return answer.status, await answer.text()


@asynccontextmanager
async def binance_room(directory: Path) -> AsyncIterator[BinanceRoom]:
    faults, timers = FaultPlan(), LoopTimers()
    market = SimulatedMarket(seed=5, now_ms=timers.now_ms())
    market.move("BTC", Decimal(60_000))
    engine = Engine(BINANCE, market, timers)
    ann = engine.customers.open_account("ann")
    for wallet in WalletKind:
        engine.customers.deposit(ann, wallet, coin="USDT", amount=Decimal(10_000))
    spoken = venue(engine, Streams("binance", faults))
    async with (
        Gateway((spoken,), faults=faults, directory=directory) as gateway,
        open_session(gateway.address, gateway.ca_file) as session,
    ):
        room = BinanceRoom(
            engine=engine,
            venue=spoken,
            faults=faults,
            session=session,
            context=ssl.create_default_context(cafile=gateway.ca_file),
            ann=ann,
            key=engine.customers.add_key(ann),
        )
        yield room
        for client in room.clients:
            await client.close()
    engine.close()
