"""One message about a gap: what became of the leader's orders that were read late. Decides nothing."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from core.application.unit_of_work import UnitOfWork, Verdict
from core.domain.events import LeaderGapEvent
from core.domain.leader import CopyIntent, Leg
from core.domain.values import FollowerId, FollowId


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
