"""One writer: what was acknowledged is durable, one work's failure is its own, and nobody waits for ever."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert

from adapters.persistence.database import open_database
from adapters.persistence.failures import DatabaseDamaged, DatabaseInUse
from adapters.persistence.side_tables import switches
from adapters.persistence.writer import Work, Writer
from core.domain.errors import AlreadyExists, BadInput, StorageError
from tests.database import RunningDatabase, database, opened_at, url_of


def put(name: str, value: str = "") -> Work[int]:
    statement = insert(switches).values(name=name, value=value)

    def work(connection: Connection) -> int:
        return connection.execute(statement).rowcount

    return work


def names_in(path: Path) -> set[str]:
    """As another program sees the file."""
    with sqlite3.connect(path) as connection:
        found = {row[0] for row in connection.execute("SELECT name FROM switches")}
    connection.close()
    return found


async def test_acknowledged_means_visible_outside(empty: RunningDatabase, tmp_path: Path) -> None:
    await empty.writer.submit(put("one"))
    assert "one" in names_in(tmp_path / "tandem.db")


async def test_waiting_works_share_one_commit(tmp_path: Path) -> None:
    groups: list[int] = []
    async with database(tmp_path):
        pass
    opened = opened_at(tmp_path / "tandem.db")
    writer = Writer(opened.writing, observe=lambda works, _seconds: groups.append(works))
    async with asyncio.TaskGroup() as group:
        waiting = [group.create_task(writer.submit(put(f"n{n}"))) for n in range(100)]
        await asyncio.sleep(0)
        writing = group.create_task(writer.run())
        await asyncio.gather(*waiting)
        writer.stop()
        await writing
    writer.close()
    await opened.close()
    assert groups == [64, 36]


async def test_a_failing_work_spares_its_neighbours(empty: RunningDatabase, tmp_path: Path) -> None:
    works = [put("one"), put("one"), put("two")]
    outcomes = await asyncio.gather(*(empty.writer.submit(work) for work in works), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [int, AlreadyExists, int]
    assert names_in(tmp_path / "tandem.db") >= {"one", "two"}


async def test_a_failing_work_leaves_nothing_behind(empty: RunningDatabase, tmp_path: Path) -> None:
    def half(connection: Connection) -> None:
        put("half")(connection)
        raise StorageError("in the middle")

    other = empty.writer.submit(put("other"))
    outcomes = await asyncio.gather(empty.writer.submit(half), other, return_exceptions=True)
    assert isinstance(outcomes[0], StorageError)
    assert "half" not in names_in(tmp_path / "tandem.db")


async def test_a_broken_statement_spares_its_neighbours(empty: RunningDatabase) -> None:
    def broken(connection: Connection) -> None:
        connection.exec_driver_sql("SELECT * FROM nowhere")

    outcomes = await asyncio.gather(
        empty.writer.submit(broken), empty.writer.submit(put("fine")), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes] == [StorageError, int]


@pytest.mark.parametrize("value", ["\ud83d", 2**70])
async def test_an_unstorable_value_spares_its_neighbours(empty: RunningDatabase, value: str) -> None:
    outcomes = await asyncio.gather(
        empty.writer.submit(put("odd", value)), empty.writer.submit(put("fine")), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes] == [StorageError, int]


async def test_cancelling_the_waiter_undoes_nothing(empty: RunningDatabase, tmp_path: Path) -> None:
    told: list[int] = []
    async with asyncio.TaskGroup() as group:
        waiter = group.create_task(empty.writer.submit(put("kept"), after=told.append))
        await asyncio.sleep(0)
        waiter.cancel()
    await empty.writer.submit(put("later"))
    assert "kept" in names_in(tmp_path / "tandem.db")
    assert told == [1]


async def test_cancelling_the_writer_tells_the_truth(tmp_path: Path) -> None:
    """What is being committed when the process stops is finished; what still waits is refused."""
    async with database(tmp_path):
        pass
    opened = opened_at(tmp_path / "tandem.db")
    started = asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(connection: Connection) -> int:
        loop.call_soon_threadsafe(started.set)
        return put("slow")(connection)

    async with asyncio.TaskGroup() as group:
        writing = group.create_task(opened.writer.run())
        waiter = group.create_task(opened.writer.submit(slow))
        await started.wait()
        writing.cancel()
        assert await waiter == 1
    await opened.close()
    assert "slow" in names_in(tmp_path / "tandem.db")


async def test_a_stopped_writer_takes_nothing(empty: RunningDatabase) -> None:
    empty.writer.stop()
    with pytest.raises(StorageError):
        await empty.writer.submit(put("late"))


async def test_stop_writes_what_was_submitted(tmp_path: Path) -> None:
    async with database(tmp_path) as db, asyncio.TaskGroup() as group:
        waiting = [group.create_task(db.writer.submit(put(f"n{n}"))) for n in range(70)]
        await asyncio.sleep(0)
        db.writer.stop()
        assert await asyncio.gather(*waiting) == [1] * 70


async def test_a_full_disk_refuses_and_recovers(empty: RunningDatabase, tmp_path: Path) -> None:
    def limit(connection: Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    def unlimit(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")

    await empty.writer.submit(limit)
    with pytest.raises(StorageError, match="full"):
        await empty.writer.submit(put("big", "x" * 1_000_000))
    await empty.writer.submit(unlimit)
    await empty.writer.submit(put("big", "x" * 1_000_000))
    assert "big" in names_in(tmp_path / "tandem.db")


async def test_errors_never_show_values(empty: RunningDatabase) -> None:
    await empty.writer.submit(put("magpie-name", "magpie-value"))
    with pytest.raises(AlreadyExists) as caught:
        await empty.writer.submit(put("magpie-name", "magpie-value"))
    assert "magpie" not in f"{caught.value} {caught.value.__cause__}"


async def test_a_second_instance_is_refused(tmp_path: Path) -> None:
    async with database(tmp_path):
        with pytest.raises(DatabaseInUse):
            await open_database(url_of(tmp_path / "tandem.db"))
    opened = await open_database(url_of(tmp_path / "tandem.db"))
    await opened.close()


async def test_a_malformed_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tandem.db").write_bytes(b"no database at all" * 1_000)
    for _ in range(2):
        with pytest.raises(DatabaseDamaged):
            await open_database(url_of(tmp_path / "tandem.db"))


@pytest.mark.parametrize("url", ["", "sqlite://", "sqlite+aiosqlite:///:memory:", "postgresql://x/y", "???"])
async def test_a_wrong_url_is_refused(url: str) -> None:
    with pytest.raises(BadInput, match="bad-database-url"):
        await open_database(url)


async def test_the_file_is_private(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "tandem.db"
    opened = await open_database(url_of(path))
    await opened.close()
    assert (path.stat().st_mode & 0o077, path.parent.stat().st_mode & 0o077) == (0, 0)


async def test_every_promise_is_switched_on(tmp_path: Path) -> None:
    opened = await open_database(url_of(tmp_path / "tandem.db"))
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
    with opened.writing.connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in wanted}
    await opened.close()
    assert found == wanted


async def test_a_transaction_holds_its_lock_from_the_first_moment(tmp_path: Path) -> None:
    """A lock taken late fails at once instead of waiting (reliability.md, fact 8)."""
    opened = await open_database(url_of(tmp_path / "tandem.db"))
    other = sqlite3.connect(tmp_path / "tandem.db", timeout=0, isolation_level=None)
    with opened.writing.begin(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()
    await opened.close()
