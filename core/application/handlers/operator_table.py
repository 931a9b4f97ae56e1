"""Which handler carries out what operators ask for, and keys beside the chat: a part of the table in table.py."""

from core.application import key_commands, operator_commands, operator_queries
from core.application.bus import Handler, MessageBus
from core.application.gates import Gates
from core.application.handlers.exporting import ExportTradesHandler
from core.application.handlers.key_door import KeyDoorHandlers
from core.application.handlers.membership import MembershipHandlers
from core.application.handlers.missing_copies import MissingCopiesHandler
from core.application.handlers.operating import OperatingHandlers
from core.application.handlers.status import StatusHandlers
from core.application.key_door import KeyDoor
from core.application.ports import Clock, Health, IdSource
from core.application.read_model import ReadModel
from core.application.unit_of_work import UnitOfWorkFactory
from core.application.vitals import Vitals


def operator_table(
    units: UnitOfWorkFactory,
    reads: ReadModel,
    *,
    health: Health,
    vitals: Vitals,
    gates: Gates,
    ids: IdSource,
    clock: Clock,
) -> dict[type, Handler]:
    operating = OperatingHandlers(units, reads, ids=ids, clock=clock)
    membership = MembershipHandlers(units, reads, ids=ids, clock=clock)
    status = StatusHandlers(reads, health, vitals=vitals, gates=gates, clock=clock)
    return {
        operator_commands.RevokeInviteCommand: operating.revoke_invite,
        operator_commands.ChangeTermsCommand: membership.change,
        operator_commands.AnnounceCommand: operating.announce,
        operator_commands.SwitchMaintenanceCommand: operating.switch_maintenance,
        operator_commands.WatchCopiesCommand: MissingCopiesHandler(units, reads, clock),
        operator_queries.ListInvitesQuery: operating.invites,
        operator_queries.GetMembershipQuery: membership.get,
        operator_queries.ListAuditQuery: operating.audit,
        operator_queries.GetAnnouncementQuery: operating.announcement,
        operator_queries.GetStatusQuery: status.status,
        operator_queries.GetOwnStatusQuery: status.own,
        operator_queries.ExportTradesQuery: ExportTradesHandler(reads.operator),
    }


def key_door_table(
    taking: MessageBus, units: UnitOfWorkFactory, *, door: KeyDoor, ids: IdSource, clock: Clock
) -> dict[type, Handler]:
    """`taking` carries out the two commands that take a key."""
    doors = KeyDoorHandlers(units, door, bus=taking, ids=ids, clock=clock)
    return {
        key_commands.OpenKeyDoorCommand: doors.open,
        key_commands.LookAtDoorCommand: doors.look,
        key_commands.EnterKeyCommand: doors.enter,
    }
