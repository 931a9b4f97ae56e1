"""A small world around the real handlers: a database in a folder, venues in memory, time that moves when told.

Speaks to the core through the message bus only; reads its state through units of work.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

from core.application.boards import LiveMarketBoard, LiveWalletBoard
from core.application.bus import Command, MessageBus, Query
from core.application.commands import (
    ExecuteCopyTradeCommand,
    RecoverAccountCommand,
    ResolveTradesCommand,
    ResumeLeaderEventsCommand,
)
from core.application.gates import Gates
from core.application.handlers.parts import Parts
from core.application.handlers.table import handlers
from core.application.key_door import KeyDoor, NoDoor
from core.application.late_looks import LateLooks
from core.application.order_desk import OrderDesk
from core.application.precedence import Precedence
from core.application.reports import CopyReport, RecoveryReport
from core.application.resolving import Resolver
from core.application.settlement import Settlement
from core.application.timing import Timing
from core.domain.account import Account
from core.domain.confirmation import Confirmation
from core.domain.errors import Refusal
from core.domain.leader_fill import LeaderFill
from core.domain.position import Position
from core.domain.trade import Trade
from core.domain.values import AccountId, Exchange, FollowerId, LeaderId, MarketKind, Side, Symbol
from core.shared import DomainEvent
from tests.application.clock import FixedClock, SequentialIds
from tests.application.edges import Directory, MemoryVault, StillHealth
from tests.application.venue import Venue
from tests.builders import (
    ANN,
    BTC,
    BTC_SPOT,
    ETH,
    d,
)
from tests.database import RunningDatabase

R = TypeVar("R")
E = TypeVar("E", bound=DomainEvent)

ANNS, BOS, LEVS = AccountId("acc-ann"), AccountId("acc-bo"), AccountId("acc-lev")
THE_LEADER = LeaderId("lev")


class World:
    """`restart` builds everything anew on the same database, as a new process would."""

    def __init__(self, db: RunningDatabase, group: asyncio.TaskGroup) -> None:
        self.db, self._group = db, group
        self.clock, self.ids = FixedClock(), SequentialIds()
        self.timing = Timing(resend_pauses_seconds=(0, 0), missing_fill_pauses_seconds=(0, 0), leader_recheck_seconds=0)
        self.prices: dict[Symbol, Decimal] = {BTC: d(60000), ETH: d(3000), BTC_SPOT: d(60000)}
        self.directory = Directory(self.prices, self.clock)
        self.vault, self.health = MemoryVault(), StillHealth()
        self.failures: list[Exception] = []
        self.precedence = Precedence()
        self.numbers = count(1)
        self.restart()

    def restart(self) -> None:
        self._begun = set[asyncio.Task[None]]()
        self.gates = Gates()
        self.board = LiveMarketBoard(self.directory, self.clock)
        self.wallets = LiveWalletBoard(self.directory)
        settlement = Settlement(self.ids, self.board)
        self.desk = OrderDesk(
            self.db.units,
            self.directory,
            settlement=settlement,
            wallets=self.wallets,
            clock=self.clock,
            spawn=self._spawn,
            timing=self.timing,
            gates=self.gates,
            precedence=self.precedence,
        )
        self.resolver = self._resolver(settlement)
        self.bus = MessageBus(handlers(self.parts_with(NoDoor())))

    def parts_with(self, door: KeyDoor) -> Parts:
        """What this life's handlers are built from."""
        return Parts(
            units=self.db.units,
            reads=self.db.read_model,
            quality=self.db.quality,
            directory=self.directory,
            vault=self.vault,
            board=self.board,
            wallets=self.wallets,
            desk=self.desk,
            resolver=self.resolver,
            health=self.health,
            ids=self.ids,
            clock=self.clock,
            timing=self.timing,
            gates=self.gates,
            door=door,
        )

    def _resolver(self, settlement: Settlement) -> Resolver:
        late = LateLooks(
            self.db.units,
            self.directory,
            settlement,
            desk=self.desk,
            ids=self.ids,
            clock=self.clock,
            timing=self.timing,
        )
        return Resolver(
            self.db.units,
            self.directory,
            desk=self.desk,
            board=self.board,
            late=late,
            clock=self.clock,
            timing=self.timing,
        )

    def venue(self, account_id: AccountId = ANNS) -> Venue:
        return self.directory.venue(account_id)

    async def do(self, message: Command[R] | Query[R]) -> R:
        """Handle a message and let all that follows from it end."""
        answer = await self.bus.handle(message)
        await self.rest()
        return answer

    async def rest(self) -> None:
        """Until no order is under way and what was begun behind one has ended, too."""
        await self.desk.idle()
        while self._begun:
            await asyncio.wait(self._begun)
            await self.desk.idle()

    async def refusal(self, message: Command[Any] | Query[Any]) -> str:
        """The code with which a message is refused."""
        try:
            await self.do(message)
        except Refusal as refusal:
            return refusal.code
        return ""

    async def leader_fills(self, *fills: LeaderFill, leader_id: LeaderId = THE_LEADER) -> CopyReport:
        return await self.do(ExecuteCopyTradeCommand(leader_id=leader_id, fills=fills))

    async def leader_trades(
        self, side: Side, amount: str, *, symbol: Symbol = BTC, leader_id: LeaderId = THE_LEADER
    ) -> CopyReport:
        """One order of the leader, filled at once at the present price."""
        return await self.leader_fills(self.fill(side, amount, symbol), leader_id=leader_id)

    def fill(self, side: Side, amount: str, symbol: Symbol = BTC) -> LeaderFill:
        number = next(self.numbers)
        return LeaderFill(
            fill_id=f"f{number}",
            order_id=f"o{number}",
            symbol=symbol,
            side=side,
            amount=d(amount),
            price=self.prices[symbol],
            at=self.clock.now(),
        )

    async def wait(self, seconds: float, **prices: str) -> None:
        """Time passes; boards are read anew. Prices by base coin: `BTC="61000"`."""
        self.clock.move(seconds)
        for symbol in self.prices:
            self.prices[symbol] = d(prices.get(symbol.base, str(self.prices[symbol])))
        await self.refresh()

    async def refresh_board(self) -> None:
        for exchange in Exchange:
            await self.board.refresh_markets(exchange)
            for kind in MarketKind:
                await self.board.refresh_prices(exchange, kind)

    async def refresh(self) -> None:
        await self.refresh_board()
        async with self.db.units() as unit:
            for account in await unit.accounts.linked():
                if self.venue(account.id).reads_fail is None:
                    await self.wallets.refresh(account)

    async def resume(self) -> int:
        return await self.do(ResumeLeaderEventsCommand())

    async def resolve(self) -> RecoveryReport:
        return await self.do(ResolveTradesCommand())

    async def recover(self, account_id: AccountId = ANNS) -> RecoveryReport:
        return await self.do(RecoverAccountCommand(account_id=account_id))

    async def prove_absence(self) -> None:
        """Two clean looks, far enough apart and late enough."""
        await self.resolve()
        await self.wait(23)
        await self.resolve()

    async def add(self, *aggregates: object) -> None:
        async with self.db.units() as unit:
            for aggregate in aggregates:
                repository = getattr(unit, f"{type(aggregate).__name__.lower()}s")
                repository.add(aggregate)
            await unit.commit()

    async def trades(self) -> Sequence[Trade]:
        """All of them, in the order they were reserved."""
        async with self.db.units() as unit:
            ids = [event.trade_id for event in self.db.events if type(event).__name__ == "TradeReservedEvent"]  # type: ignore[attr-defined]
            return [await unit.trades.get(trade_id) for trade_id in ids]

    async def trade(self, number: int = -1) -> Trade:
        return (await self.trades())[number]

    async def positions(self, follower_id: FollowerId = ANN) -> Sequence[Position]:
        async with self.db.units() as unit:
            return await unit.positions.open_of_follower(follower_id)

    async def position(self, follower_id: FollowerId = ANN) -> Position:
        (position,) = await self.positions(follower_id)
        return position

    async def account(self, account_id: AccountId = ANNS) -> Account:
        async with self.db.units() as unit:
            return await unit.accounts.get(account_id)

    async def question(self) -> Confirmation:
        """The open question of the newest trade."""
        trade = await self.trade()
        async with self.db.units() as unit:
            found = await unit.confirmations.open_of_trade(trade.id)
        assert found is not None
        return found

    def told(self, kind: type[E]) -> list[E]:
        """All committed events of a kind, in order."""
        return [event for event in self.db.events if isinstance(event, kind)]

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._group.create_task(self._once(work))
        self._begun.add(task)
        task.add_done_callback(self._begun.discard)

    async def _once(self, work: Coroutine[Any, Any, None]) -> None:
        """Like the supervisor: a failure ends one task and is noted."""
        try:
            await work
        except Exception as error:  # noqa: BLE001 - noted for the test, like the supervisor's log
            self.failures.append(error)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)
