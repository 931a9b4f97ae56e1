"""What operators' screens and watches read, and a follower's export, in parts. Changes nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, Text, func, select, type_coerce

from adapters.persistence.operations import standing_maintenance
from adapters.persistence.operator_tables import announcements, deeds
from adapters.persistence.people_mapping import invite_of
from adapters.persistence.reading import Reader
from adapters.persistence.side_tables import cards, silences
from adapters.persistence.tables import (
    accounts,
    decisions,
    followers,
    follows,
    invites,
    leader_events,
    leaders,
    trades,
)
from core.application.operations import Deed, Fields, Maintenance, Missed, Tally, announcement_subject
from core.domain.follow import FollowStatus
from core.domain.invite import Invite
from core.domain.leader import Leg
from core.domain.trade import TradeStatus
from core.domain.values import FollowerId, LeaderId

EXPORTED: tuple[str, ...] = ("decided_at", "symbol", "side", "position_side", "kind", "purpose", "status", "exchange")
EXPORTED += ("leader_price", "amount", "filled", "average_price", "fee", "fee_coin", "leverage", "settled_at")
EXPORTED += ("failure_code", "failure_message", "client_order_id", "exchange_order_id", "id")


class SqlOperatorReads:
    """Implements OperatorReads."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def invites(self) -> Sequence[Invite]:
        wanted = select(invites).where(invites.c.revoked_at.is_(None)).order_by(invites.c.created_at.desc())
        return [invite_of(row) for row in await self._reader.rows(wanted)]

    async def deeds(self, *, offset: int, limit: int) -> Sequence[tuple[Deed, str]]:
        people = followers.c.name.label("person")
        wanted = select(deeds, people).outerjoin(followers, followers.c.id == deeds.c.actor)
        rows = await self._reader.rows(wanted.order_by(deeds.c.seq.desc()).offset(offset).limit(limit))
        return [
            (
                Deed(
                    at=row["at"],
                    actor=FollowerId(row["actor"]),
                    name=row["name"],
                    facts=row["facts"],
                    refusal=row["refusal"],
                ),
                row["person"] or "",
            )
            for row in rows
        ]

    async def tally(self, announcement_id: str) -> Tally | None:
        """Who has a message about it has it; who has none and can't be written to won't get it."""
        made = await self._reader.row(select(announcements.c.people).where(announcements.c.id == announcement_id))
        if made is None:
            return None
        have = select(cards.c.chat_id).where(cards.c.subject == announcement_subject(announcement_id))
        got = await self._reader.row(select(func.count().label("number")).select_from(have.subquery()))
        silent = (
            select(func.count().label("number"))
            .select_from(silences)
            .where(silences.c.chat_id.not_in(have), silences.c.chat_id.in_(select(followers.c.id)))
        )
        lost = await self._reader.row(silent)
        return Tally(
            people=made["people"],
            delivered=0 if got is None else got["number"],
            unreachable=0 if lost is None else lost["number"],
        )

    async def maintenance(self) -> Maintenance | None:
        return await standing_maintenance(self._reader)

    async def unresolved_of(self, follower_id: FollowerId) -> int:
        counted = select(func.count().label("number")).select_from(trades)
        unclear = trades.c.status == TradeStatus.NEEDS_RECONCILIATION
        row = await self._reader.row(counted.where(unclear, trades.c.follower_id == follower_id))
        return 0 if row is None else row["number"]

    async def last_copy(self, leader_id: LeaderId, since: datetime) -> datetime | None:
        """Walked from the newest event, so that it ends at once where copies are made."""
        events = leader_events.c
        copied = select(trades.c.id).where(
            trades.c.event_key == events.event_key, trades.c.status == TradeStatus.EXECUTED
        )
        wanted = select(events.occurred_at).where(events.leader_id == leader_id, events.occurred_at >= since)
        row = await self._reader.row(wanted.where(copied.exists()).order_by(events.occurred_at.desc()).limit(1))
        return None if row is None else row["occurred_at"]

    async def missed(self, leader_id: LeaderId, since: datetime) -> Missed | None:
        rows = await self._reader.rows(verdicts_after(leader_id, since))
        if not rows:
            return None
        reasons: Counter[str] = Counter()
        for row in rows:
            reasons[row["skip_reason"] or row["failure_code"] or str(row["status"] or "")] += row["number"]
        return Missed(since=min(row["first_at"] for row in rows), reasons=dict(reasons))

    async def active_follows(self) -> Mapping[LeaderId, int]:
        column = follows.c.leader_id
        counted = select(column, func.count().label("number")).where(follows.c.status == FollowStatus.ACTIVE)
        return {LeaderId(row["leader_id"]): row["number"] for row in await self._reader.rows(counted.group_by(column))}

    async def trades(
        self, follower_id: FollowerId, *, since: datetime | None, until: datetime | None, after: str, limit: int
    ) -> tuple[Sequence[Fields], str]:
        wanted = exported(follower_id, limit)
        if since is not None:
            wanted = wanted.where(trades.c.decided_at >= since)
        if until is not None:
            wanted = wanted.where(trades.c.decided_at < until)
        if after:
            at, _, trade_id = after.partition(" ")
            place = type_coerce(trades.c.decided_at, Text)
            wanted = wanted.where((place > at) | ((place == at) & (trades.c.id > trade_id)))
        rows = await self._reader.rows(wanted)
        mark = f"{rows[-1]['decided_at']} {rows[-1]['id']}" if len(rows) == limit else ""
        return [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows], mark


def verdicts_after(leader_id: LeaderId, since: datetime) -> Select[*tuple[object, ...]]:
    """Verdicts on his entries after that moment, counted by what became of them."""
    events, verdicts = leader_events.c, decisions.c
    first = func.min(events.occurred_at, type_=events.occurred_at.type).label("first_at")
    return (
        select(verdicts.skip_reason, trades.c.status, trades.c.failure_code, func.count().label("number"), first)
        .join_from(leader_events, decisions, verdicts.event_key == events.event_key)
        .outerjoin(trades, trades.c.id == verdicts.trade_id)
        .where(events.leader_id == leader_id, events.occurred_at > since, verdicts.leg == Leg.OPEN)
        .group_by(verdicts.skip_reason, trades.c.status, trades.c.failure_code)
    )


def exported(follower_id: FollowerId, limit: int) -> Select[*tuple[object, ...]]:
    """Texts as they are stored: no figure is read and written again."""
    return (
        select(
            *(type_coerce(trades.c[name], Text).label(name) for name in EXPORTED),
            accounts.c.label.label("account"),
            accounts.c.mode.label("account_mode"),
            leaders.c.name.label("leader"),
        )
        .join_from(trades, accounts, accounts.c.id == trades.c.account_id)
        .outerjoin(follows, follows.c.id == trades.c.follow_id)
        .outerjoin(leaders, leaders.c.id == follows.c.leader_id)
        .where(trades.c.follower_id == follower_id)
        .order_by(type_coerce(trades.c.decided_at, Text), trades.c.id)
        .limit(limit)
    )
