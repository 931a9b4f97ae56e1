"""Copies of the book while it is in use, and back: each copy is whole, private and checked. Starts nothing."""

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.persistence.engine import file_of, parse_url
from adapters.persistence.failures import DatabaseDamaged
from adapters.persistence.high_water import RESTORED
from adapters.persistence.lease import Lease
from adapters.persistence.migrating import is_known
from core.domain.errors import StorageError

NAME = "tandem-{:%Y%m%dT%H%M%SZ}.db"
PATTERN = "tandem-*Z.db"
FOLDER = "backups"
DAY = timedelta(days=1)
COPIES_OF_ROOM = 2
"""A backup must not be what fills the disk."""


def back_up(database_url: str, target: Path | None = None, folder: Path | None = None) -> Path:
    """Copy the book, running or not; without a target into the folder of backups. Raises StorageError."""
    source = file_of(parse_url(database_url))
    if not source.exists():
        raise StorageError(f"{source} is not there: nothing to back up")
    wanted = target or folder_of(source, folder) / NAME.format(datetime.now(UTC))
    if wanted.exists():
        raise StorageError(f"{wanted} is there already: choose another name")
    wanted.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if shutil.disk_usage(wanted.parent).free < COPIES_OF_ROOM * source.stat().st_size:
        raise StorageError(f"too little room for a backup in {wanted.parent}")
    part = wanted.with_name(wanted.name + ".part")
    copy_checked(source, part)
    part.replace(wanted)
    return wanted


def back_up_daily(database_url: str, folder: Path | None, *, kept_days: int) -> Path:
    """The newest copy, made now unless it is younger than a day; those older than `kept_days` go."""
    at = datetime.now(UTC)
    place = folder_of(file_of(parse_url(database_url)), folder)
    newest = max(place.glob(PATTERN), default=None)
    if newest is not None and newest.name > NAME.format(at - DAY):
        return newest
    made = back_up(database_url, place / NAME.format(at))
    for old in place.glob(PATTERN):
        if old.name < NAME.format(at - kept_days * DAY):
            old.unlink()
    return made


def folder_of(database: Path, folder: Path | None) -> Path:
    return folder or database.parent / FOLDER


def restore(database_url: str, source: Path) -> Path:
    """Put a backup in the book's place while no instance runs; answers with where the old book is kept.

    Raises DatabaseInUse, DatabaseDamaged or StorageError; then the book is as it was. The restored book says so: the
    next start compares every account with its exchange before anything is copied.
    """
    database = file_of(parse_url(database_url))
    if not source.is_file():
        raise StorageError(f"{source} is not there")
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lease = Lease(database)
    lease.take()
    try:
        new = database.with_name(database.name + ".restoring")
        copy_checked(source, new)
        mark_restored(new)
        aside = put_aside(database)
        new.replace(database)
        sync_folder(database.parent)
        return aside
    finally:
        lease.release()


def copy_checked(source: Path, target: Path) -> None:
    """A single file with everything committed so far: private, whole, on the disk."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        copy_pages(source, target)
        check_copy(target)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    with target.open("rb") as file:
        os.fsync(file.fileno())


def copy_pages(source: Path, target: Path) -> None:
    """In one step, so that a busy writer can't make it begin again."""
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=rw", uri=True)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.DatabaseError as error:
        raise meaning_of(source, error) from error


def check_copy(copy: Path) -> None:
    """Whole, and a book of ours that this version can read."""
    try:
        with closing(sqlite3.connect(copy)) as connection:
            (complaint,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            revisions = [row[0] for row in connection.execute("SELECT version_num FROM alembic_version")]
    except sqlite3.DatabaseError as error:
        raise meaning_of(copy, error) from error
    if complaint != "ok":
        raise DatabaseDamaged(complaint)
    if not revisions or not all(map(is_known, revisions)):
        raise StorageError(f"the copy was made by another version ({', '.join(revisions)}): run that version")


def meaning_of(file: Path, error: sqlite3.DatabaseError) -> StorageError:
    if isinstance(error, sqlite3.OperationalError):
        return StorageError(f"{file} can't be copied: {error}")
    return DatabaseDamaged(str(error))


def mark_restored(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("INSERT OR REPLACE INTO switches (name, value) VALUES (?, 'yes')", (RESTORED,))
        connection.commit()


def put_aside(database: Path) -> Path:
    """Keeps the old book with its log; the log must be gone before another file takes the name."""
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    aside = database.with_name(f"{database.name}.before-{stamp}")
    if database.exists():
        os.link(database, aside)
    for ending in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            database.with_name(database.name + ending).replace(f"{aside}{ending}")
    return aside


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
