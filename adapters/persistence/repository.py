"""What all repositories share: one aggregate by its id, many by a condition. Knows no particular aggregate."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, RowMapping, literal_column, select

from adapters.persistence.memory import Form, Memory, Root
from adapters.persistence.reading import Reader
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
        found = await self._read(self._table.c.id == key)
        return found[0] if found else None

    def add(self, aggregate: A, /) -> None:
        self._memory.add(self._kind.form, aggregate)

    async def _matching(self, where: ColumnElement[bool], fits: Callable[[A], bool]) -> Sequence[A]:
        """Rows that match, oldest first, then the unit's new ones; `fits` says the same of the changed object."""
        found = await self._read(where)
        return [aggregate for aggregate in [*found, *self._memory.added(self._kind.form)] if fits(aggregate)]

    async def _matching_any(
        self, column: ColumnElement[str], keys: Sequence[str], *, where: ColumnElement[bool], fits: Callable[[A], bool]
    ) -> Sequence[A]:
        """The same for rows whose column is one of many keys."""
        found: list[A] = []
        for start in range(0, len(keys), IDS_PER_STATEMENT):
            part = keys[start : start + IDS_PER_STATEMENT]
            found += await self._read(where & column.in_(part))
        return [aggregate for aggregate in [*found, *self._memory.added(self._kind.form)] if fits(aggregate)]

    async def _read(self, where: ColumnElement[bool]) -> Sequence[A]:
        rows = await self._reader.rows(select(self._table).where(where).order_by(literal_column("rowid")))
        return [self._memory.keep(self._kind.form, await self._build(row)) for row in rows]

    async def _build(self, row: RowMapping) -> A:
        return self._reader.understood(lambda: self._kind.build(row))
