"""Differences between the books that a follower has seen and doesn't want to hear of again. Judges none."""

from datetime import datetime

from sqlalchemy import select

from adapters.persistence.plan import Plan
from adapters.persistence.reading import Reader
from adapters.persistence.tables import ignored_drifts
from core.domain.values import AccountId


class SqlIgnoredDrifts:
    """Implements IgnoredDrifts."""

    def __init__(self, plan: Plan, reader: Reader) -> None:
        self._plan, self._reader = plan, reader

    def add(self, account_id: AccountId, mark: str, *, at: datetime) -> None:
        self._plan.insert(ignored_drifts, {"account_id": account_id, "mark": mark, "at": at})

    async def of(self, account_id: AccountId) -> frozenset[str]:
        columns = ignored_drifts.c
        stored = await self._reader.rows(select(columns.mark).where(columns.account_id == account_id))
        return frozenset(row["mark"] for row in stored)
