"""One life of the process: everything built anew on the same tables, dead at a named point or any other moment.

After death nothing of it reads, writes or asks any more. Decides nothing about when it dies.
"""

import asyncio
from collections import Counter
from collections.abc import Coroutine, Mapping
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

from core.application.bus import Command
from core.application.commands import ResumeLeaderEventsCommand
from core.application.points import Point
from core.application.ports import ExchangePort
from core.application.timing import Timing
from core.domain.account import Account
from core.domain.errors import ExchangeUnavailable, Refusal, TandemError
from core.domain.trade import Trade
from core.domain.values import AccountId, Exchange, MarketKind, Symbol
from tests.application.clock import FixedClock, SequentialIds
from tests.application.edges import Directory, Quotes
from tests.application.venue import Prices
from tests.application.world import World
from tests.database import RunningDatabase
from tests.faults.simulation.book import Book
from tests.faults.simulation.line import Line, Witness
from tests.faults.simulation.storage import Memory, opened
from tests.faults.simulation.virtual import BelievedClock, Machine
from tests.faults.simulation.weather import Weather

LONGEST_BREATH_SECONDS = 0.004
PROMISED = "the adapter broke its promise"


class Killed(BaseException):
    """The process is gone; no handler of it may notice."""


class Quay(Directory):
    """Hands one life its lines to the books; prices come late or not at all when chance says so."""

    def __init__(self, life: "Life", prices: Prices, *, clock: FixedClock) -> None:
        super().__init__(prices, clock)
        self._life = life

    async def connection(self, account: Account) -> ExchangePort:
        await self._life.breath()
        return self._life.lines[account.id]

    def markets(self, exchange: Exchange) -> Quotes:
        if self._life.prices_fail:
            raise ExchangeUnavailable("no prices")
        return super().markets(exchange)


class Life(World):
    """`die` at any moment, or `kill_at` a point that is passed so and so often."""

    def __init__(
        self,
        memory: Memory,
        books: Mapping[AccountId, Book],
        weathers: Mapping[AccountId, Weather],
        *,
        prices: dict[Symbol, Decimal],
        machine: Machine,
        ids: SequentialIds,
        chance: Random,
        witness: Witness,
        seen: Counter[str],
    ) -> None:
        self.is_dead = self.prices_fail = False
        self.chance, self.seen = chance, seen
        self.tasks: dict[asyncio.Task[None], None] = {}
        self._kill_at: tuple[Point, int] | None = None
        self._resume_wanted = False
        super().__init__(RunningDatabase(opened(memory, self.breath)), asyncio.TaskGroup())
        self.clock, self.ids, self.prices, self.timing = BelievedClock(machine), ids, prices, Timing()
        self.lines: dict[AccountId, ExchangePort] = {
            key: Line(book, weathers[key], breath=self.breath, witness=witness, clock=self.clock)
            for key, book in books.items()
        }
        self.directory = Quay(self, prices, clock=self.clock)
        self.restart()
        self.desk.watch(self)

    async def breath(self) -> None:
        """Others run, as long as chance says; who is dead stays here."""
        if self.is_dead:
            raise Killed
        if self.chance.random() < 0.3:
            await asyncio.sleep(self.chance.uniform(0, LONGEST_BREATH_SECONDS))
        if self.is_dead:
            raise Killed

    def kill_at(self, point: Point, passing: int) -> None:
        self._kill_at = (point, passing)

    def passing(self, point: Point) -> None:
        """A watcher of named points."""
        if self._kill_at is None or self._kill_at[0] is not point or self.is_dead:
            return
        self._kill_at = (point, self._kill_at[1] - 1)
        if self._kill_at[1] <= 0:
            self.seen[f"killed at {point}"] += 1
            self.die()
            raise Killed

    def die(self) -> None:
        self.is_dead = True
        for task in self.tasks:
            task.cancel()

    async def buried(self) -> None:
        """Every task of it has ended."""
        while self.tasks:
            await asyncio.wait(list(self.tasks))
            await asyncio.sleep(0)

    def begin(self, work: Coroutine[Any, Any, object]) -> asyncio.Task[None]:
        """Start something, as the supervisor would; who is dead starts nothing."""
        task = asyncio.get_running_loop().create_task(self._alone(work))
        if self.is_dead:
            task.cancel()
        self.tasks[task] = None
        task.add_done_callback(partial(self._ended, work))
        return task

    def send(self, message: Command[Any]) -> asyncio.Task[None]:
        """Begin to handle a message."""
        return self.begin(self.bus.handle(message))

    async def finish(self, message: Command[Any]) -> None:
        """Handle a message to its end, or until the process dies over it."""
        await asyncio.wait([self.send(message)])

    async def run(self, work: Coroutine[Any, Any, object]) -> None:
        """Do something to its end, or until the process dies over it."""
        await asyncio.wait([self.begin(work)])

    def tasks_at_work(self) -> int:
        """Without the one that listens to the leader for ever."""
        return len(self.tasks) - 1

    def settled(self, trade: Trade) -> None:
        """What waits for a trade goes on, as in the running bot."""
        self.seen[f"trade {trade.status}"] += 1
        if not self._resume_wanted:
            self._resume_wanted = True
            self.begin(self._resume())

    def in_doubt(self, trade: Trade) -> None:
        self.seen["in doubt"] += 1

    async def _resume(self) -> None:
        self._resume_wanted = False
        await self.bus.handle(ResumeLeaderEventsCommand())

    async def refresh_prices(self) -> None:
        for exchange in Exchange:
            await self.board.refresh_markets(exchange)
            await self.board.refresh_prices(exchange, MarketKind.PERPETUAL)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self.begin(work)

    def _ended(self, work: Coroutine[Any, Any, object], task: asyncio.Task[None]) -> None:
        work.close()  # who was killed before the first step never began it
        self.tasks.pop(task, None)
        if not task.cancelled() and not isinstance(task.exception(), Killed | BaseExceptionGroup | None):
            self.seen["died oddly"] += 1

    async def _alone(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except Refusal as refusal:
            self.seen[f"refused: {refusal.code}"] += 1
        except TandemError as error:
            self.seen[f"failed: {type(error).__name__}"] += 1
        except ExceptionGroup as group:
            self._judge(group)
        except Exception as error:  # noqa: BLE001 - like the supervisor: noted, the run's verdict counts it
            self.failures.append(error)

    def _judge(self, group: "ExceptionGroup[Exception]") -> None:
        """A lane reports the errors of its orders: only the one that the wire itself raised was planned."""
        unplanned = [error for error in group.exceptions if PROMISED not in str(error)]
        self.failures += [error for error in unplanned if not isinstance(error, TandemError)]
