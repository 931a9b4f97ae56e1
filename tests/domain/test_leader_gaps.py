"""What a leader's fills mean when something is missing, late, out of order, impossible; and what a whole look says."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.copy_rules import CopyRules
from core.domain.leader import IntentKind, Leader, LedgerKey
from core.domain.leader_fill import LeaderFill
from core.domain.sizing import Sizing
from core.domain.snapshot import differing, follow_snapshot, held_on
from core.domain.values import PositionSide, Side
from core.domain.verdict import CopyOrder, Skip, SkipReason
from tests.builders import (
    BTC,
    BTC_SPOT,
    ETH,
    NOON,
    a_context,
    a_fill,
    a_leader,
    a_market,
    a_position,
    after,
    d,
)

BUY, SELL = Side.BUY, Side.SELL
BOTH = [PositionSide.LONG, PositionSide.SHORT]


def holding(quantity: str, side: PositionSide | None = None) -> Leader:
    leader = a_leader()
    leader.start_from({(BTC, side): d(quantity)})
    return leader


def a_close(amount: str = "1", **changes: object) -> LeaderFill:
    return replace(a_fill(SELL, amount), reduces=True, **changes)  # type: ignore[arg-type]


def test_what_only_reduces_never_turns_round() -> None:
    leader = holding("0.4")
    intent = leader.interpret([a_close("1")])
    assert intent is not None
    assert (intent.kind, leader.holds(BTC)) == (IntentKind.CLOSE, d(0))


def test_a_close_without_its_open_opens_nothing() -> None:
    leader = a_leader()
    assert leader.interpret([a_close()]) is None
    assert leader.holds(BTC) == 0


@pytest.mark.parametrize(
    ("held", "fill", "lacks"),
    [
        ("0", a_close("1"), True),
        ("0.5", a_close("1"), True),
        ("1", a_close("1"), False),
        ("-1", a_close("1"), True),
        ("0", a_fill(SELL, "1"), False),
        ("0.5", a_fill(SELL, "1"), False),
    ],
)
def test_a_missing_open_shows_in_its_close(held: str, fill: LeaderFill, lacks: bool) -> None:
    assert holding(held).lacks_before([fill]) is lacks


@pytest.mark.parametrize("side", BOTH)
def test_a_hedge_side_is_left_only_by_what_entered_it(side: PositionSide) -> None:
    leader = a_leader()
    leaving = a_fill(side.exit_side, "1", position_side=side)
    assert leader.lacks_before([leaving])
    assert leader.interpret([leaving]) is None
    assert not leader.lacks_before([leaving])


def test_a_fill_from_the_future_has_no_age() -> None:
    leader = a_leader()
    intent = leader.interpret([a_fill(at=after(3600))], NOON)
    assert intent is not None
    assert (intent.is_undated, intent.occurred_at, leader.watermark) == (True, NOON, NOON)
    assert decided(intent) == Skip(reason=SkipReason.UNDATED)


def test_clocks_may_differ_by_seconds() -> None:
    leader = a_leader()
    intent = leader.interpret([a_fill(at=after(4))], NOON)
    assert intent is not None
    assert (intent.is_undated, intent.occurred_at) == (False, NOON)
    assert isinstance(decided(intent), CopyOrder)


def test_a_closing_fill_from_the_future_closes() -> None:
    intent = holding("1").interpret([a_fill(SELL, "1", at=after(10**8))], NOON)
    assert intent is not None
    position = a_position("0.1")
    verdict = CopyRules().decide(intent, a_context(position=position), market=a_market(), price=d(60000))
    assert isinstance(verdict, CopyOrder)


def decided(intent: object, **rules: object) -> CopyOrder | Skip:
    chosen = CopyRules(**({"size": d(600)} | rules))  # type: ignore[arg-type]
    return chosen.decide(intent, a_context(), market=a_market(), price=d(60000))  # type: ignore[arg-type]


@pytest.mark.parametrize(("sizing", "size"), [(Sizing.FIXED_QUOTE, d(600)), (Sizing.EQUITY_PERCENT, d("0.1"))])
def test_a_slow_order_is_entered_once(sizing: Sizing, size: Decimal) -> None:
    leader, rules = a_leader(), CopyRules(sizing=sizing, size=size)
    first, second = (leader.interpret([a_fill(BUY, "0.1", order_id="slow", at=after(n))]) for n in range(2))
    other = leader.interpret([a_fill(BUY, "0.1", order_id="next", at=after(2))])
    context = a_context(position=a_position("0.01"))
    answers = [
        rules.decide(intent, context, market=a_market(), price=d(60000)) for intent in (first, second, other) if intent
    ]
    assert [isinstance(answer, CopyOrder) for answer in answers] == [True, False, True]
    assert answers[1] == Skip(reason=SkipReason.ORDER_COPIED, numbers={"symbol": str(BTC)})


def test_a_slow_order_is_matched_part_by_part() -> None:
    leader, rules = a_leader(), CopyRules(sizing=Sizing.LEADER_RATIO, size=d(1))
    parts = [leader.interpret([a_fill(BUY, "0.05", order_id="slow", at=after(n))]) for n in range(3)]
    context = a_context(position=a_position("0.05"))
    orders = [rules.decide(part, context, market=a_market(), price=d(60000)) for part in parts if part]
    assert [order.amount for order in orders if isinstance(order, CopyOrder)] == [d("0.049")] * 3


def test_copies_are_not_copied_on() -> None:
    """Two who follow each other would enlarge each other's positions for ever."""
    leader = a_leader()
    assert leader.interpret([replace(a_fill(BUY, "1"), is_copy=True)]) is None
    assert leader.holds(BTC) == 1
    closed = leader.interpret([replace(a_fill(SELL, "1", at=after(1)), is_copy=True)])
    assert closed is not None
    assert closed.kind is IntentKind.CLOSE


def test_a_copied_flip_only_closes() -> None:
    intent = holding("1").interpret([replace(a_fill(SELL, "2"), is_copy=True)])
    assert intent is not None
    assert (intent.kind, intent.position_side) == (IntentKind.CLOSE, PositionSide.LONG)


def test_less_than_booked_is_an_exit() -> None:
    leader = holding("1")
    [intent] = follow_snapshot(leader, BTC, found={(BTC, None): d("0.25")}, price=d(60000), at=after(9))
    assert (intent.kind, intent.fraction, intent.position_side) == (IntentKind.REDUCE, d("0.75"), PositionSide.LONG)
    assert leader.holds(BTC) == d("0.25")


def test_more_than_booked_is_nobodys_entry() -> None:
    leader = holding("1")
    found: dict[LedgerKey, Decimal] = {(BTC, None): d(3), (ETH, None): d(5)}
    assert differing(leader, found) == {BTC, ETH}
    assert [follow_snapshot(leader, symbol, found=found, price=d(1), at=after(9)) for symbol in (BTC, ETH)] == [[], []]
    assert (leader.holds(BTC), leader.holds(ETH)) == (d(3), d(5))


def test_another_position_mode_is_no_exit() -> None:
    leader = holding("1")
    assert follow_snapshot(leader, BTC, found={(BTC, PositionSide.LONG): d(1)}, price=d(1), at=after(9)) == []
    assert leader.ledger == {(BTC, PositionSide.LONG): d(1)}


def test_a_turned_position_is_only_closed() -> None:
    [intent] = follow_snapshot(holding("1"), BTC, found={(BTC, None): d(-2)}, price=d(1), at=after(9))
    assert (intent.kind, intent.position_side, intent.fraction) == (IntentKind.CLOSE, PositionSide.LONG, d(1))


def test_what_a_look_has_shown_counts_no_more() -> None:
    leader = holding("1")
    follow_snapshot(leader, BTC, found={}, price=d(1), at=after(9))
    assert leader.interpret([a_fill(SELL, "1", at=after(8))]) is None
    assert leader.holds(BTC) == 0
    assert leader.interpret([a_fill(BUY, "1", at=after(10))]) is not None
    assert leader.interpret([a_fill(BUY, "1", symbol=ETH, at=after(8))]) is not None


def test_spot_wallets_are_not_compared() -> None:
    leader = a_leader()
    leader.start_from({(BTC_SPOT, None): d(1)})
    assert differing(leader, {}) == frozenset()


quantities = st.decimals("-5", "5", places=2)


@given(booked=quantities, found=quantities)
def test_a_look_never_adds_exposure(booked: Decimal, found: Decimal) -> None:
    leader, mine = holding(str(booked)), {side: held_on({(BTC, None): booked}, BTC, side) for side in BOTH}
    for intent in follow_snapshot(leader, BTC, found={(BTC, None): found}, price=d(1), at=after(9)):
        assert not intent.kind.adds_exposure
        mine[intent.position_side] -= mine[intent.position_side] * intent.fraction
    for side in BOTH:
        there = held_on({(BTC, None): found}, BTC, side)
        assert mine[side] <= there + d("1e-20")
    assert leader.holds(BTC) == found
