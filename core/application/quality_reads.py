"""What is read to tell how well leaders trade and are copied, as a promise. Changes nothing.

`of` binds to one follower; None means everybody, and only the operator may ask that. Money in quote coin.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from core.domain.copy_quality import Copied, Verdict
from core.domain.episodes import Course, Episode
from core.domain.values import FollowerId, LeaderId


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedLeader:
    """A leader somebody followed: since the first of the follows, of which `running` still run; `is_on_paper` when
    any of their accounts is on paper now."""

    leader_id: LeaderId
    name: str
    since: datetime
    running: int
    is_on_paper: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The positions of a follower (or of all) that ended: how many, what was put in, what came of it after fees."""

    closed: int
    entered: Decimal
    pnl: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackRecord:
    """A leader's newest episodes, oldest first, and what goes on."""

    episodes: Sequence[Episode]
    courses: Sequence[Course]


class QualityReads(Protocol):
    async def followed(self, of: FollowerId | None) -> Sequence[FollowedLeader]:
        """Most followed first; a leader whom nobody follows any more, too."""
        ...

    async def copies(
        self, leader_id: LeaderId, *, of: FollowerId | None, since: datetime, most: int
    ) -> Sequence[Copied]:
        """The newest that filled."""
        ...

    async def verdicts(self, leader_id: LeaderId, *, of: FollowerId | None, since: datetime) -> Mapping[Verdict, int]:
        """How often each came."""
        ...

    async def outcome(self, leader_id: LeaderId, *, of: FollowerId | None, since: datetime) -> Outcome: ...

    async def track_record(self, leader_id: LeaderId, *, most: int) -> TrackRecord: ...
