"""What running the house stores beside the aggregates, as promises: who did what, what everybody was told, outages.

Written with the rest of a unit; what was written of deeds and announcements is never changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.domain.invite import Invite
from core.domain.values import FollowerId, LeaderId


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What a person asked for. `facts` name the things and choices, never an amount, a text or a secret;
    `refusal` is the code with which it was refused."""

    at: datetime
    actor: FollowerId
    name: str
    facts: Mapping[str, str]
    refusal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    announcement_id: str
    made_at: datetime
    made_by: FollowerId
    text: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintenance:
    """`was_paused`: entries were paused before, and stay so when it ends."""

    since: datetime
    was_paused: bool


class Operations(Protocol):
    """The unit's part for operators."""

    def note(self, deed: Deed) -> None: ...

    def announce(self, announcement: Announcement) -> None:
        """UNIQUE(announcement_id)."""
        ...

    async def maintenance(self) -> Maintenance | None: ...

    def begin_maintenance(self, maintenance: Maintenance) -> None: ...

    def end_maintenance(self) -> None: ...

    async def outages(self) -> Mapping[LeaderId, datetime]:
        """Leaders whose missing copies were told, since when."""
        ...

    def begin_outage(self, leader_id: LeaderId, since: datetime) -> None: ...

    def end_outage(self, leader_id: LeaderId) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """Entries of a leader that nobody's copy followed: since when, and why, by reason."""

    since: datetime
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How far an announcement has come."""

    people: int
    delivered: int
    unreachable: int


Fields = Mapping[str, str]
"""One line of an export, by column."""


def announcement_subject(announcement_id: str) -> str:
    """What the chat calls the one message about it."""
    return f"announcement:{announcement_id}"


class OperatorReads(Protocol):
    """What operators' screens and watches read."""

    async def invites(self) -> Sequence[Invite]:
        """Not revoked ones, newest first."""
        ...

    async def deeds(self, *, offset: int, limit: int) -> Sequence[tuple[Deed, str]]:
        """Newest first, each with the actor's name, empty for a stranger."""
        ...

    async def tally(self, announcement_id: str) -> Tally | None: ...

    async def maintenance(self) -> Maintenance | None: ...

    async def unresolved_of(self, follower_id: FollowerId) -> int:
        """Own trades whose outcome nobody knows yet."""
        ...

    async def last_copy(self, leader_id: LeaderId, since: datetime) -> datetime | None:
        """When the newest event happened since then that somebody's executed trade followed."""
        ...

    async def missed(self, leader_id: LeaderId, since: datetime) -> Missed | None:
        """Entries after that moment and their verdicts."""
        ...

    async def active_follows(self) -> Mapping[LeaderId, int]:
        """Leaders with follows that would take an entry."""
        ...

    async def trades(
        self, follower_id: FollowerId, *, since: datetime | None, until: datetime | None, after: str, limit: int
    ) -> tuple[Sequence[Fields], str]:
        """Oldest first, at most `limit`, behind the mark of the last part; with this part's mark, "" at the end."""
        ...
