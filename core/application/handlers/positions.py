"""The follower acts on an own position: close a part, protect it. And the exchange acts: its fills are booked."""

from collections.abc import Sequence
from functools import partial

from core.application.closing import end_if_closed
from core.application.commands import BookAccountFillsCommand, ClosePositionCommand, ProtectPositionCommand
from core.application.exits import Exits
from core.application.order_desk import OrderDesk
from core.application.ports import AccountFill, FillCause, MarketBoard
from core.application.repeating import repeated
from core.application.turns import Turns
from core.application.unit_of_work import UnitOfWork, UnitOfWorkFactory
from core.domain.account import Account
from core.domain.errors import AlreadyExists, NotFound, NotPossibleNow
from core.domain.exposure import ExitCause, ProtectedBy
from core.domain.market import quote_fee
from core.domain.position import Position
from core.domain.trade import Trade, TradePurpose
from core.domain.values import AccountId, FollowerId, PositionId, TradeId, own_order_prefix

CAUSES = {
    FillCause.ORDER: ExitCause.EXTERNAL,
    FillCause.STOP_LOSS: ExitCause.STOP_LOSS,
    FillCause.TAKE_PROFIT: ExitCause.TAKE_PROFIT,
    FillCause.ADL: ExitCause.ADL,
    FillCause.LIQUIDATION: ExitCause.EXTERNAL,
}


async def own_position(unit: UnitOfWork, actor: FollowerId, position_id: PositionId) -> Position:
    """A stranger's position answers like none at all."""
    position = await unit.positions.find(position_id)
    if position is None or position.owner.follower_id != actor:
        raise NotFound("position-unknown")
    if not position.is_open:
        raise NotPossibleNow("position-closed")
    return position


class ClosePositionHandler:
    """Close a fraction of an own position at market."""

    def __init__(self, units: UnitOfWorkFactory, exits: Exits, *, desk: OrderDesk, turns: Turns) -> None:
        self._units, self._exits, self._desk, self._turns = units, exits, desk, turns

    async def __call__(self, command: ClosePositionCommand) -> TradeId:
        async with self._units() as unit:
            account_id = (await own_position(unit, command.actor, command.position_id)).owner.account_id
        async with self._turns.of([account_id]):
            account, trade = await self._reserve(command, account_id)
        self._desk.submit(account, [trade])
        return trade.id

    async def _reserve(self, command: ClosePositionCommand, account_id: AccountId) -> tuple[Account, Trade]:
        async with self._units() as unit:
            pending = await unit.trades.unsettled(account_id)
            position = await own_position(unit, command.actor, command.position_id)
            account = await unit.accounts.get(account_id)
            trade = await self._exits.reserve(
                unit, position, pending=pending, fraction=command.fraction, purpose=TradePurpose.CLOSE
            )
            try:
                await unit.commit()
            except AlreadyExists as error:
                raise NotPossibleNow("position-busy") from error
        return account, trade


class ProtectPositionHandler:
    """Set or remove stop-loss and take-profit of an own position, at the exchange too."""

    def __init__(self, units: UnitOfWorkFactory, *, desk: OrderDesk, board: MarketBoard) -> None:
        self._units, self._desk, self._board = units, desk, board

    async def __call__(self, command: ProtectPositionCommand) -> None:
        async with self._units() as unit:
            position = await own_position(unit, command.actor, command.position_id)
            owner = position.owner
            price = self._board.price(owner.exchange, owner.symbol)
            if price is None:
                raise NotPossibleNow("no-price", symbol=owner.symbol)
            is_nothing = position.protection.is_empty and command.protection.is_empty
            position.protect(command.protection, price, by=ProtectedBy.HAND)
            account = await unit.accounts.get(owner.account_id)
            await unit.commit()
        if not is_nothing:
            await self._desk.protect(account, position)


class BookAccountFillsHandler:
    """What happened on an account without our asking: protection, liquidation, ADL, a person's own trades."""

    def __init__(self, units: UnitOfWorkFactory, *, desk: OrderDesk) -> None:
        self._units, self._desk = units, desk

    async def __call__(self, command: BookAccountFillsCommand) -> int:
        booked = 0
        for fill in sorted(command.fills, key=lambda f: f.at):
            booked += await self._book(command.account_id, fill)
        return booked

    async def _book(self, account_id: AccountId, fill: AccountFill) -> int:
        try:
            return await repeated(partial(self._book_once, account_id, fill))
        except AlreadyExists:
            return 0

    async def _book_once(self, account_id: AccountId, fill: AccountFill) -> int:
        async with self._units() as unit:
            if await self._is_known(unit, account_id, fill):
                return 0
            positions = await unit.positions.open_of_accounts([account_id])
            position = concerned(positions, fill)
            if position is None:
                return 0
            unit.account_fills.add(account_id, fill.symbol, fill_id=fill.fill_id, at=fill.at)
            take_off(position, fill)
            await pause_after_liquidation(unit, position, fill)
            await end_if_closed(unit, position.owner.follow_id, fill.at)
            account = await unit.accounts.get(account_id)
            await unit.commit()
        if not (position.is_open and position.protection.is_empty):
            await self._desk.protect(account, position)
        return 1

    async def _is_known(self, unit: UnitOfWork, account_id: AccountId, fill: AccountFill) -> bool:
        """Our own order's fill is settled by the desk; while one is on its way, what it did can't be told apart."""
        if fill.fill_id in await unit.account_fills.booked(account_id, fill.symbol, fill_ids=[fill.fill_id]):
            return True
        if fill.cause is not FillCause.ORDER:
            return False
        if fill.client_order_id.startswith(own_order_prefix(await unit.switches.installation_id())):
            return True  # settled by the desk; one that the book lost is adopted (adopting.py)
        if await unit.trades.by_exchange_order_id(account_id, fill.exchange_order_id):
            return True
        pending = await unit.trades.unsettled(account_id)
        return any(trade.plan.symbol == fill.symbol for trade in pending)


async def pause_after_liquidation(unit: UnitOfWork, position: Position, fill: AccountFill) -> None:
    """Whose rules led there decides anew before the next entry (reliability.md row 62)."""
    follow = await unit.follows.find(position.owner.follow_id)
    if fill.cause is FillCause.LIQUIDATION and follow is not None:
        follow.pause_for("liquidated", fill.at)


def concerned(positions: Sequence[Position], fill: AccountFill) -> Position | None:
    """The open position that the fill takes from; what adds to one is the follower's own and not ours."""
    for position in positions:
        owner = position.owner
        same_side = fill.position_side is None or fill.position_side is owner.side
        opened_before = fill.at >= position.opened_at
        if owner.symbol == fill.symbol and fill.side is owner.side.exit_side and same_side and opened_before:
            return position
    return None


def take_off(position: Position, fill: AccountFill) -> None:
    """Liquidations end the position; all else reduces it by at most what it holds."""
    fee = quote_fee(fill.symbol, fill.fee, coin=fill.fee_coin, price=fill.price)
    amount = min(fill.amount, position.quantity)
    if fill.cause is FillCause.LIQUIDATION and amount == position.quantity:
        position.liquidate(fill.price, fee=fee, at=fill.at)
        return
    position.reduce(
        amount, fill.price, fee=fee, at=fill.at, exit_trade_id=fill.exchange_order_id, cause=CAUSES[fill.cause]
    )
