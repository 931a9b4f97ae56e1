"""The naive copier: an ORM, and for each follower his balance, a commit, the order, a commit. No part of Tandem."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from tests.bench.bare import order
from tests.bench.rounds import Fire

PATIENCE_SECONDS = 600
"""How long a session waits for a connection; the usual 30 s would end a fan-out over thousands in an error."""

Book = async_sessionmaker[AsyncSession]


class Tables(DeclarativeBase):
    """The naive copier's."""


class Copy(Tables):
    __tablename__ = "copies"
    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(80))
    free: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(20))


@asynccontextmanager
async def naive_book(file: Path) -> AsyncIterator[Book]:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{file}", pool_timeout=PATIENCE_SECONDS, connect_args={"timeout": PATIENCE_SECONDS}
    )
    async with engine.begin() as connection:
        await connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        await connection.run_sync(Tables.metadata.create_all)
    yield async_sessionmaker(engine)
    await engine.dispose()


async def copy(book: Book, client: Any) -> None:
    balance = await client.fetch_balance({"type": "swap"})
    async with book() as session:
        row = Copy(account=client.apiKey, free=str(balance["free"].get("USDT")), state="reserved")
        session.add(row)
        await session.commit()
        await order(client)
        row.state = "done"
        await session.commit()


def one_by_one(book: Book, clients: Sequence[Any]) -> Fire:
    async def fire() -> None:
        for client in clients:
            await copy(book, client)

    return fire


def all_at_once(book: Book, clients: Sequence[Any]) -> Fire:
    async def fire() -> None:
        await asyncio.gather(*(copy(book, client) for client in clients))

    return fire
