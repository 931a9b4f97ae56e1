"""The database as one thing to open and close: lease, migrations, integrity, writer, reader. Starts no task."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Engine, insert, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError
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
from adapters.persistence.high_water import (
    RESTORED,
    begin_epoch,
    fence_of,
    forget_restored,
    mark_file,
    mark_in,
    read_mark,
    value_of,
    write_mark,
)
from adapters.persistence.lease import Lease
from adapters.persistence.migrating import is_newest, upgrade
from adapters.persistence.progress import INSTALLATION
from adapters.persistence.reading import Reader
from adapters.persistence.side_tables import switches
from adapters.persistence.spare_room import SpareRoom
from adapters.persistence.tables import metadata
from adapters.persistence.writer import Observer, Writer, hear_nothing, no_fence

WHOLE, NAMES = "PRAGMA quick_check(3)", "PRAGMA integrity_check(trades)"
"""Of the trades the indexes, too: they hold the orders' names again, and a wrong name would be a second order."""

COLUMNS = "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'"
HAS_TRADES = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'trades'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """Whoever opened it runs `writer.run()` among the supervised workers, and closes it last."""

    reader: Reader
    writer: Writer
    lease: Lease
    reading: AsyncEngine
    writing: Engine
    url: str
    file: Path
    room: SpareRoom
    epoch: int | None = None

    async def is_restored(self) -> bool:
        """Older than what ran here last: every account is compared with its exchange before anything is copied."""
        return await self.writer.submit(lambda connection: value_of(connection, RESTORED) != "")

    async def recovered(self) -> None:
        await self.writer.submit(forget_restored)

    async def note_high_water(self) -> None:
        """How far the book has come; a chore, and the last thing before it closes."""
        if self.epoch is not None:
            mark = await self.writer.submit(mark_in)
            await asyncio.to_thread(write_mark, mark_file(self.file), mark)

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
        epoch = await asyncio.to_thread(begin, url, writing)
    except BaseException:
        writing.dispose()
        lease.release()
        raise
    return assembled(url, lease=lease, writing=writing, observe=observe, epoch=epoch)


def assembled(
    url: URL, *, lease: Lease, writing: Engine, observe: Observer = hear_nothing, epoch: int | None = None
) -> Database:
    """A database that is known to be ready; without an epoch there is no fence."""
    reading, room = reading_engine(url), SpareRoom(file_of(url))
    fence = no_fence if epoch is None else fence_of(epoch)
    return Database(
        reader=Reader(reading),
        writer=Writer(writing, observe=observe, give=room.give, fence=fence),
        lease=lease,
        reading=reading,
        writing=writing,
        url=url.render_as_string(hide_password=False),
        file=file_of(url),
        room=room,
        epoch=epoch,
    )


def begin(url: URL, writing: Engine) -> int:
    """Ready, with some room to spare, and a life of its own."""
    make_ready(url, writing)
    SpareRoom(file_of(url)).try_take()
    noted = mark_file(file_of(url))
    try:
        mark = begin_epoch(writing, read_mark(noted))
    except SQLAlchemyError as error:
        raise translate(error) from error
    write_mark(noted, mark)
    return mark.epoch


def make_ready(url: URL, writing: Engine) -> None:
    """Whole, at the newest schema, with an installation id."""
    try:
        check_integrity(writing)
        if not is_newest(writing):
            upgrade(url)
        check_tables(writing)
        name_installation(writing)
    except SQLAlchemyError as error:
        raise translate(error) from error
    except UnicodeDecodeError as error:
        raise DatabaseDamaged("its own description can't be read") from error


def check_integrity(writing: Engine) -> None:
    """Nothing is traded on a malformed file (reliability.md, row 85)."""
    with writing.connect() as connection:
        has_trades = connection.exec_driver_sql(HAS_TRADES).first() is not None
        looks = (WHOLE, NAMES) if has_trades else (WHOLE,)
        found = [row[0] for look in looks for row in connection.exec_driver_sql(look)]
    if complaints := [complaint for complaint in found if complaint != "ok"]:
        raise DatabaseDamaged("; ".join(complaints))


def check_tables(writing: Engine) -> None:
    """Every column where it should be: a description that lost a letter is damaged, too."""
    try:
        with writing.connect() as connection:
            found = {tuple(row) for row in connection.exec_driver_sql(COLUMNS)}
    except OperationalError as error:
        raise DatabaseDamaged(str(error.orig)) from error
    wanted = {(table.name, column.name) for table in metadata.tables.values() for column in table.columns}
    if missing := sorted(f"{table}.{column}" for table, column in wanted - found):
        raise DatabaseDamaged(f"not in its own description: {', '.join(missing)}")


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
