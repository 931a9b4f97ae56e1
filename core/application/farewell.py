"""What a leader's end means for a follow: nothing new, and the follower is asked once. Closes nothing by itself."""

from datetime import datetime

from core.application.leader_commands import LossCause
from core.application.unit_of_work import UnitOfWork
from core.domain.events import LeaderLostEvent
from core.domain.follow import Follow, FollowStatus


async def leave_alone(unit: UnitOfWork, follow: Follow, cause: LossCause, *, at: datetime) -> None:
    """Told once for each time that the follow came to take nothing new: commit says AlreadyExists to a second."""
    takes_entries = follow.status is not FollowStatus.CLOSE_ONLY
    number = follow.version + takes_entries
    if takes_entries:
        follow.only_close()
    positions = await unit.positions.open_of_follow(follow.id)
    unit.record(
        LeaderLostEvent(
            event_id=f"Lost:{follow.id}:{number}",
            occurred_at=at,
            follow_id=follow.id,
            follower_id=follow.follower_id,
            leader_id=follow.leader_id,
            cause=cause,
            open_positions=len(positions),
        )
    )
