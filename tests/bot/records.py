"""Views of quality and of leaders' records with sensible values; a test says only what matters to it."""

from datetime import timedelta
from decimal import Decimal

from core.application.quality_queries import LeaderStatisticsView, QualityView, Result
from core.application.quality_reads import FollowedLeader
from core.application.views import PnlPeriod
from core.domain.copy_quality import Fate, Spread, Stage, Verdict
from core.domain.statistics import Day, Fall, Statistics
from core.domain.values import LeaderId
from core.domain.verdict import SkipReason
from tests.bot import builders as b


def followed(name: str = "Lev", leader_id: LeaderId = b.LEADER) -> FollowedLeader:
    return FollowedLeader(leader_id=leader_id, name=name, since=b.NOW, running=1, is_on_paper=True)


def spread(median: str, high: str) -> Spread:
    return Spread(median=Decimal(median), nine_tenths=Decimal(high))


def quality() -> QualityView:
    return QualityView(
        leader_id=b.LEADER,
        leader_name="Lev",
        period=PnlPeriod.MONTH,
        is_everybody=False,
        is_on_paper=True,
        filled=120,
        price=spread("0.00031", "0.0012"),
        lost=Decimal("1.234"),
        delays={
            Stage.SEEN: spread("0.048", "0.21"),
            Stage.DECIDED: spread("0.26", "0.31"),
            Stage.SENT: spread("0.0042", "0.019"),
            Stage.FILLED: spread("0.09", "12.4"),
            Stage.WHOLE: spread("0.41", "13"),
        },
        fates={Fate.COPIED: 120, Fate.SKIPPED: 15, Fate.MISSED: 3, Fate.OPEN: 1, Fate.NOTHING: 7},
        reasons=[
            (Verdict(skip=SkipReason.BELOW_MINIMUM), 9),
            (Verdict(status="failed", failure="not-filled"), 3),
            (Verdict(skip=SkipReason.SLIPPAGE), 2),
        ],
        mine=Result(closed=40, pnl=Decimal("12.3"), share=Decimal("0.012")),
        theirs=Result(closed=44, pnl=Decimal("1500"), share=Decimal("0.0151")),
    )


def statistics(**changes: object) -> Statistics:
    figures: dict[str, object] = {
        "closed": 34,
        "independent": 21,
        "won": 22,
        "win_rate": Decimal(22) / 34,
        "win_rate_at_least": Decimal("0.4793"),
        "pnl": Decimal("320.1"),
        "pnl_without_best": Decimal("-12.5"),
        "base": Decimal(10_000),
        "roi": Decimal("0.03201"),
        "fall": Fall(amount=Decimal(800), share=Decimal("0.0784")),
        "per_week": Decimal("3.21"),
        "median_hold": timedelta(hours=4, minutes=12),
        "worst_day": Day(on=b.NOW.date(), pnl=Decimal(-310)),
    }
    return Statistics(**(figures | changes))  # type: ignore[arg-type]


def statistics_view(found: Statistics | None = None) -> LeaderStatisticsView:
    return LeaderStatisticsView(
        leader_id=b.LEADER,
        leader_name="Lev",
        since=b.NOW - timedelta(days=60),
        statistics=found or statistics(),
        unseen=1,
        open_episodes=2,
        open_pnl=Decimal(-120),
    )
