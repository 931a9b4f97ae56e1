"""Chores of running the house: the backlog counted, missing copies looked for. Decides nothing, words nothing."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from core.application.bus import MessageBus
from core.application.operator_commands import WatchCopiesCommand
from core.application.read_model import ReadModel

BACKLOG_SECONDS = 15.0
COPIES_SECONDS = 60.0
Chore = tuple[str, float, Callable[[], Awaitable[object]]]


class Observe(Protocol):
    """Where the numbers go."""

    def __call__(self, *, undelivered: int, unresolved: int) -> None: ...


def house_chores(bus: MessageBus, reads: ReadModel, observe: Observe) -> Sequence[Chore]:
    async def count_backlog() -> None:
        observe(undelivered=await reads.undelivered_events(), unresolved=await reads.unresolved_trades())

    async def watch_copies() -> None:
        await bus.handle(WatchCopiesCommand())

    return (
        ("count the backlog", BACKLOG_SECONDS, count_backlog),
        ("look for missing copies", COPIES_SECONDS, watch_copies),
    )
