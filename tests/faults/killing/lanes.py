"""Several cases at once, each lane with a world of its own that is renewed now and then. Judges nothing.

A world of its own, because some faults strike a whole exchange; renewed, because its books only grow.
"""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum
from itertools import chain, islice
from pathlib import Path

import aiohttp

from adapters.sandbox.demo.levers import Json, Levers
from tests.faults.killing.cases import Case
from tests.faults.killing.midwife import Midwife, nursery, until
from tests.faults.killing.playing import Verdict, play_case
from tests.faults.killing.scene import ANN, PRICE
from tests.faults.scale import Say

CASES_PER_WORLD = 40
OPEN_SECONDS, LOOK_SECONDS, CASE_SECONDS = 30.0, 0.05, 180.0
TOLD_EVERY = 50


class Folders(Enum):
    """What stays of a case: nothing, what failed, or everything."""

    FAILED = "failed"
    ALL = "all"


@dataclass(slots=True)
class Tally:
    """The verdicts so far."""

    total: int
    say: Say
    verdicts: list[Verdict] = field(default_factory=list)

    def add(self, verdict: Verdict) -> None:
        self.verdicts.append(verdict)
        for wrong in verdict.wrong:
            self.say(f"{verdict.case.name}: {wrong}")
        if len(self.verdicts) % TOLD_EVERY == 0:
            self.say(f"{len(self.verdicts)} of {self.total} cases")


async def play_all(
    cases: Sequence[Case], folder: Path, *, lanes: int, say: Say, kept: Folders = Folders.FAILED
) -> Sequence[Verdict]:
    tally, waiting = Tally(len(cases), say), iter(enumerate(cases))
    async with nursery(folder) as midwife, asyncio.TaskGroup() as group:
        for number in range(min(lanes, len(cases))):
            lane = Lane(folder / f"lane{number}", midwife, waiting, tally=tally, kept=kept)
            group.create_task(lane.run())
    say(f"{len(cases)} cases, {midwife.cpu_ms / 1000:.0f} s of processor time")
    return tally.verdicts


@dataclass(slots=True)
class Lane:
    """One case after another."""

    folder: Path
    midwife: Midwife
    waiting: Iterator[tuple[int, Case]]
    tally: Tally = field(kw_only=True)
    kept: Folders = field(kw_only=True)

    async def run(self) -> None:
        self.folder.mkdir()
        for first in self.waiting:
            folder = self.folder / f"world{first[0]}"
            folder.mkdir()
            async with world(folder, self.midwife) as handshake, Levers(str(handshake["control_url"])) as levers:
                await make_home(levers, handshake)
                for number, case in chain([first], islice(self.waiting, CASES_PER_WORLD - 1)):
                    await self._play(case, number, levers, handshake=handshake)

    async def _play(self, case: Case, number: int, levers: Levers, *, handshake: Json) -> None:
        place = self.folder / f"case{number}"
        place.mkdir()
        try:
            async with asyncio.timeout(CASE_SECONDS):
                verdict = await play_case(case, number, place, midwife=self.midwife, levers=levers, handshake=handshake)
        except Exception as error:  # noqa: BLE001 - one broken case must not end the others
            verdict = Verdict(case=case, kills=0, wrong=(f"not played to the end: {error!r}",))
        self.tally.add(verdict)
        if self.kept is Folders.FAILED and not verdict.wrong:
            shutil.rmtree(place, ignore_errors=True)


async def make_home(levers: Levers, handshake: Json) -> None:
    """A round price, and a chat that was begun: nobody may be written to before. The bot need not answer it."""
    await levers.move_price("BTC", PRICE)
    await levers.post("/telegram/send", user=int(ANN), text="/start")
    url = f"{handshake['telegram_url']}/bot{handshake['bot_token']}/getUpdates"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        last = max(update["update_id"] for update in (await response.json())["result"])
        await (await session.get(url, params={"offset": last + 1})).read()


@asynccontextmanager
async def world(folder: Path, midwife: Midwife) -> AsyncIterator[Json]:
    """A world in a process of its own, while it is needed."""
    life = await midwife.bear({"role": "world", "directory": str(folder), "log": str(folder / "world.log")}, {})
    published = folder / "world.json"
    try:
        async with asyncio.timeout(OPEN_SECONDS):
            await until(published.is_file, LOOK_SECONDS)
        yield json.loads(published.read_text(encoding="utf-8"))
    finally:
        await life.stop()
