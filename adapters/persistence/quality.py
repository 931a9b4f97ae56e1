"""How well leaders trade and are copied, read from what is stored anyway. Changes nothing, and keeps off the hot path.

One follower's rows are found by his own indexes, everybody's by the leader's events. Money is summed here and not in
SQL, which would add texts as floats.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from sqlalchemy import ColumnElement, Join, RowMapping, func, select

from adapters.persistence import episodes
from adapters.persistence.columns import Instant
from adapters.persistence.reading import Reader, Rows
from adapters.persistence.tables import accounts, confirmations, decisions, follows, leader_events, leaders, trades
from adapters.persistence.tables import positions as held
from adapters.persistence.trading_repositories import OPEN_POSITION
from core.application.quality_reads import FollowedLeader, Outcome, TrackRecord
from core.domain.account import AccountMode
from core.domain.copy_quality import Copied, Verdict
from core.domain.follow import FollowStatus
from core.domain.leader import Leg
from core.domain.trade import TradePurpose, TradeStatus
from core.domain.values import ZERO, FollowerId, LeaderId, Side, Symbol

TOGETHER = 20
"""Follows whose positions are read at once: the loop is free between two reads."""

EARLIER = timedelta(days=1)

SEEN_AT = func.json_extract(leader_events.c.intent, "$.seen_at", type_=Instant()).label("seen_at")
COPIED = (trades.c.status == TradeStatus.EXECUTED) & (trades.c.purpose == TradePurpose.COPY)
COLUMNS = (
    trades.c.leader_price,
    trades.c.average_price,
    trades.c.filled,
    trades.c.side,
    trades.c.leader_at,
    trades.c.decided_at,
    trades.c.sent_at,
    trades.c.executed_at,
    SEEN_AT,
    confirmations.c.asked_at,
)


class SqlQualityReads:
    """Implements QualityReads."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def followed(self, of: FollowerId | None) -> Sequence[FollowedLeader]:
        rows = await self._reader.rows(all_follows(of))
        by_leader = groupby(rows, key=lambda row: row["leader_id"])
        found = [followed_leader(list(group)) for _, group in by_leader]
        return sorted(found, key=lambda leader: (-leader.running, leader.name))

    async def copies(
        self, leader_id: LeaderId, *, of: FollowerId | None, since: datetime, most: int
    ) -> Sequence[Copied]:
        wanted = select(*COLUMNS).where(COPIED, trades.c.leader_price.is_not(None), trades.c.leader_at.is_not(None))
        way = copies_of_all(wanted, leader_id, since) if of is None else copies_of_one(wanted, leader_id, of, since)
        return [copied(row) for row in await self._reader.rows(way.limit(most))]

    async def verdicts(self, leader_id: LeaderId, *, of: FollowerId | None, since: datetime) -> Mapping[Verdict, int]:
        columns = (decisions.c.skip_reason, trades.c.status, trades.c.failure_code)
        joined = decisions.outerjoin(trades, trades.c.id == decisions.c.trade_id)
        if of is None:
            joined = joined.join(leader_events, leader_events.c.event_key == decisions.c.event_key)
            where = (leader_events.c.leader_id == leader_id) & (leader_events.c.occurred_at >= since)
        else:
            where = decisions.c.follow_id.in_(follows_of(leader_id, of)) & (decisions.c.at >= since)
        counted = select(*columns, func.count().label("times")).select_from(joined).where(where).group_by(*columns)
        return {verdict_of(row): row["times"] for row in await self._reader.rows(counted)}

    async def outcome(self, leader_id: LeaderId, *, of: FollowerId | None, since: datetime) -> Outcome:
        rows = await self._reader.rows(follows_of(leader_id, of, follows.c.follower_id))
        parts = [rows[start : start + TOGETHER] for start in range(0, len(rows), TOGETHER)]
        found = [await self._outcome(part, since) for part in parts]
        return Outcome(
            closed=sum(it.closed for it in found),
            entered=sum((it.entered for it in found), ZERO),
            pnl=sum((it.pnl for it in found), ZERO),
        )

    async def track_record(self, leader_id: LeaderId, *, most: int) -> TrackRecord:
        told = await episodes.newest(self._reader, leader_id, most=most)
        return TrackRecord(episodes=told.ended, courses=list(told.courses.values()))

    async def _outcome(self, part: Sequence[RowMapping], since: datetime) -> Outcome:
        ids, people = [row["id"] for row in part], {row["follower_id"] for row in part}
        ended = await self._reader.rows(ended_positions(ids, since))
        if not ended:
            return Outcome(closed=0, entered=ZERO, pnl=ZERO)
        first = min(row["opened_at"] for row in ended)
        entries = await self._reader.rows(entries_since(ids, people, first))
        spans = {(row["follow_id"], row["symbol"], row["opened_at"]): row["closed_at"] for row in ended}
        return Outcome(
            closed=len(ended),
            entered=entered_in(spans, entries),
            pnl=sum((row["gross_pnl"] - row["fees"] + row["funding"] for row in ended), ZERO),
        )


def all_follows(of: FollowerId | None) -> Rows:
    columns = (follows.c.leader_id, follows.c.started_at, follows.c.status, leaders.c.name, accounts.c.mode)
    found = (
        select(*columns)
        .join_from(follows, leaders, leaders.c.id == follows.c.leader_id)
        .join(accounts, accounts.c.id == follows.c.account_id)
        .order_by(follows.c.leader_id)
    )
    return found if of is None else found.where(follows.c.follower_id == of)


def follows_of(leader_id: LeaderId, of: FollowerId | None, *more: ColumnElement[int]) -> Rows:
    found = select(follows.c.id, *more).where(follows.c.leader_id == leader_id)
    return found if of is None else found.where(follows.c.follower_id == of)


def copies_of_one(wanted: Rows, leader_id: LeaderId, of: FollowerId, since: datetime) -> Rows:
    """By the index of his history."""
    return (
        with_confirmation(trades.outerjoin(leader_events, leader_events.c.event_key == trades.c.event_key), wanted)
        .where(trades.c.follower_id == of, trades.c.decided_at >= since)
        .where(trades.c.follow_id.in_(follows_of(leader_id, of)))
        .order_by(trades.c.decided_at.desc())
    )


def copies_of_all(wanted: Rows, leader_id: LeaderId, since: datetime) -> Rows:
    """By the leader's newest events."""
    return (
        with_confirmation(leader_events.join(trades, trades.c.event_key == leader_events.c.event_key), wanted)
        .where(leader_events.c.leader_id == leader_id, leader_events.c.occurred_at >= since)
        .order_by(leader_events.c.occurred_at.desc())
    )


def with_confirmation(joined: Join, wanted: Rows) -> Rows:
    return wanted.select_from(joined.outerjoin(confirmations, confirmations.c.trade_id == trades.c.id))


def ended_positions(follow_ids: Sequence[str], since: datetime) -> Rows:
    columns = (held.c.follow_id, held.c.symbol, held.c.opened_at, held.c.closed_at)
    money = (held.c.gross_pnl, held.c.fees, held.c.funding)
    return select(*columns, *money).where(held.c.follow_id.in_(follow_ids), ~OPEN_POSITION, held.c.closed_at >= since)


def entries_since(follow_ids: Sequence[str], people: set[int], first: datetime) -> Rows:
    """Decided before the first of the positions began, but not by much: an entry may wait for a press."""
    columns = (trades.c.follow_id, trades.c.symbol, trades.c.executed_at, trades.c.filled, trades.c.average_price)
    return select(*columns).where(
        trades.c.follower_id.in_(people),
        trades.c.decided_at >= first - EARLIER,
        trades.c.follow_id.in_(follow_ids),
        trades.c.leg == Leg.OPEN,
        trades.c.filled.is_not(None),
    )


def entered_in(spans: Mapping[tuple[str, Symbol, datetime], datetime], entries: Sequence[RowMapping]) -> Decimal:
    """What the entries put in that belong to one of the positions: by follow and symbol only one is open at a time."""
    begun: dict[tuple[str, Symbol], list[datetime]] = {}
    for follow_id, symbol, opened_at in sorted(spans, key=itemgetter(2)):
        begun.setdefault((follow_id, symbol), []).append(opened_at)
    total = ZERO
    for row in entries:
        place, at = (row["follow_id"], row["symbol"]), row["executed_at"]
        starts = begun.get(place, [])
        number = bisect_right(starts, at)
        if number and at <= spans[(*place, starts[number - 1])]:
            total += row["filled"] * row["average_price"]
    return total


def followed_leader(rows: Sequence[RowMapping]) -> FollowedLeader:
    return FollowedLeader(
        leader_id=rows[0]["leader_id"],
        name=rows[0]["name"],
        since=min(row["started_at"] for row in rows),
        running=sum(row["status"] != FollowStatus.STOPPED for row in rows),
        is_on_paper=any(row["mode"] == AccountMode.PAPER for row in rows),
    )


def copied(row: RowMapping) -> Copied:
    return Copied(
        leader_price=row["leader_price"],
        price=row["average_price"],
        amount=row["filled"],
        sign=Side(row["side"]).sign,
        leader_at=row["leader_at"],
        seen_at=row["seen_at"],
        decided_at=row["decided_at"],
        sent_at=row["sent_at"],
        filled_at=row["executed_at"],
        was_asked=row["asked_at"] is not None,
    )


def verdict_of(row: RowMapping) -> Verdict:
    return Verdict(skip=row["skip_reason"] or "", status=row["status"] or "", failure=row["failure_code"] or "")
