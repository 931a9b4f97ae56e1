"""What operators ask, answered by a house in which nothing happened yet. Keeps nothing."""

from core.application.bus import Handler
from core.application.operator_commands import (
    AnnounceCommand,
    ChangeTermsCommand,
    RevokeInviteCommand,
    SwitchMaintenanceCommand,
)
from core.application.operator_queries import (
    ExportTradesQuery,
    GetAnnouncementQuery,
    GetMembershipQuery,
    GetOwnStatusQuery,
    GetStatusQuery,
    ListAuditQuery,
    ListInvitesQuery,
)
from core.application.operator_views import AuditPage, InviteView, OwnStatusView, StatusView
from core.domain.errors import NotFound


def operating_table() -> dict[type, Handler]:
    return {
        GetOwnStatusQuery: own_status,
        GetStatusQuery: status,
        ListInvitesQuery: invites,
        ListAuditQuery: audit,
        ExportTradesQuery: export,
        GetAnnouncementQuery: announcement,
        GetMembershipQuery: membership,
        ChangeTermsCommand: membership,
        RevokeInviteCommand: revoke,
        AnnounceCommand: announce,
        SwitchMaintenanceCommand: maintain,
    }


async def own_status(_query: GetOwnStatusQuery) -> OwnStatusView:
    return OwnStatusView(is_copying_paused=False, maintenance_since=None, follows=(), unresolved_trades=0)


async def status(_query: GetStatusQuery) -> StatusView:
    return StatusView(
        is_copying_paused=False,
        maintenance_since=None,
        exchanges=(),
        streams=(),
        gates=(),
        queues={},
        commit_ms=1,
        unresolved_trades=0,
        undelivered_events=0,
    )


async def invites(_query: ListInvitesQuery) -> tuple[InviteView, ...]:
    return ()


async def audit(query: ListAuditQuery) -> AuditPage:
    return AuditPage(page=query.page, lines=(), has_more=False)


async def export(_query: ExportTradesQuery) -> bytes:
    raise NotFound("nothing-to-export")


async def announcement(_query: GetAnnouncementQuery) -> None:
    raise NotFound("announcement-unknown")


async def membership(_message: GetMembershipQuery | ChangeTermsCommand) -> None:
    raise NotFound("person-unknown")


async def revoke(_command: RevokeInviteCommand) -> None:
    raise NotFound("invite-unknown")


async def announce(_command: AnnounceCommand) -> int:
    return 0


async def maintain(_command: SwitchMaintenanceCommand) -> None:
    """Nobody trades here."""
