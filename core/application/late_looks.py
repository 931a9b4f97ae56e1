"""Looks a while longer for orders that were given up as absent: one that fills after all is taken in, not ignored.

The trade that ended stays ended (reliability.md row 14): what the exchange did becomes a trade of its own.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime

from core.application.adopting import recovered_event
from core.application.order_desk import OrderDesk
from core.application.orphans import ADOPTED
from core.application.ports import Clock, ExchangeDirectory, IdSource
from core.application.settlement import Settlement, is_clear
from core.application.timing import USUAL, Timing
from core.application.unit_of_work import UnitOfWorkFactory
from core.domain.account import Account
from core.domain.errors import AlreadyExists, ExchangeError, NotFound, StorageError
from core.domain.trade import Trade
from core.domain.values import ZERO, AccountId, ClientOrderId, OrderResult, TradeId

SUFFIX = "l"


@dataclass(slots=True)
class Given:
    """An order that was given up, and when it was looked for last."""

    trade: Trade
    since: datetime
    looked_at: datetime


class LateLooks:
    """Remembers while it runs; after a restart the exchange's fills tell of what was missed."""

    def __init__(
        self,
        units: UnitOfWorkFactory,
        directory: ExchangeDirectory,
        settlement: Settlement,
        *,
        desk: OrderDesk,
        ids: IdSource,
        clock: Clock,
        timing: Timing = USUAL,
    ) -> None:
        self._units, self._directory, self._settlement = units, directory, settlement
        self._desk, self._ids, self._clock, self._timing = desk, ids, clock, timing
        self._given_up: dict[AccountId, list[Given]] = {}

    def expect(self, trade: Trade) -> None:
        """It was proven absent; proofs rest on bounds, and bounds are promises of somebody else."""
        now = self._clock.now()
        self._given_up.setdefault(trade.plan.account_id, []).append(Given(trade, now, now))

    def awaited(self) -> Set[AccountId]:
        """The accounts where something may still fill."""
        return self._given_up.keys()

    async def look(self, account: Account) -> None:
        """One look at each that is due."""
        for given in self._due(account.id):
            given.looked_at = self._clock.now()
            found = await self._find(account, given.trade)
            if found is not None and is_clear(found) and found.filled > ZERO:
                self._given_up[account.id].remove(given)
                await self._take_in(account, given.trade, found)

    def _due(self, account_id: AccountId) -> Sequence[Given]:
        now, given = self._clock.now(), self._given_up.pop(account_id, [])
        kept = [one for one in given if now - one.since < self._timing.late_looks]
        if kept:
            self._given_up[account_id] = kept
        return [one for one in kept if now - one.looked_at >= self._timing.between_late_looks]

    async def _find(self, account: Account, trade: Trade) -> OrderResult | None:
        try:
            connection = await self._directory.connection(account)
            return await connection.find_order(trade.plan.symbol, trade.client_order_id)
        except (ExchangeError, NotFound, StorageError):
            return None

    async def _take_in(self, account: Account, ended: Trade, found: OrderResult) -> None:
        now, key = self._clock.now(), ClientOrderId(f"{ended.client_order_id}{SUFFIX}")
        plan = replace(
            ended.plan,
            event_key=f"late:{ended.plan.event_key}",
            position_id=None,
            reserve=ZERO,
            decided_at=now,
            sized_by=ADOPTED,
        )
        async with self._units() as unit:
            trade = Trade.create_copy_trade(TradeId(self._ids.new()), key, plan=plan)
            unit.trades.add(trade)
            settled = await self._settlement.apply(unit, trade, replace(found, client_order_id=key), at=now)
            unit.record(recovered_event(account, [settled]))
            try:
                await unit.commit()
            except AlreadyExists:
                return  # taken in before
        await self._desk.note_adopted(account, [settled])
