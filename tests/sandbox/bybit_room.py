"""Builders for Bybit tests: the emulator behind its gateway, customers, ccxt as in production. Asserts nothing."""

import asyncio
import json
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import ccxt.pro
from aiohttp import ClientSession

from adapters.exchanges.transport import open_session
from adapters.sandbox.engine.accounts import TRADING_RIGHTS, ApiKey, Family, Right, WalletKind
from adapters.sandbox.engine.catalog import BYBIT
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.timers import LoopTimers
from adapters.sandbox.faults import FaultPlan
from adapters.sandbox.gateway import Gateway
from adapters.sandbox.market import SimulatedMarket
from adapters.sandbox.streams import Streams
from adapters.sandbox.venues.bybit.auth import sign
from adapters.sandbox.venues.bybit.venue import BybitVenue, venue

BTC = "BTC/USDT:USDT"
BTC_SPOT = "BTC/USDT"
START = Decimal(60_000)
API = "https://api.bybit.com"
PRIVATE = "wss://stream.bybit.com/v5/private"
WINDOW = "5000"
WAIT_SECONDS = 30


class BybitRoom:
    """BTC stands at 60,000; bo holds 10,000 USDT on a unified account."""

    def __init__(self, venue: BybitVenue, gateway: Gateway, *, session: ClientSession, faults: FaultPlan) -> None:
        engine = venue.engine
        self.venue, self.engine, self.gateway, self.session, self.faults = venue, engine, gateway, session, faults
        self._trust = ssl.create_default_context(cafile=gateway.ca_file)
        self.bo = engine.customers.open_account("bo", family=Family.UNIFIED)
        engine.customers.deposit(self.bo, WalletKind.FUTURES, coin="USDT", amount=Decimal(10_000))
        self.key = engine.customers.add_key(self.bo)
        self.ex = self.client(self.key)
        self._clients = [self.ex]

    def client(self, key: ApiKey, **options: object) -> Any:
        """ccxt with real URLs; only resolver and CA lead here."""
        exchange = ccxt.pro.bybit(
            {
                "apiKey": key.key,
                "secret": key.secret,
                "session": self.session,
                "number": str,
                "enableRateLimit": False,
                "options": {"fetchMarkets": {"types": ["spot", "linear"]}, "defaultType": "swap", **options},
            }
        )
        exchange.ssl_context = self._trust
        exchange.timeout_on_exit = 0
        return exchange

    def another(self, *, rights: frozenset[Right] = TRADING_RIGHTS, ips: tuple[str, ...] = ()) -> Any:
        """ccxt with a second key of bo's."""
        return self.with_key(self.engine.customers.add_key(self.bo, rights, ips=ips))

    def with_key(self, key: ApiKey) -> Any:
        exchange = self.client(key)
        self._clients.append(exchange)
        return exchange

    def move(self, price: int | str) -> None:
        self.engine.market.move("BTC", Decimal(price))

    async def lookup(self, client_id: str, *, path: str = "realtime") -> list[dict[str, Any]]:
        query = {"category": "linear", "symbol": "BTCUSDT", "orderLinkId": client_id}
        call = self.ex.private_get_v5_order_realtime if path == "realtime" else self.ex.private_get_v5_order_history
        answer = await call(query)
        found: list[dict[str, Any]] = answer["result"]["list"]
        return found

    async def raw(self, method: str, path: str, *, body: dict[str, object], ahead_ms: int = 0) -> dict[str, Any]:
        """A request signed by hand, with a clock that may be wrong."""
        stamp, text = str(time.time_ns() // 1_000_000 + ahead_ms), json.dumps(body)
        headers = {
            "X-BAPI-API-KEY": self.key.key,
            "X-BAPI-TIMESTAMP": stamp,
            "X-BAPI-RECV-WINDOW": WINDOW,
            "X-BAPI-SIGN": sign(self.key.secret, stamp + self.key.key + WINDOW + text),
        }
        async with self.session.request(method, API + path, data=text, headers=headers) as answer:
            found: dict[str, Any] = await answer.json()
            return found

    async def close(self) -> None:
        for client in self._clients:
            await client.close()


@asynccontextmanager
async def bybit_room(directory: Path, *, ack_delay_s: float | None = 0.0) -> AsyncIterator[BybitRoom]:
    """Matches at once, unless told to take its time; None is the exchange's own habit."""
    timers, faults = LoopTimers(), FaultPlan()
    engine = Engine(BYBIT, SimulatedMarket(seed=7, now_ms=timers.now_ms()), timers)
    engine.market.move("BTC", START)
    bybit = venue(engine, Streams("bybit", faults))
    engine.settings.ack_delay_s = engine.settings.ack_delay_s if ack_delay_s is None else ack_delay_s
    async with (
        Gateway((bybit,), faults=faults, directory=directory) as gateway,
        open_session(gateway.address, gateway.ca_file) as session,
    ):
        room = BybitRoom(bybit, gateway, session=session, faults=faults)
        try:
            await room.ex.load_markets()
            yield room
        finally:
            await room.close()
            engine.close()


class Tap:
    """Every message of the private stream by topic, as it comes: ccxt's own caches merge and drop."""

    def __init__(self, exchange: Any) -> None:
        self._exchange = exchange
        self._rows: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()
        self._original = exchange.handle_message
        exchange.handle_message = self._take

    async def subscribe(self, *topics: str) -> None:
        await self._exchange.authenticate(PRIVATE)
        await self._exchange.client(PRIVATE).send({"op": "subscribe", "req_id": "7", "args": list(topics)})
        assert (await self.next_row("subscribe"))["success"]

    async def next_row(self, topic: str) -> dict[str, Any]:
        """The next row of this topic; others on the way are dropped."""
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                found, row = await self._rows.get()
                if found == topic:
                    return row

    async def next_rows(self, topic: str, count: int) -> list[dict[str, Any]]:
        return [await self.next_row(topic) for _ in range(count)]

    def is_empty(self, topic: str) -> bool:
        """Nothing of this topic is waiting."""
        waiting = [self._rows.get_nowait()[0] for _ in range(self._rows.qsize())]
        return topic not in waiting

    def _take(self, client: Any, message: Any) -> None:
        if isinstance(message, dict):
            topic = str(message.get("topic") or message.get("op"))
            for row in message.get("data", [message]):
                self._rows.put_nowait((topic, row))
        self._original(client, message)
