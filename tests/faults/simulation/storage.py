"""The real tables in memory, read and written in the loop's own thread, with a pause where a thread would be.

Outlives every process that opens it; a process that died reads and writes nothing more. Survives no power cut.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, RowMapping, Select, create_engine, event
from sqlalchemy.pool import StaticPool

from adapters.persistence.database import Database, assembled
from adapters.persistence.engine import parse_url
from adapters.persistence.lease import Lease
from adapters.persistence.reading import NONE, Reader, Rows, Values
from adapters.persistence.writer import Submitted, T, Work, Writer, tell_all
from tests.database import empty_database

Breath = Callable[[], Awaitable[None]]
"""Lets others run, for as long as chance says; raises where the process is dead."""

WAL_FLAGS = slice(18, 20)
NO_WAL = b"\x01\x01"


class InlineReader(Reader):
    """Through one connection that stays open: nothing is ever written between two of its steps."""

    def __init__(self, reading: Connection, breath: Breath) -> None:
        self._reading, self._breath = reading, breath

    async def rows(self, statement: Rows, values: Values = NONE) -> Sequence[RowMapping]:
        await self._breath()
        return self._reading.execute(statement, values).mappings().all()

    async def texts(self, statement: Select[str], values: Values = NONE) -> Sequence[str]:
        await self._breath()
        return self._reading.scalars(statement, values).all()


class InlineWriter(Writer):
    """Commits each work by itself before anybody else runs; who waits hears of it a moment later."""

    def __init__(self, engine: Engine, breath: Breath) -> None:
        super().__init__(engine)
        self._breath = breath

    async def submit(self, work: Work[T], *, after: Callable[[T], None] = lambda _result: None) -> T:
        await self._breath()
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        tell_all(self._commit([Submitted(work=work, done=done, after=after)]))
        await self._breath()
        return await done


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """The whole schema, empty at first: one database, a way to write it and a way to read it."""

    driver: sqlite3.Connection
    writing: Engine
    reading: Connection

    @classmethod
    def made(cls) -> "Memory":
        driver = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        driver.deserialize(image())
        driver.execute("PRAGMA foreign_keys=ON")
        driver.execute("UPDATE switches SET value = 'the-simulation' WHERE name = 'installation_id'")
        writing = engine_over(driver)

        @event.listens_for(writing, "begin")
        def begin(_connection: object) -> None:
            driver.execute("BEGIN IMMEDIATE")

        return cls(driver=driver, writing=writing, reading=engine_over(driver).connect())

    def close(self) -> None:
        self.reading.close()
        self.driver.close()


def engine_over(driver: sqlite3.Connection) -> Engine:
    return create_engine("sqlite://", creator=lambda: driver, poolclass=StaticPool, hide_parameters=True)


@cache
def image() -> bytes:
    """A file in WAL mode can't live in memory: its header says so in two bytes."""
    whole = bytearray(empty_database())
    whole[WAL_FLAGS] = NO_WAL
    return bytes(whole)


def opened(memory: Memory, breath: Breath) -> Database:
    """What one process has in its hands."""
    return replace(shell(), reader=InlineReader(memory.reading, breath), writer=InlineWriter(memory.writing, breath))


@cache
def shell() -> Database:
    """What nothing here looks at: files, leases, the engines of a real one."""
    url = parse_url("sqlite+aiosqlite:///nowhere.db")
    return assembled(url, lease=Lease(Path("nowhere.db")), writing=create_engine("sqlite://"))
