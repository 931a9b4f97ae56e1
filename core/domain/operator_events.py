"""Facts of running the house, for those who live in it. Carry values, never aggregates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.domain.follower import Role, Terms
from core.domain.values import AccountId, Exchange, FollowerId, LeaderId
from core.shared import DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedEvent(DomainEvent):
    """The operators have something to say to this person."""

    follower_id: FollowerId
    announcement_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceBegunEvent(DomainEvent):
    """This person's entries wait from now on; exits go on."""

    follower_id: FollowerId


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceEndedEvent(DomainEvent):
    """`is_paused`: the operators keep entries back all the same."""

    follower_id: FollowerId
    is_paused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowerTermsChangedEvent(DomainEvent):
    """An operator changed what this person may do from now on."""

    follower_id: FollowerId
    role: Role
    terms: Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiesMissingEvent(DomainEvent):
    """The leader trades and nobody's copy was made since; `reasons` counts why, by reason."""

    leader_id: LeaderId
    leader_name: str
    since: datetime
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiesBackEvent(DomainEvent):
    """The leader's trades are copied again."""

    leader_id: LeaderId
    leader_name: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEnteredEvent(DomainEvent):
    """A key came in beside the chat: for a new account, or in place of the old one."""

    follower_id: FollowerId
    account_id: AccountId
    exchange: Exchange
    is_new: bool
