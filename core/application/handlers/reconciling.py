"""What a follower decides about a difference between the books: sync, adopt, ignore, close; and about a lost stop.

Every decision is made on what the exchange shows now: a button that names another difference does nothing. Adopts
only what the leader holds as well, and closes only by reduce-only orders of our own.
"""

from collections.abc import Sequence
from decimal import Decimal

from core.application.commands import ClosePositionCommand
from core.application.comparing import Comparing
from core.application.drifts import Drift, DriftChoice, DriftKind, DriftsView
from core.application.guarding import of_place, protection_in
from core.application.handlers.accounts import own_account
from core.application.handlers.positions import ClosePositionHandler, own_position
from core.application.order_desk import OrderDesk
from core.application.ports import Clock, ExchangeDirectory, IdSource, MarketBoard
from core.application.queries import ListDriftsQuery
from core.application.repair_commands import AnswerLostStopCommand, ReconcileCommand, StopAnswer
from core.application.turns import Turns
from core.application.unit_of_work import UnitOfWork, UnitOfWorkFactory
from core.domain.account import Account
from core.domain.errors import AlreadyExists, NotPossibleNow
from core.domain.exposure import PositionOwner, ProtectedBy, price_of_rest
from core.domain.follow import Follow
from core.domain.leader import IntentKind, Leg
from core.domain.position import Position
from core.domain.trade import Trade, TradePlan, TradePurpose
from core.domain.values import ZERO, FollowerId, MarginMode, PositionId, TradeId, derive_client_order_id


class ReconcilingHandlers:
    """Asks the exchange first, then changes the book in the account's turn."""

    def __init__(
        self,
        units: UnitOfWorkFactory,
        directory: ExchangeDirectory,
        *,
        comparing: Comparing,
        closing: ClosePositionHandler,
        desk: OrderDesk,
        board: MarketBoard,
        ids: IdSource,
        clock: Clock,
        turns: Turns,
    ) -> None:
        self._units, self._directory, self._comparing = units, directory, comparing
        self._closing, self._desk, self._board = closing, desk, board
        self._ids, self._clock, self._turns = ids, clock, turns

    async def drifts(self, query: ListDriftsQuery) -> DriftsView:
        account, drifts = await self._differences(query)
        return DriftsView(account_id=account.id, label=account.label, drifts=drifts)

    async def _differences(self, asked: ListDriftsQuery | ReconcileCommand) -> tuple[Account, Sequence[Drift]]:
        async with self._units() as unit:
            account = await own_account(unit, asked.actor, asked.account_id)
        books = await self._comparing.read(await self._directory.connection(account), account)
        return account, books.drifts

    async def reconcile(self, command: ReconcileCommand) -> None:
        account, drifts = await self._differences(command)
        drift = next((drift for drift in drifts if drift.mark == command.mark), None)
        if drift is None or command.choice not in drift.choices:
            raise NotPossibleNow("drift-changed")
        match command.choice:
            case DriftChoice.SYNC:
                await self._sync(account, drift)
            case DriftChoice.ADOPT:
                await self._adopt(account, drift)
            case DriftChoice.IGNORE:
                await self._ignore(drift)
            case DriftChoice.CLOSE:
                await self._close(command.actor, account, drift)

    async def _sync(self, account: Account, drift: Drift) -> None:
        async with self._turns.of([account.id]), self._units() as unit:
            position = await calm_position(unit, drift)
            await self._comparing.take_off(unit, position, drift)
            await unit.commit()
        await self._desk.protect(account, position)

    async def _ignore(self, drift: Drift) -> None:
        async with self._units() as unit:
            if drift.mark not in await unit.ignored_drifts.of(drift.account_id):
                unit.ignored_drifts.add(drift.account_id, drift.mark, at=self._clock.now())
                await unit.commit()

    async def _adopt(self, account: Account, drift: Drift) -> None:
        async with self._turns.of([account.id]), self._units() as unit:
            if drift.kind is DriftKind.EXTRA:
                position = await self._take_in(unit, account, drift)
            else:
                position = await calm_position(unit, drift)
                price = price_of_rest(drift.found, drift.entry_price, position.quantity, position.entry_price)
                position.increase(drift.rest, price, fee=ZERO, at=self._clock.now())
            await unit.commit()
        if not position.protection.is_empty:
            await self._desk.protect(account, position)

    async def _take_in(self, unit: UnitOfWork, account: Account, drift: Drift) -> Position:
        """What the leader holds as well: else its exit would be owed at once."""
        follows = [it for it in await unit.follows.running_of_account(account.id) if await is_held(unit, it, drift)]
        if len(follows) != 1:
            raise NotPossibleNow("nobody-to-adopt")
        await refuse_busy(unit, drift)
        now, price = self._clock.now(), drift.entry_price
        owner = self._owner(account, follows[0], drift)
        key = PositionId(self._ids.new())
        position = Position.open(key, owner, amount=drift.found, price=price, fee=ZERO, at=now)
        unit.positions.add(position)
        return position

    def _owner(self, account: Account, follow: Follow, drift: Drift) -> PositionOwner:
        market = self._board.market(account.exchange, drift.symbol)
        return PositionOwner(
            follow_id=follow.id,
            follower_id=account.follower_id,
            account_id=account.id,
            exchange=account.exchange,
            symbol=drift.symbol,
            side=drift.side,
            leverage=drift.leverage or 1,
            margin_mode=drift.margin_mode or MarginMode.CROSS,
            maintenance_margin_rate=ZERO if market is None else market.maintenance_margin_rate,
        )

    async def _close(self, actor: FollowerId, account: Account, drift: Drift) -> None:
        """What is left of ours, or what is too much: never both."""
        if drift.kind is DriftKind.LESS and drift.position_id is not None:
            await self._sync(account, drift)
            await self._closing(ClosePositionCommand(actor=actor, position_id=drift.position_id))
            return
        async with self._turns.of([account.id]), self._units() as unit:
            await refuse_busy(unit, drift)
            trade = await self._foreign_exit(unit, account, drift)
            try:
                await unit.commit()
            except AlreadyExists as error:
                raise NotPossibleNow("position-busy") from error
        self._desk.submit(account, [trade])

    async def _foreign_exit(self, unit: UnitOfWork, account: Account, drift: Drift) -> Trade:
        """Of no follow: no position of ours changes with it."""
        number = 1
        while await unit.trades.of_event(event_key(drift, number)):
            number += 1
        price = self._board.price(account.exchange, drift.symbol) or drift.entry_price
        plan = foreign_plan(account, drift, event_key(drift, number), price=price, now=self._clock)
        installation = await unit.switches.installation_id()
        key = derive_client_order_id(installation, account.id, event_key=plan.event_key, leg=Leg.CLOSE)
        trade = Trade.create_copy_trade(TradeId(self._ids.new()), key, plan=plan)
        unit.trades.add(trade)
        return trade

    async def answer_lost_stop(self, command: AnswerLostStopCommand) -> None:
        """Restore what the book plans, or let the book follow what stands."""
        async with self._units() as unit:
            position = await own_position(unit, command.actor, command.position_id)
            account = await unit.accounts.get(position.owner.account_id)
        connection = await self._directory.connection(account)
        stops = of_place(await connection.fetch_stops([position.owner.symbol]), position)
        if protection_in(stops) == position.protection:
            raise NotPossibleNow("protection-stands")
        match command.answer:
            case StopAnswer.RESTORE:
                await self._desk.protect(account, position)
            case StopAnswer.LEAVE:
                async with self._units() as unit:
                    position = await own_position(unit, command.actor, command.position_id)
                    position.protect(protection_in(stops), position.entry_price, by=ProtectedBy.HAND)
                    await unit.commit()


async def calm_position(unit: UnitOfWork, drift: Drift) -> Position:
    """The booked one, as the difference knew it."""
    await refuse_busy(unit, drift)
    position = None if drift.position_id is None else await unit.positions.find(drift.position_id)
    if position is None or not position.is_open or position.quantity != drift.booked:
        raise NotPossibleNow("drift-changed")
    return position


async def refuse_busy(unit: UnitOfWork, drift: Drift) -> None:
    pending = await unit.trades.unsettled(drift.account_id)
    if any(trade.plan.symbol == drift.symbol for trade in pending):
        raise NotPossibleNow("position-busy")


async def is_held(unit: UnitOfWork, follow: Follow, drift: Drift) -> bool:
    leader = await unit.leaders.get(follow.leader_id)
    holds = [quantity for (symbol, _), quantity in leader.ledger.items() if symbol == drift.symbol]
    return any(quantity * drift.side.sign > 0 for quantity in holds)


def event_key(drift: Drift, number: int) -> str:
    return f"drift:{drift.account_id}:{drift.mark}:{number}"


def foreign_plan(account: Account, drift: Drift, key: str, *, price: Decimal, now: Clock) -> TradePlan:
    return TradePlan(
        follower_id=account.follower_id,
        account_id=account.id,
        exchange=account.exchange,
        follow_id=None,
        position_id=None,
        event_key=key,
        leg=Leg.CLOSE,
        kind=IntentKind.CLOSE if drift.kind is DriftKind.EXTRA else IntentKind.REDUCE,
        purpose=TradePurpose.CLOSE,
        symbol=drift.symbol,
        side=drift.side.exit_side,
        position_side=drift.side,
        amount=drift.rest,
        reduce_only=True,
        reserve=ZERO,
        reference_price=price,
        decided_at=now.now(),
        margin_mode=drift.margin_mode,
    )
