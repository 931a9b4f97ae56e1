"""Starts each heat in a fresh process and hands on what it finds. Measures nothing itself.

The processes are forked from one that has imported everything once: ccxt alone takes seconds.
"""

import asyncio
import multiprocessing
from collections.abc import AsyncIterator, Callable

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.bench.heat", "tests.bench.sidelines"])
Play = Callable[..., None]


class HeatFailed(Exception):
    """A heat ended without its rows."""


async def told_by(play: Play, *asked: object) -> AsyncIterator[object]:
    """What `play(*asked, pipe)` tells, as it tells it; its last word is None."""
    ours, theirs = FORKS.Pipe(duplex=False)
    child = FORKS.Process(target=play, args=(*asked, theirs), daemon=True)
    child.start()
    theirs.close()
    try:
        while (told := await asyncio.to_thread(ours.recv)) is not None:
            if isinstance(told, str):
                raise HeatFailed(f"{asked[0]}\n{told}")
            yield told
    except EOFError as error:
        raise HeatFailed(f"{asked[0]}: ended by itself") from error
    finally:
        child.terminate()
        await asyncio.to_thread(child.join)
