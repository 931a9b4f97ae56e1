"""Running the house: invitations, who did what, announcements, maintenance. Operators only; trades nothing."""

from collections.abc import Sequence

from core.application.handlers.people import require_operator
from core.application.operations import Announcement, Maintenance, OperatorReads
from core.application.operator_commands import (
    AnnounceCommand,
    MaintenanceSwitch,
    RevokeInviteCommand,
    SwitchMaintenanceCommand,
)
from core.application.operator_queries import GetAnnouncementQuery, ListAuditQuery, ListInvitesQuery
from core.application.operator_views import AnnouncementView, AuditLine, AuditPage, InviteView
from core.application.ports import Clock, IdSource
from core.application.read_model import ReadModel
from core.application.unit_of_work import UnitOfWork, UnitOfWorkFactory
from core.domain.errors import AlreadyExists, BadInput, NotAllowed, NotFound
from core.domain.follower import Follower, Role
from core.domain.invite import Invite
from core.domain.operator_events import AnnouncedEvent, MaintenanceBegunEvent, MaintenanceEndedEvent
from core.domain.values import FollowerId

AUDIT_PAGE = 5
LAST_PAGE = 10_000
LONGEST_ANNOUNCEMENT = 3_000
CHOICES = ("switch", "choice", "answer", "mode", "exchange", "follower_id")


async def require_operators_eye(reads: ReadModel, actor: FollowerId) -> None:
    follower = await reads.follower(actor)
    if follower is None or follower.role is not Role.OPERATOR:
        raise NotAllowed("operator-only")


class OperatingHandlers:
    """What operators do and look at."""

    def __init__(self, units: UnitOfWorkFactory, reads: ReadModel, *, ids: IdSource, clock: Clock) -> None:
        self._units, self._reads, self._ids, self._clock = units, reads, ids, clock

    @property
    def _own(self) -> OperatorReads:
        return self._reads.operator

    async def revoke_invite(self, command: RevokeInviteCommand) -> None:
        async with self._units() as unit:
            await require_operator(unit, command.actor)
            found = [invite for invite in await self._own.invites() if invite.mark == command.mark]
            if not found:
                raise NotFound("invite-unknown")
            (await unit.invites.get(found[0].id)).revoke(self._clock.now())
            await unit.commit()

    async def announce(self, command: AnnounceCommand) -> int:
        """One event per person, in one commit: each is told once, whatever happens in between."""
        text = command.text.strip()
        if not 0 < len(text) <= LONGEST_ANNOUNCEMENT:
            raise BadInput("bad-announcement", limit=LONGEST_ANNOUNCEMENT)
        people, now = await self._reads.followers(), self._clock.now()
        async with self._units() as unit:
            await require_operator(unit, command.actor)
            unit.operations.announce(
                Announcement(
                    announcement_id=command.announcement_id,
                    made_at=now,
                    made_by=command.actor,
                    text=text,
                    people=len(people),
                )
            )
            for person in people:
                unit.record(
                    AnnouncedEvent(
                        event_id=f"Announced:{command.announcement_id}:{person.id}",
                        occurred_at=now,
                        follower_id=person.id,
                        announcement_id=command.announcement_id,
                        text=text,
                    )
                )
            try:
                await unit.commit()
            except AlreadyExists:
                return len(people)
        return len(people)

    async def switch_maintenance(self, command: SwitchMaintenanceCommand) -> None:
        people = await self._reads.followers()
        async with self._units() as unit:
            await require_operator(unit, command.actor)
            standing = await unit.operations.maintenance()
            match command.switch:
                case MaintenanceSwitch.BEGIN if standing is None:
                    await self._begin(unit, people)
                case MaintenanceSwitch.END if standing is not None:
                    self._end(unit, people, standing)
            try:
                await unit.commit()
            except AlreadyExists:
                return  # somebody else began it this moment

    async def _begin(self, unit: UnitOfWork, people: Sequence[Follower]) -> None:
        now, was_paused = self._clock.now(), await unit.switches.is_copying_paused()
        unit.operations.begin_maintenance(Maintenance(since=now, was_paused=was_paused))
        unit.switches.pause_copying()
        number = self._ids.new()
        for person in people:
            event_id = f"Maintenance:{number}:begun:{person.id}"
            unit.record(MaintenanceBegunEvent(event_id=event_id, occurred_at=now, follower_id=person.id))

    def _end(self, unit: UnitOfWork, people: Sequence[Follower], standing: Maintenance) -> None:
        now, number = self._clock.now(), self._ids.new()
        unit.operations.end_maintenance()
        if not standing.was_paused:
            unit.switches.resume_copying()
        for person in people:
            ended = MaintenanceEndedEvent(
                event_id=f"Maintenance:{number}:ended:{person.id}",
                occurred_at=now,
                follower_id=person.id,
                is_paused=standing.was_paused,
            )
            unit.record(ended)

    async def invites(self, query: ListInvitesQuery) -> Sequence[InviteView]:
        await require_operators_eye(self._reads, query.actor)
        now = self._clock.now()
        return [invite_view(invite) for invite in await self._own.invites() if invite.is_open(now)]

    async def audit(self, query: ListAuditQuery) -> AuditPage:
        await require_operators_eye(self._reads, query.actor)
        page = max(0, min(query.page, LAST_PAGE))
        found = await self._own.deeds(offset=page * AUDIT_PAGE, limit=AUDIT_PAGE + 1)
        lines = [
            AuditLine(
                at=deed.at,
                actor=deed.actor,
                name=name,
                deed=deed.name,
                what=next((deed.facts[choice] for choice in CHOICES if choice in deed.facts), ""),
                refusal=deed.refusal,
            )
            for deed, name in found[:AUDIT_PAGE]
        ]
        return AuditPage(page=page, lines=lines, has_more=len(found) > AUDIT_PAGE)

    async def announcement(self, query: GetAnnouncementQuery) -> AnnouncementView:
        await require_operators_eye(self._reads, query.actor)
        tally = await self._own.tally(query.announcement_id)
        if tally is None:
            raise NotFound("announcement-unknown")
        return AnnouncementView(
            announcement_id=query.announcement_id,
            people=tally.people,
            delivered=tally.delivered,
            unreachable=tally.unreachable,
        )


def invite_view(invite: Invite) -> InviteView:
    return InviteView(
        mark=invite.mark,
        role=invite.role,
        terms=invite.terms,
        uses=len(invite.used_by),
        most_uses=invite.most_uses,
        created_at=invite.created_at,
        expires_at=invite.expires_at,
    )
