"""Stored verdicts with the leader's event behind them, and which position a trade belongs to. Reads only."""

from datetime import timedelta

from sqlalchemy import ColumnElement, RowMapping, and_, or_, select, true

from adapters.persistence.lookups import accounts_by_id
from adapters.persistence.reading import Reader
from adapters.persistence.tables import decisions, follows, leader_events, leaders, positions, trades
from adapters.persistence.trading_mapping import position_of
from core.application.read_model import VerdictRecord
from core.domain.position import Position
from core.domain.values import FollowerId, FollowId, PositionSide, TradeId

LONGEST_DOUBT = timedelta(days=2)
"""How long before its position was open an entry may have been decided: an outage lies in between."""


def of_id(follower_id: FollowerId, verdict_id: str) -> ColumnElement[bool]:
    """The id came with a press: it may be anything."""
    number = int(verdict_id) if verdict_id.isascii() and verdict_id.isdigit() and len(verdict_id) < 19 else -1
    return (decisions.c.seq == number) & (decisions.c.follower_id == follower_id)


async def of_trade(reader: Reader, follower_id: FollowerId, trade_id: TradeId) -> ColumnElement[bool] | None:
    """By the trade's follow and event, which have an index; an event of many followers has as many rows."""
    row = await reader.row(select(trades.c.event_key, trades.c.follow_id).where(trades.c.id == trade_id))
    if row is None:
        return None
    columns = decisions.c
    return and_(columns.event_key == row["event_key"], columns.follower_id == follower_id, columns.trade_id == trade_id)


async def read_verdict(reader: Reader, where: ColumnElement[bool]) -> VerdictRecord | None:
    columns = decisions.c
    found = (
        select(
            columns.follow_id,
            columns.symbol,
            columns.position_side,
            columns.skip_reason,
            columns.numbers,
            columns.trade_id,
            follows.c.account_id,
            leaders.c.name.label("leader_name"),
            leader_events.c.intent,
        )
        .join_from(decisions, follows, follows.c.id == columns.follow_id)
        .join(leaders, leaders.c.id == follows.c.leader_id)
        .outerjoin(leader_events, leader_events.c.event_key == columns.event_key)
        .where(where)
    )
    row = await reader.row(found)
    if row is None:
        return None
    linked = await accounts_by_id(reader, [row["account_id"]])
    return VerdictRecord(
        follow_id=row["follow_id"],
        account=linked[row["account_id"]],
        leader_name=row["leader_name"],
        symbol=row["symbol"],
        position_side=PositionSide(row["position_side"]),
        skip_reason=row["skip_reason"] or "",
        numbers=row["numbers"],
        trade_id=row["trade_id"],
        intent=row["intent"],
    )


async def find_skip(
    reader: Reader, follower_id: FollowerId, follow_id: FollowId, *, event_key: str, reason: str
) -> str:
    columns = decisions.c
    found = select(columns.seq).where(
        columns.event_key == event_key,
        columns.follow_id == follow_id,
        columns.follower_id == follower_id,
        columns.skip_reason == reason,
    )
    row = await reader.row(found)
    return "" if row is None else str(row["seq"])


async def position_behind(reader: Reader, trade: RowMapping) -> Position | None:
    """An exit knows its position; an entry's is the one that was open when it was executed."""
    if trade["follow_id"] is None or trade["executed_at"] is None:
        return None
    columns, at = positions.c, trade["executed_at"]
    is_then = and_(
        columns.symbol == trade["symbol"],
        columns.side == trade["position_side"],
        columns.opened_at <= at,
        or_(columns.closed_at.is_(None), columns.closed_at >= at),
    )
    is_known = trade["reduce_only"] and trade["position_id"] is not None
    wanted = columns.id == trade["position_id"] if is_known else is_then
    found = select(positions).where(columns.follow_id == trade["follow_id"], wanted)
    row = await reader.row(found.order_by(columns.opened_at.desc()))
    return None if row is None else position_of(row)


def executed_for(position: Position) -> ColumnElement[bool]:
    """The trades of its follow and symbol that were executed while it was open."""
    columns, owner = trades.c, position.owner
    ended = true() if position.closed_at is None else columns.executed_at <= position.closed_at
    return and_(
        columns.follower_id == owner.follower_id,
        columns.decided_at >= position.opened_at - LONGEST_DOUBT,
        columns.follow_id == owner.follow_id,
        columns.symbol == owner.symbol,
        columns.position_side == owner.side,
        columns.executed_at >= position.opened_at,
        ended,
    )
