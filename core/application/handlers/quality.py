"""How well leaders trade and are copied: stored rows handed to the domain's figures. Changes nothing."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from core.application.ports import Clock, MarketBoard
from core.application.quality_queries import (
    GetLeaderStatisticsQuery,
    GetQualityQuery,
    LeaderStatisticsView,
    ListQualityQuery,
    QualityView,
    Result,
)
from core.application.quality_reads import FollowedLeader, Outcome, QualityReads
from core.application.read_model import ReadModel
from core.application.views import PnlPeriod
from core.domain.copy_quality import counted, delays, lost_by_price, price_spread, share_of, top_reasons
from core.domain.episodes import Course, Episode
from core.domain.errors import NotAllowed, NotFound
from core.domain.follower import Role
from core.domain.statistics import statistics
from core.domain.values import ZERO, Exchange, FollowerId

MOST_COPIES = 1_000
MOST_EPISODES = 1_000
"""The newest say what there is to say; more would only keep others waiting."""

TOP_REASONS = 3
SETTLE_COIN = "USDT"
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
DAYS = {PnlPeriod.TODAY: 1, PnlPeriod.WEEK: 7, PnlPeriod.MONTH: 30}


class QualityHandlers:
    def __init__(self, reads: ReadModel, quality: QualityReads, *, board: MarketBoard, clock: Clock) -> None:
        self._reads, self._quality, self._board, self._clock = reads, quality, board, clock

    async def list_(self, query: ListQualityQuery) -> Sequence[FollowedLeader]:
        return await self._quality.followed(await self._scope(query.actor))

    async def of_leader(self, query: GetQualityQuery) -> QualityView:
        of = await self._scope(query.actor)
        leader = next((it for it in await self._quality.followed(of) if it.leader_id == query.leader_id), None)
        if leader is None:
            raise NotFound("leader-unknown")
        since = self._since(query.period)
        copies = await self._quality.copies(leader.leader_id, of=of, since=since, most=MOST_COPIES)
        verdicts = await self._quality.verdicts(leader.leader_id, of=of, since=since)
        return QualityView(
            leader_id=leader.leader_id,
            leader_name=leader.name,
            period=query.period,
            is_everybody=of is None,
            is_on_paper=leader.is_on_paper,
            filled=len(copies),
            price=price_spread(copies),
            lost=lost_by_price(copies),
            delays=delays(copies),
            fates=counted(verdicts),
            reasons=top_reasons(verdicts, TOP_REASONS),
            mine=result_of(await self._quality.outcome(leader.leader_id, of=of, since=since)),
            theirs=result_of(await self._leaders_outcome(leader, since)),
        )

    async def statistics(self, query: GetLeaderStatisticsQuery) -> LeaderStatisticsView:
        await self._scope(query.actor)
        record = await self._reads.leader(query.leader_id)
        if record is None:
            raise NotFound("leader-unknown")
        track = await self._quality.track_record(query.leader_id, most=MOST_EPISODES)
        episodes = comparable(track.episodes)
        courses = [course for course in track.courses if course.symbol.quote == SETTLE_COIN]
        open_pnl = self._open_pnl(courses, record.account.exchange)
        since = told_since(record.leader.since, track.episodes)
        return LeaderStatisticsView(
            leader_id=query.leader_id,
            leader_name=record.leader.name,
            since=since,
            statistics=statistics(episodes, since=since, now=self._clock.now(), open_pnl=open_pnl),
            unseen=sum(not episode.is_whole for episode in episodes),
            open_episodes=len(courses),
            open_pnl=open_pnl,
        )

    async def _scope(self, actor: FollowerId) -> FollowerId | None:
        """Whose copies they may see: None means everybody's."""
        follower = await self._reads.follower(actor)
        if follower is None:
            raise NotAllowed("invite-needed")
        return None if follower.role is Role.OPERATOR else actor

    async def _leaders_outcome(self, leader: FollowedLeader, since: datetime) -> Outcome:
        """Of what could be copied: it began when somebody followed, and ended in the period."""
        track = await self._quality.track_record(leader.leader_id, most=MOST_EPISODES)
        found = [
            episode
            for episode in comparable(track.episodes)
            if episode.is_whole and episode.opened_at >= leader.since and episode.closed_at >= since
        ]
        return Outcome(
            closed=len(found),
            entered=sum((episode.entered for episode in found), ZERO),
            pnl=sum((episode.pnl for episode in found), ZERO),
        )

    def _open_pnl(self, courses: Iterable[Course], exchange: Exchange) -> Decimal | None:
        """None when nothing is open whose beginning was seen, or a price isn't known."""
        total = None
        for course in (it for it in courses if it.is_whole):
            price = self._board.price(exchange, course.symbol)
            if price is None:
                return None
            total = (total or ZERO) + course.pnl + course.floating(price)
        return total

    def _since(self, period: PnlPeriod) -> datetime:
        days = DAYS.get(period)
        return BEGINNING if days is None else self._clock.now() - timedelta(days=days)


def told_since(watched_since: datetime, episodes: Sequence[Episode]) -> datetime:
    """Where only the newest are told, since the first of them began."""
    begun = [episode.opened_at for episode in episodes]
    return min(begun) if len(begun) == MOST_EPISODES else min([watched_since, *begun])


def comparable(episodes: Iterable[Episode]) -> Sequence[Episode]:
    """Those in the coin that everything is told in."""
    return [episode for episode in episodes if episode.symbol.quote == SETTLE_COIN]


def result_of(outcome: Outcome) -> Result:
    return Result(closed=outcome.closed, pnl=outcome.pnl, share=share_of(outcome.pnl, outcome.entered))
