"""How news reach those who tell them, and which event is being told just now. Tells nothing itself."""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Protocol, TypeVar

from core.shared import DomainEvent

E = TypeVar("E", bound=DomainEvent)

FACT: ContextVar[DomainEvent | None] = ContextVar("fact", default=None)
"""The event that is being told just now: what is posted meanwhile can be made from it again."""


class Subscribe(Protocol):
    """The event bus's `subscribe`."""

    def __call__(self, event_type: type[E], handler: Callable[[E], Awaitable[None]], /) -> object: ...


def noting(subscribe: Subscribe) -> Subscribe:
    """Every handler is told with its event in FACT."""

    def subscribed(event_type: type[E], handler: Callable[[E], Awaitable[None]], /) -> object:
        async def tell(event: E) -> None:
            before = FACT.set(event)
            try:
                await handler(event)
            finally:
                FACT.reset(before)

        return subscribe(event_type, tell)

    return subscribed
