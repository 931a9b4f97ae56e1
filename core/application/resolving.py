"""Finds out unknown outcomes by asking for the client order id; declares absence only on proof (reliability.md E3).

Never changes an order. An entry proven absent is rolled back or, while fresh, sent again with the same id; an exit is
owed and is sent again until the exchange answers.
"""

import asyncio
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import reduce

from core.application.commands import ResolveTradesCommand
from core.application.late_looks import LateLooks
from core.application.order_desk import OrderDesk
from core.application.patience import Patience
from core.application.points import Point, reached
from core.application.ports import Clock, ExchangeDirectory, MarketBoard
from core.application.reports import RecoveryReport
from core.application.sending import is_owed
from core.application.timing import USUAL, Timing
from core.application.turning import OLD_SIDE_OPEN
from core.application.unit_of_work import UnitOfWork, UnitOfWorkFactory
from core.domain.account import Account, AccountStatus
from core.domain.errors import ExchangeError, NotFound, StorageError
from core.domain.follow import FollowStatus
from core.domain.trade import Trade, TradePlan
from core.domain.values import ZERO, AccountId, Exchange, OrderResult, TradeId

ABSENT, TOO_FAR = "not-at-exchange", "slippage"


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
        board: MarketBoard,
        late: LateLooks,
        clock: Clock,
        timing: Timing = USUAL,
    ) -> None:
        self._units, self._directory, self._desk, self._clock = units, directory, desk, clock
        self._board, self._late, self._timing = board, late, timing
        self._patience = Patience(units, clock=clock, timing=timing)
        self._started_at = clock.now()
        self._absences: dict[AccountId, dict[TradeId, Absence]] = {}

    async def __call__(self, _command: ResolveTradesCommand) -> RecoveryReport:
        """However many accounts are linked, only those are looked at where something is open to doubt.

        What a fan-out has just reserved is no doubt yet.
        """
        await self._desk.precedence.give_way()
        async with self._units() as unit:
            wanted = {trade.plan.account_id for trade in await unit.trades.unsettled()} | self._late.awaited()
            accounts = [
                one for one in await unit.accounts.many(sorted(wanted)) if one.status is not AccountStatus.UNLINKED
            ]
        at = [[account for account in accounts if account.exchange is exchange] for exchange in Exchange]
        return reduce(combined, await asyncio.gather(*(self._resolve_all(there) for there in at)))

    async def _resolve_all(self, accounts: Sequence[Account]) -> RecoveryReport:
        """Of one exchange: those of the others don't wait while it says nothing."""
        report = RecoveryReport()
        for account in accounts:
            report = combined(report, await self.resolve_account(account))
            await self._late.look(account)
        return report

    async def resolve_account(self, account: Account) -> RecoveryReport:
        """Ask about all of one account's trades in doubt, one after another."""
        report = RecoveryReport()
        doubts = await self._in_doubt(account.id)
        self._forget_settled(account.id, {trade.id for trade in doubts})
        for trade in doubts:
            report = combined(report, counted(await self._resolve(account, trade)))
        return report

    def _forget_settled(self, account_id: AccountId, doubts: Set[TradeId]) -> None:
        looks = self._absences.get(account_id, {})
        self._absences[account_id] = {trade_id: absence for trade_id, absence in looks.items() if trade_id in doubts}

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
        if self._desk.turning.waits(trade.id):
            if self._desk.turning.is_too_late(trade):
                await self._desk.give_up(trade.id, OLD_SIDE_OPEN)
            return trade
        unsent_since = self._desk.unsent.since(trade.id)
        if unsent_since is not None and self._desk.last_sent(trade.id) is None:
            await self._patience.unsent(trade, unsent_since)
            if self._desk.unsent.is_due(trade.id):
                await self._proven_absent(account, trade.id)
            return trade
        try:
            connection = await self._directory.connection(account)
            found = await connection.find_order(trade.plan.symbol, trade.client_order_id)
        except (ExchangeError, NotFound, StorageError):
            await self._patience.unanswered(trade)
            return trade
        reached(Point.DOUBT_ANSWERED)
        self._patience.answered(trade.id)
        if found is None:
            await self._absent(account, trade)
            return trade
        self._absences[account.id].pop(trade.id, None)
        return await self._found(account, trade, found)

    async def _found(self, account: Account, trade: Trade, found: OrderResult) -> Trade:
        if not found.is_final:
            return trade
        self._patience.forget(trade.id)
        settled = await self._desk.settle(trade.id, found)
        await self._desk.protect_settled(account, settled)
        return trade if settled is None else settled.trade

    async def _absent(self, account: Account, trade: Trade) -> None:
        """One more clean "not found"; act only when it proves absence."""
        now, looks = self._clock.now(), self._absences[account.id]
        absence = looks.setdefault(trade.id, Absence(first_at=now, last_at=now))
        if now - absence.last_at >= self._timing.between_looks:
            absence.last_at, absence.looks = now, absence.looks + 1
        if absence.looks >= 2 and now - self._sent_by(trade, absence) >= self._timing.absence_bounds[account.exchange]:
            del looks[trade.id]
            await self._proven_absent(account, trade.id)

    def _sent_by(self, trade: Trade, absence: Absence) -> datetime:
        """The last moment an attempt may have left: what an earlier process sent, it sent before this one began.

        An earlier process' clock may have been ahead: what this one never sent had left before its first look.
        """
        last = self._desk.last_sent(trade.id)
        if last is not None:
            return last
        return min(max(trade.sent_at or trade.plan.decided_at, self._started_at), absence.first_at)

    async def _proven_absent(self, account: Account, trade_id: TradeId) -> None:
        async with self._units() as unit:
            trade = await unit.trades.get(trade_id)
            unwanted = "" if trade.is_settled else await self._why_unwanted(unit, account, trade)
        if trade.is_settled:
            return
        if unwanted:
            self._patience.forget(trade_id)
            await self._desk.give_up(trade_id, unwanted)
            self._late.expect(trade)
        else:
            self._desk.submit(account, [trade])

    async def _why_unwanted(self, unit: UnitOfWork, account: Account, trade: Trade) -> str:
        """Nothing against an exit as long as there is something to leave; nor against an entry that is fresh, within
        its price, and whose follow takes any."""
        plan = trade.plan
        if plan.follow_id is None:
            return ABSENT
        if is_owed(trade):
            position = await unit.positions.open_in(plan.follow_id, plan.symbol)
            return "" if position is not None and position.owner.side is plan.position_side else ABSENT
        follow = await unit.follows.get(plan.follow_id)
        is_fresh = self._clock.now() - (plan.leader_at or plan.decided_at) <= self._timing.entry_fresh
        takes_any = follow.status is FollowStatus.ACTIVE and account.is_usable
        if not (is_fresh and takes_any) or await unit.switches.is_copying_paused():
            return ABSENT
        price = self._board.price(plan.exchange, plan.symbol)
        return TOO_FAR if price is not None and is_beyond(plan, price) else ""


def is_beyond(plan: TradePlan, price: Decimal) -> bool:
    """The price has moved further than the slippage allows: no late chase of an entry (reliability.md row 20)."""
    return plan.limit_price is not None and (price - plan.limit_price) * plan.side.sign > ZERO


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
        owed=one.owed + other.owed,
    )
