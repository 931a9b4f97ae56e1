"""One way to become consistent again, at start and at run time: resolve, book, owe exits, protect, compare.

Never opens exposure to repair. Acts on a difference only when two looks in a row agree on it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from core.application.commands import BookAccountFillsCommand, RecoverAccountCommand, RecoveryReport
from core.application.handlers.positions import BookAccountFillsHandler, Exits
from core.application.order_desk import OrderDesk
from core.application.ports import Clock, ExchangeDirectory, ExchangePort, MarketBoard
from core.application.resolving import Resolver, combined
from core.application.unit_of_work import UnitOfWork, UnitOfWorkFactory
from core.domain.account import Account
from core.domain.errors import AlreadyExists, ConcurrentUpdate, NotPossibleNow
from core.domain.events import DriftFoundEvent
from core.domain.exposure import ExitCause
from core.domain.position import Position
from core.domain.trade import Trade, TradePurpose
from core.domain.values import ZERO, AccountId, Symbol

QUIET_BEFORE_COMPARE = timedelta(seconds=5)
"""Local activity younger than this defers a comparison: the exchange's reads lag (reliability.md E9)."""

Place = tuple[AccountId, Symbol]


class RecoverAccountHandler:
    """Safe to repeat: the second run in a row changes nothing."""

    def __init__(
        self,
        units: UnitOfWorkFactory,
        directory: ExchangeDirectory,
        *,
        resolver: Resolver,
        booking: BookAccountFillsHandler,
        exits: Exits,
        desk: OrderDesk,
        board: MarketBoard,
        clock: Clock,
    ) -> None:
        self._units, self._directory, self._resolver, self._booking = units, directory, resolver, booking
        self._exits, self._desk, self._board, self._clock = exits, desk, board, clock
        self._protected: set[AccountId] = set()
        self._seen: dict[Place, Decimal] = {}
        self._told: dict[Place, Decimal] = {}

    async def __call__(self, command: RecoverAccountCommand) -> RecoveryReport:
        """Raises ExchangeError when the exchange doesn't answer; what was done until then stays."""
        async with self._units() as unit:
            account = await unit.accounts.get(command.account_id)
        report = await self._resolver.resolve_account(account)
        positions = await self._open_positions(account)
        if not positions:
            return report
        connection = await self._directory.connection(account)
        await self._book(connection, account, positions)
        await self._owe_exits(account)
        await self._protect(account)
        drifts = await self._compare(connection, account)
        return combined(report, RecoveryReport(drifts=drifts))

    async def _open_positions(self, account: Account) -> Sequence[Position]:
        async with self._units() as unit:
            return await unit.positions.open_of_accounts([account.id])

    async def _book(self, connection: ExchangePort, account: Account, positions: Sequence[Position]) -> None:
        """Stops, liquidations and a person's trades that happened while nobody listened."""
        since = min(position.opened_at for position in positions)
        symbols = sorted({position.owner.symbol for position in positions})
        fills = await connection.fetch_fills(max(since, self._clock.now() - timedelta(days=6)), symbols)
        await self._booking(BookAccountFillsCommand(account_id=account.id, fills=fills))

    async def _owe_exits(self, account: Account) -> None:
        """The leader is out, the follower still in, and nothing is on its way: the exit is owed."""
        for position in await self._open_positions(account):
            trade = await self._owed_exit(position)
            if trade is not None:
                self._desk.submit(account, [trade])

    async def _owed_exit(self, position: Position) -> Trade | None:
        async with self._units() as unit:
            if not await self._leader_is_out(unit, position):
                return None
            try:
                stored = await unit.positions.get(position.id)
                trade = await self._exits.reserve(unit, stored, fraction=Decimal(1), purpose=TradePurpose.COPY)
                await unit.commit()
            except (NotPossibleNow, AlreadyExists, ConcurrentUpdate):
                return None
            return trade

    async def _leader_is_out(self, unit: UnitOfWork, position: Position) -> bool:
        """Known only when every event of the leader in the symbol has had its verdicts."""
        follow = await unit.follows.find(position.owner.follow_id)
        if follow is None or not follow.is_running:
            return False
        unfinished = await unit.leader_events.unfinished()
        if any(event.leader_id == follow.leader_id and event.symbol == position.owner.symbol for event in unfinished):
            return False
        leader = await unit.leaders.get(follow.leader_id)
        holds = [quantity for (symbol, _), quantity in leader.ledger.items() if symbol == position.owner.symbol]
        return not any(quantity * position.owner.side.sign > 0 for quantity in holds)

    async def _protect(self, account: Account) -> None:
        """Once per run of the process: what a crash left unprotected."""
        if account.id in self._protected:
            return
        for position in await self._open_positions(account):
            if not position.protection.is_empty:
                await self._desk.protect(account, position, key=f"{position.id}:{position.version}")
        self._protected.add(account.id)

    async def _compare(self, connection: ExchangePort, account: Account) -> int:
        """Our perpetual positions against the exchange's; the number of symbols that differ."""
        found: dict[Symbol, Decimal] = {}
        for theirs in await connection.fetch_positions():
            found[theirs.symbol] = found.get(theirs.symbol, ZERO) + theirs.amount * theirs.side.sign
        drifts = 0
        for position in await self._open_positions(account):
            if position.owner.symbol.settle:
                drifts += await self._compare_one(account, position, found.get(position.owner.symbol, ZERO))
        return drifts

    async def _compare_one(self, account: Account, position: Position, found: Decimal) -> int:
        place = (account.id, position.owner.symbol)
        expected = position.quantity * position.owner.side.sign
        if expected == found:
            self._seen.pop(place, None)
            self._told.pop(place, None)
            return 0
        if self._seen.get(place) != found or await self._is_busy(account, position):
            self._seen[place] = found
            return 1
        await self._repair(position, expected, found)
        return 1

    async def _is_busy(self, account: Account, position: Position) -> bool:
        async with self._units() as unit:
            pending = await unit.trades.unsettled(account.id)
        recent = self._clock.now() - position.opened_at < QUIET_BEFORE_COMPARE
        return recent or any(trade.plan.symbol == position.owner.symbol for trade in pending)

    async def _repair(self, position: Position, expected: Decimal, found: Decimal) -> None:
        """Less than expected: somebody took it off. More, or the other side: the follower's own, told once."""
        missing = abs(expected) - found * position.owner.side.sign
        now = self._clock.now()
        async with self._units() as unit:
            stored = await unit.positions.get(position.id)
            if stored.version != position.version:
                return
            if 0 < missing <= stored.quantity:
                self._take_off(stored, missing, now)
            elif self._told.get((position.owner.account_id, position.owner.symbol)) != found:
                self._told[(position.owner.account_id, position.owner.symbol)] = found
                unit.record(drift_event(stored, expected, found, now))
            await unit.commit()

    def _take_off(self, position: Position, missing: Decimal, now: datetime) -> None:
        owner = position.owner
        price = self._board.price(owner.exchange, owner.symbol) or position.entry_price
        position.reduce(missing, price, fee=ZERO, at=now, cause=ExitCause.EXTERNAL)


def drift_event(position: Position, expected: Decimal, found: Decimal, at: datetime) -> DriftFoundEvent:
    owner = position.owner
    return DriftFoundEvent(
        event_id=f"Drift:{owner.account_id}:{owner.symbol}:{position.version}:{found}",
        occurred_at=at,
        account_id=owner.account_id,
        follower_id=owner.follower_id,
        symbol=owner.symbol,
        expected=expected,
        found=found,
    )
