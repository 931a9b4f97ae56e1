"""Watches what new entries depend on beside the exchanges, and tells when they wait. Decides nothing about a trade."""

import asyncio
from collections import deque

from loguru import logger

from core.application.gates import Closed, Gates
from core.application.ports import Clock, IdSource
from core.application.unit_of_work import UnitOfWorkFactory
from core.domain.errors import StorageError
from core.domain.events import EntriesResumedEvent, EntriesStoppedEvent
from core.domain.values import Exchange

AGAIN_SECONDS = 2.0
PLACES = frozenset({"", *Exchange})
"""What the operators hear of; an account's gate is its own follower's news."""


class GateNews:
    """Each change of a gate as a committed event, in order, as soon as the book can be written."""

    def __init__(self, gates: Gates, units: UnitOfWorkFactory, *, ids: IdSource, clock: Clock) -> None:
        self._units, self._ids, self._clock = units, ids, clock
        self._untold: deque[EntriesStoppedEvent | EntriesResumedEvent] = deque()
        self._news = asyncio.Event()
        gates.listen(self._closed, self._opened)

    async def run(self) -> None:
        """Belongs to the supervised workers."""
        while True:
            await self._news.wait()
            self._news.clear()
            while self._untold:
                await self._tell_next()

    async def _tell_next(self) -> None:
        try:
            async with self._units() as unit:
                unit.record(self._untold[0])
                await unit.commit()
            self._untold.popleft()
        except StorageError as error:
            logger.bind(gate=self._untold[0].gate, error=str(error)).error("news of a gate wait for the database")
            await asyncio.sleep(AGAIN_SECONDS)

    def _closed(self, closed: Closed) -> None:
        logger.bind(gate=str(closed.gate), where=str(closed.where)).warning("entries wait")
        if closed.where in PLACES:
            event_id, now = f"Entries:{self._ids.new()}", self._clock.now()
            event = EntriesStoppedEvent(event_id=event_id, occurred_at=now, gate=closed.gate, place=closed.where)
            self._untold.append(event)
            self._news.set()

    def _opened(self, closed: Closed) -> None:
        logger.bind(gate=str(closed.gate), where=str(closed.where)).info("entries go on")
        if closed.where in PLACES:
            event_id, now = f"Entries:{self._ids.new()}", self._clock.now()
            event = EntriesResumedEvent(event_id=event_id, occurred_at=now, gate=closed.gate, place=closed.where)
            self._untold.append(event)
            self._news.set()
