"""Connections to the database with every promise switched on: WAL, FULL, foreign keys. Creates no tables."""

from enum import StrEnum
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Protocol

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from core.domain.errors import BadInput

BUSY_MILLISECONDS = 5_000
READERS = 4
WAIT_FOR_READER_SECONDS = 30


class Durability(StrEnum):
    """FULL survives a power cut; OFF is for tests, which have none."""

    FULL = "FULL"
    OFF = "OFF"


class Driver(Protocol):
    """What SQLAlchemy hands to a connect listener: sqlite3's connection, or aiosqlite's made to look like it."""

    def execute(self, sql: str, /) -> object: ...


def parse_url(database_url: str) -> URL:
    """`sqlite+aiosqlite:///path` or `sqlite:///path`; raises BadInput for anything else."""
    try:
        url = make_url(database_url)
    except ArgumentError as error:
        raise BadInput("bad-database-url") from error
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise BadInput("bad-database-url")
    return url


def file_of(url: URL) -> Path:
    return Path(url.database or "")


def prepare_file(url: URL) -> None:
    """The file and its folder belong to their owner alone: the book is private even where keys are sealed."""
    path = file_of(url)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)


def writing_engine(url: URL, durability: Durability = Durability.FULL) -> Engine:
    """For the writer."""
    return immediate_engine(url, journal_mode="WAL", synchronous=durability, foreign_keys="ON")


def migrating_engine(url: URL) -> Engine:
    """References stay unchecked meanwhile: batch mode replaces tables that others refer to."""
    return immediate_engine(url, journal_mode="WAL", synchronous=Durability.FULL, foreign_keys="OFF")


def immediate_engine(url: URL, **pragmas: str) -> Engine:
    """One connection; each transaction begins IMMEDIATE, because a late lock fails at once (reliability.md, fact 8)."""
    engine = create_engine(url.set(drivername="sqlite"), hide_parameters=True, pool_size=1, max_overflow=0)

    @event.listens_for(engine, "connect")
    def prepare(driver: SqliteConnection, _record: object) -> None:
        driver.isolation_level = None  # the driver's own BEGIN would be a deferred one, and CREATE TABLE would commit
        set_pragmas(driver, **pragmas)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def reading_engine(url: URL) -> AsyncEngine:
    """A few connections that can't write; each statement sees the newest commit and holds no snapshot."""
    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite"),
        hide_parameters=True,
        isolation_level="AUTOCOMMIT",
        pool_size=READERS,
        max_overflow=0,
        pool_timeout=WAIT_FOR_READER_SECONDS,
        pool_reset_on_return=None,
        skip_autocommit_rollback=True,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(driver: Driver, _record: object) -> None:
        set_pragmas(driver, query_only="ON")

    return engine


def set_pragmas(driver: Driver, **pragmas: str) -> None:
    for name, value in {"busy_timeout": str(BUSY_MILLISECONDS), **pragmas}.items():
        driver.execute(f"PRAGMA {name}={value}")
