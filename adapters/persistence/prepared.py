"""Statements that a fan-out repeats by the hundred, compiled once per table. Changes no value: each passes its column's
type, as SQLAlchemy would have it, but a row costs a tuple instead of a walk through the whole of a statement."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from sqlalchemy import Connection, Dialect, Insert, Table
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Bind = Callable[[object], object] | None
"""None for what goes to the driver as it is."""


class Prepared:
    """One statement in the driver's own words, with the way of each of its values."""

    def __init__(self, statement: Insert, dialect: Dialect, names: Sequence[str]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=names)
        if not isinstance(compiled, SQLCompiler) or compiled.positiontup is None:
            raise TypeError("a driver with values by position is needed")
        self._sql = str(compiled)
        self._binds = [(name, way_of(compiled.binds[name].type, dialect)) for name in compiled.positiontup]

    def execute(self, connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
        values = [tuple([row[name] if way is None else way(row[name]) for name, way in self._binds]) for row in rows]
        connection.exec_driver_sql(self._sql, values)


def way_of(kind: TypeEngine[object], dialect: Dialect) -> Bind:
    return kind.dialect_impl(dialect).bind_processor(dialect)


@cache
def insertion(table: Table, names: tuple[str, ...], dialect: Dialect) -> Prepared:
    return Prepared(table.insert(), dialect, names)


def insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Rows that all have the same columns."""
    insertion(table, tuple(rows[0]), connection.dialect).execute(connection, rows)
