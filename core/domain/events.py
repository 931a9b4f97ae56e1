"""Facts about money and state, in the past tense, for the outbox and the notifier. Carry values, never aggregates.

Prices, costs and PnL in quote coin; amounts in base coin; `realized_pnl` is after fees and funding.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.domain.values import (
    AccountId,
    ConfirmationId,
    Exchange,
    FollowerId,
    FollowId,
    LeaderId,
    PositionId,
    PositionSide,
    Side,
    Symbol,
    TradeId,
)
from core.shared import DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeEvent(DomainEvent):
    """What every event of a trade tells."""

    trade_id: TradeId
    follower_id: FollowerId
    account_id: AccountId
    follow_id: FollowId | None
    symbol: Symbol
    side: Side
    position_side: PositionSide


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeReservedEvent(TradeEvent):
    """A trade's reserve is durable; its order leaves now or waits for a confirmation."""

    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeExecutedEvent(TradeEvent):
    """The exchange filled the trade, wholly or (`filled` < `amount`) partly."""

    amount: Decimal
    filled: Decimal
    average_price: Decimal
    fee: Decimal
    reduce_only: bool

    @property
    def is_partial(self) -> bool:
        return self.filled < self.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeFailedEvent(TradeEvent):
    """Nothing was filled and nothing will be; the reserve is free again."""

    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeNeedsReconciliationEvent(TradeEvent):
    """Nobody knows yet whether the order exists; the reserve is held until the exchange answers."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeWaitsEvent(TradeEvent):
    """For long already (`since`) the exchange says nothing of it (`why` answer), or an exit can't leave (exit)."""

    why: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionEvent(DomainEvent):
    """What every event of a position tells."""

    position_id: PositionId
    follower_id: FollowerId
    account_id: AccountId
    follow_id: FollowId
    symbol: Symbol
    side: PositionSide


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionOpenedEvent(PositionEvent):
    quantity: Decimal
    entry_price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionIncreasedEvent(PositionEvent):
    amount: Decimal
    price: Decimal
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionReducedEvent(PositionEvent):
    amount: Decimal
    price: Decimal
    quantity: Decimal
    realized_pnl: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionClosedEvent(PositionEvent):
    """`cause` is leader, follower, stop_loss, take_profit, external or adl."""

    exit_price: Decimal
    exit_trade_id: str
    realized_pnl: Decimal
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionLiquidatedEvent(PositionEvent):
    """The exchange took the position; `realized_pnl` is the loss after fees and funding."""

    price: Decimal
    quantity: Decimal
    realized_pnl: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionMissedEvent(PositionEvent):
    """The exchange refused the stop-loss or take-profit: the position is open without it."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopySkippedEvent(DomainEvent):
    """A leader's event was not copied, and why; `numbers` are the figures of the reason."""

    follow_id: FollowId
    follower_id: FollowerId
    leader_id: LeaderId
    event_key: str
    symbol: Symbol
    reason: str
    numbers: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationAskedEvent(DomainEvent):
    confirmation_id: ConfirmationId
    trade_id: TradeId
    follower_id: FollowerId
    deadline: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationAnsweredEvent(DomainEvent):
    """`answer` is copy, half, skip or expired."""

    confirmation_id: ConfirmationId
    trade_id: TradeId
    follower_id: FollowerId
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountEvent(DomainEvent):
    account_id: AccountId
    follower_id: FollowerId
    exchange: Exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPausedEvent(AccountEvent):
    """The key fails or may too much, foreign orders froze the account, or its position mode is wrong."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountResumedEvent(AccountEvent):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountUnmanagedEvent(AccountEvent):
    """Told again and again: the account is paused and so many open positions are not managed."""

    positions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerChangedEvent(DomainEvent):
    """A breaker opened, closed or lets one probe through; `lane` is open, close, lookup or stream."""

    exchange: Exchange
    lane: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntriesStoppedEvent(DomainEvent):
    """A gate was closed: no new entry leaves `place` (an exchange, or "" for all); exits go on."""

    gate: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntriesResumedEvent(DomainEvent):
    """The gate is open again."""

    gate: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftFoundEvent(DomainEvent):
    """Our book and the exchange's differ in one symbol; `expected` and `found` are signed base amounts."""

    account_id: AccountId
    follower_id: FollowerId
    symbol: Symbol
    expected: Decimal
    found: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderEvent(DomainEvent):
    """News of a leader for one of his followers."""

    follow_id: FollowId
    follower_id: FollowerId
    leader_id: LeaderId


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderGapEvent(LeaderEvent):
    """The feed was away and is complete again: what became of the leader's orders of that time."""

    skipped: int
    entered: int
    closed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderFeedStaleEvent(LeaderEvent):
    """Nobody knows since when what the leader does; his exits may be late."""

    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderFeedBackEvent(LeaderEvent):
    """The leader is heard again, and what was missed is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderLostEvent(LeaderEvent):
    """The leader can't be followed any more; the follow takes nothing new. `cause` is rejected, silent or retired."""

    cause: str
    open_positions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderTermsChangedEvent(LeaderEvent):
    """The leader set another leverage; the follower's own limit stays."""

    symbol: Symbol
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderForcedEvent(LeaderEvent):
    """The leader didn't leave by choice: `cause` is liquidation or adl."""

    symbol: Symbol
    cause: str
