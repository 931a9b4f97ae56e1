"""A follower's export: own trades only, exact figures, nothing that a spreadsheet would carry out."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import pytest

from core.application.handlers.exporting import COLUMNS, cell, part_of
from core.application.operator_queries import ExportTradesQuery
from core.domain.values import FollowerId, Side
from tests.application.world import World
from tests.builders import ANN, BO, LEV, NOON, OLENA


async def export(
    world: World, actor: FollowerId = ANN, *, since: datetime | None = None, until: datetime | None = None
) -> Sequence[Mapping[str, str]]:
    written = await world.do(ExportTradesQuery(actor=actor, since=since, until=until))
    assert written.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in written
    return list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"))))


async def test_every_trade_is_one_exact_line(world: World) -> None:
    await world.leader_trades(Side.BUY, "0.5")
    await world.wait(3600, BTC="60000.123456789")
    await world.leader_trades(Side.SELL, "0.5")
    rows = await export(world)
    trades = await world.trades()
    assert [row["trade_id"] for row in rows] == [trade.id for trade in trades]
    for row, trade in zip(rows, trades, strict=True):
        assert trade.execution is not None
        assert (row["amount"], row["filled"]) == (format(trade.plan.amount, "f"), format(trade.execution.filled, "f"))
        assert row["price"] == format(trade.execution.average_price, "f")
        assert (row["leader"], row["symbol"], row["status"]) == ("Lev", "BTC/USDT:USDT", "executed")
    assert rows[0]["time_utc"] == "2026-03-01T12:00:00Z"


async def test_a_period_is_from_until_before(world: World) -> None:
    await world.leader_trades(Side.BUY, "0.5")
    await world.wait(3600)
    await world.leader_trades(Side.SELL, "0.5")
    hour = NOON + timedelta(hours=1)
    assert [row["side"] for row in await export(world, since=hour)] == ["sell"]
    assert [row["side"] for row in await export(world, until=hour)] == ["buy"]


@pytest.mark.parametrize("actor", [BO, LEV, OLENA])
async def test_others_see_none_of_it(world: World, actor: FollowerId) -> None:
    await world.leader_trades(Side.BUY, "0.5")
    assert await world.refusal(ExportTradesQuery(actor=actor)) == "nothing-to-export"


async def test_parts_join_without_gap_or_repeat(world: World) -> None:
    for number in range(3):
        await world.leader_trades(Side.SELL if number % 2 else Side.BUY, "0.5")
    reads, found, mark = world.db.read_model.operator, list[str](), ""
    while True:
        rows, mark = await reads.trades(ANN, since=None, until=None, after=mark, limit=1)
        found += [row["id"] for row in rows]
        if not mark:
            break
    assert found == sorted(trade.id for trade in await world.trades())


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", " =1", '=HYPERLINK("x")'])
def test_what_a_spreadsheet_would_carry_out_is_a_text(text: str) -> None:
    assert cell("account", text) == f"'{text}"
    (row,) = csv.reader(io.StringIO(part_of([{"account": text}]).decode()))
    assert row[list(COLUMNS).index("account")] == f"'{text}"


def test_a_figure_stays_a_figure() -> None:
    assert [cell("fee", "-0.0000001"), cell("amount", "120000000000.5")] == ["-0.0000001", "120000000000.5"]
    assert cell("settled_at", "") == ""
    assert cell("leader", "Лев, «Lion»") == "Лев, «Lion»"
