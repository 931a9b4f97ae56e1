"""How a leader is stored: a row, its holdings, and its counted fills, which are only ever added to."""

from collections.abc import Mapping, Sequence
from typing import cast

from sqlalchemy import RowMapping, bindparam, select

from adapters.persistence.memory import Form
from adapters.persistence.people_mapping import holding_rows, leader_of, leader_row
from adapters.persistence.plan import Plan, Row
from adapters.persistence.reading import Reader
from adapters.persistence.tables import leader_fills, leader_holdings, leaders
from core.domain.leader import REMEMBERED_FILLS, Leader, LedgerKey
from core.domain.values import ZERO

Ledger = Mapping[LedgerKey, object]
HOLDING_KEY = ("leader_id", "symbol", "position_side")

HOLDINGS = select(leader_holdings).where(leader_holdings.c.leader_id == bindparam("leader_id"))
NEWEST = (
    select(leader_fills.c.fill_key)
    .where(leader_fills.c.leader_id == bindparam("leader_id"))
    .order_by(leader_fills.c.seq.desc())
    .limit(REMEMBERED_FILLS)
)


class LeaderForm(Form[Leader]):
    """A fan-out's commit writes what this fill changed, never the thousands of fills before it."""

    def __init__(self) -> None:
        super().__init__(leaders, leader_row)

    def state(self, aggregate: Leader) -> Row:
        return {**leader_row(aggregate), "ledger": dict(aggregate.ledger), "counted": frozenset(aggregate.counted)}

    def write(self, aggregate: Leader, plan: Plan, *, stored: Row | None) -> None:
        super().write(aggregate, plan, stored=stored)
        before: Row = stored or {"ledger": {}, "counted": frozenset()}
        known = cast(frozenset[str], before["counted"])
        for fill_key in aggregate.counted:
            if fill_key not in known:
                plan.insert(leader_fills, {"leader_id": aggregate.id, "fill_key": fill_key})
        write_holdings(plan, aggregate, before=cast(Ledger, before["ledger"]))


def write_holdings(plan: Plan, leader: Leader, *, before: Ledger) -> None:
    """Replace the holdings that differ."""
    old = {key: quantity for key, quantity in before.items() if leader.ledger.get(key, ZERO) != quantity}
    for row in holding_rows(leader.id, old):
        plan.delete(leader_holdings, {name: row[name] for name in HOLDING_KEY})
    new = {key: quantity for key, quantity in leader.ledger.items() if before.get(key) != quantity}
    for row in holding_rows(leader.id, new):
        plan.insert(leader_holdings, row)


async def whole_leader(reader: Reader, row: RowMapping) -> Leader:
    """The leader with what a fill is judged by: holdings and the newest counted fills, oldest first."""
    holdings = await reader.rows(HOLDINGS, {"leader_id": row["id"]})
    newest = await reader.texts(NEWEST, {"leader_id": row["id"]})
    return leader_of(row, holdings, counted=list(reversed(newest)))


async def shown_leaders(reader: Reader, rows: Sequence[RowMapping]) -> Sequence[Leader]:
    """Leaders to look at, with their holdings but without their counted fills: never to be stored."""
    ids = [row["id"] for row in rows]
    holdings = await reader.rows(select(leader_holdings).where(leader_holdings.c.leader_id.in_(ids)))
    return [
        leader_of(row, [holding for holding in holdings if holding["leader_id"] == row["id"]], counted=())
        for row in rows
    ]
