"""A disk that is full, a log that another holds, an instance that slept: nothing is half written, closes find room."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert

from adapters.persistence.condition import Condition
from adapters.persistence.database import Database, open_database
from adapters.persistence.engine import Durability, parse_url, writing_engine
from adapters.persistence.failures import DiskFull, FencedOff
from adapters.persistence.side_tables import switches
from adapters.persistence.spare_room import SpareRoom
from adapters.persistence.writer import Work, Writer
from core.application.gates import Gate, Gates
from core.domain.errors import StorageError, TandemError
from tests.database import empty_database, url_of

ROOMY, TIGHT = 100_000, 1
BIG = "x" * 200_000


def put(name: str, value: str = "") -> Work[int]:
    statement = insert(switches).values(name=name, value=value)
    return lambda connection: connection.execute(statement).rowcount


def pages(number: int) -> Work[None]:
    """The database may grow to so many pages; what it holds already stays."""

    def limit(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count={number}")

    return limit


@asynccontextmanager
async def running(writer: Writer) -> AsyncIterator[Writer]:
    async with asyncio.TaskGroup() as group:
        group.create_task(writer.run())
        yield writer
        writer.stop()
    writer.close()


@asynccontextmanager
async def small_disk(folder: Path, give: Callable[[], bool]) -> AsyncIterator[tuple[Writer, list[TandemError]]]:
    """Full at once; what `give` frees is what there is."""
    path = folder / "tandem.db"
    await asyncio.to_thread(path.write_bytes, empty_database())
    engine, heard = writing_engine(parse_url(url_of(path)), Durability.OFF), list[TandemError]()
    async with running(Writer(engine, give=give)) as writer:
        writer.listen(heard.append)
        await writer.submit(pages(TIGHT))
        yield writer, heard
    engine.dispose()


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Database]:
    path = folder / "tandem.db"
    if not await asyncio.to_thread(path.exists):
        await asyncio.to_thread(path.write_bytes, empty_database())
    database = await open_database(url_of(path))
    async with running(database.writer):
        yield database
    await database.close()


async def test_a_full_disk_reserves_nothing(tmp_path: Path) -> None:
    async with small_disk(tmp_path, lambda: False) as (writer, heard):
        with pytest.raises(DiskFull):
            await writer.submit(put("entry", BIG))
        assert [type(error) for error in heard] == [DiskFull]


async def test_spare_room_takes_what_is_owed(tmp_path: Path) -> None:
    """The whole group is repeated in the room that was given back; everybody hears that it is in use."""
    given: list[str] = []

    def give() -> bool:
        given.append("room")
        return len(given) == 1

    async with small_disk(tmp_path, give) as (writer, heard):
        widened: list[int] = []

        def close_trade(connection: Connection) -> int:
            if given:
                connection.exec_driver_sql(f"PRAGMA max_page_count={ROOMY}")
                widened.append(1)
            return put("close", BIG)(connection)

        assert await writer.submit(close_trade) == 1
        assert (len(given), len(widened)) == (1, 1)
        assert [type(error) for error in heard] == [DiskFull]


async def test_a_full_disk_closes_the_gate(tmp_path: Path) -> None:
    """And opens it when there is room for the room again."""
    gates = Gates()
    async with opened(tmp_path) as database:
        condition = Condition(database, gates)
        assert database.room.is_held
        await database.writer.submit(pages(TIGHT))
        with pytest.raises(DiskFull):
            await database.writer.submit(put("entry", BIG))
        assert gates.closed() == {Gate.DISK}
        assert not has_room(database)
        await database.writer.submit(pages(ROOMY))
        await condition.look()
        assert gates.closed() == frozenset()
        assert database.room.is_held


async def test_the_gate_stays_while_nothing_can_be_written(tmp_path: Path) -> None:
    gates = Gates()
    async with opened(tmp_path) as database:
        condition = Condition(database, gates)
        condition.hear(DiskFull("read-only"))
        await database.writer.submit(read_only)
        await condition.look()
        assert gates.closed() == {Gate.DISK}
        await asyncio.to_thread(make_writable, database)
        await condition.look()
        assert gates.closed() == frozenset()


def has_room(database: Database) -> bool:
    return database.room.is_held


def read_only(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA query_only=ON")


def make_writable(database: Database) -> None:
    with closing(database.writing.raw_connection()) as driver:
        driver.cursor().execute("PRAGMA query_only=OFF")


async def test_a_start_without_room_still_starts(tmp_path: Path) -> None:
    room = SpareRoom(tmp_path / "missing" / "tandem.db")
    room.try_take()
    assert not room.is_held
    assert not room.give()


async def test_nightly_the_book_is_looked_through(tmp_path: Path) -> None:
    gates = Gates()
    async with opened(tmp_path) as database:
        condition = Condition(database, gates)
        await condition.check()
        assert gates.closed() == frozenset()
        await asyncio.to_thread(spoil, database.file)
        await condition.check()
        assert gates.closed() == {Gate.DAMAGED}


def spoil(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(100)
        file.write(bytes(8192))


async def test_an_instance_that_was_overtaken_writes_nothing(tmp_path: Path) -> None:
    """Even where the lock was lost: the newer life's number is in the book."""
    gates = Gates()
    async with opened(tmp_path) as old:
        Condition(old, gates)
        old.lease.release()
        async with opened(tmp_path) as new:
            assert await new.writer.submit(put("new")) == 1
            with pytest.raises(FencedOff, match="stop this one"):
                await old.writer.submit(put("old"))
    assert gates.closed() == {Gate.CONFLICT}


async def test_a_busy_log_is_waited_for(tmp_path: Path) -> None:
    async with opened(tmp_path) as database:
        holder = sqlite3.connect(database.file, isolation_level=None, check_same_thread=False)
        holder.execute("BEGIN IMMEDIATE")
        waiting = asyncio.ensure_future(database.writer.submit(put("entry")))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        await asyncio.to_thread(holder.execute, "ROLLBACK")
        assert await waiting == 1
        holder.close()


async def test_a_log_that_stays_busy_refuses(tmp_path: Path) -> None:
    async with opened(tmp_path) as database:
        await database.writer.submit(impatient)
        holder = sqlite3.connect(database.file, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="locked"):
            await database.writer.submit(put("entry"))
        holder.execute("ROLLBACK")
        holder.close()
        assert await database.writer.submit(put("entry")) == 1


def impatient(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA busy_timeout=20")
