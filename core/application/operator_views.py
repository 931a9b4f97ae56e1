"""The shapes of what operators are shown, and of the state a follower is told. Hold no text and compute nothing.

Seconds are ages at the moment of asking; capital in quote coin.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.application.gates import Gate
from core.domain.account import AccountMode, AccountStatus
from core.domain.follow import FollowStatus
from core.domain.follower import Role, Terms
from core.domain.values import Exchange, FollowerId


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteView:
    """`uses` of `most_uses` are spent."""

    mark: str
    role: Role
    terms: Terms
    uses: int
    most_uses: int
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipView:
    """Under which terms somebody is in; `accounts` are linked, `follows` run."""

    follower_id: FollowerId
    name: str
    role: Role
    terms: Terms
    accounts: int
    follows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """`deed` is the command's name, `what` its variant where it has some; `refusal` is empty for what was done."""

    at: datetime
    actor: FollowerId
    name: str
    deed: str
    what: str
    refusal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    page: int
    lines: Sequence[AuditLine]
    has_more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementView:
    """Of `people`, so many have it, so many can't be reached; the others still wait."""

    announcement_id: str
    people: int
    delivered: int
    unreachable: int

    @property
    def waiting(self) -> int:
        return max(self.people - self.delivered - self.unreachable, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A kind of requests of an exchange and the state of its breaker."""

    name: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeVitals:
    """`used` is the fullest of the address's budgets of requests as a percentage; `silent_seconds` is how long the
    exchange wants to hear nothing from us."""

    exchange: Exchange
    lanes: Sequence[Lane]
    used_percent: int
    silent_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamStatus:
    """One leader's stream; `lag_seconds` since anything was heard of it."""

    leader_name: str
    exchange: Exchange
    is_connected: bool
    lag_seconds: int | None
    last_event_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedGate:
    gate: Gate
    places: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusView:
    """`queues` by name: what waits to be sent, written or published; `commit_ms` is the last commit's time."""

    is_copying_paused: bool
    maintenance_since: datetime | None
    exchanges: Sequence[ExchangeVitals]
    streams: Sequence[StreamStatus]
    gates: Sequence[ClosedGate]
    queues: Mapping[str, int]
    commit_ms: int
    unresolved_trades: int
    undelivered_events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFollowStatus:
    """`obstacle` is why nothing new is copied now, empty when copies are made."""

    leader_name: str
    account_label: str
    exchange: Exchange
    account_mode: AccountMode
    account_status: AccountStatus
    follow_status: FollowStatus
    last_event_at: datetime | None
    obstacle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnStatusView:
    is_copying_paused: bool
    maintenance_since: datetime | None
    follows: Sequence[OwnFollowStatus]
    unresolved_trades: int
