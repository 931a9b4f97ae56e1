"""Small reads that many screens share: accounts by id, names of leaders, counts and sums per key. No ownership here."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from sqlalchemy import func, select

from adapters.persistence.people_mapping import account_of
from adapters.persistence.reading import Reader
from adapters.persistence.tables import accounts, follows, leaders, positions
from adapters.persistence.trading_repositories import OPEN_POSITION
from core.domain.account import Account
from core.domain.follow import FollowStatus
from core.domain.values import ZERO, AccountId, FollowId, LeaderId


async def accounts_by_id(reader: Reader, ids: Iterable[AccountId]) -> Mapping[AccountId, Account]:
    rows = await reader.rows(select(accounts).where(accounts.c.id.in_(set(ids))))
    return {row["id"]: account_of(row) for row in rows}


async def leader_names(reader: Reader, ids: Iterable[FollowId | None]) -> Mapping[FollowId | None, str]:
    """The name of the leader behind each follow; a trade without a follow has none."""
    named = select(follows.c.id, leaders.c.name).join(leaders, leaders.c.id == follows.c.leader_id)
    rows = await reader.rows(named.where(follows.c.id.in_({follow_id for follow_id in ids if follow_id})))
    return defaultdict(str, {row["id"]: row["name"] for row in rows})


async def open_positions_by_account(reader: Reader, ids: Iterable[AccountId]) -> Mapping[AccountId, int]:
    column = positions.c.account_id
    counted = select(column, func.count().label("open")).where(OPEN_POSITION, column.in_(set(ids))).group_by(column)
    return defaultdict(int, {row["account_id"]: row["open"] for row in await reader.rows(counted)})


async def open_positions_by_follow(reader: Reader, ids: Iterable[FollowId]) -> Mapping[FollowId, int]:
    column = positions.c.follow_id
    counted = select(column, func.count().label("open")).where(OPEN_POSITION, column.in_(set(ids))).group_by(column)
    return defaultdict(int, {row["follow_id"]: row["open"] for row in await reader.rows(counted)})


async def realized_pnl_by_follow(reader: Reader, ids: Iterable[FollowId]) -> Mapping[FollowId, Decimal]:
    """Summed here and not in SQL, which would add texts as floats."""
    columns = positions.c
    booked = select(columns.follow_id, columns.gross_pnl, columns.fees, columns.funding)
    total: dict[FollowId, Decimal] = defaultdict(lambda: ZERO)
    for row in await reader.rows(booked.where(columns.follow_id.in_(set(ids)))):
        total[row["follow_id"]] += row["gross_pnl"] - row["fees"] + row["funding"]
    return total


async def followers_by_leader(reader: Reader) -> Mapping[LeaderId, int]:
    """Running follows."""
    column = follows.c.leader_id
    running = select(column, func.count().label("running")).where(follows.c.status != FollowStatus.STOPPED)
    rows = await reader.rows(running.group_by(column))
    return defaultdict(int, {row["leader_id"]: row["running"] for row in rows})
