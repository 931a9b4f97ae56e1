"""One way to become consistent again, at start and at run time: resolve, book, owe exits, protect, compare.

Never opens exposure to repair. Acts on a difference only when two looks in a row agree on it.
"""

from collections.abc import Sequence

from core.application.adopting import Adopting
from core.application.commands import BookAccountFillsCommand, RecoverAccountCommand
from core.application.comparing import Comparing
from core.application.exits import Exits, is_of
from core.application.guarding import Guarding
from core.application.handlers.funding import FundingRounds
from core.application.handlers.positions import BookAccountFillsHandler
from core.application.looking_back import LookingBack
from core.application.order_desk import OrderDesk
from core.application.points import Point, reached
from core.application.ports import Clock, ExchangeDirectory, ExchangePort
from core.application.reports import RecoveryReport
from core.application.resolving import Resolver, combined
from core.application.turns import Turns
from core.application.unit_of_work import UnitOfWork, UnitOfWorkFactory
from core.domain.account import Account
from core.domain.errors import AlreadyExists, ConcurrentUpdate
from core.domain.follow import Follow
from core.domain.position import Position
from core.domain.trade import Trade, TradePurpose
from core.domain.values import AccountId, PositionId, Symbol


class RecoverAccountHandler:
    """Safe to repeat: the second run in a row changes nothing."""

    def __init__(
        self,
        units: UnitOfWorkFactory,
        directory: ExchangeDirectory,
        *,
        resolver: Resolver,
        adopting: Adopting,
        booking: BookAccountFillsHandler,
        funding: FundingRounds,
        comparing: Comparing,
        guarding: Guarding,
        exits: Exits,
        desk: OrderDesk,
        clock: Clock,
        turns: Turns,
    ) -> None:
        self._units, self._directory, self._resolver = units, directory, resolver
        self._adopting, self._booking, self._funding = adopting, booking, funding
        self._comparing, self._guarding, self._exits, self._desk = comparing, guarding, exits, desk
        self._clock, self._turns = clock, turns
        self._protected: set[AccountId] = set()
        self._looking_back = LookingBack(units, clock)

    async def __call__(self, command: RecoverAccountCommand) -> RecoveryReport:
        """Raises ExchangeError when the exchange doesn't answer; what was done until then stays."""
        async with self._units() as unit:
            account = await unit.accounts.get(command.account_id)
        report = await self._resolver.resolve_account(account)
        if not await self._has_something_to_do(account):
            return report
        connection = await self._directory.connection(account)
        held = await self._catch_up(connection, account)
        reached(Point.RECOVERING)
        await self._funding.read(connection, account, positions=held)
        await self._owe_exits(account)
        await self._protect(account)
        drifts = await self._comparing.compare(connection, account)
        await self._resize_protection(account, drifts)
        unguarded = await self._guarding.compare(connection, account)
        found = RecoveryReport(drifts=len(drifts) + unguarded, owed=int(self._desk.owes_stops(account.id)))
        return combined(report, found)

    async def look_after_close(self, account_id: AccountId, symbol: Symbol) -> bool:
        """Whether the books differ; a stop of ours that went with the close is placed again, one that stands stays."""
        async with self._units() as unit:
            account = await unit.accounts.get(account_id)
        drifts = await self._comparing.compare(await self._directory.connection(account), account)
        await self._resize_protection(account, drifts)
        for position in await self._open_positions(account):
            if position.owner.symbol == symbol and not position.protection.is_empty:
                await self._desk.protect(account, position)
        await self._owe_exits(account)
        return bool(drifts)

    async def _has_something_to_do(self, account: Account) -> bool:
        """The first look of a process always does: the book may have lost something."""
        if self._looking_back.is_first(account.id) or self._desk.owes_stops(account.id):
            return True
        if self._guarding.knows_strays(account.id):
            return True
        return bool(await self._open_positions(account))

    async def _open_positions(self, account: Account) -> Sequence[Position]:
        async with self._units() as unit:
            return await unit.positions.open_of_accounts([account.id])

    async def _catch_up(self, connection: ExchangePort, account: Account) -> Sequence[Position]:
        """Orders that the book lost first, then stops, liquidations and a person's trades while nobody listened.

        Answers with what was held before the latter: funding may have been paid for it until then.
        """
        fills = await self._looking_back.fills(connection, account)
        if self._looking_back.is_first(account.id):
            symbols = await self._looking_back.symbols(account)
            await self._adopting.cancel_strays(connection, account, symbols)
        await self._adopting.adopt(connection, account, fills)
        held = await self._open_positions(account)
        await self._booking(BookAccountFillsCommand(account_id=account.id, fills=fills))
        self._looking_back.done(account.id)
        return held

    async def _owe_exits(self, account: Account) -> None:
        """The leader is out, or the follower stopped with "close all", and nothing is on its way: an exit is owed."""
        for position in await self._open_positions(account):
            async with self._turns.of([account.id]):
                trade = await self._owed_exit(account.id, position.id)
            if trade is not None:
                self._desk.submit(account, [trade])

    async def _owed_exit(self, account_id: AccountId, position_id: PositionId) -> Trade | None:
        async with self._units() as unit:
            pending = await unit.trades.unsettled(account_id)
            position = await unit.positions.get(position_id)
            purpose = await self._why_owed(unit, position)
            if purpose is None or not position.is_open:
                return None
            trade = await self._exits.reserve_owed(unit, position, pending=pending, purpose=purpose)
            try:
                await unit.commit()
            except (AlreadyExists, ConcurrentUpdate):
                return None
            return trade

    async def _why_owed(self, unit: UnitOfWork, position: Position) -> TradePurpose | None:
        follow = await unit.follows.find(position.owner.follow_id)
        if follow is None or not follow.is_running:
            return None
        if follow.is_closing:
            return TradePurpose.STOP
        return TradePurpose.COPY if await self._leader_is_out(unit, follow, position) else None

    @staticmethod
    async def _leader_is_out(unit: UnitOfWork, follow: Follow, position: Position) -> bool:
        """Known only when every event of the leader in the symbol has had its verdicts.

        The leader is read first: an event that came after isn't in what was read of him, and can't mislead. What he
        did before an adopted trade was lost with it, and has to come again.
        """
        leader = await unit.leaders.get(follow.leader_id)
        unfinished = await unit.leader_events.unfinished()
        if any(event.leader_id == leader.id and event.symbol == position.owner.symbol for event in unfinished):
            return False
        holds = [quantity for (symbol, _), quantity in leader.ledger.items() if symbol == position.owner.symbol]
        if any(quantity * position.owner.side.sign > 0 for quantity in holds):
            return False
        adopted = await unit.trades.adopted(position.owner.account_id)
        return all(trade.plan.decided_at < leader.watermark for trade in adopted if is_of(trade, position))

    async def _protect(self, account: Account) -> None:
        """Once per run of the process what a crash left unprotected; and whenever the exchange couldn't be asked."""
        await self._desk.protect_owed(account)
        is_first = account.id not in self._protected
        for position in await self._open_positions(account):
            if is_first and not position.protection.is_empty:
                await self._desk.protect(account, position)
        self._protected.add(account.id)

    async def _resize_protection(self, account: Account, compared: Sequence[Position]) -> None:
        """Where a comparison corrected a quantity, the exchange's stops follow."""
        async with self._units() as unit:
            stored = [await unit.positions.get(position.id) for position in compared]
        for before, now in zip(compared, stored, strict=True):
            if now.version != before.version and not before.protection.is_empty:
                await self._desk.protect(account, now)
