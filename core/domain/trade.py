"""One intended exchange order through its life, in two phases: reserved, then executed or failed. Sends nothing.

RESERVED ──▶ EXECUTED
    │   └──▶ FAILED
    └──▶ NEEDS_RECONCILIATION ──▶ EXECUTED | FAILED
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypedDict

from core.domain.errors import BadInput, ForbiddenTransition, NotPossibleNow
from core.domain.events import (
    TradeExecutedEvent,
    TradeFailedEvent,
    TradeNeedsReconciliationEvent,
    TradeReservedEvent,
)
from core.domain.leader import IntentKind, Leg
from core.domain.market import quote_fee
from core.domain.values import (
    ZERO,
    AccountId,
    ClientOrderId,
    Exchange,
    FollowerId,
    FollowId,
    MarginMode,
    OrderRequest,
    PositionId,
    PositionSide,
    Side,
    Symbol,
    TradeId,
)
from core.shared import AggregateRoot, ValueObject


class TradeStatus(StrEnum):
    RESERVED = "reserved"
    EXECUTED = "executed"
    FAILED = "failed"
    NEEDS_RECONCILIATION = "needs_reconciliation"


TRANSITIONS: Mapping[TradeStatus, frozenset[TradeStatus]] = {
    TradeStatus.RESERVED: frozenset({TradeStatus.EXECUTED, TradeStatus.FAILED, TradeStatus.NEEDS_RECONCILIATION}),
    TradeStatus.NEEDS_RECONCILIATION: frozenset({TradeStatus.EXECUTED, TradeStatus.FAILED}),
    TradeStatus.EXECUTED: frozenset(),
    TradeStatus.FAILED: frozenset(),
}


ADOPTED_EVENT = "adopted:"
"""Begins the event key of a trade found at the exchange after the book had lost it and its leader's event."""


class TradePurpose(StrEnum):
    """Who wanted the trade: a leader, the follower's own close, a stop of the follow, a spot position's protection."""

    COPY = "copy"
    CLOSE = "close"
    STOP = "stop"
    STOP_LOSS = "stop_loss"
    TAKE_PROFIT = "take_profit"


@dataclass(frozen=True, slots=True, kw_only=True)
class TradePlan(ValueObject):
    """Everything decided about a trade before it is sent; never changes but for the amount of a "half".

    `amount` in base coin, `reserve` in quote coin (margin and fees held until settled), prices in quote coin:
    `reference_price` is the follower's own market price when it was decided, `leader_price` the leader's fill.
    `numbers` are the decision's figures, for explanations.
    """

    follower_id: FollowerId
    account_id: AccountId
    exchange: Exchange
    follow_id: FollowId | None
    position_id: PositionId | None
    event_key: str
    leg: Leg
    kind: IntentKind
    purpose: TradePurpose
    symbol: Symbol
    side: Side
    position_side: PositionSide
    amount: Decimal
    reduce_only: bool
    reserve: Decimal
    reference_price: Decimal
    decided_at: datetime
    limit_price: Decimal | None = None
    leader_price: Decimal | None = None
    leader_at: datetime | None = None
    leverage: int | None = None
    margin_mode: MarginMode | None = None
    sized_by: str = ""
    numbers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("amount", "reserve", "reference_price"):
            value: Decimal = getattr(self, name)
            if not value.is_finite() or value < 0:
                raise BadInput("bad-number", field=name)
        if self.amount == 0:
            raise BadInput("bad-number", field="amount")

    @property
    def cost(self) -> Decimal:
        """The position value it adds or takes, at the reference price."""
        return self.amount * self.reference_price


class TradeFacts(TypedDict):
    """The fields every event of a trade shares."""

    trade_id: TradeId
    follower_id: FollowerId
    account_id: AccountId
    follow_id: FollowId | None
    symbol: Symbol
    side: Side
    position_side: PositionSide


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution(ValueObject):
    """What the exchange did: `filled` in base coin, `fee` in quote coin unless `fee_coin` says else."""

    exchange_order_id: str
    filled: Decimal
    average_price: Decimal
    fee: Decimal
    fee_coin: str
    at: datetime

    @property
    def cost(self) -> Decimal:
        """The position value it made or took."""
        return self.filled * self.average_price

    def fee_in_quote(self, symbol: Symbol) -> Decimal:
        return quote_fee(symbol, self.fee, coin=self.fee_coin, price=self.average_price)


class Trade(AggregateRoot[TradeId]):
    """A trade holds its reserve until the exchange's answer is known, and ends exactly once."""

    def __init__(
        self,
        trade_id: TradeId,
        client_order_id: ClientOrderId,
        plan: TradePlan,
        *,
        status: TradeStatus = TradeStatus.RESERVED,
        sent_at: datetime | None = None,
        settled_at: datetime | None = None,
        execution: Execution | None = None,
        failure_code: str = "",
        failure_message: str = "",
        version: int = 0,
    ) -> None:
        super().__init__(trade_id, version=version)
        self.client_order_id, self.plan, self.status = client_order_id, plan, status
        self.sent_at, self.settled_at, self.execution = sent_at, settled_at, execution
        self.failure_code, self.failure_message = failure_code, failure_message

    @classmethod
    def create_copy_trade(cls, trade_id: TradeId, client_order_id: ClientOrderId, *, plan: TradePlan) -> "Trade":
        """Phase 1: the reserve. Must be durable before the order is sent."""
        trade = cls(trade_id, client_order_id, plan)
        trade._raise(
            TradeReservedEvent(
                event_id=trade._next_event_id(),
                occurred_at=plan.decided_at,
                **trade._common(),
                amount=plan.amount,
            )
        )
        return trade

    @property
    def is_settled(self) -> bool:
        return not TRANSITIONS[self.status]

    @property
    def held_reserve(self) -> Decimal:
        """Quote coin that counts as spent: all of it until settled, nothing afterwards."""
        return ZERO if self.is_settled else self.plan.reserve

    @property
    def deviation(self) -> Decimal | None:
        """The signed fraction by which our price was worse than the leader's; None while unknown."""
        leader = self.plan.leader_price
        if self.execution is None or leader is None:
            return None
        return (self.execution.average_price - leader) / leader * self.plan.side.sign

    def order_request(self) -> OrderRequest:
        plan = self.plan
        return OrderRequest(
            client_order_id=self.client_order_id,
            symbol=plan.symbol,
            side=plan.side,
            position_side=plan.position_side,
            amount=plan.amount,
            reduce_only=plan.reduce_only,
            limit_price=plan.limit_price,
            reference_price=plan.reference_price,
            leverage=plan.leverage,
            margin_mode=plan.margin_mode,
        )

    def resize(self, amount: Decimal, reserve: Decimal, *, reference_price: Decimal, limit: Decimal | None) -> None:
        """A confirmation copies less, or at a newly looked-up price; only before anything was sent."""
        if self.status is not TradeStatus.RESERVED or self.sent_at is not None:
            raise NotPossibleNow("trade-already-sent")
        if amount > self.plan.amount:
            raise BadInput("amount-grew")
        self.plan = replace(
            self.plan, amount=amount, reserve=reserve, reference_price=reference_price, limit_price=limit
        )

    def mark_sent(self, at: datetime) -> None:
        """Told with the first result; a trade without it may or may not have been sent."""
        self.sent_at = self.sent_at or at

    def execute(self, execution: Execution) -> None:
        """Phase 2, confirm: the exchange filled at least a part, and will fill no more."""
        if execution.filled <= 0 or execution.average_price <= 0:
            raise BadInput("bad-number", field="filled")
        self._move_to(TradeStatus.EXECUTED, execution.at)
        self.execution = execution
        self._raise(
            TradeExecutedEvent(
                event_id=self._next_event_id(),
                occurred_at=execution.at,
                **self._common(),
                amount=self.plan.amount,
                filled=execution.filled,
                average_price=execution.average_price,
                fee=execution.fee,
                reduce_only=self.plan.reduce_only,
            )
        )

    def fail(self, code: str, at: datetime, *, message: str = "") -> None:
        """Phase 2, rollback: a definite rejection, a proof that nothing was sent, or a proof of absence."""
        self._move_to(TradeStatus.FAILED, at)
        self.failure_code, self.failure_message = code, message
        self._raise(
            TradeFailedEvent(
                event_id=self._next_event_id(), occurred_at=at, **self._common(), code=code, message=message
            )
        )

    def mark_needs_reconciliation(self, code: str, at: datetime) -> None:
        """The outcome is unknown: the reserve stays held and the reconciler asks by client order id."""
        self._move_to(TradeStatus.NEEDS_RECONCILIATION, None)
        self.sent_at = self.sent_at or at
        self.failure_code = code
        self._raise(
            TradeNeedsReconciliationEvent(event_id=self._next_event_id(), occurred_at=at, **self._common(), code=code)
        )

    def _move_to(self, status: TradeStatus, at: datetime | None) -> None:
        if status not in TRANSITIONS[self.status]:
            raise ForbiddenTransition(f"trade {self.id}", current=self.status, wanted=status)
        self.status, self.settled_at = status, at

    def _common(self) -> TradeFacts:
        plan = self.plan
        return {
            "trade_id": self.id,
            "follower_id": plan.follower_id,
            "account_id": plan.account_id,
            "follow_id": plan.follow_id,
            "symbol": plan.symbol,
            "side": plan.side,
            "position_side": plan.position_side,
        }
