"""What the database's errors mean to the core. Messages name tables and columns, never values."""

import sqlite3

from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from core.domain.errors import AlreadyExists, ConcurrentUpdate, StorageError, TandemError

BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
UNIQUE = {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY}
OPEN_PLACE = "positions.follow_id, positions.symbol"
"""How SQLite names the index that allows one open position per follow and symbol."""


UNSTORABLE = (ValueError, TypeError, OverflowError)
"""What the driver raises for a value that SQLite can't hold: too large a number, text that has no UTF-8."""


class DatabaseInUse(StorageError):
    """Another instance runs on this database: two would trade twice."""


class DatabaseDamaged(StorageError):
    """The file is malformed: nothing may be traded on it."""


def is_busy(error: BaseException) -> bool:
    return native_code(error) & 0xFF in BUSY


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
    if native_code(error) & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return DatabaseDamaged("the database file is malformed")
    return StorageError(f"{type(error).__name__}: {original or 'statement refused'}")
