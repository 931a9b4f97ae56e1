"""Applies what is known of an order to its trade and its position, inside one unit of work. Asks no exchange."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.application.closing import end_if_closed, pause_when_poor
from core.application.ports import IdSource, MarketBoard
from core.application.second_tries import is_refused_reduction, second_try
from core.application.unit_of_work import UnitOfWork
from core.domain.exits import leaves_dust
from core.domain.exposure import ExitCause, PositionOwner, ProtectedBy
from core.domain.leader import Leg
from core.domain.position import Position
from core.domain.trade import Execution, Trade, TradePurpose, TradeStatus
from core.domain.values import (
    INSUFFICIENT_FUNDS,
    POSITION_MODE,
    ZERO,
    MarginMode,
    OrderResult,
    OrderStatus,
    Outcome,
    PositionId,
    Symbol,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a settlement changed: the position to protect anew, if any."""

    trade: Trade
    position: Position | None = None


EXIT_CAUSES: Mapping[TradePurpose, ExitCause] = {
    TradePurpose.COPY: ExitCause.LEADER,
    TradePurpose.CLOSE: ExitCause.FOLLOWER,
    TradePurpose.STOP: ExitCause.FOLLOWER,
    TradePurpose.STOP_LOSS: ExitCause.STOP_LOSS,
    TradePurpose.TAKE_PROFIT: ExitCause.TAKE_PROFIT,
}


class Settlement:
    """Turns an OrderResult into trade and position changes; the caller commits."""

    def __init__(self, ids: IdSource, board: MarketBoard) -> None:
        self._ids, self._board = ids, board

    async def apply(self, unit: UnitOfWork, trade: Trade, result: OrderResult, *, at: datetime) -> Settled:
        """Settle what is final; anything not proven is marked for reconciliation."""
        if trade.is_settled:
            return Settled(trade=trade)
        settled = await self._apply(unit, trade, result, at=at)
        if settled.trade.is_settled:
            await end_if_closed(unit, trade.plan.follow_id, at)
        return settled

    async def second_try(self, unit: UnitOfWork, trade: Trade, *, at: datetime) -> Trade | None:
        """A reduction that the exchange refused stays owed, as a new intent in the same commit (reliability.md E3)."""
        plan = trade.plan
        if plan.follow_id is None or not is_refused_reduction(trade):
            return None
        position = await unit.positions.open_in(plan.follow_id, plan.symbol)
        installation = await unit.switches.installation_id()
        market = self._board.market(plan.exchange, plan.symbol)
        again = second_try(trade, position, market=market, installation=installation, at=at)
        if again is not None:
            unit.trades.add(again)
        return again

    async def _apply(self, unit: UnitOfWork, trade: Trade, result: OrderResult, *, at: datetime) -> Settled:
        match result.outcome:
            case Outcome.ACCEPTED if is_clear(result):
                return await self._final(unit, trade, result, at=at)
            case Outcome.REJECTED | Outcome.AUTH:
                trade.mark_sent(at)
                trade.fail(failure_code(result), at, message=result.message)
                await pause_when_poor(unit, trade, at)
            case Outcome.NOT_SENT | Outcome.CLOCK:
                trade.fail("not-sent", at, message=result.message)
            case _:
                mark_unknown(trade, result, at)
        return Settled(trade=trade)

    async def _final(self, unit: UnitOfWork, trade: Trade, result: OrderResult, *, at: datetime) -> Settled:
        trade.mark_sent(at)
        if result.filled <= ZERO or result.average_price is None:
            code = "rejected-by-exchange" if result.status is OrderStatus.REJECTED else "not-filled"
            trade.fail(code, at, message=result.message)
            return Settled(trade=trade)
        trade.execute(execution_of(result, at))
        return Settled(trade=trade, position=await self._move_position(unit, trade))

    async def _move_position(self, unit: UnitOfWork, trade: Trade) -> Position | None:
        plan, execution = trade.plan, trade.execution
        if execution is None or plan.follow_id is None:
            return None
        position = await unit.positions.open_in(plan.follow_id, plan.symbol)
        if plan.leg is Leg.OPEN:
            return await self._add(unit, trade, execution, position)
        if position is None or position.owner.side is not plan.position_side:
            return None
        self._take_off(trade, execution, position)
        return position

    async def _add(self, unit: UnitOfWork, trade: Trade, execution: Execution, position: Position | None) -> Position:
        received, fee = self._received(trade.plan.symbol, execution)
        price, at = execution.average_price, execution.at
        if position is None:
            key = PositionId(self._ids.new())
            position = Position.open(key, self._owner(trade), amount=received, price=price, fee=fee, at=at)
            unit.positions.add(position)
        elif position.owner.side is trade.plan.position_side:
            position.increase(received, price, fee=fee, at=at)
        else:
            position = self._turn(unit, trade, execution, position=position)
        if position.is_open:
            await self._plan_protection(unit, trade, position)
        return position

    def _turn(self, unit: UnitOfWork, trade: Trade, execution: Execution, *, position: Position) -> Position:
        """An entry that met the other side after all: the exchange netted the two, and so does the book."""
        fee = execution.fee_in_quote(trade.plan.symbol)
        price, at = execution.average_price, execution.at
        if execution.filled <= position.quantity:
            position.reduce(execution.filled, price, fee=fee, at=at, exit_trade_id=trade.id)
            return position
        key = PositionId(self._ids.new())
        turned = position.flip(key, execution.filled, price=price, fee=fee, at=at, exit_trade_id=trade.id)
        unit.positions.add(turned)
        return turned

    async def _plan_protection(self, unit: UnitOfWork, trade: Trade, position: Position) -> None:
        follow = None if trade.plan.follow_id is None else await unit.follows.find(trade.plan.follow_id)
        market = self._board.market(trade.plan.exchange, trade.plan.symbol)
        if follow is None or market is None or position.protected_by is ProtectedBy.HAND:
            return  # what the follower set or removed by hand is not overruled by an addition
        planned = follow.rules.protection_for(position.owner.side, position.entry_price, market)
        if not planned.is_empty:
            position.protect(planned, position.entry_price)

    def _take_off(self, trade: Trade, execution: Execution, position: Position) -> None:
        """Never more than is held; spot dust that can't be sold goes with a full close."""
        fee = execution.fee_in_quote(trade.plan.symbol)
        amount = min(execution.filled, position.quantity)
        rest = position.quantity - amount
        if rest and self._is_dust(trade, rest, execution):
            amount = position.quantity
        position.reduce(
            amount,
            execution.average_price,
            fee=fee,
            at=execution.at,
            exit_trade_id=trade.id,
            cause=EXIT_CAUSES[trade.plan.purpose],
        )

    def _is_dust(self, trade: Trade, rest: Decimal, execution: Execution) -> bool:
        """A spot remainder below the exchange's minimum after an order that took all it could."""
        plan = trade.plan
        market = self._board.market(plan.exchange, plan.symbol)
        if market is None or execution.filled < plan.amount:
            return False
        return leaves_dust(plan.symbol, rest, market=market, price=execution.average_price)

    def _received(self, symbol: Symbol, execution: Execution) -> tuple[Decimal, Decimal]:
        """Base amount that arrived, and the fee in quote coin: on spot the fee may be taken in the coin itself."""
        taken = execution.fee if execution.fee_coin == symbol.base and not symbol.settle else ZERO
        return execution.filled - taken, execution.fee_in_quote(symbol)

    def _owner(self, trade: Trade) -> PositionOwner:
        plan = trade.plan
        if plan.follow_id is None:
            raise ValueError("a position belongs to a follow")
        market = self._board.market(plan.exchange, plan.symbol)
        return PositionOwner(
            follow_id=plan.follow_id,
            follower_id=plan.follower_id,
            account_id=plan.account_id,
            exchange=plan.exchange,
            symbol=plan.symbol,
            side=plan.position_side,
            leverage=plan.leverage or 1,
            margin_mode=plan.margin_mode or MarginMode.ISOLATED,
            maintenance_margin_rate=market.maintenance_margin_rate if market and plan.symbol.settle else ZERO,
        )


def is_clear(result: OrderResult) -> bool:
    """Final, and not contradicting itself: a fill has an amount and a price, or it must be looked up again."""
    if not result.is_final:
        return False
    if result.filled > ZERO:
        return result.average_price is not None and result.average_price > ZERO
    return result.status is not OrderStatus.FILLED


def mark_unknown(trade: Trade, result: OrderResult, at: datetime) -> None:
    """Repeated doubt changes nothing."""
    if trade.status is TradeStatus.RESERVED:
        code = "order-open" if result.outcome is Outcome.ACCEPTED else result.outcome.value
        trade.mark_needs_reconciliation(code, at)


def failure_code(result: OrderResult) -> str:
    if result.code in {INSUFFICIENT_FUNDS, POSITION_MODE}:
        return result.code
    return "key-rejected" if result.outcome is Outcome.AUTH else "rejected-by-exchange"


def execution_of(result: OrderResult, at: datetime) -> Execution:
    if result.average_price is None:
        raise ValueError("an execution has a price")
    return Execution(
        exchange_order_id=result.exchange_order_id,
        filled=result.filled,
        average_price=result.average_price,
        fee=result.fee,
        fee_coin=result.fee_coin,
        at=result.at or at,
    )
