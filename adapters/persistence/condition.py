"""How the disk and the book are: closes the gates of entries when they fail, opens them when they are well again."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from loguru import logger

from adapters.persistence.database import Database
from adapters.persistence.failures import DatabaseDamaged, DiskFull, FencedOff
from adapters.persistence.high_water import put
from adapters.persistence.spare_room import ROOM_BYTES
from core.application.gates import Gate, Gates
from core.domain.errors import StorageError, TandemError

PROBE = "probe"


class Condition:
    """`hear` is told by writer and reader in the loop; `look` and `check` are chores."""

    def __init__(self, database: Database, gates: Gates) -> None:
        self._database, self._gates = database, gates
        database.writer.listen(self.hear)
        database.reader.listen(self.hear)

    def hear(self, error: TandemError) -> None:
        match error:
            case DiskFull():
                self._close(Gate.DISK, str(error))
            case DatabaseDamaged():
                self._close(Gate.DAMAGED, str(error))
            case FencedOff():
                self._close(Gate.CONFLICT, str(error))
            case _:
                """One work's own failure says nothing about the book."""

    async def look(self) -> None:
        """Is there room again? The spare room first, and as much again, so that it does not go to and fro."""
        if Gate.DISK not in self._gates.closed():
            return
        try:
            await asyncio.to_thread(self._take_room)
            await self._database.writer.submit(lambda connection: put(connection, PROBE, ""))
        except (OSError, StorageError) as error:
            logger.bind(error=str(error)).warning("still no room on the disk: entries wait")
            return
        self._gates.open(Gate.DISK)

    async def check(self) -> None:
        """Once a night: nothing is traded on a malformed book (reliability.md, row 85)."""
        complaint = await asyncio.to_thread(complaint_about, self._database.file)
        if complaint:
            self.hear(DatabaseDamaged(complaint))

    def _take_room(self) -> None:
        free = shutil.disk_usage(self._database.file.parent).free
        if not self._database.room.is_held and free < 2 * ROOM_BYTES:
            raise StorageError(f"{free // 1024} KB are free, {2 * ROOM_BYTES // 1024} KB are needed")
        self._database.room.take()

    def _close(self, gate: Gate, problem: str) -> None:
        if gate not in self._gates.closed():
            logger.bind(gate=str(gate), problem=problem).error("entries wait because of the book")
        self._gates.close(gate)


def complaint_about(file: Path) -> str:
    """Empty for a book that is whole."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=rw", uri=True)) as connection:
            (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        return str(error)
    return "" if found == "ok" else str(found)
