"""What waits to leave for one account, and who of it is next. Sends nothing."""

from collections import deque
from dataclasses import dataclass, field

from core.application.turning import Queued
from core.domain.leader import Leg


@dataclass(slots=True)
class Lane:
    """What waits to leave, and what went wrong in it."""

    queue: deque[Queued]
    failures: list[Exception] = field(default_factory=list)


def next_of(queue: deque[Queued]) -> Queued:
    """Exits overtake entries of other events."""
    return next_exit(queue) or queue.popleft()


def next_exit(queue: deque[Queued]) -> Queued | None:
    for queued in queue:
        if queued.trade.plan.leg is Leg.CLOSE:
            queue.remove(queued)
            return queued
    return None
