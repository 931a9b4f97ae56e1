"""A leader's statistics against an independent computation with arrays, and histories worked out by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.copy_quality import quantile
from core.domain.statistics import ENOUGH, Day, Fall, Statistics, independent, statistics, wilson_low
from tests.builders import NOON, d
from tests.domain.histories import Array, Row, column, episodes, histories, in_order

NEAR = 1e-9
DAYS_WATCHED = 45


def told(rows: Sequence[Row], open_pnl: str | None = None, *, days: int = DAYS_WATCHED) -> Statistics:
    return statistics(
        episodes(rows),
        since=NOON,
        now=NOON + timedelta(days=days),
        open_pnl=None if open_pnl is None else d(open_pnl),
    )


def near(ours: Decimal | None, theirs: float) -> bool:
    return ours is not None and bool(np.isclose(float(ours), theirs, rtol=NEAR, atol=NEAR))


@given(histories(), st.none() | st.decimals("-900", "900", places=2).map(str))
def test_every_figure_agrees_with_arrays(rows: list[Row], open_pnl: str | None) -> None:
    found = told(rows, open_pnl)
    sums_agree(found, column([row.pnl for row in rows]))
    base = float((rows[0].equity if rows else None) or 0)
    curve_agrees(found, column([row.pnl for row in in_order(rows)] + ([] if open_pnl is None else [open_pnl])), base)
    if rows:
        times_agree(found, rows)


def sums_agree(found: Statistics, results: Array) -> None:
    assert found.closed == results.size
    assert near(found.pnl, float(results.sum()))
    assert near(found.pnl_without_best, float(results.sum()) - float(results.max(initial=0.0)))
    assert found.won == int((results > 0).sum())
    assert near(found.per_week, results.size * 7 / DAYS_WATCHED)


def curve_agrees(found: Statistics, steps: Array, base: float) -> None:
    curve = base + np.concatenate([[0.0], np.cumsum(steps)])
    peaks = np.maximum.accumulate(curve)
    assert near(found.fall.amount, float((peaks - curve).max()))
    if not base:
        assert (found.base, found.roi, found.fall.share) == (None, None, None)
        return
    assert near(found.roi, float(found.pnl) / base)
    assert near(found.fall.share, min(float(((peaks - curve) / peaks).max()), 1.0))


def times_agree(found: Statistics, rows: list[Row]) -> None:
    assert found.median_hold is not None
    assert found.worst_day is not None
    holds = np.array([row.end - row.start for row in rows])
    assert np.isclose(found.median_hold.total_seconds(), float(np.median(holds)) * 60)
    days = np.array([(row.end + NOON.hour * 60 + NOON.minute) // (24 * 60) for row in rows])
    sums = np.bincount(days, weights=column([row.pnl for row in rows]))[np.unique(days)]
    assert near(found.worst_day.pnl, float(sums.min()))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 10)), max_size=9))
def test_independent_ones_are_the_most_that_fit(spans: list[tuple[int, int]]) -> None:
    """Against the longest chain, found by filling a table."""
    rows = [Row(start, start + length, "1") for start, length in spans]
    ordered = sorted(rows, key=lambda row: (row.end, row.start))
    best = np.zeros(len(ordered) + 1, dtype=np.int64)
    for number, row in enumerate(ordered):
        before = [best[other] for other in range(number) if ordered[other].end <= row.start]
        best[number] = 1 + max(before, default=0)
    assert independent(episodes(rows)) == int(best.max())


@given(st.integers(0, 300), st.integers(0, 300))
def test_the_lower_bound_solves_its_equation(won: int, more: int) -> None:
    """Wilson's bound is where the observed share lies just 1.96 deviations above: (share - p)^2 = z^2 p (1 - p) / n."""
    of = won + more
    if not of:
        assert wilson_low(won, of) is None
        return
    z, share = 1.959963984540054, won / of
    roots = np.roots([1 + z**2 / of, -(2 * share + z**2 / of), share**2])
    found = wilson_low(won, of)
    assert found is not None
    assert np.isclose(float(found), max(float(np.real(roots).min()), 0.0), atol=1e-7)


@given(st.lists(st.decimals("-1", "1", places=6), min_size=1, max_size=50), st.sampled_from(["0.5", "0.9"]))
def test_quantiles_agree_with_arrays(values: list[Decimal], share: str) -> None:
    ours = quantile(sorted(values), d(share))
    assert near(ours, float(np.quantile(column(values), float(share))))


def test_nothing_says_nothing() -> None:
    found = told([])
    assert (found.closed, found.won, found.pnl, found.pnl_without_best, found.per_week) == (0, 0, d(0), d(0), d(0))
    assert (found.win_rate, found.win_rate_at_least, found.roi, found.base) == (None, None, None, None)
    assert (found.median_hold, found.worst_day, found.is_enough) == (None, None, False)
    assert found.fall == Fall(amount=d(0), share=None)


def test_one_trade_won_promises_little() -> None:
    found = told([Row(0, 60, "50")])
    assert (found.win_rate, found.pnl_without_best, found.roi) == (d(1), d(0), d("0.05"))
    assert near(found.win_rate_at_least, 0.2065493143772375)
    assert found.median_hold == timedelta(hours=1)
    assert not found.is_enough


def test_a_short_watch_is_not_extrapolated() -> None:
    assert told([Row(0, 60, "1"), Row(60, 90, "1")], days=1).per_week == 2


def test_all_wins_and_all_losses() -> None:
    wins = told([Row(n * 100, n * 100 + 10, "10") for n in range(ENOUGH)])
    losses = told([Row(n * 100, n * 100 + 10, "-10") for n in range(ENOUGH)])
    assert (wins.win_rate, losses.win_rate, losses.win_rate_at_least) == (d(1), d(0), d(0))
    assert near(wins.win_rate_at_least, 0.8388748419471806)
    assert wins.fall == Fall(amount=d(0), share=d(0))
    assert losses.fall == Fall(amount=d(200), share=d("0.2"))
    assert losses.pnl_without_best == losses.pnl
    assert wins.is_enough


def test_a_flat_history_is_neither_won_nor_lost() -> None:
    found = told([Row(0, 10, "0"), Row(20, 30, "0")])
    assert (found.won, found.win_rate, found.roi, found.fall.amount) == (0, d(0), d(0), d(0))
    assert found.worst_day == Day(on=NOON.date(), pnl=d(0))


@pytest.mark.parametrize("equity", ["0", "-5", None])
def test_without_equity_there_is_no_return(equity: str | None) -> None:
    found = told([Row(0, 10, "5", equity), Row(10, 20, "-8", equity)])
    assert (found.base, found.roi, found.fall) == (None, None, Fall(amount=d(8), share=None))


def test_an_open_loss_is_not_hidden() -> None:
    """The leader who never closes what loses has won every time, and fell all the same."""
    found = told([Row(0, 10, "100")], "-330")
    assert (found.win_rate, found.fall) == (d(1), Fall(amount=d(330), share=d("0.3")))


def test_a_loss_beyond_the_base_is_all() -> None:
    assert told([Row(0, 10, "-3000")]).fall == Fall(amount=d(3000), share=d(1))


def test_ten_coins_at_once_are_one_bet() -> None:
    rows = [Row(0, 100 + n, "1") for n in range(10)]
    assert (told(rows).closed, told(rows).independent) == (10, 1)


def test_what_began_unseen_is_left_out() -> None:
    whole, part = Row(0, 10, "5").episode(), replace(Row(0, 10, "500").episode(), is_whole=False)
    found = statistics([whole, part], since=NOON, now=NOON)
    assert (found.closed, found.pnl) == (1, d(5))
