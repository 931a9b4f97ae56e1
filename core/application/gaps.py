"""What is told when an event has all its verdicts: one message about a gap, and that a leader was forced out.

Decides nothing.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from core.application.unit_of_work import UnitOfWork, Verdict
from core.domain.events import LeaderEvent, LeaderForcedEvent, LeaderGapEvent
from core.domain.leader import CopyIntent, Leg
from core.domain.values import FollowerId, FollowId


async def news_of(unit: UnitOfWork, event: CopyIntent, at: datetime) -> Sequence[LeaderEvent]:
    return [*await gap_news(unit, event, at), *await forced_news(unit, event, at)]


async def forced_news(unit: UnitOfWork, event: CopyIntent, at: datetime) -> Sequence[LeaderForcedEvent]:
    """To those who leave with the leader."""
    if not event.forced:
        return ()
    return [
        LeaderForcedEvent(
            event_id=f"Forced:{verdict.follow_id}:{event.event_key}",
            occurred_at=at,
            follow_id=verdict.follow_id,
            follower_id=verdict.follower_id,
            leader_id=event.leader_id,
            symbol=event.symbol,
            cause=event.forced,
        )
        for verdict in await unit.decisions.verdicts([event.event_key])
        if verdict.leg is Leg.CLOSE and not verdict.is_skipped
    ]


async def gap_news(unit: UnitOfWork, last: CopyIntent, at: datetime) -> Sequence[LeaderGapEvent]:
    """For each follow that a late entry passed by; whoever missed nothing has the cards of the trades."""
    if not last.late_with:
        return ()
    verdicts: dict[tuple[FollowId, FollowerId], list[Verdict]] = defaultdict(list)
    for verdict in await unit.decisions.verdicts(sorted(last.late_with)):
        verdicts[(verdict.follow_id, verdict.follower_id)].append(verdict)
    found = [gap_event(last, whose, of_follow, at=at) for whose, of_follow in verdicts.items()]
    return [event for event in found if event.skipped]


def gap_event(
    last: CopyIntent, whose: tuple[FollowId, FollowerId], verdicts: Sequence[Verdict], *, at: datetime
) -> LeaderGapEvent:
    follow_id, follower_id = whose
    entries = [verdict for verdict in verdicts if verdict.leg is Leg.OPEN]
    return LeaderGapEvent(
        event_id=f"Gap:{follow_id}:{last.event_key}",
        occurred_at=at,
        follow_id=follow_id,
        follower_id=follower_id,
        leader_id=last.leader_id,
        skipped=sum(verdict.is_skipped for verdict in entries),
        entered=sum(not verdict.is_skipped for verdict in entries),
        closed=sum(verdict.leg is Leg.CLOSE and not verdict.is_skipped for verdict in verdicts),
    )
