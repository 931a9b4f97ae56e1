"""The database as one thing to open and close: lease, migrations, integrity, writer, reader. Starts no task."""

import asyncio
from dataclasses import dataclass

from sqlalchemy import URL, Engine, insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.identity import RandomIds
from adapters.persistence.engine import (
    Durability,
    file_of,
    parse_url,
    prepare_file,
    reading_engine,
    writing_engine,
)
from adapters.persistence.failures import DatabaseDamaged, translate
from adapters.persistence.lease import Lease
from adapters.persistence.ledgers import INSTALLATION
from adapters.persistence.migrating import upgrade
from adapters.persistence.reading import Reader
from adapters.persistence.side_tables import switches
from adapters.persistence.writer import Observer, Writer, hear_nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """Whoever opened it runs `writer.run()` among the supervised workers, and closes it last."""

    reader: Reader
    writer: Writer
    lease: Lease
    reading: AsyncEngine
    writing: Engine

    async def close(self) -> None:
        """Only after `writer.run()` has ended; folds the write-ahead log into the file."""
        self.writer.close()
        await self.reading.dispose()
        await asyncio.to_thread(fold_log, self.writing)
        self.writing.dispose()
        self.lease.release()


async def open_database(
    database_url: str,
    *,
    durability: Durability = Durability.FULL,
    observe: Observer = hear_nothing,
) -> Database:
    """Raises BadInput for a wrong URL, DatabaseInUse, DatabaseDamaged or StorageError; then nothing stays open."""
    url = parse_url(database_url)
    prepare_file(url)
    lease = Lease(file_of(url))
    lease.take()
    writing = writing_engine(url, durability)
    try:
        await asyncio.to_thread(make_ready, url, writing)
    except BaseException:
        writing.dispose()
        lease.release()
        raise
    return assembled(url, lease=lease, writing=writing, observe=observe)


def assembled(url: URL, *, lease: Lease, writing: Engine, observe: Observer = hear_nothing) -> Database:
    """A database that is known to be ready."""
    reading = reading_engine(url)
    return Database(
        reader=Reader(reading),
        writer=Writer(writing, observe=observe),
        lease=lease,
        reading=reading,
        writing=writing,
    )


def make_ready(url: URL, writing: Engine) -> None:
    """Whole, at the newest schema, with an installation id."""
    try:
        check_integrity(writing)
        upgrade(url)
        name_installation(writing)
    except SQLAlchemyError as error:
        raise translate(error) from error


def check_integrity(writing: Engine) -> None:
    """Nothing is traded on a malformed file (reliability.md, row 85)."""
    with writing.connect() as connection:
        complaints = [row[0] for row in connection.exec_driver_sql("PRAGMA quick_check(3)") if row[0] != "ok"]
    if complaints:
        raise DatabaseDamaged("; ".join(complaints))


def name_installation(writing: Engine) -> None:
    """Client order ids derive from it: drawn once, kept for ever."""
    with writing.begin() as connection:
        known = connection.execute(select(switches.c.value).where(switches.c.name == INSTALLATION)).first()
        if known is None:
            connection.execute(insert(switches).values(name=INSTALLATION, value=RandomIds().new()))


def fold_log(writing: Engine) -> None:
    """Move the write-ahead log into the file, so that a copy of the file alone is whole."""
    driver = writing.raw_connection()
    try:
        driver.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        driver.close()
