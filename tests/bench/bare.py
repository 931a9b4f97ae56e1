"""ccxt alone, as well as one can, and the floor below which nobody comes. No part of Tandem's path is in use here.

Markets, TLS context and connector are shared, and a client's birth is made cheap; its calls are ccxt's own.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import ccxt.async_support as bare
from aiohttp import ClientSession, TCPConnector

from adapters.exchanges.clients import OPTIONS
from adapters.exchanges.lean_transport import written
from adapters.exchanges.line import Line
from adapters.exchanges.spelling import SpelledOnce
from adapters.exchanges.transport import GatewayResolver, trusted_context
from core.domain.values import Credentials, Exchange
from tests.bench.arena import Arena
from tests.bench.rounds import Fire

SYMBOL = "BTC/USDT:USDT"
AMOUNT = 0.01
AT_ONCE = 256
MOST_CONNECTIONS = 1024
FLOOR_LINES = 64
PATIENCE_SECONDS = 60.0


class Binance(SpelledOnce, bare.binance):  # type: ignore[misc]
    pass


class Bybit(SpelledOnce, bare.bybit):  # type: ignore[misc]
    pass


class Bitget(SpelledOnce, bare.bitget):  # type: ignore[misc]
    pass


CLASSES: Mapping[Exchange, Any] = {Exchange.BINANCE: Binance, Exchange.BYBIT: Bybit, Exchange.BITGET: Bitget}


def stranger(number: int) -> Credentials:
    """A key of its own for every account; the loopback takes any."""
    return Credentials(api_key=f"benchkey{number:024d}", secret=f"benchsecret{number:024d}", passphrase="benchphrase")


@asynccontextmanager
async def clients_of(arena: Arena, exchange: Exchange, count: int) -> AsyncIterator[list[Any]]:
    tls = trusted_context(arena.place.ca_file)
    resolver = GatewayResolver(arena.place.gateway)
    connector = TCPConnector(ssl=tls, resolver=resolver, limit=0, limit_per_host=MOST_CONNECTIONS)
    async with ClientSession(connector=connector) as session:
        await teach(arena, exchange, client_of(exchange, arena.place.teachers[exchange], session, tls=tls))
        clients = [client_of(exchange, stranger(number), session, tls=tls) for number in range(count)]
        await clients[0].load_markets()
        for client in clients[1:]:
            client.set_markets_from_exchange(clients[0])
        try:
            yield clients
        finally:
            await asyncio.gather(*(client.close() for client in clients))


def client_of(exchange: Exchange, key: Credentials, session: ClientSession, *, tls: Any) -> Any:
    config = {
        "session": session,
        "apiKey": key.api_key,
        "secret": key.secret,
        "password": key.passphrase,
        "enableRateLimit": False,
        "options": {"fetchCurrencies": False} | dict(OPTIONS[exchange]),
    }
    client = CLASSES[exchange](config)
    client.ssl_context = tls
    return client


async def teach(arena: Arena, exchange: Exchange, client: Any) -> None:
    """What all of them will ask for."""
    async with arena.learning():
        await client.load_markets()
        await client.fetch_balance({"type": "swap"})
    await client.close()


async def order(client: Any) -> None:
    await client.create_order(SYMBOL, "market", "buy", AMOUNT)


def gathered(clients: Sequence[Any]) -> Fire:
    async def fire() -> None:
        await asyncio.gather(*(order(client) for client in clients))

    return fire


def bounded(clients: Sequence[Any]) -> Fire:
    async def fire() -> None:
        room = asyncio.Semaphore(AT_ONCE)

        async def one(client: Any) -> None:
            async with room:
                await order(client)

        await asyncio.gather(*(one(client) for client in clients))

    return fire


@asynccontextmanager
async def floor(arena: Arena, exchange: Exchange, clients: Sequence[Any]) -> AsyncIterator[Fire]:
    """Requests signed and written beforehand, on connections that are open: only bytes are moved."""
    host, _, port = arena.place.gateway.rpartition(":")
    tls, loop = trusted_context(arena.place.ca_file), asyncio.get_running_loop()
    requests = [prepared(client, exchange, number) for number, client in enumerate(clients)]
    lines = [
        (await loop.create_connection(Line, host, int(port), ssl=tls, server_hostname="fapi.binance.com"))[1]
        for _ in range(min(MOST_CONNECTIONS, len(clients)))
    ]

    async def share(line: Line, mine: Sequence[bytes]) -> None:
        for request in mine:
            await line.ask(request, PATIENCE_SECONDS)

    async def fire() -> None:
        count = len(lines)
        await asyncio.gather(*(share(line, requests[place::count]) for place, line in enumerate(lines)))

    yield fire
    for line in lines:
        line.close()
    await asyncio.sleep(0)


ORDERS = {
    Exchange.BINANCE: ("order", ["fapiPrivate"]),
    Exchange.BYBIT: ("v5/order/create", ["private"]),
    Exchange.BITGET: ("v2/mix/order/place-order", ["private", "mix"]),
}
CLIENT_IDS = {
    Exchange.BINANCE: "newClientOrderId",
    Exchange.BYBIT: "orderLinkId",
    Exchange.BITGET: "clientOid",
}


def prepared(client: Any, exchange: Exchange, number: int) -> bytes:
    path, section = ORDERS[exchange]
    fields = client.create_order_request(SYMBOL, "market", "buy", AMOUNT)
    signed = client.sign(path, section, "POST", fields | {CLIENT_IDS[exchange]: f"floor{number}"})
    _, _, host, target = str(signed["url"]).split("/", 3)
    body = str(signed.get("body") or "").encode()
    return written("POST", f"/{target}", host=host, headers=signed["headers"] or {}, body=body)
