"""Every domain event as text and back, exactly. Knows the events of the core by walking them, in no other way."""

from collections.abc import Iterator

from adapters.persistence.codec import Codec
from core.domain import events
from core.shared import DomainEvent


def concrete_events() -> Iterator[type[DomainEvent]]:
    """The events that are raised: those of the core's module that no other event refines."""
    for kind in vars(events).values():
        if isinstance(kind, type) and issubclass(kind, DomainEvent) and kind is not DomainEvent:
            yield kind


CODECS: dict[str, Codec[DomainEvent]] = {kind.__name__: Codec(kind) for kind in concrete_events()}


class UnknownEvent(ValueError):
    """A kind that this version doesn't know, stored by another one."""


def kind_of(event: DomainEvent) -> str:
    return type(event).__name__


def encode_event(event: DomainEvent) -> str:
    return CODECS[kind_of(event)].encode(event)


def decode_event(kind: str, payload: str) -> DomainEvent:
    """Raises UnknownEvent."""
    if kind not in CODECS:
        raise UnknownEvent(kind)
    return CODECS[kind].decode(payload)
