"""Finds out unknown outcomes by asking for the client order id; declares absence only on proof (reliability.md E3).

Never changes an order. An entry proven absent is rolled back or, while fresh, sent again with the same id; an exit is
owed and is sent again until the exchange answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.application.commands import RecoveryReport, ResolveTradesCommand
from core.application.order_desk import ENTRY_FRESH, OrderDesk, is_owed
from core.application.ports import Clock, ExchangeDirectory
from core.application.unit_of_work import UnitOfWorkFactory
from core.domain.account import Account
from core.domain.errors import ExchangeError, NotFound, StorageError
from core.domain.trade import Trade
from core.domain.values import AccountId, Exchange, OrderResult, TradeId

ABSENCE_BOUND: Mapping[Exchange, timedelta] = {
    Exchange.BINANCE: timedelta(seconds=20),
    Exchange.BYBIT: timedelta(seconds=20),
    Exchange.BITGET: timedelta(seconds=45),
}
"""How late an order can still appear: receive window, the exchange's own processing, clock skew, a margin.

Bitget has no receive window on every call: its timestamps live about 30 s (exchanges.md 2, 3.2).
"""

BETWEEN_LOOKS = timedelta(seconds=5)


@dataclass(slots=True)
class Absence:
    """Clean "not found" answers so far."""

    first_at: datetime
    last_at: datetime
    looks: int = 1


class Resolver:
    """Asks for every trade in doubt; remembers its looks only while it runs, so a restart starts the proof anew."""

    def __init__(
        self,
        units: UnitOfWorkFactory,
        directory: ExchangeDirectory,
        *,
        desk: OrderDesk,
        clock: Clock,
        bounds: Mapping[Exchange, timedelta] = ABSENCE_BOUND,
        between_looks: timedelta = BETWEEN_LOOKS,
    ) -> None:
        self._units, self._directory, self._desk, self._clock = units, directory, desk, clock
        self._bounds, self._between_looks = bounds, between_looks
        self._started_at = clock.now()
        self._absences: dict[TradeId, Absence] = {}

    async def __call__(self, _command: ResolveTradesCommand) -> RecoveryReport:
        report = RecoveryReport()
        async with self._units() as unit:
            accounts = await unit.accounts.linked()
        for account in accounts:
            report = combined(report, await self.resolve_account(account))
        return report

    async def resolve_account(self, account: Account) -> RecoveryReport:
        """Ask about all of one account's trades in doubt, one after another."""
        report = RecoveryReport()
        for trade in await self._in_doubt(account.id):
            report = combined(report, counted(await self._resolve(account, trade)))
        return report

    async def _in_doubt(self, account_id: AccountId) -> Sequence[Trade]:
        """Unsettled, not waiting for a person, not being sent this moment."""
        if self._desk.is_sending(account_id):
            return ()
        async with self._units() as unit:
            trades = await unit.trades.unsettled(account_id)
            open_ = await unit.confirmations.open_of_trades([trade.id for trade in trades]) if trades else ()
        asked = {confirmation.trade_id for confirmation in open_}
        return [trade for trade in trades if trade.id not in asked]

    async def _resolve(self, account: Account, trade: Trade) -> Trade:
        """What was found out; the same trade when it stays in doubt."""
        try:
            connection = await self._directory.connection(account)
            found = await connection.find_order(trade.plan.symbol, trade.client_order_id)
        except (ExchangeError, NotFound, StorageError):
            return trade
        if found is None:
            await self._absent(account, trade)
            return trade
        self._absences.pop(trade.id, None)
        return await self._found(account, trade, found)

    async def _found(self, account: Account, trade: Trade, found: OrderResult) -> Trade:
        if not found.is_final:
            return trade
        settled = await self._desk.settle(trade.id, found)
        if settled is None:
            return trade
        if settled.position is not None:
            await self._desk.protect(account, settled.position, key=trade.client_order_id)
        return settled.trade

    async def _absent(self, account: Account, trade: Trade) -> None:
        """One more clean "not found"; act only when it proves absence."""
        now = self._clock.now()
        absence = self._absences.get(trade.id)
        if absence is None:
            self._absences[trade.id] = Absence(first_at=now, last_at=now)
            return
        if now - absence.last_at >= self._between_looks:
            absence.last_at, absence.looks = now, absence.looks + 1
        sent_by = trade.sent_at or max(trade.plan.decided_at, self._started_at)
        if absence.looks >= 2 and now - sent_by >= self._bounds[account.exchange]:
            del self._absences[trade.id]
            await self._proven_absent(account, trade)

    async def _proven_absent(self, account: Account, trade: Trade) -> None:
        leader_at = trade.plan.leader_at or trade.plan.decided_at
        if is_owed(trade) or self._clock.now() - leader_at <= ENTRY_FRESH:
            self._desk.submit(account, [trade])
        else:
            await self._desk.give_up(trade.id, "not-at-exchange")


def counted(trade: Trade) -> RecoveryReport:
    if not trade.is_settled:
        return RecoveryReport(unknown=1)
    return RecoveryReport(executed=1) if trade.execution is not None else RecoveryReport(failed=1)


def combined(one: RecoveryReport, other: RecoveryReport) -> RecoveryReport:
    return RecoveryReport(
        executed=one.executed + other.executed,
        failed=one.failed + other.failed,
        unknown=one.unknown + other.unknown,
        drifts=one.drifts + other.drifts,
    )
