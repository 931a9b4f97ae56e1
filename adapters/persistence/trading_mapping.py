"""Trades, positions and confirmations as rows, and back. Explicit, field by field; reads nothing."""

from sqlalchemy import RowMapping

from adapters.persistence.plan import Row
from core.domain.confirmation import Answer, Confirmation
from core.domain.exposure import PositionOwner, PositionStatus, ProtectedBy
from core.domain.leader import IntentKind, Leg
from core.domain.position import Position
from core.domain.trade import Execution, Trade, TradePlan, TradePurpose, TradeStatus
from core.domain.values import Exchange, MarginMode, PositionSide, Protection, Side


def trade_row(trade: Trade) -> Row:
    return {
        "id": trade.id,
        "client_order_id": trade.client_order_id,
        **plan_columns(trade.plan),
        "status": trade.status,
        "sent_at": trade.sent_at,
        "settled_at": trade.settled_at,
        **execution_columns(trade.execution),
        "failure_code": trade.failure_code,
        "failure_message": trade.failure_message,
    }


def plan_columns(plan: TradePlan) -> Row:
    return {
        "follower_id": plan.follower_id,
        "account_id": plan.account_id,
        "exchange": plan.exchange,
        "follow_id": plan.follow_id,
        "position_id": plan.position_id,
        "event_key": plan.event_key,
        "leg": plan.leg,
        "kind": plan.kind,
        "purpose": plan.purpose,
        "symbol": plan.symbol,
        "side": plan.side,
        "position_side": plan.position_side,
        "amount": plan.amount,
        "reduce_only": plan.reduce_only,
        "reserve": plan.reserve,
        "reference_price": plan.reference_price,
        "decided_at": plan.decided_at,
        "limit_price": plan.limit_price,
        "leader_price": plan.leader_price,
        "leader_at": plan.leader_at,
        "leverage": plan.leverage,
        "margin_mode": plan.margin_mode,
        "sized_by": plan.sized_by,
        "numbers": plan.numbers,
    }


def execution_columns(execution: Execution | None) -> Row:
    if execution is None:
        return dict.fromkeys(("exchange_order_id", "filled", "average_price", "fee", "fee_coin", "executed_at"))
    return {
        "exchange_order_id": execution.exchange_order_id,
        "filled": execution.filled,
        "average_price": execution.average_price,
        "fee": execution.fee,
        "fee_coin": execution.fee_coin,
        "executed_at": execution.at,
    }


def trade_of(row: RowMapping) -> Trade:
    return Trade(
        row["id"],
        row["client_order_id"],
        plan_of(row),
        status=TradeStatus(row["status"]),
        sent_at=row["sent_at"],
        settled_at=row["settled_at"],
        execution=execution_of(row),
        failure_code=row["failure_code"],
        failure_message=row["failure_message"],
        version=row["version"],
    )


def plan_of(row: RowMapping) -> TradePlan:
    return TradePlan(
        follower_id=row["follower_id"],
        account_id=row["account_id"],
        exchange=Exchange(row["exchange"]),
        follow_id=row["follow_id"],
        position_id=row["position_id"],
        event_key=row["event_key"],
        leg=Leg(row["leg"]),
        kind=IntentKind(row["kind"]),
        purpose=TradePurpose(row["purpose"]),
        symbol=row["symbol"],
        side=Side(row["side"]),
        position_side=PositionSide(row["position_side"]),
        amount=row["amount"],
        reduce_only=row["reduce_only"],
        reserve=row["reserve"],
        reference_price=row["reference_price"],
        decided_at=row["decided_at"],
        limit_price=row["limit_price"],
        leader_price=row["leader_price"],
        leader_at=row["leader_at"],
        leverage=row["leverage"],
        margin_mode=margin_mode_of(row["margin_mode"]),
        sized_by=row["sized_by"],
        numbers=row["numbers"],
    )


def margin_mode_of(text: str | None) -> MarginMode | None:
    return None if text is None else MarginMode(text)


def execution_of(row: RowMapping) -> Execution | None:
    if row["executed_at"] is None:
        return None
    return Execution(
        exchange_order_id=row["exchange_order_id"],
        filled=row["filled"],
        average_price=row["average_price"],
        fee=row["fee"],
        fee_coin=row["fee_coin"],
        at=row["executed_at"],
    )


def position_row(position: Position) -> Row:
    return {
        "id": position.id,
        **owner_columns(position.owner),
        "opened_at": position.opened_at,
        "quantity": position.quantity,
        "entry_price": position.entry_price,
        "gross_pnl": position.gross_pnl,
        "fees": position.fees,
        "funding": position.funding,
        "stop_loss": position.protection.stop_loss,
        "take_profit": position.protection.take_profit,
        "protected_by": position.protected_by,
        "status": position.status,
        "closed_at": position.closed_at,
        "exit_price": position.exit_price,
        "exit_trade_id": position.exit_trade_id,
        "exit_cause": position.exit_cause,
    }


def owner_columns(owner: PositionOwner) -> Row:
    return {
        "follow_id": owner.follow_id,
        "follower_id": owner.follower_id,
        "account_id": owner.account_id,
        "exchange": owner.exchange,
        "symbol": owner.symbol,
        "side": owner.side,
        "leverage": owner.leverage,
        "margin_mode": owner.margin_mode,
        "maintenance_margin_rate": owner.maintenance_margin_rate,
    }


def position_of(row: RowMapping) -> Position:
    return Position(
        row["id"],
        owner_of(row),
        opened_at=row["opened_at"],
        quantity=row["quantity"],
        entry_price=row["entry_price"],
        gross_pnl=row["gross_pnl"],
        fees=row["fees"],
        funding=row["funding"],
        protection=Protection(stop_loss=row["stop_loss"], take_profit=row["take_profit"]),
        protected_by=ProtectedBy(row["protected_by"] or ProtectedBy.RULES),
        status=PositionStatus(row["status"]),
        closed_at=row["closed_at"],
        exit_price=row["exit_price"],
        exit_trade_id=row["exit_trade_id"],
        exit_cause=row["exit_cause"],
        version=row["version"],
    )


def owner_of(row: RowMapping) -> PositionOwner:
    return PositionOwner(
        follow_id=row["follow_id"],
        follower_id=row["follower_id"],
        account_id=row["account_id"],
        exchange=Exchange(row["exchange"]),
        symbol=row["symbol"],
        side=PositionSide(row["side"]),
        leverage=row["leverage"],
        margin_mode=MarginMode(row["margin_mode"]),
        maintenance_margin_rate=row["maintenance_margin_rate"],
    )


def confirmation_row(confirmation: Confirmation) -> Row:
    return {
        "id": confirmation.id,
        "trade_id": confirmation.trade_id,
        "follower_id": confirmation.follower_id,
        "asked_at": confirmation.asked_at,
        "deadline": confirmation.deadline,
        "answer": confirmation.answer,
        "answered_at": confirmation.answered_at,
    }


def confirmation_of(row: RowMapping) -> Confirmation:
    answer = row["answer"]
    return Confirmation(
        row["id"],
        trade_id=row["trade_id"],
        follower_id=row["follower_id"],
        asked_at=row["asked_at"],
        deadline=row["deadline"],
        answer=None if answer is None else Answer(answer),
        answered_at=row["answered_at"],
        version=row["version"],
    )
