"""The history of a follower: trades and skips in one list, newest first. Reads only, a page at a time."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter

from sqlalchemy import ColumnElement, RowMapping, Select, func, select

from adapters.persistence.reading import Reader, Rows
from adapters.persistence.tables import accounts, decisions, follows, leaders, trades
from core.application.views import HistoryEntry
from core.domain.account import AccountMode
from core.domain.trade import TradeStatus
from core.domain.values import FollowerId, Side

SKIPPED = "skipped"
NAMES: Sequence[ColumnElement[str]] = (
    leaders.c.name.label("leader_name"),
    accounts.c.label.label("account_label"),
    accounts.c.mode.label("mode"),
)


async def read_history(reader: Reader, follower_id: FollowerId, *, offset: int, limit: int) -> Sequence[HistoryEntry]:
    """Both kinds are read up to the page's end and merged: pages stay stable however they mix."""
    until = offset + limit
    traded = [traded_entry(row) for row in await reader.rows(newest_trades(follower_id, until))]
    skipped = [skipped_entry(row) for row in await reader.rows(newest_skips(follower_id, until))]
    return sorted([*traded, *skipped], key=attrgetter("at"), reverse=True)[offset:until]


def newest_trades(follower_id: FollowerId, limit: int) -> Select[*tuple[object, ...]]:
    columns = trades.c
    return (
        select(
            columns.decided_at,
            columns.symbol,
            columns.id,
            columns.kind,
            columns.side,
            columns.amount,
            columns.filled,
            columns.average_price,
            columns.status,
            columns.failure_code,
            columns.numbers,
            *NAMES,
        )
        .join_from(trades, accounts, accounts.c.id == columns.account_id)
        .outerjoin(follows, follows.c.id == columns.follow_id)
        .outerjoin(leaders, leaders.c.id == follows.c.leader_id)
        .where(columns.follower_id == follower_id)
        .order_by(columns.decided_at.desc())
        .limit(limit)
    )


def newest_skips(follower_id: FollowerId, limit: int) -> Select[*tuple[object, ...]]:
    columns = decisions.c
    return (
        select(columns.seq, columns.at, columns.symbol, columns.kind, columns.skip_reason, columns.numbers, *NAMES)
        .join_from(decisions, follows, follows.c.id == columns.follow_id)
        .join(accounts, accounts.c.id == follows.c.account_id)
        .join(leaders, leaders.c.id == follows.c.leader_id)
        .where(columns.follower_id == follower_id, columns.skip_reason.is_not(None))
        .order_by(columns.at.desc())
        .limit(limit)
    )


def executed_between(follower_id: FollowerId, since: datetime, until: datetime) -> Rows:
    columns = trades.c
    is_copy = columns.follow_id.is_not(None) & (columns.status == TradeStatus.EXECUTED)
    decided = (columns.decided_at >= since) & (columns.decided_at < until)
    return select(trades).where(columns.follower_id == follower_id, decided, is_copy).order_by(columns.decided_at)


def skips_between(follower_id: FollowerId, since: datetime, until: datetime) -> Rows:
    columns = decisions.c
    is_skip = columns.skip_reason.is_not(None) & (columns.at >= since) & (columns.at < until)
    counted = select(columns.skip_reason, func.count().label("times"))
    return counted.where(columns.follower_id == follower_id, is_skip).group_by(columns.skip_reason)


def traded_entry(row: RowMapping) -> HistoryEntry:
    """What was filled, or what was meant to be."""
    return HistoryEntry(
        at=row["decided_at"],
        leader_name=row["leader_name"] or "",
        account_label=row["account_label"],
        account_mode=AccountMode(row["mode"]),
        symbol=row["symbol"],
        trade_id=row["id"],
        kind=row["kind"],
        side=Side(row["side"]),
        amount=row["amount"] if row["filled"] is None else row["filled"],
        price=row["average_price"],
        status=row["status"],
        reason=row["failure_code"],
        numbers=row["numbers"],
    )


def skipped_entry(row: RowMapping) -> HistoryEntry:
    return HistoryEntry(
        at=row["at"],
        leader_name=row["leader_name"],
        account_label=row["account_label"],
        account_mode=AccountMode(row["mode"]),
        symbol=row["symbol"],
        trade_id=None,
        kind=row["kind"],
        side=None,
        amount=None,
        price=None,
        status=SKIPPED,
        reason=row["skip_reason"],
        numbers=row["numbers"],
        verdict_id=str(row["seq"]),
    )
