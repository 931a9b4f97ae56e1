"""What the screens read, as a promise: rows already joined, without prices and balances. Changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from core.application.operations import OperatorReads
from core.application.views import HistoryEntry
from core.domain.account import Account
from core.domain.confirmation import Confirmation
from core.domain.follow import Follow
from core.domain.follower import Follower
from core.domain.leader import CopyIntent, Leader
from core.domain.position import Position
from core.domain.trade import Trade
from core.domain.values import (
    ConfirmationId,
    FollowerId,
    FollowId,
    LeaderId,
    PositionId,
    PositionSide,
    Symbol,
    TradeId,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeRecord:
    """`position` is the one that an executed trade opened, changed or ended."""

    trade: Trade
    account: Account
    leader_name: str
    confirmation: Confirmation | None
    position: Position | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionRecord:
    position: Position
    account: Account
    leader_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowRecord:
    """`realized_pnl` after fees and funding, of all the follow's positions."""

    follow: Follow
    account: Account
    leader_name: str
    open_positions: int
    realized_pnl: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderRecord:
    leader: Leader
    account: Account
    followers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictRecord:
    """A stored verdict of the copy rules; `skip_reason` is "" where a trade was decided."""

    follow_id: FollowId
    account: Account
    leader_name: str
    symbol: Symbol
    position_side: PositionSide
    skip_reason: str
    numbers: Mapping[str, str]
    trade_id: TradeId | None
    intent: CopyIntent | None


class ReadModel(Protocol):
    """Every `find` is bound to the follower who asks: a stranger's object is None."""

    @property
    def operator(self) -> OperatorReads:
        """What operators ask for."""
        ...

    async def follower(self, follower_id: FollowerId) -> Follower | None: ...

    async def followers(self) -> Sequence[Follower]: ...

    async def accounts(self, follower_id: FollowerId) -> Sequence[tuple[Account, int]]:
        """Linked accounts with their number of open positions."""
        ...

    async def leaders(self) -> Sequence[LeaderRecord]:
        """Active ones, most followed first."""
        ...

    async def leader(self, leader_id: LeaderId) -> LeaderRecord | None: ...

    async def leader_events(
        self, leader_id: LeaderId, since: datetime, *, offset: int, limit: int
    ) -> Sequence[CopyIntent]:
        """A page of what was counted of a leader, in the order it was counted."""
        ...

    async def follows(self, follower_id: FollowerId) -> Sequence[FollowRecord]:
        """Running ones."""
        ...

    async def follow(self, follower_id: FollowerId, follow_id: FollowId) -> FollowRecord | None: ...

    async def open_positions(self, follower_id: FollowerId) -> Sequence[PositionRecord]: ...

    async def position(self, follower_id: FollowerId, position_id: PositionId) -> PositionRecord | None: ...

    async def closed_positions(self, follower_id: FollowerId, since: datetime | None) -> Sequence[PositionRecord]:
        """Closed or liquidated since, newest first."""
        ...

    async def position_life(self, follower_id: FollowerId, position: Position) -> Sequence[Trade]:
        """The executed trades of one position's life, oldest first."""
        ...

    async def trade(self, follower_id: FollowerId, trade_id: TradeId) -> TradeRecord | None: ...

    async def trade_of_confirmation(
        self, follower_id: FollowerId, confirmation_id: ConfirmationId
    ) -> TradeRecord | None: ...

    async def executed(self, follower_id: FollowerId, since: datetime, *, until: datetime) -> Sequence[Trade]:
        """Copies decided from then until then that were filled, oldest first."""
        ...

    async def skips(self, follower_id: FollowerId, since: datetime, *, until: datetime) -> Mapping[str, int]:
        """How often each reason kept something from being copied."""
        ...

    async def history(self, follower_id: FollowerId, *, offset: int, limit: int) -> Sequence[HistoryEntry]:
        """Trades and skips, newest first."""
        ...

    async def verdict(self, follower_id: FollowerId, verdict_id: str) -> VerdictRecord | None: ...

    async def verdict_of_trade(self, follower_id: FollowerId, trade_id: TradeId) -> VerdictRecord | None: ...

    async def skip(self, follower_id: FollowerId, follow_id: FollowId, *, event_key: str, reason: str) -> str:
        """The id of a stored skip; "" when there is none."""
        ...

    async def position_trades(
        self, follower_id: FollowerId, position_id: PositionId, *, at: datetime | None, limit: int
    ) -> Sequence[TradeRecord]:
        """What was executed while it was open, newest first; with `at`, at that moment only."""
        ...

    async def last_trade_times(self) -> Mapping[LeaderId, datetime]:
        """When each leader's last event happened."""
        ...

    async def unresolved_trades(self) -> int: ...

    async def undelivered_events(self) -> int: ...

    async def is_copying_paused(self) -> bool: ...
