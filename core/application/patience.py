"""Tells when something lasts too long: an exchange that says nothing of an order, an exit that can't leave. Waits on
nothing and decides nothing; each news has a name, so that it is told once, whoever tells it.
"""

from contextlib import suppress
from datetime import datetime

from core.application.ports import Clock
from core.application.timing import Timing
from core.application.unit_of_work import UnitOfWorkFactory
from core.domain.errors import AlreadyExists
from core.domain.events import TradeWaitsEvent
from core.domain.trade import Trade
from core.domain.values import TradeId


class Patience:
    """Remembers since when an order in doubt has had no answer, and what was told."""

    def __init__(self, units: UnitOfWorkFactory, *, clock: Clock, timing: Timing) -> None:
        self._units, self._clock, self._timing = units, clock, timing
        self._silent_since: dict[TradeId, datetime] = {}
        self._told: dict[TradeId, str] = {}

    def answered(self, trade_id: TradeId) -> None:
        """The exchange said something of it, if only that it isn't there."""
        self._silent_since.pop(trade_id, None)

    def forget(self, trade_id: TradeId) -> None:
        self.answered(trade_id)
        self._told.pop(trade_id, None)

    async def unanswered(self, trade: Trade) -> None:
        """One more look without an answer (reliability.md row 17)."""
        now = self._clock.now()
        since = self._silent_since.setdefault(trade.id, now)
        if now - since >= self._timing.answer_awaited:
            await self._tell(trade, "answer", trade.sent_at or trade.plan.decided_at, number=0)

    async def unsent(self, trade: Trade, since: datetime) -> None:
        """An exit that couldn't leave, once more (reliability.md row 75)."""
        number, _ = divmod(self._clock.now() - since, self._timing.exit_reminder)
        if number >= 1:
            await self._tell(trade, "exit", since, number=number)

    async def _tell(self, trade: Trade, why: str, since: datetime, *, number: int) -> None:
        name = f"Waits:{trade.id}:{why}:{number}"
        if self._told.get(trade.id) == name:
            return
        async with self._units() as unit:
            unit.record(waits_event(trade, why, name=name, since=since, at=self._clock.now()))
            with suppress(AlreadyExists):  # told before, by an earlier run
                await unit.commit()
        self._told[trade.id] = name


def waits_event(trade: Trade, why: str, *, name: str, since: datetime, at: datetime) -> TradeWaitsEvent:
    plan = trade.plan
    return TradeWaitsEvent(
        event_id=name,
        occurred_at=at,
        trade_id=trade.id,
        follower_id=plan.follower_id,
        account_id=plan.account_id,
        follow_id=plan.follow_id,
        symbol=plan.symbol,
        side=plan.side,
        position_side=plan.position_side,
        why=why,
        since=since,
    )
