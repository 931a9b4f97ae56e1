"""How far the book has come, noted beside it: an older file that was put in its place is noticed at the next start.

Holds nothing of the book itself, and is in no backup.
"""

import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson
from sqlalchemy import Connection, Engine, delete, insert, select, text

from adapters.persistence.failures import FencedOff
from adapters.persistence.progress import INSTALLATION
from adapters.persistence.side_tables import switches
from core.domain.errors import StorageError

EPOCH, RESTORED = "epoch", "restored"
SEQUENCE = text("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'")
"""The number of the newest event ever: it grows with every trade and never falls, whatever is forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Of which installation, in which of its lives, after how many events."""

    installation: str
    epoch: int
    sequence: int


def mark_file(database: Path) -> Path:
    return database.with_name(database.name + ".mark")


def read_mark(path: Path) -> Mark | None:
    """None where there is none; raises StorageError for one that can't be read: then nothing is known of the book."""
    if not path.exists():
        return None
    try:
        return Mark(**orjson.loads(path.read_bytes()))
    except (orjson.JSONDecodeError, TypeError, OSError) as error:
        raise StorageError(f"{path} can't be read: remove it, and the books are compared as after a restore") from error


def write_mark(path: Path, mark: Mark) -> None:
    """Whole or not at all."""
    new = path.with_name(path.name + ".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(orjson.dumps(asdict(mark)))
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def begin_epoch(writing: Engine, known: Mark | None) -> Mark:
    """One more life of this installation; a book that is older than what is known of it is marked as restored."""
    with writing.begin() as connection:
        stored = mark_in(connection)
        if known is not None and is_older(stored, known):
            put(connection, RESTORED, "yes")
        epoch = max(stored.epoch, 0 if known is None else known.epoch) + 1
        put(connection, EPOCH, str(epoch))
    return Mark(installation=stored.installation, epoch=epoch, sequence=stored.sequence)


def is_older(stored: Mark, known: Mark) -> bool:
    is_another = stored.installation != known.installation
    return is_another or stored.epoch < known.epoch or stored.sequence < known.sequence


def mark_in(connection: Connection) -> Mark:
    return Mark(
        installation=value_of(connection, INSTALLATION),
        epoch=int(value_of(connection, EPOCH) or 0),
        sequence=connection.execute(SEQUENCE).scalar() or 0,
    )


def value_of(connection: Connection, name: str) -> str:
    return connection.execute(select(switches.c.value).where(switches.c.name == name)).scalar() or ""


def put(connection: Connection, name: str, value: str) -> None:
    connection.execute(delete(switches).where(switches.c.name == name))
    connection.execute(insert(switches).values(name=name, value=value))


def fence_of(epoch: int) -> Callable[[Connection], None]:
    """An instance that slept while another took over writes nothing any more (reliability.md, rows 38 and 87)."""
    mine = str(epoch)

    def fence(connection: Connection) -> None:
        newest = value_of(connection, EPOCH)
        if newest != mine:
            raise FencedOff(
                f"another instance has begun on this database (life {newest}, this one is {mine}): stop this one"
            )

    return fence


def forget_restored(connection: Connection) -> int:
    return connection.execute(delete(switches).where(switches.c.name == RESTORED)).rowcount
