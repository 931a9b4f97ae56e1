"""Builders for Bitget tests: the emulator behind its gateway, one customer of each family, ccxt as in production."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import ccxt.pro
from aiohttp import ClientSession

from adapters.exchanges.transport import open_session
from adapters.sandbox.engine.accounts import TRADING_RIGHTS, ApiKey, Family, Right, VenueAccount, WalletKind
from adapters.sandbox.engine.catalog import BITGET
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.timers import LoopTimers
from adapters.sandbox.faults import FaultPlan
from adapters.sandbox.gateway import Gateway
from adapters.sandbox.market import SimulatedMarket
from adapters.sandbox.streams import Streams
from adapters.sandbox.venues.bitget.venue import venue

BTC = "BTC/USDT:USDT"
BTC_SPOT = "BTC/USDT"
FUTURES = {"productType": "USDT-FUTURES"}
START = Decimal(60_000)
MONEY = Decimal(10_000)
WAIT_SECONDS = 30


class BitgetRoom:
    """BTC stands at 60,000; cleo (classic) and dan (unified) hold 10,000 USDT where they need it."""

    def __init__(self, engine: Engine, gateway: Gateway, *, session: ClientSession, faults: FaultPlan) -> None:
        self.engine, self.session, self.faults = engine, session, faults
        self._trust = ssl.create_default_context(cafile=gateway.ca_file)
        self._clients: list[Any] = []
        self.cleo = self._customer("cleo", Family.CLASSIC)
        self.dan = self._customer("dan", Family.UNIFIED)
        self.classic = self.client(self.cleo.keys[0])
        self.unified = self.client(self.dan.keys[0], uta=True)

    def _customer(self, name: str, family: Family) -> VenueAccount:
        account = self.engine.customers.open_account(name, family=family)
        wallets = (WalletKind.FUTURES,) if family is Family.UNIFIED else (WalletKind.FUTURES, WalletKind.SPOT)
        for wallet in wallets:
            self.engine.customers.deposit(account, wallet, coin="USDT", amount=MONEY)
        self.engine.customers.add_key(account)
        return account

    def client(self, key: ApiKey, *, uta: bool | None = False, secret: str = "", passphrase: str = "") -> Any:
        """ccxt with real URLs; only resolver and CA lead here. `uta` None lets it find the family itself."""
        options: dict[str, Any] = {"defaultType": "swap", "fetchCurrencies": False}
        exchange = ccxt.pro.bitget(
            {
                "apiKey": key.key,
                "secret": secret or key.secret,
                "password": passphrase or key.passphrase,
                "session": self.session,
                "number": str,
                "enableRateLimit": False,
                "options": options if uta is None else options | {"uta": uta},
            }
        )
        exchange.ssl_context = self._trust
        exchange.timeout_on_exit = 0
        self._clients.append(exchange)
        return exchange

    def with_rights(self, account: VenueAccount, *rights: Right) -> Any:
        key = self.engine.customers.add_key(account, frozenset(rights) or TRADING_RIGHTS)
        return self.client(key, uta=account.is_unified)

    def move(self, price: int | str) -> None:
        self.engine.market.move("BTC", Decimal(price))

    async def close(self) -> None:
        for client in self._clients:
            await client.close()


@asynccontextmanager
async def bitget_room(directory: Path, *, ack_delay_s: float = 0.0) -> AsyncIterator[BitgetRoom]:
    timers, faults = LoopTimers(), FaultPlan()
    engine = Engine(BITGET, SimulatedMarket(seed=7, now_ms=timers.now_ms()), timers)
    engine.market.move("BTC", START)
    bitget = venue(engine, Streams("bitget", faults))
    engine.settings.ack_delay_s = ack_delay_s
    async with (
        Gateway((bitget,), faults=faults, directory=directory) as gateway,
        open_session(gateway.address, gateway.ca_file) as session,
    ):
        room = BitgetRoom(engine, gateway, session=session, faults=faults)
        try:
            yield room
        finally:
            await room.close()
            engine.close()


class Tap:
    """Every frame of a stream, as it comes: ccxt's own caches merge and drop."""

    def __init__(self, exchange: Any) -> None:
        self._frames: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._original = exchange.handle_message
        exchange.handle_message = self._take

    async def next_frame(self, channel: str) -> list[dict[str, Any]]:
        """The rows of the next frame of this channel or topic; others on the way are dropped."""
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                frame = await self._frames.get()
                if channel in (frame["arg"].get("channel"), frame["arg"].get("topic")):
                    rows: list[dict[str, Any]] = frame["data"]
                    return rows

    def _take(self, client: Any, message: Any) -> None:
        if isinstance(message, dict) and "data" in message:
            self._frames.put_nowait(message)
        self._original(client, message)
