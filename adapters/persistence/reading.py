"""Reads through the pool, one statement at a time, errors translated. Writes nothing and keeps no snapshot."""

from collections.abc import Sequence

from sqlalchemy import RowMapping, Select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.persistence.failures import UNSTORABLE, translate


class Reader:
    """Rows for a statement; raises StorageError."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def rows(self, statement: Select[*tuple[object, ...]]) -> Sequence[RowMapping]:
        try:
            async with self._engine.connect() as connection:
                return (await connection.execute(statement)).mappings().all()
        except (SQLAlchemyError, *UNSTORABLE) as error:
            raise translate(error) from error

    async def texts(self, statement: Select[str]) -> Sequence[str]:
        """One text per row: a tenth of the work where there are thousands."""
        try:
            async with self._engine.connect() as connection:
                return (await connection.scalars(statement)).all()
        except (SQLAlchemyError, *UNSTORABLE) as error:
            raise translate(error) from error

    async def row(self, statement: Select[*tuple[object, ...]]) -> RowMapping | None:
        """The first row, if any."""
        found = await self.rows(statement)
        return found[0] if found else None
