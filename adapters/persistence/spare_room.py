"""Room on the disk that is given back when it is full, so that what is owed can still be noted. Writes no book."""

import os
from pathlib import Path

from loguru import logger

ROOM_BYTES = 8 * 1024 * 1024
PIECE = bytes(64 * 1024)


class SpareRoom:
    """A file of zeros beside the database. `give` is called in the writer's thread, `take` in any other."""

    def __init__(self, database: Path, size_bytes: int = ROOM_BYTES) -> None:
        self._path, self._size = room_file(database), size_bytes

    @property
    def is_held(self) -> bool:
        return self._path.exists() and self._path.stat().st_size == self._size

    def take(self) -> None:
        """Really written: a file with holes holds nothing. Raises OSError when there is no room."""
        if self.is_held:
            return
        try:
            with os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                for _ in range(self._size // len(PIECE)):
                    file.write(PIECE)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            self._path.unlink(missing_ok=True)
            raise

    def try_take(self) -> None:
        """At a start: a machine that is nearly full may still begin."""
        try:
            self.take()
        except OSError as error:
            logger.bind(error=str(error)).warning("no spare room for the book: the disk is nearly full")

    def give(self) -> bool:
        """Whether there was anything to give: trying again may help then."""
        was_held = self._path.exists()
        try:
            self._path.unlink(missing_ok=True)
        except OSError:
            return False
        return was_held


def room_file(database: Path) -> Path:
    return database.with_name(database.name + ".room")
