"""Sends one reserved trade: once, and again only while the answer proves that nothing left. Settles nothing.

What is worth waiting on inside a lane is seconds; what lasts longer is given up (entries) or stays owed (exits).
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from core.application.gates import Gates
from core.application.points import Point, reached
from core.application.ports import Clock, ExchangeDirectory
from core.application.preparing import Preparing
from core.application.timing import Timing
from core.domain.account import Account
from core.domain.errors import TandemError
from core.domain.leader import Leg
from core.domain.trade import Trade, TradePurpose
from core.domain.values import OrderRequest, OrderResult, Outcome, TradeId

NEVER_LEFT = frozenset({Outcome.NOT_SENT, Outcome.CLOCK})
"""Outcomes that prove that no order exists from this attempt."""

LONGEST_LULL_SECONDS = 5.0

Lull = Callable[[float], Awaitable[None]]
"""A pause in which others of the lane may leave."""


class Sending:
    """Knows when each unsettled order may last have left."""

    def __init__(
        self, directory: ExchangeDirectory, preparing: Preparing, *, clock: Clock, timing: Timing, gates: Gates
    ) -> None:
        self._directory, self._preparing, self._clock = directory, preparing, clock
        self._timing, self._gates = timing, gates
        self._started_at = clock.now()
        self._last_sent: dict[TradeId, datetime] = {}
        self._queued_at: dict[TradeId, datetime] = {}

    def queued(self, trades: Sequence[Trade], since: datetime | None) -> None:
        """They shall leave from then on, else since they were decided; who comes again has waited since the first."""
        for trade in trades:
            self._queued_at.setdefault(trade.id, since or trade.plan.decided_at)

    def last_sent(self, trade_id: TradeId) -> datetime | None:
        return self._last_sent.get(trade_id)

    def forget(self, trade_id: TradeId) -> None:
        """It is settled."""
        self._last_sent.pop(trade_id, None)
        self._queued_at.pop(trade_id, None)

    async def place(self, account: Account, trade: Trade, lull: Lull) -> OrderResult:
        """What is known in the end; a duplicate id was looked up."""
        if self._is_from_an_earlier_life(trade) and (known := await self._known(account, trade)) is not None:
            return known
        result, tries = await self._attempt(account, trade), 0
        while (pause := self._next_pause(trade, result, tries)) is not None:
            await lull(pause)
            if self.is_barred(account, trade):
                break
            result, tries = await self._attempt(account, trade), tries + 1
        if result.outcome is Outcome.DUPLICATE:
            return await self._look_up(account, trade, result)
        return result

    def _is_from_an_earlier_life(self, trade: Trade) -> bool:
        """Its row may be new while its order is not: rows can be lost, the name derives from the intent."""
        return (trade.plan.leader_at or trade.plan.decided_at) < self._started_at

    async def _known(self, account: Account, trade: Trade) -> OrderResult | None:
        """What the exchange has under this name; in doubt when it doesn't say, None when there is nothing."""
        try:
            connection = await self._directory.connection(account)
            return await connection.find_order(trade.plan.symbol, trade.client_order_id)
        except TandemError as error:
            name = type(error).__name__
            return OrderResult(outcome=Outcome.AMBIGUOUS, client_order_id=trade.client_order_id, message=name)

    def _next_pause(self, trade: Trade, result: OrderResult, tries: int) -> float | None:
        """Seconds until the next try; None when this is the answer.

        The exchange's budget of requests comes back within seconds: an entry waits as long as it is fresh.
        """
        if result.outcome not in NEVER_LEFT or self._is_stale(trade):
            return None
        planned, asked = self._timing.resend_pauses_seconds, float(result.retry_after_seconds or 0)
        if asked > LONGEST_LULL_SECONDS:
            return None
        if tries < len(planned):
            return max(planned[tries], asked)
        return asked if asked and not is_owed(trade) else None

    def is_barred(self, account: Account, trade: Trade) -> bool:
        """A gate may have been closed after the reserve."""
        return not is_owed(trade) and self._gates.stops(account) is not None

    def _order(self, trade: Trade) -> OrderRequest:
        """The machine may also sleep between here and the wire: the connection looks once more."""
        return replace(trade.order_request(), leave_by=self._leave_by(trade))

    def _is_stale(self, trade: Trade) -> bool:
        """A lane may be long and a machine may sleep: an entry that waited here too long is not sent any more."""
        leave_by = self._leave_by(trade)
        return leave_by is not None and self._clock.now() > leave_by

    def _leave_by(self, trade: Trade) -> datetime | None:
        if trade.plan.leg is not Leg.OPEN:
            return None
        return self._queued_at.get(trade.id, trade.plan.decided_at) + self._timing.entry_fresh

    async def _attempt(self, account: Account, trade: Trade) -> OrderResult:
        try:
            connection = await self._directory.connection(account)
        except TandemError as error:
            return not_sent(trade, type(error).__name__)
        refusal = await self._preparing.refusal(connection, account, trade)
        if refusal is not None:
            return refusal
        if self._is_stale(trade):
            return not_sent(trade, "too old")
        reached(Point.ORDER_DUE)
        try:
            result = await connection.place_order(self._order(trade))
        finally:
            self._last_sent[trade.id] = self._clock.now()
        reached(Point.ORDER_ANSWERED)
        if result.outcome in NEVER_LEFT:
            self._last_sent.pop(trade.id, None)
        return result

    async def _look_up(self, account: Account, trade: Trade, result: OrderResult) -> OrderResult:
        """A duplicate id means that the order exists: ask for it."""
        try:
            connection = await self._directory.connection(account)
            found = await connection.find_order(trade.plan.symbol, trade.client_order_id)
        except TandemError:
            found = None
        return found or result


def not_sent(trade: Trade, why: str) -> OrderResult:
    return OrderResult(outcome=Outcome.NOT_SENT, client_order_id=trade.client_order_id, message=why)


def is_owed(trade: Trade) -> bool:
    """An exit is an obligation: only the exchange's answer ends it."""
    return trade.plan.leg is Leg.CLOSE or trade.plan.purpose is not TradePurpose.COPY
