"""Backups: made while the book is in use, checked, restored only while it is not; an older book is noticed."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from adapters.persistence.backup import back_up, back_up_daily, restore
from adapters.persistence.database import Database, open_database
from adapters.persistence.failures import DatabaseDamaged, DatabaseInUse
from adapters.persistence.high_water import mark_file
from core.domain.errors import StorageError
from tests.database import RunningDatabase, empty_database, url_of
from tests.persistence.builders import ANNA, add_cast


@asynccontextmanager
async def started(path: Path) -> AsyncIterator[tuple[Database, RunningDatabase]]:
    """As the bot opens it: with a life of its own and its mark beside it."""
    if not mark_file(path).exists():
        await asyncio.to_thread(path.write_bytes, empty_database())
    opened = await open_database(url_of(path))
    async with asyncio.TaskGroup() as group:
        group.create_task(opened.writer.run())
        yield opened, RunningDatabase(opened)
        await opened.note_high_water()
        opened.writer.stop()
    await opened.close()


async def test_a_copy_of_a_busy_book_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "tandem.db"
    async with started(path) as (_, db):
        async with db.units() as unit:
            await add_cast(unit)
        made = back_up(url_of(path), tmp_path / "copy.db")
    assert made.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(made)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert (ANNA,) in copy.execute("SELECT id FROM followers").fetchall()


async def test_a_backup_never_overwrites(tmp_path: Path) -> None:
    async with started(tmp_path / "tandem.db"):
        back_up(url_of(tmp_path / "tandem.db"), tmp_path / "copy.db")
        with pytest.raises(StorageError, match="there already"):
            back_up(url_of(tmp_path / "tandem.db"), tmp_path / "copy.db")
    with pytest.raises(StorageError, match="nothing to back up"):
        back_up(url_of(tmp_path / "elsewhere.db"), tmp_path / "copy2.db")


async def test_a_day_has_one_backup(tmp_path: Path) -> None:
    url, folder = url_of(tmp_path / "tandem.db"), tmp_path / "kept"
    async with started(tmp_path / "tandem.db"):
        made = back_up_daily(url, folder, kept_days=7)
        assert back_up_daily(url, folder, kept_days=7) == made
        old = made.rename(folder / "tandem-20200101T000000Z.db")
        again = back_up_daily(url, folder, kept_days=7)
    assert again.exists()
    assert not old.exists()


async def test_a_restore_waits_for_the_bot_to_stop(tmp_path: Path) -> None:
    path = tmp_path / "tandem.db"
    async with started(path):
        copy = back_up(url_of(path))
        with pytest.raises(DatabaseInUse):
            restore(url_of(path), copy)


async def test_a_restored_book_says_so(tmp_path: Path) -> None:
    """Once compared it is an ordinary book again; the old one is kept."""
    path = tmp_path / "tandem.db"
    async with started(path) as (opened, db):
        copy = back_up(url_of(path))
        async with db.units() as unit:
            await add_cast(unit)
        assert not await opened.is_restored()
    aside = restore(url_of(path), copy)
    with closing(sqlite3.connect(aside)) as old:
        assert old.execute("SELECT count(*) FROM followers").fetchone() == (2,)
    async with started(path) as (opened, db):
        assert await opened.is_restored()
        assert await db.read_model.followers() == []
        await opened.recovered()
    async with started(path) as (opened, _):
        assert not await opened.is_restored()


async def test_an_older_file_put_in_place_is_noticed(tmp_path: Path) -> None:
    """No command was used: the mark beside the book tells that it has been further."""
    path, copy = tmp_path / "tandem.db", tmp_path / "copy.db"
    async with started(path):
        pass
    shutil.copy(path, copy)
    async with started(path):
        pass
    shutil.copy(copy, path)
    async with started(path) as (opened, _):
        assert await opened.is_restored()


async def test_another_installations_book_is_noticed(tmp_path: Path) -> None:
    async with started(tmp_path / "tandem.db"):
        pass
    (tmp_path / "tandem.db").unlink()
    async with started(tmp_path / "tandem.db") as (opened, _):
        assert await opened.is_restored()


async def test_an_unreadable_mark_refuses_the_start(tmp_path: Path) -> None:
    async with started(tmp_path / "tandem.db"):
        pass
    mark_file(tmp_path / "tandem.db").write_bytes(b"{")
    with pytest.raises(StorageError, match="remove it"):
        await open_database(url_of(tmp_path / "tandem.db"))


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100], ids=["empty", "garbage"])
async def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    path, wrong = tmp_path / "tandem.db", tmp_path / "wrong.db"
    async with started(path):
        pass
    before = path.read_bytes()
    wrong.write_bytes(content)
    with pytest.raises(StorageError):
        restore(url_of(path), wrong)
    assert path.read_bytes() == before
    assert not (tmp_path / "tandem.db.restoring").exists()


async def test_a_damaged_backup_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tandem.db"
    async with started(path):
        copy = back_up(url_of(path), tmp_path / "copy.db")
    pages = bytearray(copy.read_bytes())
    pages[4096:16384] = bytes(12288)
    copy.write_bytes(pages)
    with pytest.raises(DatabaseDamaged, match="python -m bot restore"):
        restore(url_of(path), copy)


async def test_a_newer_versions_backup_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tandem.db"
    async with started(path):
        copy = back_up(url_of(path), tmp_path / "copy.db")
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(StorageError, match="another version"):
        restore(url_of(path), copy)
