"""Subscribers hear what they asked for, in order, and never suffer from one another."""

import pytest

from adapters.messaging.event_bus import EventBus, get_event_bus
from core.domain.errors import StorageError
from core.domain.events import BreakerChangedEvent, PositionEvent, ProtectionMissedEvent
from core.domain.values import Exchange
from core.shared import DomainEvent
from tests.persistence.builders import NOW, position


def breaker(number: int = 1) -> BreakerChangedEvent:
    return BreakerChangedEvent(
        event_id=f"e{number}", occurred_at=NOW, exchange=Exchange.BYBIT, lane="open", state="open"
    )


class Notebook:
    """Writes down what it hears."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    async def write(self, event: DomainEvent) -> None:
        self.lines.append(event.event_id)

    async def find_no_database(self, event: DomainEvent) -> None:
        raise StorageError("busy")

    async def fail(self, event: DomainEvent) -> None:
        self.lines.append(f"failing {event.event_id}")
        raise RuntimeError("a bug in a subscriber")


async def test_a_subscriber_hears_its_type_only() -> None:
    bus, book = EventBus(), Notebook()
    bus.subscribe(ProtectionMissedEvent, book.write)
    await bus.publish(breaker())
    assert book.lines == []


async def test_subscribing_to_a_wider_type_hears_more() -> None:
    bus, all_events, positions = EventBus(), Notebook(), Notebook()
    bus.subscribe(DomainEvent, all_events.write)
    bus.subscribe(PositionEvent, positions.write)
    (opened,) = position().get_domain_events()
    await bus.publish_all([breaker(), opened])
    assert all_events.lines == ["e1", opened.event_id]
    assert positions.lines == [opened.event_id]


async def test_events_arrive_in_order() -> None:
    bus, book = EventBus(), Notebook()
    bus.subscribe(BreakerChangedEvent, book.write)
    await bus.publish_all([breaker(number) for number in range(5)])
    assert book.lines == ["e0", "e1", "e2", "e3", "e4"]


async def test_database_s_bad_moment_is_told_to_whoever_published() -> None:
    """The others have had the event; the caller may tell it again."""
    bus, book = EventBus(), Notebook()
    bus.subscribe(BreakerChangedEvent, book.find_no_database)
    bus.subscribe(BreakerChangedEvent, book.write)
    with pytest.raises(StorageError):
        await bus.publish(breaker(1))
    assert book.lines == ["e1"]


async def test_a_failing_subscriber_fails_alone() -> None:
    bus, book = EventBus(), Notebook()
    bus.subscribe(BreakerChangedEvent, book.fail)
    bus.subscribe(BreakerChangedEvent, book.write)
    await bus.publish_all([breaker(1), breaker(2)])
    assert book.lines == ["failing e1", "e1", "failing e2", "e2"]


async def test_publishing_without_subscribers_is_fine() -> None:
    await EventBus().publish(breaker())


def test_the_process_has_one_bus() -> None:
    assert get_event_bus() is get_event_bus()
