"""The shapes of the answers to queries: what a screen may show. Hold no text and compute nothing.

Costs, prices and PnL in quote coin (USDT), amounts in base coin, ratios as fractions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from core.domain.account import AccountMode, AccountStatus
from core.domain.confirmation import Answer
from core.domain.copy_rules import CopyRules
from core.domain.exposure import PositionStatus
from core.domain.follow import FollowMode, FollowStatus
from core.domain.follower import News, Noise, Role
from core.domain.timetable import UNPLANNED, Timetable
from core.domain.trade import TradeStatus
from core.domain.values import (
    AccountId,
    ConfirmationId,
    Exchange,
    FollowerId,
    FollowId,
    KeyRights,
    LeaderId,
    PositionId,
    PositionSide,
    Protection,
    Side,
    Symbol,
    TradeId,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowerView:
    follower_id: FollowerId
    name: str
    language: str
    role: Role
    noise: Mapping[News, Noise]
    timetable: Timetable = UNPLANNED


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    account_id: AccountId
    exchange: Exchange
    label: str
    mode: AccountMode
    status: AccountStatus
    rights: KeyRights | None
    equity: Decimal | None
    open_positions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderView:
    """`is_mine` for the asker; `followers` counts running follows."""

    leader_id: LeaderId
    name: str
    exchange: Exchange
    since: datetime
    is_active: bool
    is_mine: bool
    followers: int
    holds: Mapping[Symbol, Decimal]
    last_trade_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowView:
    follow_id: FollowId
    leader_id: LeaderId
    leader_name: str
    account_id: AccountId
    account_label: str
    exchange: Exchange
    account_mode: AccountMode
    rules: CopyRules
    mode: FollowMode
    status: FollowStatus
    open_positions: int
    realized_pnl: Decimal
    paused_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionView:
    """`price` and `unrealized_pnl` are None when no fresh price is known; `value` is what is held, in money."""

    position_id: PositionId
    follow_id: FollowId
    leader_name: str
    account_label: str
    exchange: Exchange
    account_mode: AccountMode
    symbol: Symbol
    side: PositionSide
    status: PositionStatus
    quantity: Decimal
    entry_price: Decimal
    leverage: int
    protection: Protection
    realized_pnl: Decimal
    fees: Decimal
    funding: Decimal
    opened_at: datetime
    closed_at: datetime | None
    exit_price: Decimal | None
    exit_cause: str
    price: Decimal | None
    unrealized_pnl: Decimal | None
    liquidation_price: Decimal | None
    value: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeView:
    """One trade as its card shows it; `deviation` is the signed fraction by which we paid more than the leader.

    `cost` in quote coin: what was filled, or before that what is planned at the reference price. `is_first`: it opened
    its position.
    """

    trade_id: TradeId
    follower_id: FollowerId
    account_id: AccountId
    account_label: str
    account_mode: AccountMode
    exchange: Exchange
    follow_id: FollowId | None
    leader_name: str
    position_id: PositionId | None
    symbol: Symbol
    side: Side
    position_side: PositionSide
    kind: str
    purpose: str
    reduce_only: bool
    status: TradeStatus
    amount: Decimal
    filled: Decimal
    average_price: Decimal | None
    leader_price: Decimal | None
    deviation: Decimal | None
    delay_seconds: Decimal | None
    fee: Decimal
    leverage: int | None
    sized_by: str
    numbers: Mapping[str, str]
    failure_code: str
    failure_message: str
    reserved_at: datetime
    settled_at: datetime | None
    confirmation: "ConfirmationView | None"
    cost: Decimal | None = None
    ended: "EndView | None" = None
    is_first: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class EndView:
    """How the position behind a trade ended; `realized_pnl` is of all of it, after fees and funding."""

    at: datetime
    price: Decimal
    realized_pnl: Decimal
    is_liquidated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationView:
    confirmation_id: ConfirmationId
    deadline: datetime
    answer: Answer | None
    answered_at: datetime | None
    price: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeView:
    """`equity` sums the linked accounts whose balance is known; paper apart from live."""

    follower: FollowerView
    is_copying_paused: bool
    live_equity: Decimal | None
    paper_equity: Decimal | None
    today_pnl: Decimal
    open_positions: int
    running_follows: int
    accounts: int
    leads: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PnlView:
    """Realised PnL after fees and funding over a period, with its parts."""

    period: str
    realized_pnl: Decimal
    fees: Decimal
    funding: Decimal
    closed: int
    won: int
    best: Decimal | None
    worst: Decimal | None
    unrealized_pnl: Decimal | None
    by_leader: Sequence[tuple[str, Decimal]]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One line of the history: a trade, or a skipped event with its `verdict_id`."""

    at: datetime
    leader_name: str
    account_label: str
    account_mode: AccountMode
    symbol: Symbol
    trade_id: TradeId | None
    kind: str
    side: Side | None
    amount: Decimal | None
    price: Decimal | None
    status: str
    reason: str
    numbers: Mapping[str, str]
    verdict_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewView:
    """A worked example of rules in money: the leader puts `leader_cost` in at `price`; this is what I would do."""

    symbol: Symbol
    leader_cost: Decimal
    price: Decimal
    amount: Decimal | None
    cost: Decimal | None
    margin: Decimal | None
    leverage: int
    equity: Decimal | None
    skip_reason: str
    skip_numbers: Mapping[str, str]
    max_loss: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopPreviewView:
    """What stopping a follow means now."""

    follow: FollowView
    positions: Sequence[PositionView]
    unrealized_pnl: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamView:
    leader_name: str
    exchange: Exchange
    is_connected: bool
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminView:
    users: Sequence[FollowerView]
    is_copying_paused: bool
    streams: Sequence[StreamView]
    breakers: Mapping[str, str]
    unresolved_trades: int
    undelivered_events: int
    is_in_maintenance: bool = False


class PnlPeriod(StrEnum):
    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    ALL = "all"
