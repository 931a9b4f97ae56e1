"""Events reach their subscribers at least once, each source's in order, whatever crashed in between."""

import asyncio
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import insert

from adapters.identity import SystemClock
from adapters.messaging.event_bus import EventBus
from adapters.messaging.outbox import LANES, MOST_TRIES, OutboxRelay
from adapters.persistence.side_tables import outbox
from adapters.persistence.unit_of_work import SqlUnitOfWorkFactory
from core.domain.errors import StorageError
from core.domain.events import BreakerChangedEvent, PositionClosedEvent, PositionOpenedEvent
from core.domain.values import Exchange
from core.shared import DomainEvent
from tests.database import RunningDatabase, database
from tests.persistence import builders as cast
from tests.persistence.builders import NOW, add_cast


class Listener:
    """Remembers what it was told; fails when told to."""

    def __init__(self) -> None:
        self.heard: list[DomainEvent] = []
        self.is_broken = False
        self._news = asyncio.Condition()

    async def hear(self, event: DomainEvent) -> None:
        if self.is_broken:
            raise RuntimeError("broken listener")
        self.heard.append(event)
        async with self._news:
            self._news.notify_all()

    async def heard_many(self, count: int) -> None:
        async with self._news:
            await self._news.wait_for(lambda: len(self.heard) >= count)


def relay_of(db: RunningDatabase, *listeners: Listener) -> OutboxRelay:
    bus = EventBus()
    for listener in listeners:
        bus.subscribe(DomainEvent, listener.hear)
    return OutboxRelay(db.reader, db.writer, bus=bus, clock=SystemClock())


def news(number: int) -> BreakerChangedEvent:
    return BreakerChangedEvent(
        event_id=f"e{number}", occurred_at=NOW, exchange=Exchange.BYBIT, lane="open", state="open"
    )


async def record(db: RunningDatabase, *events: DomainEvent) -> None:
    async with db.units() as unit:
        for event in events:
            unit.record(event)
        await unit.commit()


@pytest.fixture
def listener() -> Listener:
    return Listener()


async def test_committed_events_are_delivered_once(empty: RunningDatabase, listener: Listener) -> None:
    await record(empty, news(1), news(2))
    relay = relay_of(empty, listener)
    assert (await relay.drain(), await relay.drain()) == (2, 0)
    assert listener.heard == [news(1), news(2)]
    assert await empty.read_model.undelivered_events() == 0


async def test_events_equal_what_was_raised(db: RunningDatabase, listener: Listener) -> None:
    async with db.units() as unit:
        trade, position = cast.trade(), cast.position()
        trade.execute(cast.execution())
        unit.trades.add(trade)
        unit.positions.add(position)
        await unit.commit()
    await relay_of(db, listener).drain()
    assert sorted(listener.heard, key=identity) == sorted(db.events, key=identity)


def identity(event: DomainEvent) -> str:
    return event.event_id


async def test_a_commit_wakes_the_relay(empty: RunningDatabase, listener: Listener) -> None:
    relay = relay_of(empty, listener)
    units = SqlUnitOfWorkFactory(empty.reader, empty.writer, on_committed=relay.wake)
    async with asyncio.TaskGroup() as group:
        running = group.create_task(relay.run())
        for number in range(3):
            async with units() as unit:
                unit.record(news(number))
                await unit.commit()
        await listener.heard_many(3)
        running.cancel()
    assert listener.heard == [news(0), news(1), news(2)]


async def test_what_a_crash_left_is_published_at_start(tmp_path: Path, listener: Listener) -> None:
    async with database(tmp_path) as db:
        await record(db, news(1))
    async with database(tmp_path) as db, asyncio.TaskGroup() as group:
        running = group.create_task(relay_of(db, listener).run())
        await listener.heard_many(1)
        running.cancel()
    assert listener.heard == [news(1)]


async def test_a_crash_before_the_mark_repeats(empty: RunningDatabase, listener: Listener) -> None:
    """The handler had it, the mark was not written: the next start tells it again."""
    await record(empty, news(1))
    stuck = asyncio.Event()

    async def hang(_event: DomainEvent) -> None:
        stuck.set()
        await asyncio.Event().wait()

    bus = EventBus()
    bus.subscribe(DomainEvent, listener.hear)
    bus.subscribe(DomainEvent, hang)
    async with asyncio.TaskGroup() as group:
        first = OutboxRelay(empty.reader, empty.writer, bus=bus, clock=SystemClock())
        running = group.create_task(first.run())
        await stuck.wait()
        running.cancel()
    await relay_of(empty, listener).drain()
    assert listener.heard == [news(1), news(1)]


async def test_one_source_keeps_its_order(db: RunningDatabase, listener: Listener) -> None:
    async with db.units() as unit:
        unit.positions.add(position := cast.position())
        await unit.commit()
        position.close(Decimal(110), "trade-1", at=NOW)
        await unit.commit()
    await relay_of(db, listener).drain()
    assert [type(event) for event in listener.heard] == [PositionOpenedEvent, PositionClosedEvent]


async def test_a_slow_source_delays_no_other(db: RunningDatabase, listener: Listener) -> None:
    async with db.units() as unit:
        unit.trades.add(cast.trade())
        unit.positions.add(cast.position())
        await unit.commit()
    other_was_heard = asyncio.Event()

    async def wait_for_the_other(event: DomainEvent) -> None:
        if isinstance(event, PositionOpenedEvent):
            other_was_heard.set()
        await other_was_heard.wait()

    bus = EventBus()
    bus.subscribe(DomainEvent, wait_for_the_other)
    bus.subscribe(DomainEvent, listener.hear)
    assert await OutboxRelay(db.reader, db.writer, bus=bus, clock=SystemClock()).drain() == 2


async def test_a_broken_listener_blocks_nobody(empty: RunningDatabase, listener: Listener) -> None:
    broken = Listener()
    broken.is_broken = True
    await record(empty, news(1), news(2))
    await relay_of(empty, broken, listener).drain()
    assert listener.heard == [news(1), news(2)]


async def test_what_a_listener_could_not_read_is_told_again(db: RunningDatabase, listener: Listener) -> None:
    """The database had a bad moment while its card was made: nothing is marked, and nothing overtakes it."""
    async with db.units() as unit:
        unit.positions.add(cast.position())
        await unit.commit()
    await record(db, news(1), news(2))
    busy = [StorageError("busy"), StorageError("busy")]

    async def read_first(event: DomainEvent) -> None:
        if isinstance(event, PositionOpenedEvent) and busy:
            raise busy.pop()
        await listener.hear(event)

    bus = EventBus()
    bus.subscribe(DomainEvent, read_first)
    relay = OutboxRelay(db.reader, db.writer, bus=bus, clock=SystemClock())
    for _ in range(2):
        with pytest.raises(StorageError):
            await relay.drain()
    assert listener.heard == [news(1), news(2)]
    assert await relay.drain() == 1
    assert isinstance(listener.heard[-1], PositionOpenedEvent)


async def test_event_that_can_never_be_told_ends(empty: RunningDatabase, listener: Listener) -> None:
    """A row that can't be read back would be in the way of every batch."""

    async def never(event: DomainEvent) -> None:
        raise StorageError("a row can't be read")

    bus = EventBus()
    bus.subscribe(DomainEvent, never)
    bus.subscribe(DomainEvent, listener.hear)
    await record(empty, news(1))
    relay = OutboxRelay(empty.reader, empty.writer, bus=bus, clock=SystemClock())
    for _ in range(MOST_TRIES - 1):
        with pytest.raises(StorageError):
            await relay.drain()
    assert await relay.drain() == 1
    assert await relay.drain() == 0


async def test_few_sources_are_told_at_once(db: RunningDatabase) -> None:
    """Whoever asks in the chat meanwhile finds a free reader."""
    at_once, most = Counter[str](), 0

    async def tell(event: DomainEvent) -> None:
        nonlocal most
        at_once["now"] += 1
        most = max(most, at_once["now"])
        await asyncio.sleep(0)
        at_once["now"] -= 1

    async with db.units() as unit:
        for number in range(3 * LANES):
            unit.trades.add(cast.trade(number))
        await unit.commit()
    bus = EventBus()
    bus.subscribe(DomainEvent, tell)
    assert await OutboxRelay(db.reader, db.writer, bus=bus, clock=SystemClock()).drain() == 3 * LANES
    assert most == LANES


async def test_an_unknown_kind_does_not_stop_the_rest(empty: RunningDatabase, listener: Listener) -> None:
    row = {"event_id": "x", "source": "", "kind": "FromTheFutureEvent", "payload": "{}", "occurred_at": NOW}
    await empty.writer.submit(lambda connection: connection.execute(insert(outbox).values(row)).rowcount)
    await record(empty, news(1))
    await relay_of(empty, listener).drain()
    assert listener.heard == [news(1)]


async def test_more_than_a_batch_is_drained(empty: RunningDatabase, listener: Listener) -> None:
    await record(empty, *(news(number) for number in range(450)))
    assert await relay_of(empty, listener).drain() == 450
    assert listener.heard == [news(number) for number in range(450)]


async def test_an_event_id_is_taken_once(empty: RunningDatabase) -> None:
    await record(empty, news(1))
    with pytest.raises(Exception, match=r"outbox\.event_id"):
        await record(empty, replace(news(1), state="closed"))


async def test_undelivered_events_are_never_forgotten(empty: RunningDatabase, listener: Listener) -> None:
    await record(empty, news(1))
    relay = relay_of(empty, listener)
    await relay.forget_old()
    assert await relay.drain() == 1


async def test_a_cancelled_commit_still_wakes(empty: RunningDatabase, listener: Listener) -> None:
    async with empty.units() as unit:
        await add_cast(unit)
        unit.trades.add(cast.trade())
        async with asyncio.TaskGroup() as group:
            committing = group.create_task(unit.commit())
            await asyncio.sleep(0)
            committing.cancel()
    await empty.writer.submit(lambda _connection: None)
    assert [event.event_id for event in empty.events] == ["Trade:trade-1:1:1"]
