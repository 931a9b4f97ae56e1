"""Stored records made into views: figures computed by the aggregates and the board, put side by side. No texts."""

from decimal import Decimal

from core.application.ports import MarketBoard, WalletBoard
from core.application.read_model import FollowRecord, PositionRecord, TradeRecord
from core.application.views import ConfirmationView, EndView, FollowerView, FollowView, PositionView, TradeView
from core.domain.exposure import PositionStatus
from core.domain.follower import Follower
from core.domain.position import Position
from core.domain.trade import Trade
from core.domain.values import ZERO


def follower_view(follower: Follower) -> FollowerView:
    return FollowerView(
        follower_id=follower.id,
        name=follower.name,
        language=follower.language,
        role=follower.role,
        noise=dict(follower.noise),
        timetable=follower.timetable,
    )


def follow_view(record: FollowRecord) -> FollowView:
    follow, account = record.follow, record.account
    return FollowView(
        follow_id=follow.id,
        leader_id=follow.leader_id,
        leader_name=record.leader_name,
        account_id=account.id,
        account_label=account.label,
        exchange=account.exchange,
        account_mode=account.mode,
        rules=follow.rules,
        mode=follow.mode,
        status=follow.status,
        open_positions=record.open_positions,
        realized_pnl=record.realized_pnl,
        paused_until=follow.paused_until,
    )


def position_view(record: PositionRecord, board: MarketBoard, wallets: WalletBoard) -> PositionView:
    position, account = record.position, record.account
    owner = position.owner
    price = board.price(owner.exchange, owner.symbol) if position.is_open else None
    wallet = wallets.balance(owner.account_id, owner.symbol.kind, owner.symbol.settle)
    return PositionView(
        position_id=position.id,
        follow_id=owner.follow_id,
        leader_name=record.leader_name,
        account_label=account.label,
        exchange=account.exchange,
        account_mode=account.mode,
        symbol=owner.symbol,
        side=owner.side,
        status=position.status,
        quantity=position.quantity,
        entry_price=position.entry_price,
        leverage=owner.leverage,
        protection=position.protection,
        realized_pnl=position.realized_pnl,
        fees=position.fees,
        funding=position.funding,
        opened_at=position.opened_at,
        closed_at=position.closed_at,
        exit_price=position.exit_price,
        exit_cause=position.exit_cause,
        price=price,
        unrealized_pnl=None if price is None else position.unrealized_pnl(price),
        liquidation_price=position.liquidation_price(None if wallet is None else wallet.total),
        value=position.notional(position.entry_price if price is None else price),
    )


def trade_view(record: TradeRecord, board: MarketBoard) -> TradeView:
    trade, account = record.trade, record.account
    plan, execution = trade.plan, trade.execution
    return TradeView(
        trade_id=trade.id,
        follower_id=plan.follower_id,
        account_id=account.id,
        account_label=account.label,
        account_mode=account.mode,
        exchange=account.exchange,
        follow_id=plan.follow_id,
        leader_name=record.leader_name,
        position_id=plan.position_id if record.position is None else record.position.id,
        symbol=plan.symbol,
        side=plan.side,
        position_side=plan.position_side,
        kind=plan.kind,
        purpose=plan.purpose,
        reduce_only=plan.reduce_only,
        status=trade.status,
        amount=plan.amount,
        filled=ZERO if execution is None else execution.filled,
        average_price=None if execution is None else execution.average_price,
        leader_price=plan.leader_price,
        deviation=trade.deviation,
        delay_seconds=delay_seconds(trade),
        fee=ZERO if execution is None else execution.fee_in_quote(plan.symbol),
        leverage=plan.leverage,
        sized_by=plan.sized_by,
        numbers=plan.numbers,
        failure_code=trade.failure_code,
        failure_message=trade.failure_message,
        reserved_at=plan.decided_at,
        settled_at=trade.settled_at,
        confirmation=confirmation_view(record, board),
        cost=plan.cost if execution is None else execution.cost,
        ended=end_view(record.position),
        is_first=is_first(record),
    )


def is_first(record: TradeRecord) -> bool:
    execution, position = record.trade.execution, record.position
    return execution is None or position is None or position.opened_at >= execution.at


def end_view(position: Position | None) -> EndView | None:
    if position is None or position.closed_at is None or position.exit_price is None:
        return None
    return EndView(
        at=position.closed_at,
        price=position.exit_price,
        realized_pnl=position.realized_pnl,
        is_liquidated=position.status is PositionStatus.LIQUIDATED,
    )


def delay_seconds(trade: Trade) -> Decimal | None:
    """From the leader's fill to ours."""
    if trade.execution is None or trade.plan.leader_at is None:
        return None
    return Decimal(str((trade.execution.at - trade.plan.leader_at).total_seconds()))


def confirmation_view(record: TradeRecord, board: MarketBoard) -> ConfirmationView | None:
    confirmation, plan = record.confirmation, record.trade.plan
    if confirmation is None:
        return None
    return ConfirmationView(
        confirmation_id=confirmation.id,
        deadline=confirmation.deadline,
        answer=confirmation.answer,
        answered_at=confirmation.answered_at,
        price=board.price(plan.exchange, plan.symbol),
    )
