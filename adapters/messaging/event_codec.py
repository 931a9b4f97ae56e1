"""Every domain event as text and back, exactly. Knows the events of the core by walking them, in no other way."""

from collections.abc import Sequence

from adapters.persistence.codec import Codec
from core.domain import drift_events, events, news_events, operator_events
from core.shared import DomainEvent


def event_types() -> Sequence[type[DomainEvent]]:
    """Every event class of the core's modules, those that only others refine included."""
    modules = (events, drift_events, news_events, operator_events)
    found = [value for module in modules for value in vars(module).values()]
    kinds = [kind for kind in found if isinstance(kind, type)]
    return [kind for kind in kinds if issubclass(kind, DomainEvent) and kind is not DomainEvent]


CODECS: dict[str, Codec[DomainEvent]] = {kind.__name__: Codec(kind) for kind in event_types()}


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
