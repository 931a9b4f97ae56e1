"""Pictures drawn in a process of their own, so that nothing here waits for Pillow. It starts with the first picture and
ends when none was wanted for a while, or with the program.

Must not draw itself. One picture at a time; too many waiting ones are refused.
"""

import asyncio
import pickle
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from loguru import logger

from adapters.pictures.sketcher import Mute, Sketcher
from core.application.order_desk import Spawn
from core.application.pictures import Picture
from core.domain.errors import NotPossibleNow

IDLE_SECONDS = 60.0
DRAW_SECONDS = 15.0
MOST_WAITING = 16


@dataclass(frozen=True, slots=True)
class Wanted:
    message: bytes
    png: asyncio.Future[bytes]


class Easel:
    """`spawn` runs the drawing in a supervised group, which ends it with the program."""

    def __init__(self, spawn: Spawn, *, idle_seconds: float = IDLE_SECONDS, draw_seconds: float = DRAW_SECONDS) -> None:
        self._spawn, self._idle_seconds, self._draw_seconds = spawn, idle_seconds, draw_seconds
        self._waiting: deque[Wanted] = deque()
        self._bell = asyncio.Event()
        self._is_staffed = False

    async def draw(self, picture: Picture) -> bytes:
        """A PNG. Raises NotPossibleNow picture-failed or pictures-busy."""
        if len(self._waiting) >= MOST_WAITING:
            raise NotPossibleNow("pictures-busy")
        wanted = Wanted(pickle.dumps(picture), asyncio.get_running_loop().create_future())
        self._waiting.append(wanted)
        self._bell.set()
        if not self._is_staffed:
            self._is_staffed = True
            self._spawn(self._staff())
        return await wanted.png

    async def _staff(self) -> None:
        """Draw until nothing is wanted any more; nobody is left waiting, whatever ends it."""
        try:
            async with sketching() as sketcher:
                while wanted := await self._next():
                    await self._serve(sketcher, wanted)
        except (OSError, Mute, TimeoutError) as error:
            logger.bind(error=type(error).__name__).error("pictures can't be drawn just now: {}", error)
            self._give_up()
        except asyncio.CancelledError:
            self._give_up()
            raise

    async def _next(self) -> Wanted | None:
        """None after a while without wishes: from then on the next wish starts anew."""
        while not self._waiting:
            self._bell.clear()
            try:
                async with asyncio.timeout(self._idle_seconds):
                    await self._bell.wait()
            except TimeoutError:
                self._is_staffed = False
                return None
        return self._waiting.popleft()

    async def _serve(self, sketcher: Sketcher, wanted: Wanted) -> None:
        """Whoever waits is always answered, be it with a refusal."""
        png = b""
        try:
            async with asyncio.timeout(self._draw_seconds):
                png = await asyncio.to_thread(sketcher.draw, wanted.message)
        finally:
            _answer(wanted, png)

    def _give_up(self) -> None:
        self._is_staffed = False
        while self._waiting:
            _answer(self._waiting.popleft(), b"")


def _answer(wanted: Wanted, png: bytes) -> None:
    if wanted.png.done():
        return
    if png:
        wanted.png.set_result(png)
    else:
        wanted.png.set_exception(NotPossibleNow("picture-failed"))


@asynccontextmanager
async def sketching() -> AsyncIterator[Sketcher]:
    """Ended in a thread too; killing first ends a picture that is still being drawn."""
    sketcher = Sketcher()
    try:
        yield sketcher
    finally:
        sketcher.kill()
        await asyncio.to_thread(sketcher.end)
