"""Watches what new entries depend on beside the exchanges, and tells when they wait. Decides nothing about a trade."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from loguru import logger

from core.application.bus import MessageBus
from core.application.commands import RecoverAccountCommand
from core.application.gates import Closed, Gate, Gates
from core.application.ports import Clock, IdSource
from core.application.unit_of_work import UnitOfWorkFactory
from core.domain.errors import StorageError, TandemError
from core.domain.events import EntriesResumedEvent, EntriesStoppedEvent
from core.domain.values import AccountId, Exchange

AGAIN_SECONDS = 2.0
PLACES = frozenset({"", *Exchange})
"""What the operators hear of; an account's gate is its own follower's news."""


class GateNews:
    """Each change of a gate as a committed event, in order, as soon as the book can be written."""

    def __init__(
        self,
        gates: Gates,
        units: UnitOfWorkFactory,
        *,
        ids: IdSource,
        clock: Clock,
        again_seconds: float = AGAIN_SECONDS,
    ) -> None:
        self._units, self._ids, self._clock, self._again_seconds = units, ids, clock, again_seconds
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
            await asyncio.sleep(self._again_seconds)

    def _closed(self, closed: Closed) -> None:
        if closed.where in PLACES:
            logger.bind(gate=str(closed.gate), where=str(closed.where)).warning("entries wait")
            event_id, now = f"Entries:{self._ids.new()}", self._clock.now()
            self._tell(EntriesStoppedEvent(event_id=event_id, occurred_at=now, gate=closed.gate, place=closed.where))

    def _opened(self, closed: Closed) -> None:
        if closed.where in PLACES:
            logger.bind(gate=str(closed.gate), where=str(closed.where)).info("entries go on")
            event_id, now = f"Entries:{self._ids.new()}", self._clock.now()
            self._tell(EntriesResumedEvent(event_id=event_id, occurred_at=now, gate=closed.gate, place=closed.where))

    def _tell(self, event: EntriesStoppedEvent | EntriesResumedEvent) -> None:
        self._untold.append(event)
        self._news.set()


class Restoring:
    """After an older book was put in place: no entries before every account was compared with its exchange."""

    def __init__(
        self,
        gates: Gates,
        bus: MessageBus,
        units: UnitOfWorkFactory,
        *,
        recovered: Callable[[], Awaitable[None]],
        again_seconds: float = AGAIN_SECONDS,
    ) -> None:
        """`recovered` notes that the book is what it claims to be."""
        self._gates, self._bus, self._units, self._recovered = gates, bus, units, recovered
        self._compared: set[AccountId] = set()
        self._again_seconds = again_seconds
        gates.close(Gate.RESTORED)

    async def run(self) -> None:
        """Spawned once; ends when every exchange has answered."""
        while waiting := await self._waiting():
            for account_id in waiting:
                await self._compare(account_id)
            if await self._waiting():
                await asyncio.sleep(self._again_seconds)
        await self._recovered()
        self._gates.open(Gate.RESTORED)

    async def _waiting(self) -> Sequence[AccountId]:
        async with self._units() as unit:
            linked = [account.id for account in await unit.accounts.linked()]
        return [account_id for account_id in linked if account_id not in self._compared]

    async def _compare(self, account_id: AccountId) -> None:
        try:
            await self._bus.handle(RecoverAccountCommand(account_id=account_id))
            self._compared.add(account_id)
        except TandemError as error:
            logger.bind(account=account_id, error=type(error).__name__).warning("the older book waits for an exchange")
