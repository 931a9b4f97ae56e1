"""What all repositories share: one aggregate by its id, many by a condition. Knows no particular aggregate."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, RowMapping, Table, bindparam, literal_column, select

from adapters.persistence.memory import Form, Memory, Root
from adapters.persistence.reading import Reader, Rows
from core.domain.errors import NotFound

K = TypeVar("K", bound=Hashable)
A = TypeVar("A", bound=Root)

IDS_PER_STATEMENT = 500
"""Under SQLite's limit of variables, and few different statements to compile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[A]):
    """A kind of aggregate: its form, its way back from a row, and the refusal's code for an unknown one."""

    form: Form[A]
    build: Callable[[RowMapping], A]
    unknown: str


class SqlRepository(Generic[K, A]):
    """Reads see the database's rows and the unit's own changes: what was read or added stays the same object."""

    def __init__(self, kind: Kind[A], memory: Memory, *, reader: Reader) -> None:
        self._kind, self._memory, self._reader = kind, memory, reader
        self._table = kind.form.table

    async def get(self, key: K, /) -> A:
        aggregate = await self.find(key)
        if aggregate is None:
            raise NotFound(self._kind.unknown)
        return aggregate

    async def find(self, key: K, /) -> A | None:
        known = self._memory.find(self._kind.form, key)
        if known is not None:
            return known
        found = await self._read(by_id(self._table), id=key)
        return found[0] if found else None

    def add(self, aggregate: A, /) -> None:
        self._memory.add(self._kind.form, aggregate)

    async def _matching(self, rows: Rows, fits: Callable[[A], bool], **values: object) -> Sequence[A]:
        """Rows that match, then the unit's new ones; `fits` says the same of the changed object."""
        found = await self._read(rows, **values)
        return [aggregate for aggregate in [*found, *self._memory.added(self._kind.form)] if fits(aggregate)]

    async def _matching_any(self, rows: Rows, keys: Sequence[str], *, fits: Callable[[A], bool]) -> Sequence[A]:
        """The same for rows with one of many `keys`."""
        found: list[A] = []
        for start in range(0, len(keys), IDS_PER_STATEMENT):
            found += await self._read(rows, keys=keys[start : start + IDS_PER_STATEMENT])
        return [aggregate for aggregate in [*found, *self._memory.added(self._kind.form)] if fits(aggregate)]

    async def _read(self, rows: Rows, **values: object) -> Sequence[A]:
        found = await self._reader.rows(rows, values)
        return [self._memory.keep(self._kind.form, await self._build(row)) for row in found]

    async def _build(self, row: RowMapping) -> A:
        return self._reader.understood(lambda: self._kind.build(row))


def oldest_first(table: Table, where: ColumnElement[bool]) -> Rows:
    """All of each matching row; `where` names its parameters.

    The sign keeps SQLite from walking the whole table in this order: few rows match, and an index knows them.
    """
    return select(table).where(where).order_by(literal_column("+rowid"))


@cache
def by_id(table: Table) -> Rows:
    return oldest_first(table, table.c.id == bindparam("id"))


def among_keys(column: ColumnElement[str]) -> ColumnElement[bool]:
    """One of those that `keys` names."""
    return column.in_(bindparam("keys", expanding=True))
