"""ccxt alone, as well as one can; the naive copier; and the floor below which nobody comes. No part of Tandem but
the ready-made session and clients, so that all start from the same line.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from sqlalchemy import String
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from adapters.exchanges.clients import Observed, build_client
from adapters.exchanges.lean_transport import Place, written
from adapters.exchanges.line import Line
from adapters.exchanges.transport import open_session, trusted_context
from core.domain.values import Exchange, Side
from tests.bench.arena import Arena, Contestant
from tests.bench.rounds import Fire

SYMBOL = "BTC/USDT:USDT"
AMOUNT = "0.01"
AT_ONCE = 64
FLOOR_LINES = 64


@asynccontextmanager
async def clients_of(
    arena: Arena, exchange: Exchange, contestants: Sequence[Contestant]
) -> AsyncIterator[list[Observed]]:
    """Shared session, connector and TLS context; markets loaded once."""
    tls = trusted_context(arena.ca_file)
    async with open_session(arena.gateway, arena.ca_file) as session:
        clients = [build_client(exchange, session, tls=tls, credentials=one.credentials) for one in contestants]
        try:
            await clients[0].load_markets()
            for client in clients[1:]:
                client.set_markets_from_exchange(clients[0])
            yield clients
        finally:
            await asyncio.gather(*(client.close() for client in clients))


async def order(client: Observed, side: Side) -> None:
    await client.create_order(SYMBOL, "market", side.value, AMOUNT)


@asynccontextmanager
async def gathered(arena: Arena, exchange: Exchange, contestants: Sequence[Contestant]) -> AsyncIterator[Fire]:
    async with clients_of(arena, exchange, contestants) as clients:

        async def fire(side: Side) -> None:
            await asyncio.gather(*(order(client, side) for client in clients))

        yield fire


@asynccontextmanager
async def bounded(arena: Arena, exchange: Exchange, contestants: Sequence[Contestant]) -> AsyncIterator[Fire]:
    async with clients_of(arena, exchange, contestants) as clients:
        room = asyncio.Semaphore(AT_ONCE)

        async def one(client: Observed, side: Side) -> None:
            async with room:
                await order(client, side)

        async def fire(side: Side) -> None:
            await asyncio.gather(*(one(client, side) for client in clients))

        yield fire


class Tables(DeclarativeBase):
    """The naive copier's."""


class Copy(Tables):
    __tablename__ = "copies"
    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(80))
    free: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(20))


@asynccontextmanager
async def naive_book(directory: Path) -> AsyncIterator[async_sessionmaker[AsyncSession]]:
    engine = create_async_engine(f"sqlite+aiosqlite:///{directory / 'naive.db'}")
    async with engine.begin() as connection:
        await connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        await connection.run_sync(Tables.metadata.create_all)
    yield async_sessionmaker(engine)
    await engine.dispose()


async def naive_copy(book: async_sessionmaker[AsyncSession], client: Observed, side: Side) -> None:
    """As most copiers do it: balance, commit, order, commit, each follower for himself."""
    balance = await client.fetch_balance({"type": "swap"})
    async with book() as session:
        copy = Copy(account=client.apiKey, free=str(balance["free"].get("USDT")), state="reserved")
        session.add(copy)
        await session.commit()
        await order(client, side)
        copy.state = "done"
        await session.commit()


@asynccontextmanager
async def naive_loop(arena: Arena, exchange: Exchange, contestants: Sequence[Contestant]) -> AsyncIterator[Fire]:
    async with AsyncExitStack() as stack:
        clients = await stack.enter_async_context(clients_of(arena, exchange, contestants))
        book = await stack.enter_async_context(naive_book(arena.stage.directory))

        async def fire(side: Side) -> None:
            for client in clients:
                await naive_copy(book, client, side)

        yield fire


@asynccontextmanager
async def naive_gather(arena: Arena, exchange: Exchange, contestants: Sequence[Contestant]) -> AsyncIterator[Fire]:
    async with AsyncExitStack() as stack:
        clients = await stack.enter_async_context(clients_of(arena, exchange, contestants))
        book = await stack.enter_async_context(naive_book(arena.stage.directory))

        async def fire(side: Side) -> None:
            await asyncio.gather(*(naive_copy(book, client, side) for client in clients))

        yield fire


@asynccontextmanager
async def floor(arena: Arena, exchange: Exchange, contestants: Sequence[Contestant]) -> AsyncIterator[Fire]:
    """Requests signed and written beforehand, on connections that are open: only bytes are moved."""
    host, _, port = arena.gateway.rpartition(":")
    tls, loop = trusted_context(arena.ca_file), asyncio.get_running_loop()
    async with clients_of(arena, exchange, contestants) as clients:
        requests = [prepared(client, exchange, number) for number, client in enumerate(clients)]
        lines = [
            (await loop.create_connection(Line, host, int(port), ssl=tls, server_hostname="fapi.binance.com"))[1]
            for _ in range(min(FLOOR_LINES, len(clients)))
        ]

        async def share(line: Line, mine: Sequence[bytes]) -> None:
            for request in mine:
                await line.ask(request)

        async def fire(_side: Side) -> None:
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


def prepared(client: Observed, exchange: Exchange, number: int) -> bytes:
    path, section = ORDERS[exchange]
    fields = client.create_order_request(SYMBOL, "market", "buy", AMOUNT)
    signed = client.sign(path, section, "POST", fields | {CLIENT_IDS[exchange]: f"floor{number}"})
    url = str(signed["url"])
    host, target = Place(url.split("/")[2], 443).host, "/" + url.split("/", 3)[3]
    body = str(signed.get("body") or "").encode()
    return written("POST", target, host=host, headers=signed["headers"] or {}, body=body)
