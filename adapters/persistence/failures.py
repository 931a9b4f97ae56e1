"""What the database's errors mean to the core. Messages name tables and columns, never values."""

import sqlite3

from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from core.domain.errors import AlreadyExists, ConcurrentUpdate, Refusal, StorageError, TandemError

UNWRITABLE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
UNIQUE = {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY}
OPEN_PLACE = "positions.follow_id, positions.symbol"
"""How SQLite names the index that allows one open position per follow and symbol."""


UNSTORABLE = (ValueError, TypeError, OverflowError)
"""What the driver raises for a value that SQLite can't hold: too large a number, text that has no UTF-8."""


UNREADABLE = (ValueError, TypeError, ArithmeticError, LookupError, AttributeError, Refusal)
"""What a row raises on its way back that nobody of us has written."""


class DatabaseInUse(StorageError):
    """Another instance runs on this database: two would trade twice."""


NEXT_STEP = "keep the file, stop the bot and run `python -m bot restore <backup>`; backups are in the backup folder"


class DatabaseDamaged(StorageError):
    """The file is malformed: nothing may be traded on it. Says what the operator does next."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"the database is damaged ({problem}): {NEXT_STEP}")


class DiskFull(StorageError):
    """Nothing more can be written: the disk is full, read-only or failing."""


class FencedOff(StorageError):
    """Another instance has begun on this database since: this one writes nothing more."""


def is_busy(error: BaseException) -> bool:
    return native_code(error) & 0xFF in BUSY


def is_full(error: BaseException) -> bool:
    """Room would help; a disk that is read-only or fails is another matter."""
    return native_code(error) & 0xFF == sqlite3.SQLITE_FULL


def native_code(error: BaseException) -> int:
    """SQLite's extended result code, 0 when the error isn't SQLite's."""
    original = getattr(error, "orig", None)
    return original.sqlite_errorcode if isinstance(original, sqlite3.Error) and has_code(original) else 0


def has_code(error: sqlite3.Error) -> bool:
    """Errors of the driver itself carry none."""
    return hasattr(error, "sqlite_errorcode")


def translate(error: Exception) -> TandemError:
    """The core's error for a database error, chained to it: it is handed over to a waiter instead of raised."""
    meaning = meaning_of(error)
    meaning.__cause__ = error
    return meaning


def meaning_of(error: Exception) -> TandemError:
    original = getattr(error, "orig", None)
    if not isinstance(error, SQLAlchemyError):
        return StorageError(f"a value can't be stored: {type(error).__name__}")
    if isinstance(error, IntegrityError) and native_code(error) in UNIQUE:
        what = str(original)
        return ConcurrentUpdate(what) if OPEN_PLACE in what else AlreadyExists(what)
    if native_code(error) & 0xFF in DAMAGED:
        return DatabaseDamaged("the file is malformed")
    if native_code(error) & 0xFF in UNWRITABLE:
        return DiskFull(f"the disk takes nothing: {original}")
    return StorageError(f"{type(error).__name__}: {original or 'statement refused'}")
