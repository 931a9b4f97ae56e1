"""What a forked child does: live as the real bot until it is killed at a point, or be a world. Judges nothing.

The waits are the product's own, only shorter; their order (an absence is proven before an entry is stale) is kept.
"""

import asyncio
import os
import signal
from argparse import Namespace
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from pathlib import Path

from adapters.sandbox.__main__ import live_in
from bot import app
from bot.loops import Rhythm
from core.application.points import Point, watching
from core.application.timing import Timing
from core.domain.values import Exchange

ABSENCE_SECONDS = 1.2
TIMING = Timing(
    absence_bounds=dict.fromkeys(Exchange, timedelta(seconds=ABSENCE_SECONDS)),
    between_looks=timedelta(seconds=0.3),
    resend_pauses_seconds=(0.1, 0.2, 0.3),
    first_exit_pause=timedelta(seconds=0.3),
    longest_exit_pause=timedelta(seconds=2),
    breaker_rest_seconds=0.5,
)
RHYTHM = Rhythm(price=3.0, wallet=5.0, watch=0.8, resolve=0.4, expire=5.0, recover=0.7, observe=60.0)

Order = Mapping[str, str]
"""What a child is told: its role, its log, its point and at which passing it dies."""


def lead_a_life(order: Order) -> int:
    """In the child: answers with the exit status."""
    match order["role"]:
        case "bot":
            return live_as_bot(order)
        case _:
            return be_a_world(Path(order["directory"]))


def live_as_bot(order: Order) -> int:
    with asyncio.Runner(loop_factory=app.new_event_loop) as runner, fate(order):
        return runner.run(app.run(TIMING, RHYTHM))


def be_a_world(directory: Path) -> int:
    asyncio.run(live_in(Namespace(directory=directory, seed=7, page_port=0, still=True)))
    return 0


def fate(order: Order) -> AbstractContextManager[None]:
    point = order.get("point", "")
    return watching(executioner(Point(point), int(order["passing"]))) if point else nullcontext()


def executioner(where: Point, passing: int) -> Callable[[Point], None]:
    """Kill -9 of the whole process, in whichever thread: nothing is said goodbye to."""
    left = passing

    def look(point: Point) -> None:
        nonlocal left
        if point is where:
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    return look
