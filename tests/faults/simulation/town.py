"""Everything around the process that outlives it: exchanges, the leader's account, prices, the tables, time and chance.

What is true here is what the book-keeping of the process is compared with.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from core.application.coalescing import coalesce
from core.application.commands import (
    BookAccountFillsCommand,
    ExecuteCopyTradeCommand,
    PauseFollowCommand,
    ResumeFollowCommand,
)
from core.application.points import Point
from core.application.ports import AccountFill
from core.domain.leader_fill import LeaderFill
from core.domain.position import Position
from core.domain.trade import TradeStatus
from core.domain.values import ZERO, AccountId, Exchange, FollowerId, FollowId, OrderRequest, Side, Symbol, TradeId
from tests.application.clock import SequentialIds
from tests.application.world import ANNS, BOS, THE_LEADER
from tests.builders import ANN, BO, BTC, ETH, d
from tests.faults.simulation.book import Book
from tests.faults.simulation.life import Life
from tests.faults.simulation.storage import Memory
from tests.faults.simulation.tables import Tables
from tests.faults.simulation.virtual import Machine, VirtualLoop
from tests.faults.simulation.weather import Weather

CY, CYS = FollowerId(1005), AccountId("acc-cy")
SYMBOLS = (BTC, ETH)
HOMES = {ANNS: Exchange.BINANCE, BOS: Exchange.BYBIT, CYS: Exchange.BITGET}
OWNERS = {ANNS: ANN, BOS: BO, CYS: CY}
OVERLAP = timedelta(minutes=5)

Batch = Sequence[LeaderFill]


def follow_of(account_id: AccountId) -> FollowId:
    return FollowId(f"follow-{account_id}")


class Town:
    """`life` is the present process; `complaints` is what safety found wrong while it ran."""

    def __init__(self, loop: VirtualLoop, seed: int) -> None:
        self.loop, self.chance = loop, Random(seed)
        self.machine, self.ids = Machine(loop), SequentialIds()
        self.memory = Memory.made()
        self.prices: dict[Symbol, Decimal] = {BTC: d(60000), ETH: d(3000)}
        self.accounts = list(HOMES)[: self.chance.choice([2, 3, 3])]
        self.books = {
            key: Book(exchange=HOMES[key], prices=self.prices, truth=self.machine.truth) for key in self.accounts
        }
        self.weathers = {key: Weather(chance=self.chance) for key in self.accounts}
        self.leader: dict[Symbol, Decimal] = dict.fromkeys(SYMBOLS, ZERO)
        self.fills: list[LeaderFill] = []
        self.seen: Counter[str] = Counter()
        self.complaints: list[str] = []
        self.failures: list[Exception] = []
        self.tables = Tables(self.memory.sight)
        self.paused: dict[FollowId, int] = {}
        self.statuses: dict[TradeId, TradeStatus] = {}
        self.life = self.born()

    def born(self) -> Life:
        """A new process on what is left of the old one."""
        self._wire: asyncio.Queue[Batch] = asyncio.Queue()
        self._is_cut = False
        return Life(
            self.memory,
            self.books,
            self.weathers,
            prices=self.prices,
            machine=self.machine,
            ids=self.ids,
            chance=self.chance,
            witness=self._is_reserved,
            seen=self.seen,
        )

    def _is_reserved(self, order: OrderRequest) -> None:
        """Invariant 4: nothing leaves that isn't durably reserved, and it leaves as it was reserved."""
        trade = self.tables.trade_of_order(order.client_order_id)
        if trade is None or trade.is_settled or trade.order_request() != replace(order, leave_by=None):
            self.complaints.append(f"invariant 4: {order} left, stored is {trade and (trade.status, trade.plan)}")

    # The leader

    def leader_fills(self, symbol: Symbol, side: Side, parts: Sequence[str]) -> Batch:
        """One order of the leader, filled in these parts just now."""
        number = len(self.fills)
        made = [
            LeaderFill(
                fill_id=f"f{number + place:04d}",
                order_id=f"o{number}",
                symbol=symbol,
                side=side,
                amount=d(part),
                price=self.prices[symbol],
                at=self.machine.truth(),
            )
            for place, part in enumerate(parts)
        ]
        self.fills += made
        self.leader[symbol] += sum((fill.signed for fill in made), ZERO)
        return made

    def hear(self, batch: Batch) -> None:
        """The leader's stream brings it to the present process, unless it is cut."""
        if not self._is_cut:
            self._wire.put_nowait(batch)

    def cut(self) -> None:
        """A stream doesn't outlive a sleep: until it is connected anew it brings nothing."""
        self._is_cut = True

    async def backfill(self) -> None:
        """The stream was connected anew: what happened since the watermark is read again."""
        since = await self._watermark() - OVERLAP
        self._is_cut = False
        for fill in self.fills:
            if fill.at >= since:
                self.hear([fill])

    async def _watermark(self) -> datetime:
        async with self.life.db.units() as unit:
            return (await unit.leaders.get(THE_LEADER)).watermark

    async def listen(self) -> None:
        """What the bot's watch of a leader does, until the process dies."""
        life = self.life

        async def batches(wire: asyncio.Queue[Batch]) -> AsyncIterator[Batch]:
            while True:
                yield await wire.get()

        async def copy(fills: Sequence[LeaderFill]) -> None:
            await life.bus.handle(ExecuteCopyTradeCommand(leader_id=THE_LEADER, fills=fills))

        await coalesce(batches(self._wire), copy)

    # The markets

    def move_prices(self, fraction: float) -> None:
        for symbol, price in self.prices.items():
            moved = price * (1 + Decimal(str(round(self.chance.uniform(-fraction, fraction), 4))))
            self.prices[symbol] = moved.quantize(Decimal("0.1"))
        for account_id, book in self.books.items():
            for fill in book.trigger():
                self.seen[f"stop hit, {'while down' if self.life.is_dead else 'while up'}"] += 1
                self.tell_fill(account_id, fill)

    def tell_fill(self, account_id: AccountId, fill: AccountFill) -> None:
        """The account's stream tells of a fill now, or nobody does until somebody asks."""
        if not self.life.is_dead and self.chance.random() < 0.5:
            self.life.send(BookAccountFillsCommand(account_id=account_id, fills=[fill]))

    # What a follower does, with what safety must know about it

    async def pause(self, key: AccountId) -> None:
        """Once it is answered, nothing is entered any more (invariant 15)."""
        command = PauseFollowCommand(actor=OWNERS[key], follow_id=follow_of(key))
        await self.life.finish(command)
        if self.tables.follow_status(follow_of(key)) == "paused":
            self.paused.setdefault(follow_of(key), self.tables.newest_trade())

    async def resume(self, key: AccountId) -> None:
        self.paused.pop(follow_of(key), None)
        command = ResumeFollowCommand(actor=OWNERS[key], follow_id=follow_of(key))
        await self.life.finish(command)

    def passing(self, point: Point) -> None:
        """Whoever lives at present passes a named point."""
        self.life.passing(point)

    def is_quiet(self) -> bool:
        """Nothing is owed any more."""
        return not (
            self.life.tasks_at_work()
            or self.tables.unfinished_events()
            or any(not trade.is_settled for trade in self.tables.trades())
            or any(self.is_left_behind(position) for position in self.tables.open_positions())
        )

    def is_left_behind(self, position: Position) -> bool:
        """The leader is out, or the follow is being closed, and the follower is still in."""
        owner = position.owner
        status = self.tables.follow_status(owner.follow_id)
        if status == "stopped":
            return False
        return status == "closing" or self.leader[owner.symbol] * owner.side.sign <= 0
