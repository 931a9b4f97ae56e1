"""Everything the system can be asked to tell: an index to read. Changes nothing; the answers stand in views.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.application.bus import Query
from core.application.digest_views import DigestView
from core.application.drifts import DriftsView
from core.application.views import (
    AccountView,
    AdminView,
    FollowerView,
    FollowView,
    HistoryEntry,
    HomeView,
    LeaderView,
    PnlPeriod,
    PnlView,
    PositionView,
    PreviewView,
    StopPreviewView,
    TradeView,
)
from core.domain.copy_rules import CopyRules
from core.domain.values import (
    AccountId,
    ConfirmationId,
    FollowerId,
    FollowId,
    LeaderId,
    PositionId,
    TradeId,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindFollowerQuery(Query[FollowerView | None]):
    """Who is this Telegram user to us? None: nobody."""

    actor: FollowerId


@dataclass(frozen=True, slots=True, kw_only=True)
class GetHomeQuery(Query[HomeView]):
    actor: FollowerId


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAccountsQuery(Query[Sequence[AccountView]]):
    actor: FollowerId


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLeadersQuery(Query[Sequence[LeaderView]]):
    actor: FollowerId


@dataclass(frozen=True, slots=True, kw_only=True)
class GetLeaderQuery(Query[LeaderView]):
    """Raises NotFound leader-unknown."""

    actor: FollowerId
    leader_id: LeaderId


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFollowsQuery(Query[Sequence[FollowView]]):
    """Not stopped ones."""

    actor: FollowerId


@dataclass(frozen=True, slots=True, kw_only=True)
class GetFollowQuery(Query[FollowView]):
    actor: FollowerId
    follow_id: FollowId


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewFollowQuery(Query[PreviewView]):
    actor: FollowerId
    leader_id: LeaderId
    account_id: AccountId
    rules: CopyRules


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewStopQuery(Query[StopPreviewView]):
    actor: FollowerId
    follow_id: FollowId


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPositionsQuery(Query[Sequence[PositionView]]):
    """Open ones."""

    actor: FollowerId


@dataclass(frozen=True, slots=True, kw_only=True)
class GetPositionQuery(Query[PositionView]):
    actor: FollowerId
    position_id: PositionId


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDriftsQuery(Query[DriftsView]):
    """How the book and the exchange differ on an own account now. Raises ExchangeError when it doesn't answer."""

    actor: FollowerId
    account_id: AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class GetTradeQuery(Query[TradeView]):
    actor: FollowerId
    trade_id: TradeId


@dataclass(frozen=True, slots=True, kw_only=True)
class GetConfirmationTradeQuery(Query[TradeView]):
    """The trade behind a confirmation of the actor."""

    actor: FollowerId
    confirmation_id: ConfirmationId


@dataclass(frozen=True, slots=True, kw_only=True)
class GetPnlQuery(Query[PnlView]):
    actor: FollowerId
    period: PnlPeriod = PnlPeriod.ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class GetDigestQuery(Query[DigestView]):
    """What happened from `since` (inclusive) to `until`, in short."""

    actor: FollowerId
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ListHistoryQuery(Query[Sequence[HistoryEntry]]):
    """Newest first; `page` from 0, five a page: what a phone shows without a scroll."""

    actor: FollowerId
    page: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GetAdminQuery(Query[AdminView]):
    """Operator only."""

    actor: FollowerId
