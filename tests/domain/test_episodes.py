"""Episodes told from a leader's own events against the plain cash of his fills; and what isn't known is not told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.domain.episodes import Course, CourseKey, Episode, take
from core.domain.leader import CopyIntent, IntentKind
from core.domain.values import PositionSide, Side
from tests.builders import BTC, NOON, a_fill, a_leader, an_intent, d

moves = st.lists(st.tuples(st.integers(-4, 4).filter(bool), st.integers(50, 150)), max_size=30)


def events_of(moves: Sequence[tuple[int, int]]) -> list[CopyIntent]:
    """What a leader's orders mean: signed amounts at prices, a minute apart."""
    leader = a_leader()
    leader.start_from({}, at=NOON - timedelta(days=1))
    found = []
    for number, (amount, price) in enumerate(moves):
        fill = replace(
            a_fill(),
            fill_id=f"f{number}",
            order_id=f"o{number}",
            side=Side.BUY if amount > 0 else Side.SELL,
            amount=d(abs(amount)),
            price=d(price),
            at=NOON + timedelta(minutes=number),
        )
        intent = leader.interpret([fill], fill.at)
        found += [] if intent is None else [intent]
    return found


def told(events: Sequence[CopyIntent]) -> tuple[list[Episode], dict[CourseKey, Course]]:
    courses: dict[CourseKey, Course] = {}
    return [episode for event in events for episode in take(courses, event)], courses


@given(moves)
def test_what_ended_and_what_floats_is_the_cash_of_the_fills(moves: list[tuple[int, int]]) -> None:
    """Bought and sold, and the rest at the last price: no average price needed to know that."""
    ended, courses = told(events_of(moves))
    amounts, prices = np.array([m[0] for m in moves]), np.array([m[1] for m in moves])
    last = d(moves[-1][1]) if moves else d(0)
    ours = sum((e.pnl for e in ended), d(0)) + sum((c.pnl + c.floating(last) for c in courses.values()), d(0))
    cash = float(amounts.sum() * float(last) - (amounts * prices).sum()) if moves else 0.0
    assert np.isclose(float(ours), cash, atol=1e-9)
    assert all(episode.is_whole for episode in ended)


@given(moves)
def test_an_episode_ends_whenever_nothing_is_held(moves: list[tuple[int, int]]) -> None:
    held = np.cumsum([amount for amount, _ in moves])
    before = np.concatenate([[0], held[:-1]]) if moves else held
    ended, courses = told(events_of(moves))
    assert len(ended) == int(((before != 0) & (before * held <= 0)).sum())
    assert len(courses) == (1 if moves and held[-1] else 0)


def test_a_turn_ends_one_and_begins_another() -> None:
    ended, courses = told(events_of([(2, 100), (-5, 110), (3, 90)]))
    assert [(it.position_side, it.pnl, it.entered) for it in ended] == [
        (PositionSide.LONG, d(20), d(200)),
        (PositionSide.SHORT, d(60), d(330)),
    ]
    assert not courses


def test_parts_are_worth_what_they_brought() -> None:
    (episode,), _ = told(events_of([(1, 100), (1, 200), (-1, 180), (-1, 120)]))
    assert (episode.pnl, episode.entered) == (d(0), d(300))
    assert episode.closed_at - episode.opened_at == timedelta(minutes=3)


def kind(kind: IntentKind, amount: str, fraction: str = "0") -> CopyIntent:
    return an_intent(kind, amount=d(amount), fraction=d(fraction), price=d(100), symbol=BTC)


def test_an_exit_of_what_was_never_seen_says_nothing() -> None:
    assert told([kind(IntentKind.REDUCE, "1", "0.5"), kind(IntentKind.CLOSE, "1", "1")]) == ([], {})


def test_what_was_added_to_something_unseen_is_not_whole() -> None:
    (episode,), _ = told([kind(IntentKind.INCREASE, "1"), kind(IntentKind.CLOSE, "3", "1")])
    assert not episode.is_whole


def test_more_held_than_was_seen_is_not_whole() -> None:
    """An order of ours filled on the leader's account: his ledger moved without an event."""
    open_ = kind(IntentKind.OPEN, "1")
    (closed,), _ = told([open_, kind(IntentKind.CLOSE, "2", "1")])
    _, courses = told([open_, kind(IntentKind.REDUCE, "2", "0.5")])
    assert not closed.is_whole
    assert [(course.quantity, course.is_whole) for course in courses.values()] == [(d(2), False)]


def test_an_opening_forgets_what_ended_unseen() -> None:
    (episode,), _ = told([kind(IntentKind.OPEN, "9"), kind(IntentKind.OPEN, "1"), kind(IntentKind.CLOSE, "1", "1")])
    assert (episode.entered, episode.is_whole) == (d(100), True)


def test_a_rounded_fraction_is_no_gap() -> None:
    """A third of three has no end in decimals."""
    third = Decimal(1) / Decimal(3)
    _, courses = told([kind(IntentKind.OPEN, "3"), kind(IntentKind.REDUCE, "1", str(third))])
    assert all(course.is_whole for course in courses.values())
