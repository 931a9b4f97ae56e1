"""Messages in, answers out. One handler per message type; a command's failure reaches the asker. Keeps no queue."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, Protocol, TypeVar, cast

from core.application.repeating import repeated

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Generic[R]):
    """Something the system is asked to do; `R` is what the asker gets back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query(Generic[R]):
    """Something the system is asked to tell; changes nothing."""


C_contra = TypeVar("C_contra", bound=Command[Any], contravariant=True)
Q_contra = TypeVar("Q_contra", bound=Query[Any], contravariant=True)


class CommandHandler(Protocol[C_contra, R_co]):
    """Carries out one kind of command."""

    async def __call__(self, command: C_contra, /) -> R_co: ...


class QueryHandler(Protocol[Q_contra, R_co]):
    """Answers one kind of query."""

    async def __call__(self, query: Q_contra, /) -> R_co: ...


Handler = Callable[[Any], Awaitable[Any]]


class MessageBus:
    """Hands each message to its handler, concurrently as the callers are; holds nothing between calls."""

    def __init__(self, handlers: Mapping[type, Handler]) -> None:
        self._handlers = dict(handlers)

    async def handle(self, message: Command[R] | Query[R]) -> R:
        """Raises what the handler raises; KeyError for a message nobody handles (a test walks them all).

        A handler that lost a race against a newer version begins again from its reads.
        """
        return cast(R, await repeated(partial(self._handlers[type(message)], message)))

    def handled(self) -> Iterable[type]:
        return self._handlers.keys()
