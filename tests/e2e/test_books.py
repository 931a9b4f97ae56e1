"""The demo's last page must notice a difference, or its "equal" means nothing. No bot runs here."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from adapters.sandbox.demo.books import Agreement, Auditor
from adapters.sandbox.demo.cast import ANN
from adapters.sandbox.demo.levers import Levers
from adapters.sandbox.demo.processes import Stage

SCHEMA = """
    CREATE TABLE accounts (id TEXT, follower_id INTEGER, exchange TEXT);
    CREATE TABLE positions (account_id TEXT, symbol TEXT, side TEXT, quantity TEXT, gross_pnl TEXT, fees TEXT,
                            funding TEXT, exit_price TEXT, status TEXT);
    CREATE TABLE trades (account_id TEXT, client_order_id TEXT, filled TEXT, status TEXT);
    INSERT INTO accounts VALUES ('A', 1003, 'binance');
"""


@pytest.fixture
async def audited(tmp_path: Path) -> AsyncIterator[tuple[Auditor, Levers, Stage]]:
    """A world, and a bot's book with nothing in it but Ann's account."""
    stage = Stage(tmp_path)
    write(stage, SCHEMA)
    try:
        await stage.open_world()
        async with Levers(stage.handshake["control_url"]) as levers:
            auditor = Auditor(levers, stage.database)
            await auditor.begin([ANN])
            yield auditor, levers, stage
    finally:
        await stage.close()


def write(stage: Stage, script: str) -> None:
    with closing(sqlite3.connect(stage.database)) as connection:
        connection.executescript(script)


async def unequal(auditor: Auditor) -> set[str]:
    lines: list[Agreement] = list(await auditor.compare(ANN))
    return {line.what for line in lines if not line.is_equal}


async def test_untouched_books_are_equal(audited: tuple[Auditor, Levers, Stage]) -> None:
    assert await unequal(audited[0]) == set()


async def test_a_trade_the_bot_did_not_see_is_noticed(audited: tuple[Auditor, Levers, Stage]) -> None:
    auditor, levers, _ = audited
    await levers.trade(ANN.account, kind="perpetual", base="BTC", side="buy", amount="0.01")
    assert await unequal(auditor) == {"open positions", "result, USDT"}


async def test_a_trade_only_the_bot_knows_is_noticed(audited: tuple[Auditor, Levers, Stage]) -> None:
    auditor, _, stage = audited
    write(stage, "INSERT INTO trades VALUES ('A', 'ctx', '0.01', 'executed')")
    write(stage, "INSERT INTO positions VALUES ('A', 'BTC/USDT:USDT', 'long', '0.01', '0', '0', '0', NULL, 'open')")
    assert await unequal(auditor) == {"open positions", "executed orders"}


async def test_a_wrong_result_is_noticed(audited: tuple[Auditor, Levers, Stage]) -> None:
    auditor, _, stage = audited
    write(stage, "INSERT INTO positions VALUES ('A', 'BTC/USDT', 'long', '0', '1.00', '0.98', '0', '60000', 'closed')")
    assert await unequal(auditor) == {"result, USDT"}
