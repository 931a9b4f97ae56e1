"""The open leg of a flip leaves only after its close leg is settled and closed all (reliability.md row 46). Sends
nothing.

While the close leg is in doubt, or owed, the open leg waits; how long it may is decided by its own freshness.
"""

from datetime import datetime
from enum import Enum
from typing import NamedTuple

from core.application.ports import Clock
from core.application.timing import Timing
from core.application.unit_of_work import UnitOfWorkFactory
from core.domain.account import Account
from core.domain.leader import IntentKind, Leg
from core.domain.trade import Trade
from core.domain.values import FollowId, Symbol, TradeId

OLD_SIDE_OPEN = "close-leg-failed"


class Queued(NamedTuple):
    """A trade with the account as it was when the trade was reserved: its mode may differ later."""

    account: Account
    trade: Trade


class Turn(Enum):
    """Whether an order may leave as far as the other side is concerned."""

    FREE = "free"
    WAITS = "waits"
    BLOCKED = "blocked"


class Turning:
    """Remembers which open legs wait while it runs: after a restart they are asked about like anything reserved."""

    def __init__(self, units: UnitOfWorkFactory, *, clock: Clock, timing: Timing) -> None:
        self._units, self._clock, self._timing = units, clock, timing
        self._waiting: dict[TradeId, Queued] = {}
        self._since: dict[TradeId, datetime] = {}

    async def of(self, queued: Queued) -> Turn:
        """Noted before it is looked up: a close that is settled meanwhile is looked for again."""
        trade_id, turn = queued.trade.id, Turn.WAITS
        while turn is Turn.WAITS and trade_id not in self._waiting:
            self._waiting[trade_id] = queued
            self._since.setdefault(trade_id, self._clock.now())
            turn = await self._look(queued.trade)
        if turn is not Turn.WAITS:
            self._waiting.pop(trade_id, None)
            self._since.pop(trade_id, None)
        return turn

    async def _look(self, trade: Trade) -> Turn:
        """Trades before positions: what settles in between is met as closed."""
        plan = trade.plan
        if plan.follow_id is None or plan.kind is not IntentKind.OPEN or plan.position_id is None:
            return Turn.FREE
        async with self._units() as unit:
            pending = await unit.trades.unsettled(plan.account_id)
            position = await unit.positions.open_in(plan.follow_id, plan.symbol)
        if position is None or position.owner.side is plan.position_side:
            return Turn.FREE
        is_closing = any(closes(each, plan.follow_id, plan.symbol) for each in pending)
        return Turn.WAITS if is_closing else Turn.BLOCKED

    def settled(self, trade: Trade) -> Queued | None:
        """The open leg that waited for this trade, if any; it waits no more."""
        self._waiting.pop(trade.id, None)
        self._since.pop(trade.id, None)
        if trade.plan.leg is not Leg.CLOSE or trade.plan.follow_id is None:
            return None
        for trade_id, queued in self._waiting.items():
            plan = queued.trade.plan
            if (plan.follow_id, plan.symbol) == (trade.plan.follow_id, trade.plan.symbol):
                return self._waiting.pop(trade_id)
        return None

    def waits(self, trade_id: TradeId) -> bool:
        """It provably hasn't left: nobody needs to ask the exchange."""
        return trade_id in self._waiting

    def is_too_late(self, trade: Trade) -> bool:
        return self._clock.now() - self._since[trade.id] > self._timing.entry_fresh


def closes(trade: Trade, follow_id: FollowId, symbol: Symbol) -> bool:
    """Asked of unsettled trades only."""
    plan = trade.plan
    return plan.leg is Leg.CLOSE and (plan.follow_id, plan.symbol) == (follow_id, symbol)
