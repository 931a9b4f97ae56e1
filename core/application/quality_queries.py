"""What can be asked about how well leaders trade and are copied, and the shapes of the answers. Compute nothing.

Money in quote coin, delays in seconds, ratios as fractions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.application.bus import Query
from core.application.quality_reads import FollowedLeader
from core.application.views import PnlPeriod
from core.domain.copy_quality import Fate, Spread, Stage, Verdict
from core.domain.statistics import Statistics
from core.domain.values import FollowerId, LeaderId


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of what was put in: `share` is None where nothing was."""

    closed: int
    pnl: Decimal
    share: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityView:
    """How a leader was copied over a period; `is_everybody`: of all followers together.

    `price` and `lost` compare with the leader's prices, of `filled` copies. `theirs` is the leader's own result over
    the same time, of what began after the first follow, before fees; `mine` after fees and funding.
    """

    leader_id: LeaderId
    leader_name: str
    period: PnlPeriod
    is_everybody: bool
    is_on_paper: bool
    filled: int
    price: Spread | None
    lost: Decimal
    delays: Mapping[Stage, Spread]
    fates: Mapping[Fate, int]
    reasons: Sequence[tuple[Verdict, int]]
    mine: Result
    theirs: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderStatisticsView:
    """`unseen` episodes began before anybody looked and are left out; `open_pnl` is None when a price is unknown."""

    leader_id: LeaderId
    leader_name: str
    since: datetime
    statistics: Statistics
    unseen: int
    open_episodes: int
    open_pnl: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQualityQuery(Query[Sequence[FollowedLeader]]):
    """The leaders the actor follows or followed; all of them for the operator."""

    actor: FollowerId


@dataclass(frozen=True, slots=True, kw_only=True)
class GetQualityQuery(Query[QualityView]):
    """Own copies; everybody's for the operator. Raises NotFound leader-unknown for a leader never followed."""

    actor: FollowerId
    leader_id: LeaderId
    period: PnlPeriod = PnlPeriod.MONTH


@dataclass(frozen=True, slots=True, kw_only=True)
class GetLeaderStatisticsQuery(Query[LeaderStatisticsView]):
    """Open to everybody who may follow, as the leader's card is. Raises NotFound leader-unknown."""

    actor: FollowerId
    leader_id: LeaderId
