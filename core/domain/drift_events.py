"""Facts about a book that differs from the exchange's, in the past tense. Carry values, never aggregates."""

from dataclasses import dataclass
from datetime import datetime

from core.domain.events import AccountEvent, PositionEvent
from core.domain.values import AccountId, FollowerId, FollowId, Symbol
from core.shared import DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class TradesRecoveredEvent(AccountEvent):
    """Orders of ours that the book had lost were found at the exchange and taken in again."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionLostEvent(PositionEvent):
    """`lost` (stop_loss, take_profit or both) no longer stands at the exchange; None: restored only when asked to."""

    lost: str
    restore_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionRestoredEvent(PositionEvent):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class LeverageChangedEvent(PositionEvent):
    """Somebody else set the symbol's leverage; `is_set_back` tells whether the exchange took ours again."""

    expected: int
    found: int
    is_set_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StrayOrderCancelledEvent(AccountEvent):
    """An open order that bore our name and that nobody knew."""

    symbol: Symbol


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairsStoppedEvent(AccountEvent):
    """`count` repairs within an hour were enough: what differs now waits for the follower."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowPausedEvent(DomainEvent):
    """It takes no entries until the follower resumes it; `code` says why."""

    follow_id: FollowId
    follower_id: FollowerId
    account_id: AccountId
    code: str
