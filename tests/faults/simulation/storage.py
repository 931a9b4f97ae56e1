"""The real tables in memory, read and written in the loop's own thread, with a pause where a thread would be.

Outlives every process that opens it; a process that died reads and writes nothing more. Survives no power cut.
"""

import asyncio
import re
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, RowMapping, Select, Table, create_engine, event
from sqlalchemy.pool import StaticPool
from sqlalchemy.sql.visitors import iterate

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
KEPT_STATEMENTS = 1_000
MOST_KNOWN = 10_000
CHANGE = re.compile(r"\s*(?:INSERT(?: OR \w+)? INTO|REPLACE INTO|UPDATE(?: OR \w+)?|DELETE FROM) \"?(\w+)")


class Sight:
    """One connection that stays open. What was read once is known until something is written to its tables."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._known: dict[Place, Seen] = {}
        self._tables: dict[int, tuple[str, ...]] = {}
        self._written: Counter[str] = Counter()

    def rows(self, statement: Rows, values: Values = NONE) -> Sequence[RowMapping]:
        """The statement is kept with its answer, so that no other one gets its place."""
        place = (id(statement), *(tuple(value) if isinstance(value, list) else value for value in values.values()))
        seen = self._known.get(place)
        if seen is None or seen.writes != self._writes(seen.tables):
            seen = self._known[place] = self._read(statement, values)
        return seen.rows

    def _read(self, statement: Rows, values: Values) -> "Seen":
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
            self._tables.clear()
        tables = self._tables.get(id(statement)) or tables_of(statement)
        self._tables[id(statement)] = tables
        rows = self.connection.execute(statement, values).mappings().all()
        return Seen(statement=statement, tables=tables, writes=self._writes(tables), rows=rows)

    def _writes(self, tables: Sequence[str]) -> int:
        return sum(self._written[table] for table in tables)

    def hear(self, _connection: object, _cursor: object, text: str, *_more: object) -> None:
        """A writer's statement is on its way."""
        if match := CHANGE.match(text):
            self._written[match[1]] += 1


Place = tuple[object, ...]


def tables_of(statement: Rows) -> tuple[str, ...]:
    return tuple({part.name for part in iterate(statement) if isinstance(part, Table)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An answer, with how often its tables had been written to by then."""

    statement: Rows
    tables: Sequence[str]
    writes: int
    rows: Sequence[RowMapping]


class InlineReader(Reader):
    """Nothing is ever written between two of its steps."""

    def __init__(self, sight: Sight, breath: Breath) -> None:
        self._sight, self._breath = sight, breath

    async def rows(self, statement: Rows, values: Values = NONE) -> Sequence[RowMapping]:
        await self._breath()
        return self._sight.rows(statement, values)

    async def texts(self, statement: Select[str], values: Values = NONE) -> Sequence[str]:
        await self._breath()
        return self._sight.connection.scalars(statement, values).all()


class InlineWriter(Writer):
    """Commits each work by itself before anybody else runs; who waits hears of it a moment later."""

    def __init__(self, memory: "Memory", breath: Breath) -> None:
        super().__init__(memory.writing)
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

    writing: Engine
    sight: Sight

    @classmethod
    def made(cls) -> "Memory":
        """One at a time: the next one takes the place of the one before."""
        driver = the_driver()
        driver.rollback()
        driver.deserialize(image())
        driver.execute("UPDATE switches SET value = 'the-simulation' WHERE name = 'installation_id'")
        sight = Sight(reading_engine().connect())
        event.listen(writing_engine(), "before_cursor_execute", sight.hear)
        return cls(writing=writing_engine(), sight=sight)

    def close(self) -> None:
        event.remove(self.writing, "before_cursor_execute", self.sight.hear)
        self.sight.connection.close()


@cache
def the_driver() -> sqlite3.Connection:
    """The same in every seed, and the engines with it: what was prepared and compiled once is known for good."""
    driver = sqlite3.connect(
        ":memory:", check_same_thread=False, isolation_level=None, cached_statements=KEPT_STATEMENTS
    )
    driver.execute("PRAGMA foreign_keys=ON")
    return driver


@cache
def reading_engine() -> Engine:
    return create_engine("sqlite://", creator=the_driver, poolclass=StaticPool, hide_parameters=True)


@cache
def writing_engine() -> Engine:
    engine = create_engine("sqlite://", creator=the_driver, poolclass=StaticPool, hide_parameters=True)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


@cache
def image() -> bytes:
    """A file in WAL mode can't live in memory: its header says so in two bytes."""
    whole = bytearray(empty_database())
    whole[WAL_FLAGS] = NO_WAL
    return bytes(whole)


def opened(memory: Memory, breath: Breath) -> Database:
    """What one process has in its hands."""
    return replace(shell(), reader=InlineReader(memory.sight, breath), writer=InlineWriter(memory, breath))


@cache
def shell() -> Database:
    """What nothing here looks at: files, leases, the engines of a real one."""
    url = parse_url("sqlite+aiosqlite:///nowhere.db")
    return assembled(url, lease=Lease(Path("nowhere.db")), writing=create_engine("sqlite://"))
