"""Which fills of an account haven't been looked at yet: from where it was read the last time, with an overlap.

Remembers only while it runs: the first look of a process goes further back than anything that could be lost.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.application.ports import AccountFill, Clock, ExchangePort
from core.application.unit_of_work import UnitOfWorkFactory
from core.domain.account import Account
from core.domain.values import AccountId, Symbol

HISTORY = timedelta(days=6)
OVERLAP = timedelta(minutes=5)
"""Fills are read again this far back: the exchange's lists may lag."""


class LookingBack:
    """`done` is said when everything read has been dealt with; until then it is read again."""

    def __init__(self, units: UnitOfWorkFactory, clock: Clock) -> None:
        self._units, self._clock = units, clock
        self._reading: dict[AccountId, datetime] = {}
        self._read_until: dict[AccountId, datetime] = {}

    def is_first(self, account_id: AccountId) -> bool:
        return account_id not in self._read_until

    async def fills(self, connection: ExchangePort, account: Account) -> Sequence[AccountFill]:
        now = self._clock.now()
        self._reading[account.id] = now
        read_until = self._read_until.get(account.id)
        since = max(now - HISTORY, account.linked_at) if read_until is None else read_until - OVERLAP
        return await connection.fetch_fills(since, await self.symbols(account))

    def done(self, account_id: AccountId) -> None:
        self._read_until[account_id] = self._reading[account_id]

    async def symbols(self, account: Account) -> Sequence[Symbol]:
        """What is open, and what a leader holds or has just traded: an order may have gone wherever he is."""
        async with self._units() as unit:
            found = {position.owner.symbol for position in await unit.positions.open_of_accounts([account.id])}
            if self.is_first(account.id):
                for follow in await unit.follows.running_of_account(account.id):
                    found |= {symbol for symbol, _ in (await unit.leaders.get(follow.leader_id)).ledger}
                found |= {intent.symbol for intent in await unit.leader_events.unfinished()}
        return sorted(found)
