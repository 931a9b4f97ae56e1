"""The follower acts on an own position: close a part, protect it. And the exchange acts: its fills are booked."""

from collections.abc import Sequence
from decimal import Decimal

from core.application.commands import BookAccountFillsCommand, ClosePositionCommand, ProtectPositionCommand
from core.application.order_desk import OrderDesk
from core.application.ports import AccountFill, Clock, FillCause, IdSource, MarketBoard, WalletBoard
from core.application.unit_of_work import UnitOfWork, UnitOfWorkFactory
from core.domain.errors import AlreadyExists, ConcurrentUpdate, NotFound, NotPossibleNow
from core.domain.exits import exit_amount
from core.domain.exposure import ExitCause
from core.domain.leader import IntentKind, Leg
from core.domain.position import Position
from core.domain.trade import Trade, TradePlan, TradePurpose
from core.domain.values import (
    ZERO,
    AccountId,
    ClientOrderId,
    FollowerId,
    PositionId,
    TradeId,
    derive_client_order_id,
)

BOOK_ATTEMPTS = 5

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


class Exits:
    """Reserves an exit trade for a position; shared by closing by hand and by stopping a follow."""

    def __init__(self, ids: IdSource, *, board: MarketBoard, wallets: WalletBoard, clock: Clock) -> None:
        self._ids, self._board, self._wallets, self._clock = ids, board, wallets, clock

    async def reserve(self, unit: UnitOfWork, position: Position, *, fraction: Decimal, purpose: TradePurpose) -> Trade:
        """Add the trade to the unit; refused while another exit of the position is on its way."""
        owner = position.owner
        pending = [t for t in await unit.trades.unsettled(owner.account_id) if t.plan.symbol == owner.symbol]
        if any(t.plan.follow_id == owner.follow_id for t in pending):
            raise NotPossibleNow("position-busy")
        event_key = await self._event_key(unit, position, purpose)
        installation = await unit.switches.installation_id()
        key = derive_client_order_id(installation, owner.account_id, event_key=event_key, leg=Leg.CLOSE)
        trade = Trade.create_copy_trade(
            TradeId(self._ids.new()), key, plan=self._plan(position, fraction, event_key, purpose=purpose)
        )
        unit.trades.add(trade)
        return trade

    async def _event_key(self, unit: UnitOfWork, position: Position, purpose: TradePurpose) -> str:
        """A new intent after a definite failure has a new id; the same intent never has two."""
        stem, number = f"{purpose}:{position.id}:{position.version}", 1
        while await unit.trades.of_event(f"{stem}:{number}"):
            number += 1
        return f"{stem}:{number}"

    def _plan(self, position: Position, fraction: Decimal, event_key: str, *, purpose: TradePurpose) -> TradePlan:
        owner = position.owner
        price = self._board.price(owner.exchange, owner.symbol) or position.entry_price
        amount = self._amount(position, fraction, price)
        return TradePlan(
            follower_id=owner.follower_id,
            account_id=owner.account_id,
            exchange=owner.exchange,
            follow_id=owner.follow_id,
            position_id=position.id,
            event_key=event_key,
            leg=Leg.CLOSE,
            kind=IntentKind.CLOSE if amount == position.quantity else IntentKind.REDUCE,
            purpose=purpose,
            symbol=owner.symbol,
            side=owner.side.exit_side,
            position_side=owner.side,
            amount=amount,
            reduce_only=True,
            reserve=ZERO,
            reference_price=price,
            decided_at=self._clock.now(),
        )

    def _amount(self, position: Position, fraction: Decimal, price: Decimal) -> Decimal:
        """Spot sells what the wallet still holds, on the grid."""
        owner = position.owner
        market = self._board.market(owner.exchange, owner.symbol)
        amount = exit_amount(position, fraction, market=market, price=price)
        if owner.symbol.settle:
            return amount
        balance = self._wallets.balance(owner.account_id, owner.symbol.kind, owner.symbol.base)
        held = amount if balance is None else min(amount, balance.total)
        amount = held if market is None else market.round_amount(held)
        if amount <= ZERO or (market is not None and not market.accepts(amount, price)):
            raise NotPossibleNow("position-is-dust")
        return amount


class ClosePositionHandler:
    """Close a fraction of an own position at market."""

    def __init__(self, units: UnitOfWorkFactory, exits: Exits, *, desk: OrderDesk) -> None:
        self._units, self._exits, self._desk = units, exits, desk

    async def __call__(self, command: ClosePositionCommand) -> TradeId:
        async with self._units() as unit:
            position = await own_position(unit, command.actor, command.position_id)
            account = await unit.accounts.get(position.owner.account_id)
            trade = await self._exits.reserve(unit, position, fraction=command.fraction, purpose=TradePurpose.CLOSE)
            try:
                await unit.commit()
            except AlreadyExists as error:
                raise NotPossibleNow("position-busy") from error
        self._desk.submit(account, [trade])
        return trade.id


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
            had_any = not position.protection.is_empty
            position.protect(command.protection, price)
            account = await unit.accounts.get(owner.account_id)
            await unit.commit()
        if had_any or not command.protection.is_empty:
            await self._desk.protect(account, position, key=f"{position.id}:{position.version}")


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
        for _ in range(BOOK_ATTEMPTS):
            try:
                return await self._book_once(account_id, fill)
            except AlreadyExists:
                return 0
            except ConcurrentUpdate:
                continue
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
            account = await unit.accounts.get(account_id)
            await unit.commit()
        if not position.is_open:
            await self._desk.protect(account, position, key=f"{position.id}:{position.version}")
        return 1

    async def _is_known(self, unit: UnitOfWork, account_id: AccountId, fill: AccountFill) -> bool:
        """Our own order's fill is settled by the desk; while one is on its way, what it did can't be told apart."""
        if fill.fill_id in await unit.account_fills.booked(account_id, fill.symbol, fill_ids=[fill.fill_id]):
            return True
        if fill.cause is not FillCause.ORDER:
            return False
        if fill.client_order_id and await unit.trades.by_client_order_id(ClientOrderId(fill.client_order_id)):
            return True
        if await unit.trades.by_exchange_order_id(account_id, fill.exchange_order_id):
            return True
        pending = await unit.trades.unsettled(account_id)
        return any(trade.plan.symbol == fill.symbol for trade in pending)


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
    symbol = position.owner.symbol
    fee = fill.fee if fill.fee_coin in {"", symbol.quote, symbol.settle} else ZERO
    amount = min(fill.amount, position.quantity)
    if fill.cause is FillCause.LIQUIDATION and amount == position.quantity:
        position.liquidate(fill.price, fee=fee, at=fill.at)
        return
    position.reduce(
        amount, fill.price, fee=fee, at=fill.at, exit_trade_id=fill.exchange_order_id, cause=CAUSES[fill.cause]
    )
