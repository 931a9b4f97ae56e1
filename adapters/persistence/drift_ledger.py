"""Differences between the books that a follower has seen and doesn't want to hear of again. Judges none."""

from datetime import datetime

from sqlalchemy import bindparam, select

from adapters.persistence.plan import Plan
from adapters.persistence.reading import Reader
from adapters.persistence.tables import ignored_drifts
from core.domain.values import AccountId

IGNORED = select(ignored_drifts.c.mark).where(ignored_drifts.c.account_id == bindparam("account_id"))


class SqlIgnoredDrifts:
    """Implements IgnoredDrifts."""

    def __init__(self, plan: Plan, reader: Reader) -> None:
        self._plan, self._reader = plan, reader

    def add(self, account_id: AccountId, mark: str, *, at: datetime) -> None:
        self._plan.insert(ignored_drifts, {"account_id": account_id, "mark": mark, "at": at})

    async def of(self, account_id: AccountId) -> frozenset[str]:
        stored = await self._reader.rows(IGNORED, {"account_id": account_id})
        return frozenset(row["mark"] for row in stored)
