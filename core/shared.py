"""The shared kernel: entities, value objects, aggregates, events. Must not know any business word."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Self, TypeVar

Id = TypeVar("Id", bound=Hashable)


class ValueObject:
    """Equal by content, never changed. Subclasses are frozen, slotted, keyword-only dataclasses."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainEvent:
    """A fact in the past tense; `event_id` is unique, `occurred_at` is aware and in UTC."""

    event_id: str
    occurred_at: datetime

    def __post_init__(self) -> None:
        if not self.event_id:
            raise ValueError("an event needs an id")
        if self.occurred_at.utcoffset() != timedelta(0):
            raise ValueError("an event's time is aware and in UTC")


class Entity(Generic[Id]):
    """Equal by identity; its id never changes."""

    def __init__(self, entity_id: Id) -> None:
        self._id = entity_id

    @property
    def id(self) -> Id:
        return self._id

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and isinstance(other, Entity) and other.id == self._id

    def __hash__(self) -> int:
        return hash((type(self), self._id))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._id!r})"


class AggregateRoot(Entity[Id]):
    """A consistency boundary: changes by business verbs, collects events, versioned against lost updates."""

    def __init__(self, entity_id: Id, *, version: int = 0) -> None:
        super().__init__(entity_id)
        self._version = version
        self._events: list[DomainEvent] = []
        self._event_count = 0

    @property
    def version(self) -> int:
        """The version last stored; 0 for an aggregate that was never stored."""
        return self._version

    def stored_as(self, version: int) -> None:
        """Told by the unit of work after a commit."""
        self._version = version

    def twin(self) -> Self:
        """Another one in the same state, without its events: for aggregates all of whose parts are immutable."""
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin._events, twin._event_count = [], 0
        return twin

    def get_domain_events(self) -> tuple[DomainEvent, ...]:
        return tuple(self._events)

    def clear_domain_events(self) -> None:
        self._events.clear()

    def _raise(self, event: DomainEvent) -> None:
        self._events.append(event)

    def _next_event_id(self) -> str:
        """Deterministic, so that a replayed change makes the same event id."""
        self._event_count += 1
        return f"{type(self).__name__}:{self._id}:{self._version + 1}:{self._event_count}"
