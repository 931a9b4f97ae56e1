"""The parts of a unit that are no aggregates: leader events, decisions, booked fills, switches. Write by the plan."""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from sqlalchemy import RowMapping, bindparam, select

from adapters.persistence.plan import Plan, Row
from adapters.persistence.progress import COPYING, Journal, stored_verdicts
from adapters.persistence.reading import Reader
from adapters.persistence.side_tables import switches
from adapters.persistence.tables import account_fills, decisions, leader_events
from adapters.persistence.working_set import WorkingSet
from core.application.unit_of_work import Verdict
from core.domain.errors import StorageError
from core.domain.leader import CopyIntent, Leg
from core.domain.values import AccountId, FollowerId, FollowId, Symbol, TradeId
from core.domain.verdict import CopyOrder, Skip

PAUSED = "paused"
RUNNING = "running"

BOOKED = select(account_fills.c.fill_id).where(
    account_fills.c.account_id == bindparam("account_id"),
    account_fills.c.symbol == bindparam("symbol"),
    account_fills.c.fill_id.in_(bindparam("fill_ids", expanding=True)),
)


class SqlLeaderEvents:
    """Implements LeaderEvents."""

    def __init__(self, plan: Plan, journal: Journal, working: WorkingSet) -> None:
        self._plan, self._journal, self._working = plan, journal, working

    def begin(self, intent: CopyIntent) -> None:
        row = {
            "event_key": intent.event_key,
            "leader_id": intent.leader_id,
            "occurred_at": intent.occurred_at,
            "intent": intent,
            "is_finished": False,
        }
        self._plan.insert(leader_events, row)
        self._journal.begun.append(intent)

    def finish(self, event_key: str) -> None:
        self._plan.amend(leader_events, {"event_key": event_key}, values={"is_finished": True})
        self._journal.finished.append(event_key)

    async def unfinished(self) -> Sequence[CopyIntent]:
        """In the order they began."""
        await self._working.ready()
        return list(self._working.progress.events.values())


class SqlDecisions:
    """Implements Decisions."""

    def __init__(self, plan: Plan, reader: Reader, *, journal: Journal, working: WorkingSet) -> None:
        self._plan, self._reader, self._journal, self._working = plan, reader, journal, working

    def add(
        self,
        *,
        follow_id: FollowId,
        follower_id: FollowerId,
        intent: CopyIntent,
        verdict: CopyOrder | Skip,
        trade_id: TradeId | None,
        at: datetime,
    ) -> None:
        row = {
            "follow_id": follow_id,
            "follower_id": follower_id,
            "leader_id": intent.leader_id,
            "event_key": intent.event_key,
            "leg": intent.leg,
            "kind": intent.kind,
            "symbol": intent.symbol,
            "position_side": intent.position_side,
            **verdict_columns(verdict),
            "trade_id": trade_id,
            "at": at,
        }
        self._plan.insert(decisions, row)
        self._journal.decided.append((intent.event_key, (follow_id, intent.leg)))

    async def decided(self, event_key: str) -> frozenset[tuple[FollowId, str]]:
        await self._working.ready()
        stored = self._working.progress.verdicts.get(event_key)
        found = await stored_verdicts(self._reader, event_key) if stored is None else stored
        return frozenset([*found, *(verdict for key, verdict in self._journal.decided if key == event_key)])

    async def verdicts(self, event_keys: Sequence[str]) -> Sequence[Verdict]:
        found = await self._reader.rows(select(decisions).where(decisions.c.event_key.in_(event_keys)))
        return [verdict_of(row) for row in found]


def verdict_of(row: RowMapping) -> Verdict:
    return Verdict(
        follow_id=row["follow_id"],
        follower_id=row["follower_id"],
        leg=Leg(row["leg"]),
        is_skipped=row["skip_reason"] is not None,
    )


def verdict_columns(verdict: CopyOrder | Skip) -> Row:
    match verdict:
        case CopyOrder():
            return {"skip_reason": None, "amount": verdict.amount, "numbers": verdict.numbers}
        case Skip():
            return {"skip_reason": verdict.reason, "amount": None, "numbers": verdict.numbers}
        case _:
            assert_never(verdict)


class SqlAccountFills:
    """Implements AccountFills."""

    def __init__(self, plan: Plan, reader: Reader) -> None:
        self._plan, self._reader = plan, reader
        self._added: set[tuple[AccountId, Symbol, str]] = set()

    def add(self, account_id: AccountId, symbol: Symbol, *, fill_id: str, at: datetime) -> None:
        self._plan.insert(account_fills, {"account_id": account_id, "symbol": symbol, "fill_id": fill_id, "at": at})
        self._added.add((account_id, symbol, fill_id))

    async def booked(self, account_id: AccountId, symbol: Symbol, *, fill_ids: Sequence[str]) -> frozenset[str]:
        place = {"account_id": account_id, "symbol": symbol}
        stored = {row["fill_id"] for row in await self._reader.rows(BOOKED, {**place, "fill_ids": fill_ids})}
        added = {fill_id for fill_id in fill_ids if (account_id, symbol, fill_id) in self._added}
        return frozenset(stored | added)


class SqlSwitches:
    """Implements Switches; the installation's id is drawn when the database is made."""

    def __init__(self, plan: Plan, journal: Journal, working: WorkingSet) -> None:
        self._plan, self._journal, self._working = plan, journal, working

    async def installation_id(self) -> str:
        await self._working.ready()
        if not self._working.progress.installation_id:
            raise StorageError("the database has no installation id")
        return self._working.progress.installation_id

    async def is_copying_paused(self) -> bool:
        await self._working.ready()
        return (self._journal.copying or self._working.progress.copying) == PAUSED

    def pause_copying(self) -> None:
        self._set(PAUSED)

    def resume_copying(self) -> None:
        self._set(RUNNING)

    def _set(self, value: str) -> None:
        self._journal.copying = value
        self._plan.delete(switches, {"name": COPYING})
        self._plan.insert(switches, {"name": COPYING, "value": value})
