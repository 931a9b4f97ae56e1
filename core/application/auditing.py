"""Who did what: every command that a person gives leaves a deed, done or refused. Changes no command's outcome.

A deed names the command, the things it was about and the choice made: no text a person wrote, no amount, no secret.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import fields
from datetime import datetime, timedelta
from enum import StrEnum

from core.application.bus import Command, Handler
from core.application.operations import Deed
from core.application.ports import Clock
from core.application.unit_of_work import UnitOfWorkFactory
from core.domain.errors import ConcurrentUpdate, NotAllowed, NotFound, Refusal, StorageError, TandemError
from core.domain.values import FollowerId

THINGS = (
    *("account_id", "leader_id", "follow_id", "position_id", "trade_id", "confirmation_id"),
    *("announcement_id", "follower_id"),
)
"""Fields that name what a command is about."""

FAILED = "failed"
AGAIN = timedelta(minutes=1)
"""The same refusal of the same person is noted once in that time: nobody fills the book by knocking."""

MOST_REMEMBERED = 10_000


class Auditing:
    """Wraps the handlers of commands with an `actor`; the others are the house's own steps."""

    def __init__(self, units: UnitOfWorkFactory, clock: Clock) -> None:
        self._units, self._clock = units, clock
        self._refused: dict[tuple[FollowerId, str], datetime] = {}

    def over(self, table: Mapping[type, Handler]) -> dict[type, Handler]:
        return {kind: self._noting(handler) if is_deed(kind) else handler for kind, handler in table.items()}

    def _noting(self, handler: Handler) -> Handler:
        async def handle(command: Command[object]) -> object:
            try:
                answer: object = await handler(command)
            except ConcurrentUpdate:
                raise  # not over yet: the bus begins again
            except Refusal as refusal:
                is_known = not isinstance(refusal, NotFound | NotAllowed)
                await self._note(command, things_of(command) if is_known else {}, refusal=refusal.code)
                raise
            except TandemError:
                await self._note(command, things_of(command), refusal=FAILED)
                raise
            await self._note(command, things_of(command), refusal="")
            return answer

        return handle

    async def _note(self, command: Command[object], things: Mapping[str, str], *, refusal: str) -> None:
        """A book that can't be written just now must not undo what is done."""
        actor: FollowerId = getattr(command, "actor")  # noqa: B009 - only commands with an actor come here
        name, now = type(command).__name__, self._clock.now()
        if refusal and not self._is_news(actor, name, now=now):
            return
        deed = Deed(at=now, actor=actor, name=name, facts={**choices_of(command), **things}, refusal=refusal)
        with suppress(StorageError):
            async with self._units() as unit:
                unit.operations.note(deed)
                await unit.commit()

    def _is_news(self, actor: FollowerId, name: str, *, now: datetime) -> bool:
        before = self._refused.get((actor, name))
        if len(self._refused) >= MOST_REMEMBERED:
            self._refused.clear()
        self._refused[(actor, name)] = now
        return before is None or now - before >= AGAIN


def is_deed(kind: type) -> bool:
    return issubclass(kind, Command) and any(field.name == "actor" for field in fields(kind))


def choices_of(command: Command[object]) -> Mapping[str, str]:
    """Choices among few."""
    return {name: str(value) for name, value in written(command) if isinstance(value, StrEnum)}


def things_of(command: Command[object]) -> Mapping[str, str]:
    """Ids of things; one that was not found is nobody's, and may be any text."""
    return {name: str(value) for name, value in written(command) if name in THINGS and isinstance(value, str | int)}


def written(command: Command[object]) -> Iterator[tuple[str, object]]:
    return ((field.name, getattr(command, field.name)) for field in fields(command))
