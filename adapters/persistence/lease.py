"""One instance per database: a lock that the operating system frees when the process dies. Holds no data."""

import sqlite3
from pathlib import Path

from adapters.persistence.failures import DatabaseInUse


class Lease:
    """An exclusive SQLite lock on a file beside the database: works on every system, survives no kill -9."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".lock")
        self._connection: sqlite3.Connection | None = None

    def take(self) -> None:
        """Raises DatabaseInUse when another instance holds it (reliability.md, row 87)."""
        self._path.touch(mode=0o600)
        connection = sqlite3.connect(self._path, timeout=0, isolation_level=None)
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            connection.close()
            raise DatabaseInUse(f"another instance runs on this database ({self._path} is locked)") from error
        self._connection = connection

    def release(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
