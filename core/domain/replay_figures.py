"""Figures of a replayed past: how deep it fell, what part was won, which balance is enough. Knows no rules.

Money in quote coin, parts as fractions.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import TypeVar

from core.domain.values import ZERO
from core.shared import ValueObject

ENOUGH = Decimal("0.95")
"""The part of the entries that a balance must copy to be called enough."""

LARGEST, SMALLEST = Decimal(10_000_000), Decimal(1)
T = TypeVar("T")
TRIES = 14
STRIDE = Decimal(4)
CLOSE_BY = Decimal("1.1")
DIGITS = 2


@dataclass(frozen=True, slots=True)
class Fall(ValueObject):
    """The deepest fall from a height: in quote coin, and as a fraction of that height."""

    amount: Decimal = ZERO
    fraction: Decimal = ZERO


def deepest_fall(began_with: Decimal, equities: Sequence[Decimal]) -> Fall:
    """By fraction, for it is what a follower with another balance would feel."""
    height, deepest = began_with, Fall()
    for equity in equities:
        height = max(height, equity)
        fraction = part(height - equity, height)
        if fraction > deepest.fraction:
            deepest = Fall(height - equity, fraction)
    return deepest


def part(amount: Decimal, whole: Decimal) -> Decimal:
    """Zero of nothing."""
    return amount / whole if whole > ZERO else ZERO


def misses_allowed(entries: int) -> int:
    """How many of so many entries an enough balance may miss."""
    return entries - int((entries * ENOUGH).to_integral_value(rounding=ROUND_CEILING))


def smallest_enough(first: Decimal) -> Generator[Decimal, bool, Decimal | None]:
    """Yields balances to try and is sent whether each was enough; ends with the smallest that was, None if none was.

    Bounded, by strides and then by halves, to two digits: a larger balance copies no less.
    """
    low, high, tried = ZERO, ZERO, rounded_up(max(first, SMALLEST))
    for _ in range(TRIES):
        if (yield tried):
            high = tried
        else:
            low = tried
        tried = _next(low, high)
        if not tried:
            break
    return high or None


def thinned(points: Sequence[T], most: int) -> Sequence[T]:
    """At most so many, evenly; first and last kept."""
    if len(points) <= most:
        return points
    last = len(points) - 1
    return [points[number * last // (most - 1)] for number in range(most)]


def rounded_up(amount: Decimal) -> Decimal:
    """To two digits that mean something."""
    step = Decimal(1).scaleb(amount.adjusted() - DIGITS + 1)
    return (amount / step).to_integral_value(rounding=ROUND_CEILING) * step


def _next(low: Decimal, high: Decimal) -> Decimal:
    """Zero when there is nothing left to learn."""
    if not high:
        return low * STRIDE if low < LARGEST else ZERO
    if not low:
        return rounded_up(high / STRIDE) if high > SMALLEST else ZERO
    middle = rounded_up((low * high).sqrt())
    return middle if high > low * CLOSE_BY and low < middle < high else ZERO
