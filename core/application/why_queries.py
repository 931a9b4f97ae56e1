"""What can be asked about verdicts: why was this copied, or not? Changes nothing; the answers stand in why_views.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.application.bus import Query
from core.application.views import TradeView
from core.application.why_views import WhyView
from core.domain.values import FollowerId, FollowId, PositionId, TradeId


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainVerdictQuery(Query[WhyView]):
    """Raises NotFound verdict-unknown."""

    actor: FollowerId
    verdict_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainTradeQuery(Query[WhyView]):
    """Of a trade that no leader asked for, too. Raises NotFound trade-unknown."""

    actor: FollowerId
    trade_id: TradeId


@dataclass(frozen=True, slots=True, kw_only=True)
class FindSkipQuery(Query[str]):
    """The verdict's id by which a follow skipped a leader's event; "" when there is none."""

    actor: FollowerId
    follow_id: FollowId
    event_key: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPositionTradesQuery(Query[Sequence[TradeView]]):
    """What was executed for a position of the actor, newest first, twenty at most; only what was executed `at`."""

    actor: FollowerId
    position_id: PositionId
    at: datetime | None = None
