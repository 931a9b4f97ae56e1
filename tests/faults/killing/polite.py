"""A bot that is asked to end while an order is under way, and its next life. Judges nothing."""

import asyncio
import os
import signal

from tests.faults.killing.ledger import Book, Truth, read_book, read_truth
from tests.faults.killing.midwife import Death, Life, until
from tests.faults.killing.playing import LEADER_ORDERS, LOOK_SECONDS, Play
from tests.faults.killing.scene import trade

ASLEEP = "going to sleep"
STEP_SECONDS = 30.0


class PoliteEnd(Play):
    """Steps of one story, each waited for."""

    async def answer_late(self, seconds: float) -> None:
        """The exchange takes the next order at once, and says so late."""
        place = {"venue": self.scene.case.exchange, "account": self.scene.follower, "operation": "order.create"}
        await self.levers.post("/faults", kind="delay_after", delay_s=seconds, **place)

    async def begun(self) -> Life:
        life = await self._born()
        await self._awake(life)
        return life

    async def led(self) -> None:
        leg, scene = self.scene.case.leg, self.scene
        await trade(self.levers, scene.case.exchange, scene.leader, **LEADER_ORDERS[leg])  # type: ignore[arg-type]

    async def under_way(self) -> None:
        """The exchange has the order."""
        async with asyncio.timeout(STEP_SECONDS):
            while not (await self.truth()).orders:  # noqa: ASYNC110 - another process is looked at
                await asyncio.sleep(LOOK_SECONDS)

    async def told_to_end(self, life: Life) -> None:
        """It has heard of it, and takes nothing in any more."""
        os.kill(life.pid, signal.SIGTERM)
        log = self.scene.folder / "bot.log"
        async with asyncio.timeout(STEP_SECONDS):
            await until(lambda: ASLEEP in log.read_text(encoding="utf-8", errors="replace"), LOOK_SECONDS)

    async def ended(self, life: Life, *, within_seconds: float) -> Death:
        async with asyncio.timeout(within_seconds):
            return await asyncio.shield(life.ended)

    async def settled(self, decisions: int) -> None:
        async with asyncio.timeout(STEP_SECONDS):
            await until(lambda: is_at_rest(self.book(), decisions), LOOK_SECONDS)

    def book(self) -> Book:
        return read_book(self.scene.database)

    async def truth(self) -> Truth:
        return await read_truth(self.levers, self.scene)


def is_at_rest(book: Book, decisions: int) -> bool:
    return book.decisions == decisions and not (book.unsettled or book.unfinished)
