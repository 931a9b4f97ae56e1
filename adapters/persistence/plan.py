"""What a unit of work will write, collected as rows per table and carried out in one go. Knows no aggregate."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from functools import cache

from sqlalchemy import ColumnElement, Connection, Delete, Table, Update, and_, bindparam, delete, update

from adapters.persistence import prepared
from core.application.points import Point, reached
from core.domain.errors import ConcurrentUpdate

Row = dict[str, object]


class Plan:
    """Rows to update, delete and insert: what ends before what takes its place, parents before children."""

    def __init__(self) -> None:
        self._deletes: dict[Table, list[Row]] = defaultdict(list)
        self._updates: dict[Table, list[Row]] = defaultdict(list)
        self._inserts: dict[Table, list[Row]] = defaultdict(list)
        self._amendments: list[tuple[Update, Row]] = []

    @property
    def is_empty(self) -> bool:
        return not (self._deletes or self._updates or self._inserts or self._amendments)

    def delete(self, table: Table, key: Row) -> None:
        """Rows whose columns equal the key's; none is fine."""
        self._deletes[table].append(key)

    def insert(self, table: Table, row: Row) -> None:
        self._inserts[table].append(row)

    def update(self, table: Table, row: Row, *, version: int) -> None:
        """The row by its id, if `version` is still the stored one."""
        self._updates[table].append(changes(table, row) | {"is_id": row["id"], "is_version": version})

    def amend(self, table: Table, key: Row, *, values: Row) -> None:
        """Set values in the rows that equal the key, after everything else; for tables without versions."""
        self._amendments.append((amend_statement(table, tuple(key)), {**values, **prefixed([key])[0]}))

    def carry_out(self, connection: Connection) -> None:
        """Raises ConcurrentUpdate when a row has another version by now.

        Updates come first of all: who lost a race must hear that, and not that some row of his exists already.
        """
        for table in in_order(self._updates.keys()):
            self._update(connection, table, rows=self._updates[table])
        for table in in_order(self._deletes.keys() | self._inserts.keys()):
            if deletes := self._deletes.get(table):
                connection.execute(delete_statement(table, tuple(deletes[0])), prefixed(deletes))
            if inserts := self._inserts.get(table):
                prepared.insert(connection, table, inserts)
        for statement, values in self._amendments:
            connection.execute(statement, values)
        self._pass_points()

    def _pass_points(self) -> None:
        for point, rows in ((Point.RESERVE_WRITTEN, self._inserts), (Point.RESULT_WRITTEN, self._updates)):
            if any(table.name == "trades" for table in rows):
                reached(point)

    @staticmethod
    def _update(connection: Connection, table: Table, *, rows: Sequence[Row]) -> None:
        if connection.execute(update_statement(table), rows).rowcount != len(rows):
            raise ConcurrentUpdate(table.name)


def in_order(tables: Set[Table]) -> Sequence[Table]:
    return [table for table in sorted_tables(next(iter(tables))) if table in tables] if tables else ()


@cache
def sorted_tables(table: Table) -> Sequence[Table]:
    """All tables of the schema, parents first."""
    return table.metadata.sorted_tables


@cache
def fixed_columns(table: Table) -> frozenset[str]:
    return frozenset(c.name for c in table.columns if c.primary_key or c.info.get("fixed"))


def changes(table: Table, row: Mapping[str, object]) -> Row:
    fixed = fixed_columns(table)
    return {name: value for name, value in row.items() if name not in fixed}


@cache
def update_statement(table: Table) -> Update:
    is_same = and_(table.c.id == bindparam("is_id"), table.c.version == bindparam("is_version"))
    return update(table).where(is_same)


@cache
def amend_statement(table: Table, names: tuple[str, ...]) -> Update:
    return update(table).where(equals(table, names))


@cache
def delete_statement(table: Table, names: tuple[str, ...]) -> Delete:
    return delete(table).where(equals(table, names))


def equals(table: Table, names: tuple[str, ...]) -> ColumnElement[bool]:
    return and_(*(table.c[name] == bindparam(f"is_{name}") for name in names))


def prefixed(keys: Sequence[Row]) -> list[Row]:
    return [{f"is_{name}": value for name, value in key.items()} for key in keys]
