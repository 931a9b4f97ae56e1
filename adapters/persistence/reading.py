"""Reads through the pool, one statement at a time, errors translated. Writes nothing and keeps no snapshot."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TypeVar

from sqlalchemy import Result, RowMapping, ScalarResult, Select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.persistence.failures import UNREADABLE, UNSTORABLE, DatabaseDamaged, translate
from core.domain.errors import TandemError

T = TypeVar("T")

Rows = Select[*tuple[object, ...]]

Values = Mapping[str, object]
"""For the parameters of a statement that is made once: making one costs more than running it."""

BITE = 50
"""Rows understood at once where there may be thousands: two milliseconds of the loop."""

NONE: Values = MappingProxyType({})


class Reader:
    """Rows for a statement; raises StorageError, and DatabaseDamaged for what can't be read back."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._listeners: list[Callable[[TandemError], None]] = []

    def listen(self, hear: Callable[[TandemError], None]) -> None:
        """Hears of every error of the database."""
        self._listeners.append(hear)

    async def rows(self, statement: Rows, values: Values = NONE) -> Sequence[RowMapping]:
        try:
            async with self._engine.connect() as connection:
                result: Result[*tuple[object, ...]] = await connection.execute(statement, values)
                return self.understood(lambda: result.mappings().all())
        except (SQLAlchemyError, *UNSTORABLE) as error:
            raise self._told(translate(error)) from error

    async def many_rows(self, statement: Rows) -> Sequence[RowMapping]:
        """Like `rows`, where there may be thousands: others have a turn in between."""
        found: list[RowMapping] = []
        try:
            async with self._engine.connect() as connection:
                result: Result[*tuple[object, ...]] = await connection.execute(statement)
                mappings = result.mappings()
                while part := self.understood(partial(mappings.fetchmany, BITE)):
                    found += part
                    await asyncio.sleep(0)
        except (SQLAlchemyError, *UNSTORABLE) as error:
            raise self._told(translate(error)) from error
        return found

    async def texts(self, statement: Select[str], values: Values = NONE) -> Sequence[str]:
        """One text per row: a tenth of the work where there are thousands."""
        try:
            async with self._engine.connect() as connection:
                result: ScalarResult[str] = await connection.scalars(statement, values)
                return self.understood(result.all)
        except (SQLAlchemyError, *UNSTORABLE) as error:
            raise self._told(translate(error)) from error

    async def row(self, statement: Rows, values: Values = NONE) -> RowMapping | None:
        """The first row, if any."""
        found = await self.rows(statement, values)
        return found[0] if found else None

    def understood(self, read: Callable[[], T]) -> T:
        """What was written can be read: where it can't, somebody else wrote it, or the disk did."""
        try:
            return read()
        except UNREADABLE as error:
            raise self._told(DatabaseDamaged(f"a row can't be read: {type(error).__name__}")) from error

    def _told(self, error: TandemError) -> TandemError:
        for hear in self._listeners:
            hear(error)
        return error
