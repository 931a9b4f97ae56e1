"""Two lives of one installation around a power cut: one that is busy and ends, one that begins on what is left.

Plays one case and says what it saw and what was wrong; chooses no cases.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from adapters.persistence.backup import back_up, restore
from adapters.persistence.condition import Condition
from adapters.persistence.database import Database, open_database
from adapters.persistence.failures import DatabaseDamaged
from bot.guarding import Restoring
from core.application.gates import Gate
from core.domain.copy_rules import CopyRules
from core.domain.errors import ExchangeUnavailable
from core.domain.values import Exchange
from tests.application.steps import follow_with
from tests.application.world import ANNS, World
from tests.application.worlds import SEEDS, a_world
from tests.builders import d
from tests.database import RunningDatabase, url_of
from tests.faults.power_images import Damage, Image, damaged, put, taken
from tests.faults.power_town import TheLeader, TrueVenue, entries_at

BUSY_STEPS = 8
LATER_STEPS = 3
NEXT_STEP = "python -m bot restore"
RULES = CopyRules(size=d(6000), leverage=10)


@dataclass(slots=True)
class Seen:
    """What came of one case."""

    is_refused: bool = False
    was_restored: bool = False
    is_stopped: bool = False
    rows_lost: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Cut:
    """What the power cut left, beside the exchange, which goes on."""

    image: Image
    mark: bytes
    backup: Path
    trades: int


@asynccontextmanager
async def begun(path: Path) -> AsyncIterator[tuple[Database, RunningDatabase]]:
    """As the bot opens its book, durable in full."""
    opened = await open_database(url_of(path))
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(opened.writer.run())
            try:
                yield opened, RunningDatabase(opened)
            finally:
                opened.writer.stop()
    finally:
        await opened.close()


async def seeded(path: Path) -> None:
    """Lev leads, Ann follows."""
    if "auto" not in SEEDS:
        async with a_world(path.parent):
            pass
    await asyncio.to_thread(put, {"": SEEDS["auto"]}, path)


class Case:
    """One seed and one damage in a folder of its own."""

    def __init__(self, folder: Path, damage: Damage, chance: Random) -> None:
        self._path, self._damage, self._chance = folder / "tandem.db", damage, chance
        self.seen = Seen()
        self._leader = TheLeader(chance)

    async def play(self) -> Seen:
        await seeded(self._path)
        cut, first = await self._busy_life()
        refusals: list[BaseException] = []
        try:
            await self._next_life(cut, first)
        except* DatabaseDamaged as refused:
            refusals += refused.exceptions
        if refusals:
            await self._restore(cut, first, refusals)
        return self.seen

    async def _busy_life(self) -> tuple[Cut, World]:
        async with begun(self._path) as (opened, db), asyncio.TaskGroup() as group:
            world = World(db, group)
            world.directory.venues[ANNS] = TrueVenue(Exchange.BINANCE, world.prices, world.clock)
            await world.refresh()
            await follow_with(world, RULES)
            backup_at, cut_at = sorted(self._chance.sample(range(BUSY_STEPS), 2))
            for step in range(cut_at):
                if step == backup_at:
                    backup = await asyncio.to_thread(back_up, url_of(self._path))
                    await opened.note_high_water()
                await self._step(world)
                if self._chance.random() < 0.2:
                    await asyncio.to_thread(fold, opened)
            if backup_at == cut_at - 1 or self._chance.random() < 0.5:
                await opened.note_high_water()
            image = await self._cut_in_a_step(world)
            mark = await asyncio.to_thread(mark_of, self._path)
            trades = len(await world.trades())
        return Cut(image=image, mark=mark, backup=backup, trades=trades), world

    async def _step(self, world: World) -> None:
        await world.leader_fills(self._leader.next(world))
        await world.wait(self._chance.choice([1, 5, 40]))

    async def _cut_in_a_step(self, world: World) -> Image:
        """The picture is taken while the step is under way; what was sent by then arrives at the exchange."""
        step = asyncio.ensure_future(self._step(world))
        for _ in range(self._chance.choice([0, 3, 10, 30, 100, 300])):
            await asyncio.sleep(0)
        image = taken(self._path)
        await step
        return image

    async def _restore(self, cut: Cut, first: World, refusals: Sequence[BaseException]) -> None:
        """Refused: the operator does what the message says."""
        self.seen.is_refused = True
        if not all(NEXT_STEP in words(refusal) for refusal in refusals):
            self.seen.wrong.append(f"refused without a next step: {refusals}")
        await asyncio.to_thread(restore, url_of(self._path), cut.backup)
        await self._live_on(first, cut)

    async def _next_life(self, cut: Cut, first: World) -> None:
        await asyncio.to_thread(self._lay_out, cut)
        await self._live_on(first, cut)

    def _lay_out(self, cut: Cut) -> None:
        if self._damage is Damage.OLD_BACKUP:
            put({"": cut.backup.read_bytes()}, self._path)
        else:
            put(damaged(cut.image, self._damage, self._chance), self._path)
        self._path.with_name(self._path.name + ".mark").write_bytes(cut.mark)

    async def _live_on(self, first: World, cut: Cut) -> None:
        async with begun(self._path) as (opened, db), asyncio.TaskGroup() as group:
            world = reborn(first, db, group)
            condition = Condition(opened, world.gates)
            self.seen.rows_lost += max(0, cut.trades - await stored_trades(opened))
            await self._recover(world, opened)
            await condition.check()
            if Gate.DAMAGED in world.gates.closed():
                self.seen.is_stopped = True
                raise DatabaseDamaged("found while running")
            await self._go_on(world)
        await self._judge(world)

    async def _recover(self, world: World, opened: Database) -> None:
        """The order of a start: prices, what was restored, the accounts, the leader's events and fills."""
        await world.wait(self._chance.choice([1, 20, 60]))
        if await opened.is_restored():
            self.seen.was_restored = True
            await Restoring(world.gates, world.bus, world.db.units, recovered=opened.recovered).run()
        await world.recover()
        await world.resume()
        for fill in self._leader.fills:
            await world.leader_fills(fill)
        await quiet(world)

    async def _go_on(self, world: World) -> None:
        for _ in range(LATER_STEPS):
            await self._step(world)
        for fill in self._leader.leave(world):
            await world.leader_fills(fill)
        await quiet(world)

    async def _judge(self, world: World) -> None:
        venue = world.venue()
        assert isinstance(venue, TrueVenue)
        self.seen.wrong += [f"order {name} was carried out twice" for name in venue.doubles()]
        for symbol, entries in entries_at(venue).items():
            if entries > self._leader.entries[symbol]:
                self.seen.wrong.append(f"{entries} entries in {symbol}, the leader made {self._leader.entries[symbol]}")
        self.seen.wrong += [
            f"{symbol} {side} {left} is left" for (symbol, side), left in venue.positions.items() if left
        ]
        self.seen.wrong += [f"the core failed: {failure}" for failure in world.failures]


async def quiet(world: World) -> None:
    """Time enough for every doubt and every owed exit."""
    for _ in range(3):
        await world.wait(25)
        await world.resolve()
        try:
            await world.recover()
        except ExchangeUnavailable as error:
            world.failures.append(error)
        await world.resume()


def reborn(first: World, db: RunningDatabase, group: asyncio.TaskGroup) -> World:
    """A new process on another book, in the same world."""
    world = World(db, group)
    world.clock, world.ids, world.prices = first.clock, first.ids, first.prices
    world.directory, world.numbers = first.directory, first.numbers
    world.restart()
    return world


def words(refusal: BaseException) -> str:
    """What is at the bottom of it."""
    return words(refusal.exceptions[0]) if isinstance(refusal, BaseExceptionGroup) else str(refusal)


async def stored_trades(opened: Database) -> int:
    return await opened.writer.submit(
        lambda connection: connection.exec_driver_sql("SELECT count(*) FROM trades").scalar() or 0
    )


def mark_of(path: Path) -> bytes:
    return path.with_name(path.name + ".mark").read_bytes()


def fold(opened: Database) -> None:
    """What the writer does by itself after a thousand pages."""
    with closing(opened.writing.raw_connection()) as driver:
        driver.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
