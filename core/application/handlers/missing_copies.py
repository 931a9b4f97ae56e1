"""A leader trades and nobody's copy is made: told to the operators once, and once when they are back. Repairs nothing.

What is stored decides, so a restart neither forgets an outage nor tells it again.
"""

from datetime import datetime, timedelta

from core.application.operations import Missed
from core.application.operator_commands import WatchCopiesCommand
from core.application.ports import Clock
from core.application.read_model import LeaderRecord, ReadModel
from core.application.unit_of_work import UnitOfWork, UnitOfWorkFactory
from core.domain.operator_events import CopiesBackEvent, CopiesMissingEvent
from core.domain.values import LeaderId
from core.domain.verdict import SkipReason

PATIENCE = timedelta(minutes=30)
"""From the leader's first entry without a copy to the alarm."""

LOOK_BACK = timedelta(minutes=90)
WISHED = frozenset({SkipReason.COPYING_PAUSED, SkipReason.FOLLOW_PAUSED, SkipReason.FOLLOW_CLOSE_ONLY})
"""Reasons that somebody chose: nothing is missing."""


class MissingCopiesHandler:
    """Asks for every leader whose follows would take an entry."""

    def __init__(self, units: UnitOfWorkFactory, reads: ReadModel, clock: Clock) -> None:
        self._units, self._reads, self._clock = units, reads, clock

    async def __call__(self, command: WatchCopiesCommand) -> int:
        async with self._units() as unit:
            told = await unit.operations.outages()
            followed = await self._reads.operator.active_follows()
            leaders = {LeaderId(record.leader.id): record for record in await self._reads.leaders()}
            for leader_id, since in told.items():
                await self._end(unit, leader_id, since, record=leaders.get(leader_id))
            for leader_id, record in leaders.items():
                if leader_id in followed and leader_id not in told:
                    await self._begin(unit, record)
            await unit.commit()
            return len(await unit.operations.outages())

    async def _begin(self, unit: UnitOfWork, record: LeaderRecord) -> None:
        leader, now = record.leader, self._clock.now()
        missed = await self._missed(leader.id, now)
        if missed is None or now - missed.since < PATIENCE:
            return
        unit.operations.begin_outage(leader.id, missed.since)
        unit.record(
            CopiesMissingEvent(
                event_id=f"CopiesMissing:{leader.id}:{missed.since.isoformat()}",
                occurred_at=now,
                leader_id=leader.id,
                leader_name=leader.name,
                since=missed.since,
                reasons=missed.reasons,
            )
        )

    async def _missed(self, leader_id: LeaderId, now: datetime) -> Missed | None:
        """Since the last copy; what people chose not to copy is not missing."""
        begin = now - LOOK_BACK
        last = await self._reads.operator.last_copy(leader_id, begin)
        missed = await self._reads.operator.missed(leader_id, last or begin)
        return None if missed is None or missed.reasons.keys() <= WISHED else missed

    async def _end(
        self, unit: UnitOfWork, leader_id: LeaderId, since: datetime, *, record: LeaderRecord | None
    ) -> None:
        """Copies are made again; of one who leads no more nothing is told."""
        copied = None if record is None else await self._reads.operator.last_copy(leader_id, since)
        if record is not None and copied is None:
            return
        unit.operations.end_outage(leader_id)
        if record is not None:
            event_id = f"CopiesBack:{leader_id}:{since.isoformat()}"
            name, now = record.leader.name, self._clock.now()
            unit.record(
                CopiesBackEvent(event_id=event_id, occurred_at=now, leader_id=leader_id, leader_name=name, since=since)
            )
