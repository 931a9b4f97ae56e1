"""The inside of a heat's process: a loop like production's, and a pipe for what is found. Measures nothing."""

import traceback
from collections.abc import AsyncIterator, Callable
from multiprocessing.connection import Connection

import uvloop

from adapters.logs import set_up_logs
from tests.bench.arena import Arena, Place, entered

Look = Callable[[Arena], AsyncIterator[object]]


def tell(place: Place, out: Connection, look: Look) -> None:
    """Each finding as it is known, then None; or what went wrong, in words."""

    async def findings() -> None:
        async with entered(place) as arena:
            async for found in look(arena):
                out.send(found)

    set_up_logs("ERROR")
    try:
        uvloop.run(findings())
    except Exception:  # noqa: BLE001 - whoever waits for the findings is told why there are none
        out.send(traceback.format_exc())
    else:
        out.send(None)
