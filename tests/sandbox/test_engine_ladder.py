"""The price ladder: what is due, in which order, how often. Knows no orders."""

from decimal import Decimal
from functools import partial

from adapters.sandbox.engine.ladder import PriceLadder
from adapters.sandbox.engine.orders import Direction


def test_falls_are_reached_from_above_in_order() -> None:
    ladder, seen = PriceLadder(), list[str]()
    for price in (90, 95, 80):
        ladder.add(Decimal(price), Direction.FALLS, action=partial(seen.append, str(price)))
    ladder.reach(Decimal(85))
    assert seen == ["95", "90"]


def test_nothing_happens_twice() -> None:
    ladder, seen = PriceLadder(), list[str]()
    ladder.add(Decimal(100), Direction.RISES, action=partial(seen.append, "once"))
    ladder.reach(Decimal(100))
    ladder.reach(Decimal(101))
    assert seen == ["once"]


def test_canceled_rung_stays_silent() -> None:
    ladder, seen = PriceLadder(), list[str]()
    ladder.add(Decimal(100), Direction.RISES, action=partial(seen.append, "never")).cancel()
    ladder.reach(Decimal(200))
    assert seen == []


def test_action_may_cancel_a_later_rung() -> None:
    ladder, seen = PriceLadder(), list[str]()
    second = ladder.add(Decimal(110), Direction.RISES, action=partial(seen.append, "second"))
    ladder.add(Decimal(100), Direction.RISES, action=second.cancel)
    ladder.reach(Decimal(120))
    assert seen == []


def test_thousands_of_canceled_rungs_leave_the_live_one() -> None:
    ladder, seen = PriceLadder(), list[str]()
    ladder.add(Decimal(50), Direction.FALLS, action=partial(seen.append, "live"))
    for number in range(5000):
        ladder.add(Decimal(number), Direction.RISES, action=partial(seen.append, "dead")).cancel()
    ladder.reach(Decimal(50))
    assert seen == ["live"]
