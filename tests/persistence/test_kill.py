"""Killed without a warning, the book still holds everything it acknowledged, and opens again at once."""

import asyncio
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from adapters.persistence.database import open_database
from adapters.persistence.failures import DatabaseInUse
from tests.database import url_of

ACKNOWLEDGED = 40

VICTIM = """
import asyncio, sys
from adapters.persistence.database import open_database
from adapters.persistence.side_tables import switches
from sqlalchemy import insert

async def main():
    db = await open_database(sys.argv[1])
    async with asyncio.TaskGroup() as group:
        group.create_task(db.writer.run())
        for number in range(1_000_000):
            row = insert(switches).values(name=str(number), value="x" * 100)
            await db.writer.submit(lambda connection: connection.execute(row).rowcount)
            print(number, flush=True)

asyncio.run(main())
"""


async def test_nothing_acknowledged_is_lost_by_a_kill(tmp_path: Path) -> None:
    url = url_of(tmp_path / "tandem.db")
    victim = await asyncio.create_subprocess_exec(sys.executable, "-c", VICTIM, url, stdout=asyncio.subprocess.PIPE)
    assert victim.stdout is not None
    acknowledged = [int(await victim.stdout.readline()) for _ in range(ACKNOWLEDGED)]
    victim.kill()
    acknowledged += [int(line) for line in (await victim.stdout.read()).splitlines()]
    await victim.wait()
    opened = await open_database(url)
    await opened.close()
    with closing(sqlite3.connect(tmp_path / "tandem.db")) as connection:
        stored = {row[0] for row in connection.execute("SELECT name FROM switches")}
    assert stored >= {str(number) for number in acknowledged}


async def test_a_frozen_instance_keeps_others_out(tmp_path: Path) -> None:
    """It may thaw at any moment and go on: only its death makes room (reliability.md, row 38)."""
    url = url_of(tmp_path / "tandem.db")
    frozen = await asyncio.create_subprocess_exec(sys.executable, "-c", VICTIM, url, stdout=asyncio.subprocess.PIPE)
    assert frozen.stdout is not None
    await frozen.stdout.readline()
    frozen.send_signal(signal.SIGSTOP)
    with pytest.raises(DatabaseInUse):
        await open_database(url)
    frozen.send_signal(signal.SIGCONT)
    before = [await frozen.stdout.readline() for _ in range(ACKNOWLEDGED)]
    assert all(before)
    frozen.kill()
    await frozen.stdout.read()
    await frozen.wait()
    await (await open_database(url)).close()
