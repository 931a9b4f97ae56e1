"""Facts that only the chat tells of: a pause that is over, a digest that is due. Carry values, never aggregates."""

from dataclasses import dataclass
from datetime import datetime

from core.domain.timetable import DigestKind
from core.domain.values import AccountId, FollowerId, FollowId
from core.shared import DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseEndedEvent(DomainEvent):
    """The time a follower chose is over: `count` follows take entries again, `follow_id` is one of them."""

    follower_id: FollowerId
    account_id: AccountId
    follow_id: FollowId
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestDueEvent(DomainEvent):
    """To be told what happened from `since` to `until`."""

    follower_id: FollowerId
    kind: DigestKind
    since: datetime
    until: datetime
