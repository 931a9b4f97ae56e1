"""What the screens read: aggregates with the names around them, bound to the follower who asks. Changes nothing."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, RowMapping, func, select

from adapters.persistence import lookups, people_mapping, trading_mapping, verdicts
from adapters.persistence.history import executed_between, read_history, skips_between
from adapters.persistence.leader_form import shown_leaders
from adapters.persistence.ledgers import PAUSED
from adapters.persistence.operator_reads import SqlOperatorReads
from adapters.persistence.progress import COPYING
from adapters.persistence.reading import BITE, Reader
from adapters.persistence.side_tables import outbox, switches
from adapters.persistence.tables import (
    accounts,
    confirmations,
    followers,
    follows,
    leader_events,
    leaders,
    positions,
    trades,
)
from adapters.persistence.trading_repositories import OPEN_POSITION
from core.application.read_model import FollowRecord, LeaderRecord, PositionRecord, TradeRecord, VerdictRecord
from core.application.views import HistoryEntry
from core.domain.account import Account, AccountStatus
from core.domain.confirmation import Confirmation
from core.domain.follow import FollowStatus
from core.domain.follower import Follower
from core.domain.leader import CopyIntent, LeaderStatus
from core.domain.position import Position
from core.domain.trade import Trade, TradeStatus
from core.domain.values import ConfirmationId, FollowerId, FollowId, LeaderId, PositionId, TradeId

LONGEST_WAY = timedelta(days=2)
"""No trade takes longer from its decision to its fill."""


class SqlReadModel:
    """Implements ReadModel."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.operator = SqlOperatorReads(reader)

    async def follower(self, follower_id: FollowerId) -> Follower | None:
        row = await self._reader.row(select(followers).where(followers.c.id == follower_id))
        return None if row is None else people_mapping.follower_of(row)

    async def followers(self) -> Sequence[Follower]:
        rows = await self._reader.rows(select(followers).order_by(followers.c.joined_at, followers.c.id))
        return [people_mapping.follower_of(row) for row in rows]

    async def accounts(self, follower_id: FollowerId) -> Sequence[tuple[Account, int]]:
        linked = select(accounts).where(
            accounts.c.follower_id == follower_id, accounts.c.status != AccountStatus.UNLINKED
        )
        rows = await self._reader.rows(linked.order_by(accounts.c.linked_at))
        counts = await lookups.open_positions_by_account(self._reader, [row["id"] for row in rows])
        return [(people_mapping.account_of(row), counts[row["id"]]) for row in rows]

    async def leaders(self) -> Sequence[LeaderRecord]:
        found = await self._leaders(leaders.c.status == LeaderStatus.ACTIVE)
        return sorted(found, key=lambda record: (-record.followers, record.leader.name))

    async def leader(self, leader_id: LeaderId) -> LeaderRecord | None:
        found = await self._leaders(leaders.c.id == leader_id)
        return found[0] if found else None

    async def leader_events(
        self, leader_id: LeaderId, since: datetime, *, offset: int, limit: int
    ) -> Sequence[CopyIntent]:
        events = leader_events.c
        wanted = select(events.intent).where((events.leader_id == leader_id) & (events.occurred_at >= since))
        rows = await self._reader.rows(wanted.order_by(events.seq).offset(offset).limit(limit))
        return [row["intent"] for row in rows]

    async def follows(self, follower_id: FollowerId) -> Sequence[FollowRecord]:
        return await self._follows((follows.c.follower_id == follower_id) & (follows.c.status != FollowStatus.STOPPED))

    async def follow(self, follower_id: FollowerId, follow_id: FollowId) -> FollowRecord | None:
        found = await self._follows((follows.c.id == follow_id) & (follows.c.follower_id == follower_id))
        return found[0] if found else None

    async def open_positions(self, follower_id: FollowerId) -> Sequence[PositionRecord]:
        return await self._positions(
            (positions.c.follower_id == follower_id) & OPEN_POSITION, order=positions.c.opened_at.asc()
        )

    async def position(self, follower_id: FollowerId, position_id: PositionId) -> PositionRecord | None:
        wanted = (positions.c.id == position_id) & (positions.c.follower_id == follower_id)
        found = await self._positions(wanted, order=positions.c.opened_at.asc())
        return found[0] if found else None

    async def closed_positions(self, follower_id: FollowerId, since: datetime | None) -> Sequence[PositionRecord]:
        wanted = (positions.c.follower_id == follower_id) & ~OPEN_POSITION
        if since is not None:
            wanted &= positions.c.closed_at >= since
        return await self._positions(wanted, order=positions.c.closed_at.desc())

    async def position_life(self, follower_id: FollowerId, position: Position) -> Sequence[Trade]:
        """By follow, symbol, side and time: an entry is planned before its position has an id."""
        owner, until = position.owner, position.closed_at
        wanted = (
            (trades.c.follower_id == follower_id)
            & (trades.c.follow_id == owner.follow_id)
            & (trades.c.symbol == owner.symbol)
            & (trades.c.position_side == owner.side)
            & (trades.c.executed_at >= position.opened_at)
            & (trades.c.decided_at >= position.opened_at - LONGEST_WAY)
        )
        if until is not None:
            wanted &= trades.c.executed_at <= until
        rows = await self._reader.rows(select(trades).where(wanted).order_by(trades.c.executed_at))
        return [trading_mapping.trade_of(row) for row in rows]

    async def trade(self, follower_id: FollowerId, trade_id: TradeId) -> TradeRecord | None:
        return await self._trade((trades.c.id == trade_id) & (trades.c.follower_id == follower_id))

    async def trade_of_confirmation(
        self, follower_id: FollowerId, confirmation_id: ConfirmationId
    ) -> TradeRecord | None:
        asked = select(confirmations.c.trade_id).where(confirmations.c.id == confirmation_id)
        return await self._trade((trades.c.id == asked.scalar_subquery()) & (trades.c.follower_id == follower_id))

    async def executed(self, follower_id: FollowerId, since: datetime, *, until: datetime) -> Sequence[Trade]:
        rows = await self._reader.rows(executed_between(follower_id, since, until))
        return [trading_mapping.trade_of(row) for row in rows]

    async def skips(self, follower_id: FollowerId, since: datetime, *, until: datetime) -> Mapping[str, int]:
        rows = await self._reader.rows(skips_between(follower_id, since, until))
        return {row["skip_reason"]: row["times"] for row in rows}

    async def history(self, follower_id: FollowerId, *, offset: int, limit: int) -> Sequence[HistoryEntry]:
        return await read_history(self._reader, follower_id, offset=offset, limit=limit)

    async def verdict(self, follower_id: FollowerId, verdict_id: str) -> VerdictRecord | None:
        return await verdicts.read_verdict(self._reader, verdicts.of_id(follower_id, verdict_id))

    async def verdict_of_trade(self, follower_id: FollowerId, trade_id: TradeId) -> VerdictRecord | None:
        where = await verdicts.of_trade(self._reader, follower_id, trade_id)
        return None if where is None else await verdicts.read_verdict(self._reader, where)

    async def skip(self, follower_id: FollowerId, follow_id: FollowId, *, event_key: str, reason: str) -> str:
        return await verdicts.find_skip(self._reader, follower_id, follow_id, event_key=event_key, reason=reason)

    async def position_trades(
        self, follower_id: FollowerId, position_id: PositionId, *, at: datetime | None, limit: int
    ) -> Sequence[TradeRecord]:
        found = await self.position(follower_id, position_id)
        if found is None:
            return []
        executed = select(trades).where(verdicts.executed_for(found.position)).order_by(trades.c.executed_at.desc())
        executed = executed if at is None else executed.where(trades.c.executed_at == at)
        rows = await self._reader.rows(executed.limit(limit))
        return [await self._trade_record(row) for row in rows]

    async def last_trade_times(self) -> Mapping[LeaderId, datetime]:
        latest = func.max(leader_events.c.occurred_at, type_=leader_events.c.occurred_at.type).label("latest")
        rows = await self._reader.rows(select(leader_events.c.leader_id, latest).group_by(leader_events.c.leader_id))
        return {row["leader_id"]: row["latest"] for row in rows}

    async def unresolved_trades(self) -> int:
        counted = select(func.count().label("unresolved")).select_from(trades)
        row = await self._reader.row(counted.where(trades.c.status == TradeStatus.NEEDS_RECONCILIATION))
        return 0 if row is None else row["unresolved"]

    async def undelivered_events(self) -> int:
        counted = select(func.count().label("undelivered")).select_from(outbox)
        row = await self._reader.row(counted.where(outbox.c.delivered_at.is_(None)))
        return 0 if row is None else row["undelivered"]

    async def is_copying_paused(self) -> bool:
        row = await self._reader.row(select(switches.c.value).where(switches.c.name == COPYING))
        return row is not None and row["value"] == PAUSED

    async def _leaders(self, where: ColumnElement[bool]) -> Sequence[LeaderRecord]:
        rows = await self._reader.rows(select(leaders).where(where))
        linked = await lookups.accounts_by_id(self._reader, [row["account_id"] for row in rows])
        counts = await lookups.followers_by_leader(self._reader)
        return [
            LeaderRecord(leader=leader, account=linked[leader.account_id], followers=counts[leader.id])
            for leader in await shown_leaders(self._reader, rows)
        ]

    async def _follows(self, where: ColumnElement[bool]) -> Sequence[FollowRecord]:
        rows = await self._reader.rows(select(follows).where(where).order_by(follows.c.started_at))
        ids = [row["id"] for row in rows]
        linked = await lookups.accounts_by_id(self._reader, [row["account_id"] for row in rows])
        names = await lookups.leader_names(self._reader, ids)
        counts = await lookups.open_positions_by_follow(self._reader, ids)
        pnl = await lookups.realized_pnl_by_follow(self._reader, ids)
        return [
            FollowRecord(
                follow=people_mapping.follow_of(row),
                account=linked[row["account_id"]],
                leader_name=names[row["id"]],
                open_positions=counts[row["id"]],
                realized_pnl=pnl[row["id"]],
            )
            for row in rows
        ]

    async def _positions(
        self, where: ColumnElement[bool], *, order: ColumnElement[datetime]
    ) -> Sequence[PositionRecord]:
        """All of somebody's: in bites, so that a long past holds nobody up."""
        rows = await self._reader.many_rows(select(positions).where(where).order_by(order))
        linked = await lookups.accounts_by_id(self._reader, [row["account_id"] for row in rows])
        names = await lookups.leader_names(self._reader, [row["follow_id"] for row in rows])
        found: list[PositionRecord] = []
        for begin in range(0, len(rows), BITE):
            found += [
                PositionRecord(
                    position=trading_mapping.position_of(row),
                    account=linked[row["account_id"]],
                    leader_name=names[row["follow_id"]],
                )
                for row in rows[begin : begin + BITE]
            ]
            await asyncio.sleep(0)
        return found

    async def _trade(self, where: ColumnElement[bool]) -> TradeRecord | None:
        row = await self._reader.row(select(trades).where(where))
        return None if row is None else await self._trade_record(row)

    async def _trade_record(self, row: RowMapping) -> TradeRecord:
        linked = await lookups.accounts_by_id(self._reader, [row["account_id"]])
        names = await lookups.leader_names(self._reader, [row["follow_id"]])
        return TradeRecord(
            trade=trading_mapping.trade_of(row),
            account=linked[row["account_id"]],
            leader_name=names[row["follow_id"]],
            confirmation=await self._confirmation(row["id"]),
            position=await verdicts.position_behind(self._reader, row),
        )

    async def _confirmation(self, trade_id: TradeId) -> Confirmation | None:
        asked = select(confirmations).where(confirmations.c.trade_id == trade_id)
        row = await self._reader.row(asked.order_by(confirmations.c.asked_at.desc()))
        return None if row is None else trading_mapping.confirmation_of(row)
