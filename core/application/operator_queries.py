"""What operators ask to be told, and how a follower asks whether all is well. Changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.application.bus import Query
from core.application.operator_views import (
    AnnouncementView,
    AuditPage,
    InviteView,
    MembershipView,
    OwnStatusView,
    StatusView,
)
from core.domain.values import FollowerId


@dataclass(frozen=True, slots=True, kw_only=True)
class ListInvitesQuery(Query[Sequence[InviteView]]):
    """Those that still open, newest first. Operator only."""

    actor: FollowerId


@dataclass(frozen=True, slots=True, kw_only=True)
class GetMembershipQuery(Query[MembershipView]):
    """Somebody's role and terms, and how much of them is used. Operator only; raises NotFound person-unknown."""

    actor: FollowerId
    follower_id: FollowerId


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAuditQuery(Query[AuditPage]):
    """Who did what, newest first; `page` from 0. Operator only."""

    actor: FollowerId
    page: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GetAnnouncementQuery(Query[AnnouncementView]):
    """How far it has come. Operator only; raises NotFound announcement-unknown."""

    actor: FollowerId
    announcement_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GetStatusQuery(Query[StatusView]):
    """Operator only."""

    actor: FollowerId


@dataclass(frozen=True, slots=True, kw_only=True)
class GetOwnStatusQuery(Query[OwnStatusView]):
    """Are copies made for me?"""

    actor: FollowerId


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportTradesQuery(Query[bytes]):
    """Own trades decided from `since` until before `until` as a table of comma-separated values, oldest first.

    Raises NotFound nothing-to-export, BadInput export-too-large.
    """

    actor: FollowerId
    since: datetime | None = None
    until: datetime | None = None
