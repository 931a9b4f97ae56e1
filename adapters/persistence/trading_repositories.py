"""Repositories of trades, positions and confirmations. Load and keep; decide nothing."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, literal_column

from adapters.persistence import tables
from adapters.persistence import trading_mapping as mapping
from adapters.persistence.memory import Form
from adapters.persistence.repository import Kind, SqlRepository, among_keys, oldest_first
from adapters.persistence.working_repository import WorkingRepository
from adapters.persistence.working_set import Attributes, Shelf
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

IS_UNSETTLED = tables.trades.c.status.in_(
    [literal_column(f"'{status}'") for status in (TradeStatus.RESERVED, TradeStatus.NEEDS_RECONCILIATION)]
)
"""Written out, because no index is chosen for a list of parameters."""

OPEN_POSITION = tables.positions.c.status == PositionStatus.OPEN
IS_ASKED = tables.confirmations.c.answer.is_(None)

UNSETTLED = oldest_first(tables.trades, IS_UNSETTLED)
OF_CLIENT_ORDER = oldest_first(tables.trades, tables.trades.c.client_order_id == bindparam("client_order_id"))
OF_EXCHANGE_ORDER = oldest_first(
    tables.trades,
    (tables.trades.c.exchange_order_id == bindparam("exchange_order_id"))
    & (tables.trades.c.account_id == bindparam("account_id")),
)
OF_EVENT = oldest_first(tables.trades, tables.trades.c.event_key == bindparam("event_key"))
ENTRIES_SINCE = oldest_first(
    tables.trades,
    (tables.trades.c.follow_id == bindparam("follow_id"))
    & (tables.trades.c.leg == Leg.OPEN)
    & (tables.trades.c.decided_at >= bindparam("since")),
)
ADOPTED = oldest_first(
    tables.trades,
    (tables.trades.c.event_key >= ADOPTED_EVENT)
    & (tables.trades.c.event_key < f"{ADOPTED_EVENT}\x7f")
    & (tables.trades.c.account_id == bindparam("account_id")),
)
"""By a range of keys, which the index serves."""

OPEN = oldest_first(tables.positions, OPEN_POSITION)
HELD_SINCE = oldest_first(
    tables.positions,
    (tables.positions.c.follower_id == bindparam("follower_id"))
    & (OPEN_POSITION | (tables.positions.c.closed_at >= bindparam("since"))),
)
ASKED_OF_TRADES = oldest_first(tables.confirmations, IS_ASKED & among_keys(tables.confirmations.c.trade_id))
ASKED_UNTIL = oldest_first(tables.confirmations, IS_ASKED & (tables.confirmations.c.deadline <= bindparam("until")))


class SqlTrades(WorkingRepository[TradeId, Trade]):
    async def by_client_order_id(self, client_order_id: ClientOrderId, /) -> Trade | None:
        found = await self._matching(
            OF_CLIENT_ORDER,
            lambda trade: trade.client_order_id == client_order_id,
            client_order_id=client_order_id,
        )
        return found[0] if found else None

    async def by_exchange_order_id(self, account_id: AccountId, exchange_order_id: str, /) -> Trade | None:
        """None for an empty id: many trades have none yet."""
        if not exchange_order_id:
            return None
        found = await self._matching(
            OF_EXCHANGE_ORDER,
            lambda trade: is_order(trade, account_id, exchange_order_id=exchange_order_id),
            account_id=account_id,
            exchange_order_id=exchange_order_id,
        )
        return found[0] if found else None

    async def unsettled(self, account_id: AccountId | None = None) -> Sequence[Trade]:
        if account_id is not None:
            return await self.unsettled_of_accounts([account_id])
        return await self._everything(is_unsettled)

    async def unsettled_of_accounts(self, account_ids: Sequence[AccountId], /) -> Sequence[Trade]:
        wanted = set(account_ids)
        return await self._working_by(
            "account_id",
            *dict.fromkeys(account_ids),
            fits=lambda trade: trade.plan.account_id in wanted and is_unsettled(trade),
        )

    async def of_event(self, event_key: str, /) -> Sequence[Trade]:
        return await self._matching(OF_EVENT, lambda trade: trade.plan.event_key == event_key, event_key=event_key)

    async def entries_since(self, follow_id: FollowId, at: datetime, /) -> Sequence[Trade]:
        return await self._matching(
            ENTRIES_SINCE, lambda trade: is_entry_of(trade, follow_id, since=at), follow_id=follow_id, since=at
        )

    async def adopted(self, account_id: AccountId, /) -> Sequence[Trade]:
        return await self._matching(
            ADOPTED,
            lambda trade: trade.plan.account_id == account_id and trade.plan.event_key.startswith(ADOPTED_EVENT),
            account_id=account_id,
        )


class SqlPositions(WorkingRepository[PositionId, Position]):
    async def open_of_follow(self, follow_id: FollowId, /) -> Sequence[Position]:
        return await self._working_by(
            "follow_id", follow_id, fits=lambda position: position.is_open and position.owner.follow_id == follow_id
        )

    async def open_of_accounts(self, account_ids: Sequence[AccountId], /) -> Sequence[Position]:
        wanted = set(account_ids)
        return await self._working_by(
            "account_id",
            *dict.fromkeys(account_ids),
            fits=lambda position: position.is_open and position.owner.account_id in wanted,
        )

    async def open_of_follower(self, follower_id: FollowerId, /) -> Sequence[Position]:
        return await self._working_by(
            "follower_id",
            follower_id,
            fits=lambda position: position.is_open and position.owner.follower_id == follower_id,
        )

    async def held_since(self, follower_id: FollowerId, at: datetime, /) -> Sequence[Position]:
        return await self._matching(
            HELD_SINCE,
            lambda position: (
                position.owner.follower_id == follower_id and (position.closed_at is None or position.closed_at >= at)
            ),
            follower_id=follower_id,
            since=at,
        )

    async def open_in(self, follow_id: FollowId, symbol: Symbol, /) -> Position | None:
        found = [position for position in await self.open_of_follow(follow_id) if position.owner.symbol == symbol]
        return found[0] if found else None


class SqlConfirmations(SqlRepository[ConfirmationId, Confirmation]):
    async def open_of_trade(self, trade_id: TradeId, /) -> Confirmation | None:
        found = await self.open_of_trades([trade_id])
        return found[0] if found else None

    async def open_of_trades(self, trade_ids: Sequence[TradeId], /) -> Sequence[Confirmation]:
        wanted = set(trade_ids)
        return await self._matching_any(
            ASKED_OF_TRADES,
            list(wanted),
            fits=lambda confirmation: confirmation.is_open and confirmation.trade_id in wanted,
        )

    async def due(self, at: datetime, /) -> Sequence[Confirmation]:
        return await self._matching(
            ASKED_UNTIL, lambda confirmation: confirmation.is_open and confirmation.deadline <= at, until=at
        )


def unsettled_trades() -> Shelf[Trade]:
    attributes: Attributes[Trade] = {"account_id": lambda trade: trade.plan.account_id}
    return Shelf(TRADES, Trade, rows=UNSETTLED, keeps=is_unsettled, attributes=attributes)


def open_positions() -> Shelf[Position]:
    attributes: Attributes[Position] = {
        "follow_id": lambda position: position.owner.follow_id,
        "follower_id": lambda position: position.owner.follower_id,
        "account_id": lambda position: position.owner.account_id,
    }
    return Shelf(POSITIONS, Position, rows=OPEN, keeps=lambda position: position.is_open, attributes=attributes)


def is_unsettled(trade: Trade) -> bool:
    return not trade.is_settled


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
