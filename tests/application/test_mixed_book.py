"""A damaged log may leave newer pages beneath older ones: a verdict stands whose event and count are lost."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from core.domain.values import Side
from tests.application.world import World
from tests.builders import BTC
from tests.faults.power_life import begun, reborn, seeded

LEADERS = ("leaders", "leader_holdings", "leader_fills", "leader_events")
"""The pages that fell back."""

Rows = dict[str, list[tuple[object, ...]]]


@asynccontextmanager
async def a_life(path: Path, before: World | None = None) -> AsyncIterator[World]:
    async with begun(path) as (_, db), asyncio.TaskGroup() as group:
        world = World(db, group) if before is None else reborn(before, db, group)
        await world.refresh()
        yield world


def rows_of(path: Path) -> Rows:
    with closing(sqlite3.connect(path)) as book:
        return {table: book.execute(f"SELECT * FROM {table}").fetchall() for table in LEADERS}  # noqa: S608 - our names


def put_back(path: Path, old: Rows) -> None:
    with closing(sqlite3.connect(path)) as book, book:
        for table, rows in old.items():
            book.execute("PRAGMA foreign_keys = OFF")
            book.execute(f"DELETE FROM {table}")  # noqa: S608 - our names
            for row in rows:
                book.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608 - our names


async def test_an_event_whose_verdict_outlived_it_keeps_no_later_event_waiting(tmp_path: Path) -> None:
    path = tmp_path / "tandem.db"
    await seeded(path)
    async with a_life(path) as first:
        await first.leader_trades(Side.BUY, "1")
        old = await asyncio.to_thread(rows_of, path)
        first.clock.move(1)
        lost = first.fill(Side.SELL, "1")
        await first.leader_fills(lost)
    await asyncio.to_thread(put_back, path, old)
    async with a_life(path, first) as second:
        await second.leader_fills(lost)
        assert len(second.venue().posts) == 2
        await second.leader_trades(Side.BUY, "1")
        assert second.venue().amount(BTC) > 0
        await second.leader_trades(Side.SELL, "1")
        assert second.venue().amount(BTC) == 0
        async with second.db.units() as unit:
            assert await unit.leader_events.unfinished() == []


async def test_a_trade_whose_verdict_is_lost_is_never_made_twice(tmp_path: Path) -> None:
    """The other way round: the trades' pages are newer than those of the verdicts and of the leader."""
    path = tmp_path / "tandem.db"
    await seeded(path)
    async with a_life(path) as first:
        old = await asyncio.to_thread(rows_of, path)
        lost = first.fill(Side.BUY, "1")
        await first.leader_fills(lost)
        held = first.venue().amount(BTC)
    await asyncio.to_thread(put_back, path, {**old, "decisions": []})
    async with a_life(path, first) as second:
        await second.leader_fills(lost)
        await second.resume()
        assert (len(second.venue().posts), second.venue().amount(BTC)) == (1, held)
        async with second.db.units() as unit:
            assert await unit.leader_events.unfinished() == []
        await second.leader_trades(Side.SELL, "1")
        assert second.venue().amount(BTC) == 0
