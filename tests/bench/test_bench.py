"""The bench runs from end to end: every order of every way arrives, and its rows are whole. Times nothing."""

from collections.abc import AsyncIterator
from dataclasses import fields
from pathlib import Path

import pytest

from adapters.messaging.event_bus import get_event_bus
from core.domain.values import Exchange
from tests.bench.arena import Arena, entered, opened
from tests.bench.heat import WAYS, Wish, run
from tests.bench.picture import picture
from tests.bench.rounds import Row
from tests.bench.sidelines import Finding
from tests.bench.verdict import Line, judged

KEYS = [
    "name",
    "exchange",
    "n",
    "delay_ms",
    "first_ms",
    "p50_ms",
    "p99_ms",
    "last_ms",
    "cpu_us_per_order",
    "rss_kb_per_account",
    "rounds",
]


@pytest.fixture
async def arena(tmp_path: Path) -> AsyncIterator[Arena]:
    async with opened(tmp_path) as place, entered(place) as arena:
        yield arena
    get_event_bus.cache_clear()


async def test_every_way_brings_every_order_to_every_exchange(arena: Arena) -> None:
    """A round whose orders did not all arrive ends the heat."""
    for exchange in Exchange:
        wish = Wish(exchange=exchange, n=2, ways=WAYS, delays_ms=[0], rounds=1)
        get_event_bus.cache_clear()
        rows = [row async for row in run(arena, wish)]
        assert sorted(row.name for row in rows) == sorted(WAYS)
        assert {(row.exchange, row.n, row.delay_ms, row.rounds) for row in rows} == {(exchange.value, 2, 0, 1)}
        assert all(0 < row.first_ms <= row.p50_ms <= row.p99_ms <= row.last_ms for row in rows)


def test_a_row_has_the_keys_that_readers_know() -> None:
    assert [field.name for field in fields(Row)] == KEYS


def test_the_verdict_compares_the_last_orders() -> None:
    rows = [a_row("tandem", last_ms=40), a_row("ccxt", last_ms=100), a_row("floor", last_ms=10)]
    measured = {line.what[:2] + line.what[-5:]: (line.measured, line.holds) for line in judged(rows, [])}
    assert measured["1. ccxt"] == (0.4, True)
    assert measured["1.floor"] == (4.0, False)


def test_a_finding_is_judged_by_its_own_limit() -> None:
    finding = Finding(what="6. a close", exchange="bybit", value=9.0, limit=8.0, unit="ms")
    assert [line.holds for line in judged([], [finding])] == [False]


def test_the_least_may_be_more() -> None:
    assert Line(what="5.", exchange="bybit", measured=120, limit=100, is_least=True).holds


def test_the_picture_names_every_way_that_ran() -> None:
    drawn = picture([a_row("tandem", last_ms=40), a_row("ccxt", last_ms=100)])
    assert "tandem" in drawn
    assert "naive_loop" not in drawn


def a_row(name: str, *, last_ms: float) -> Row:
    return Row(
        name=name,
        exchange="binance",
        n=1_000,
        delay_ms=0,
        first_ms=1,
        p50_ms=5,
        p99_ms=last_ms,
        last_ms=last_ms,
        cpu_us_per_order=100,
        rss_kb_per_account=100,
        rounds=5,
    )
