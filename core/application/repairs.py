"""How often an account's stops and settings are put right without asking: a cap per hour (reliability.md E9).

Whoever changes things again and again is a person or another program, and nobody is fought. Exits are no repairs: they
are owed, and never counted. Repairs nothing itself.
"""

from collections import deque
from contextlib import suppress
from datetime import datetime, timedelta

from core.application.ports import Clock
from core.application.timing import Timing
from core.application.unit_of_work import UnitOfWorkFactory
from core.domain.account import Account
from core.domain.drift_events import RepairsStoppedEvent
from core.domain.errors import AlreadyExists
from core.domain.values import AccountId

HOUR = timedelta(hours=1)


class Repairs:
    """Remembers while it runs; a start restores what is planned anyway, once."""

    def __init__(self, units: UnitOfWorkFactory, clock: Clock, timing: Timing) -> None:
        self._units, self._clock, self._most = units, clock, timing.repairs_per_hour
        self._made: dict[AccountId, deque[datetime]] = {}
        self._told: set[AccountId] = set()

    async def may_repair(self, account: Account) -> bool:
        """Counts one more; told once when there were enough of them, until there is room again."""
        now = self._clock.now()
        made = self._made.setdefault(account.id, deque())
        while made and now - made[0] >= HOUR:
            made.popleft()
        if len(made) < self._most:
            made.append(now)
            self._told.discard(account.id)
            return True
        if account.id not in self._told:
            self._told.add(account.id)
            await self._tell(account, now)
        return False

    async def _tell(self, account: Account, at: datetime) -> None:
        async with self._units() as unit:
            unit.record(
                RepairsStoppedEvent(
                    event_id=f"RepairsStopped:{account.id}:{at.isoformat()}",
                    occurred_at=at,
                    account_id=account.id,
                    follower_id=account.follower_id,
                    exchange=account.exchange,
                    count=self._most,
                )
            )
            with suppress(AlreadyExists):
                await unit.commit()
