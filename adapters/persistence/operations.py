"""What running the house writes with a unit: deeds, announcements, maintenance, outages. Decides nothing."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from adapters.persistence.codec import Codec
from adapters.persistence.operator_tables import announcements, copy_outages, deeds
from adapters.persistence.plan import Plan
from adapters.persistence.reading import Reader
from adapters.persistence.side_tables import switches
from core.application.operations import Announcement, Deed, Maintenance
from core.domain.values import LeaderId

MAINTENANCE = "maintenance"
FORM = Codec(Maintenance)
STANDING = select(switches.c.value).where(switches.c.name == MAINTENANCE)


class SqlOperations:
    """Implements Operations."""

    def __init__(self, plan: Plan, reader: Reader) -> None:
        self._plan, self._reader = plan, reader

    def note(self, deed: Deed) -> None:
        row = {"at": deed.at, "actor": deed.actor, "name": deed.name, "facts": deed.facts, "refusal": deed.refusal}
        self._plan.insert(deeds, row)

    def announce(self, announcement: Announcement) -> None:
        row = {
            "id": announcement.announcement_id,
            "made_at": announcement.made_at,
            "made_by": announcement.made_by,
            "text": announcement.text,
            "people": announcement.people,
        }
        self._plan.insert(announcements, row)

    async def maintenance(self) -> Maintenance | None:
        return await standing_maintenance(self._reader)

    def begin_maintenance(self, maintenance: Maintenance) -> None:
        self._plan.insert(switches, {"name": MAINTENANCE, "value": FORM.encode(maintenance)})

    def end_maintenance(self) -> None:
        self._plan.delete(switches, {"name": MAINTENANCE})

    async def outages(self) -> Mapping[LeaderId, datetime]:
        rows = await self._reader.rows(select(copy_outages))
        return {LeaderId(row["leader_id"]): row["since"] for row in rows}

    def begin_outage(self, leader_id: LeaderId, since: datetime) -> None:
        self._plan.insert(copy_outages, {"leader_id": leader_id, "since": since})

    def end_outage(self, leader_id: LeaderId) -> None:
        self._plan.delete(copy_outages, {"leader_id": leader_id})


async def standing_maintenance(reader: Reader) -> Maintenance | None:
    row = await reader.row(STANDING)
    return None if row is None else FORM.decode(row["value"])
