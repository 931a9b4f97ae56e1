"""Carries committed events from the outbox to the bus, at least once, each source's in order. Decides nothing."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta

from loguru import logger
from sqlalchemy import Connection, RowMapping, bindparam, delete, select, update

from adapters.messaging.event_bus import EventBus
from adapters.messaging.event_codec import UnknownEvent, decode_event
from adapters.persistence.columns import Instant
from adapters.persistence.reading import Reader
from adapters.persistence.side_tables import outbox
from adapters.persistence.writer import Writer
from core.application.points import Point, reached
from core.application.ports import Clock
from core.application.precedence import Precedence
from core.domain.errors import StorageError
from core.shared import DomainEvent

BATCH = 200
KEPT = timedelta(days=30)
RETRY_SECONDS = 1.0
LANES = 16
"""Sources told at once: whoever asks something in the chat finds a free reader between them."""

MOST_TRIES = 10
"""How often an event is told again because a handler could not read the database."""

UNDELIVERED = select(outbox).where(outbox.c.delivered_at.is_(None)).order_by(outbox.c.seq).limit(BATCH)
DELIVERED = (
    update(outbox)
    .where(outbox.c.seq == bindparam("delivered_seq"))
    .values(delivered_at=bindparam("now", type_=Instant()))
)


Write = Callable[[Connection], None]


def nothing_owed() -> Write:
    """The subscribers owe nobody anything."""
    return lambda _connection: None


class OutboxRelay:
    """`wake` is the units' `on_committed`; `run` belongs to the supervised workers.

    An event is marked after its handlers had it: a crash in between publishes it again, never not at all.
    """

    def __init__(self, reader: Reader, writer: Writer, *, bus: EventBus, clock: Clock) -> None:
        self._reader, self._writer, self._bus, self._clock = reader, writer, bus, clock
        self._owed = nothing_owed
        self._precedence = Precedence()
        self._lanes = asyncio.Semaphore(LANES)
        self._tries: Counter[int] = Counter()
        self._news = asyncio.Event()
        self._news.set()  # what a crash left behind waits already

    def carry(self, owed: Callable[[], Write]) -> None:
        """What the subscribers came to owe for these events is written in the commit that marks them."""
        self._owed = owed

    def after(self, precedence: Precedence) -> None:
        """What goes first: news wait until orders are on their way."""
        self._precedence = precedence

    def wake(self, _events: Sequence[DomainEvent] = ()) -> None:
        self._news.set()

    async def run(self) -> None:
        """Deliver what is there, then wait for a commit; the database's bad moments are waited out."""
        while True:
            await self._news.wait()
            self._news.clear()
            await self._precedence.give_way()
            try:
                await self.drain()
            except StorageError as error:
                logger.bind(error=str(error)).warning("events wait for the database")
                self._news.set()
                await asyncio.sleep(RETRY_SECONDS)

    async def drain(self) -> int:
        """Deliver until nothing is left; answers with the number.

        Raises StorageError when the database can't be read or written, for a handler too: what that kept back is
        delivered the next time.
        """
        delivered = 0
        while rows := await self._reader.rows(UNDELIVERED):
            await self._deliver(rows)
            delivered += len(rows)
        return delivered

    async def forget_old(self) -> None:
        """Delivered events are kept for a while, to be looked at."""
        until = self._clock.now() - KEPT
        old = delete(outbox).where(outbox.c.delivered_at < until)
        await self._writer.submit(lambda connection: connection.execute(old).rowcount)

    async def _deliver(self, rows: Sequence[RowMapping]) -> None:
        """The events of one source one after the other; a few sources at once."""
        reached(Point.NEWS_DUE)
        lanes: dict[str, list[RowMapping]] = defaultdict(list)
        for row in rows:
            lanes[row["source"]].append(row)
        async with asyncio.TaskGroup() as group:
            told = [group.create_task(self._publish(lane)) for lane in lanes.values()]
        reached(Point.NEWS_HANDED_OVER)
        numbers = [number for lane in told for number in lane.result()]
        await self._mark(numbers)
        if len(numbers) < len(rows):
            raise StorageError("a subscriber could not read the database")

    async def _publish(self, lane: Sequence[RowMapping]) -> Sequence[int]:
        """The numbers of those that were told; where the database has a bad moment, the rest of the lane waits."""
        told: list[int] = []
        async with self._lanes:
            for row in lane:
                if not await self._was_told(row):
                    break
                told.append(row["seq"])
        return told

    async def _was_told(self, row: RowMapping) -> bool:
        number = row["seq"]
        try:
            await self._bus.publish(decode_event(row["kind"], row["payload"]))
        except (UnknownEvent, ValueError) as error:
            logger.bind(kind=row["kind"], seq=number, error=str(error)).error("an event can't be read")
        except StorageError as error:
            self._tries[number] += 1
            if self._tries[number] < MOST_TRIES:
                return False
            logger.bind(kind=row["kind"], seq=number, error=str(error)).error("an event can't be told")
        self._tries.pop(number, None)
        return True

    async def _mark(self, numbers: Sequence[int]) -> None:
        now, owed = self._clock.now(), self._owed()
        marks = [{"delivered_seq": number, "now": now} for number in numbers]

        def mark(connection: Connection) -> None:
            owed(connection)
            if marks:
                connection.execute(DELIVERED, marks)

        await self._writer.submit(mark)
