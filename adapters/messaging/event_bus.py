"""Hands events to whoever subscribed, each isolated from the others' failures. Stores nothing, retries nothing."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar, cast

from loguru import logger

from core.domain.errors import StorageError
from core.shared import DomainEvent

E = TypeVar("E", bound=DomainEvent)
Handler = Callable[[E], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Subscription(Generic[E]):
    """Wants events of a type and of every type that refines it."""

    wanted: type[E]
    handler: Handler[E]


class EventBus:
    """Handlers run one after the other in the order they subscribed, so that one event's effects never interleave."""

    def __init__(self) -> None:
        self._subscriptions: list[Subscription[DomainEvent]] = []

    def subscribe(self, event_type: type[E], handler: Handler[E]) -> None:
        """`DomainEvent` itself gets everything."""
        self._subscriptions.append(cast(Subscription[DomainEvent], Subscription(event_type, handler)))

    async def publish(self, event: DomainEvent) -> None:
        """Returns when every handler has had it; a handler's bug is logged and stays its own.

        Raises StorageError when one of them could not read the database just now: it is to be told again.
        """
        trouble: StorageError | None = None
        for subscription in self._subscriptions:
            if isinstance(event, subscription.wanted):
                trouble = await deliver(event, subscription.handler) or trouble
        if trouble is not None:
            raise trouble

    async def publish_all(self, events: Iterable[DomainEvent]) -> None:
        """In the order given."""
        for event in events:
            await self.publish(event)


async def deliver(event: DomainEvent, handler: Handler[DomainEvent]) -> StorageError | None:
    """The database's bad moment, if that kept the handler from it."""
    try:
        await handler(event)
    except StorageError as error:
        return error
    except Exception as error:  # noqa: BLE001 - a subscriber's bug must not keep the news from the others
        name = getattr(handler, "__qualname__", type(handler).__name__)
        bound = logger.bind(event=type(event).__name__, event_id=event.event_id, handler=name)
        bound.opt(exception=error).error("an event handler failed")
    return None


@cache
def get_event_bus() -> EventBus:
    """The process's own bus."""
    return EventBus()
