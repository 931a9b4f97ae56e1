"""Repositories of trades, positions and confirmations. Load and keep; decide nothing."""

from collections.abc import Sequence
from datetime import datetime

from adapters.persistence import tables
from adapters.persistence import trading_mapping as mapping
from adapters.persistence.memory import Form
from adapters.persistence.repository import Kind, SqlRepository
from core.domain.confirmation import Confirmation
from core.domain.exposure import PositionStatus
from core.domain.leader import Leg
from core.domain.position import Position
from core.domain.trade import ADOPTED_EVENT, Trade, TradeStatus
from core.domain.values import (
    AccountId,
    ClientOrderId,
    ConfirmationId,
    FollowerId,
    FollowId,
    PositionId,
    Symbol,
    TradeId,
)

TRADES = Kind(form=Form(tables.trades, mapping.trade_row), build=mapping.trade_of, unknown="trade-unknown")
POSITIONS = Kind(
    form=Form(tables.positions, mapping.position_row), build=mapping.position_of, unknown="position-unknown"
)
CONFIRMATIONS = Kind(
    form=Form(tables.confirmations, mapping.confirmation_row),
    build=mapping.confirmation_of,
    unknown="confirmation-unknown",
)

UNSETTLED = tables.trades.c.status.in_([TradeStatus.RESERVED, TradeStatus.NEEDS_RECONCILIATION])
OPEN_POSITION = tables.positions.c.status == PositionStatus.OPEN
OPEN_CONFIRMATION = tables.confirmations.c.answer.is_(None)


class SqlTrades(SqlRepository[TradeId, Trade]):
    async def by_client_order_id(self, client_order_id: ClientOrderId, /) -> Trade | None:
        found = await self._matching(
            tables.trades.c.client_order_id == client_order_id,
            lambda trade: trade.client_order_id == client_order_id,
        )
        return found[0] if found else None

    async def by_exchange_order_id(self, account_id: AccountId, exchange_order_id: str, /) -> Trade | None:
        """None for an empty id: many trades have none yet."""
        if not exchange_order_id:
            return None
        columns = tables.trades.c
        found = await self._matching(
            (columns.exchange_order_id == exchange_order_id) & (columns.account_id == account_id),
            lambda trade: is_order(trade, account_id, exchange_order_id=exchange_order_id),
        )
        return found[0] if found else None

    async def unsettled(self, account_id: AccountId | None = None) -> Sequence[Trade]:
        if account_id is not None:
            return await self.unsettled_of_accounts([account_id])
        return await self._matching(UNSETTLED, lambda trade: not trade.is_settled)

    async def unsettled_of_accounts(self, account_ids: Sequence[AccountId], /) -> Sequence[Trade]:
        wanted = set(account_ids)
        return await self._matching_any(
            tables.trades.c.account_id,
            list(wanted),
            where=UNSETTLED,
            fits=lambda trade: trade.plan.account_id in wanted and not trade.is_settled,
        )

    async def of_event(self, event_key: str, /) -> Sequence[Trade]:
        return await self._matching(
            tables.trades.c.event_key == event_key, lambda trade: trade.plan.event_key == event_key
        )

    async def entries_since(self, follow_id: FollowId, at: datetime, /) -> Sequence[Trade]:
        columns = tables.trades.c
        entries = (columns.follow_id == follow_id) & (columns.leg == Leg.OPEN) & (columns.decided_at >= at)
        return await self._matching(entries, lambda trade: is_entry_of(trade, follow_id, since=at))

    async def adopted(self, account_id: AccountId, /) -> Sequence[Trade]:
        """By a range of keys, which the index serves."""
        columns = tables.trades.c
        named = (columns.event_key >= ADOPTED_EVENT) & (columns.event_key < f"{ADOPTED_EVENT}\x7f")
        return await self._matching(
            named & (columns.account_id == account_id),
            lambda trade: trade.plan.account_id == account_id and trade.plan.event_key.startswith(ADOPTED_EVENT),
        )


class SqlPositions(SqlRepository[PositionId, Position]):
    async def open_of_follow(self, follow_id: FollowId, /) -> Sequence[Position]:
        return await self._matching(
            (tables.positions.c.follow_id == follow_id) & OPEN_POSITION,
            lambda position: position.is_open and position.owner.follow_id == follow_id,
        )

    async def open_of_accounts(self, account_ids: Sequence[AccountId], /) -> Sequence[Position]:
        wanted = set(account_ids)
        return await self._matching_any(
            tables.positions.c.account_id,
            list(wanted),
            where=OPEN_POSITION,
            fits=lambda position: position.is_open and position.owner.account_id in wanted,
        )

    async def open_of_follower(self, follower_id: FollowerId, /) -> Sequence[Position]:
        return await self._matching(
            (tables.positions.c.follower_id == follower_id) & OPEN_POSITION,
            lambda position: position.is_open and position.owner.follower_id == follower_id,
        )

    async def held_since(self, follower_id: FollowerId, at: datetime, /) -> Sequence[Position]:
        columns = tables.positions.c
        return await self._matching(
            (columns.follower_id == follower_id) & (OPEN_POSITION | (columns.closed_at >= at)),
            lambda position: (
                position.owner.follower_id == follower_id and (position.closed_at is None or position.closed_at >= at)
            ),
        )

    async def open_in(self, follow_id: FollowId, symbol: Symbol, /) -> Position | None:
        columns = tables.positions.c
        found = await self._matching(
            (columns.follow_id == follow_id) & (columns.symbol == symbol) & OPEN_POSITION,
            lambda position: (
                position.is_open and position.owner.follow_id == follow_id and position.owner.symbol == symbol
            ),
        )
        return found[0] if found else None


class SqlConfirmations(SqlRepository[ConfirmationId, Confirmation]):
    async def open_of_trade(self, trade_id: TradeId, /) -> Confirmation | None:
        found = await self.open_of_trades([trade_id])
        return found[0] if found else None

    async def open_of_trades(self, trade_ids: Sequence[TradeId], /) -> Sequence[Confirmation]:
        wanted = set(trade_ids)
        return await self._matching_any(
            tables.confirmations.c.trade_id,
            list(wanted),
            where=OPEN_CONFIRMATION,
            fits=lambda confirmation: confirmation.is_open and confirmation.trade_id in wanted,
        )

    async def due(self, at: datetime, /) -> Sequence[Confirmation]:
        return await self._matching(
            OPEN_CONFIRMATION & (tables.confirmations.c.deadline <= at),
            lambda confirmation: confirmation.is_open and confirmation.deadline <= at,
        )


def is_entry_of(trade: Trade, follow_id: FollowId, *, since: datetime) -> bool:
    plan = trade.plan
    return plan.follow_id == follow_id and plan.leg is Leg.OPEN and plan.decided_at >= since


def is_order(trade: Trade, account_id: AccountId, *, exchange_order_id: str) -> bool:
    execution = trade.execution
    return (
        trade.plan.account_id == account_id
        and execution is not None
        and execution.exchange_order_id == exchange_order_id
    )
