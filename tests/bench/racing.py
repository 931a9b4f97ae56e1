"""Starts each heat in a fresh process and hands on what it finds. Measures nothing itself.

The processes are forked from one that has imported everything once: ccxt alone takes seconds.
"""

import asyncio
import multiprocessing
from collections.abc import AsyncIterator

from tests.bench.arena import Place
from tests.bench.heat import Wish, play
from tests.bench.rounds import Row

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.bench.heat"])


class HeatFailed(Exception):
    """A heat ended without its rows."""


async def rows_of(wish: Wish, place: Place) -> AsyncIterator[Row]:
    """The rows of one heat as they come."""
    ours, theirs = FORKS.Pipe(duplex=False)
    child = FORKS.Process(target=play, args=(wish, place, theirs), daemon=True)
    child.start()
    theirs.close()
    try:
        while (told := await asyncio.to_thread(ours.recv)) is not None:
            if not isinstance(told, Row):
                raise HeatFailed(f"{wish}\n{told}")
            yield told
    except EOFError as error:
        raise HeatFailed(f"{wish}: ended by itself") from error
    finally:
        child.terminate()
        await asyncio.to_thread(child.join)
