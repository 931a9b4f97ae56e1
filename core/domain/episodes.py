"""A leader's stretches from flat to flat, told from his stored events: what went in, what came out. Reads no price.

PnL is gross: a leader's own fees and funding are not known here. An episode whose beginning, or a part of it, was
never seen is not whole, and nothing is concluded from it.
"""

from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from core.domain.leader import CopyIntent, IntentKind
from core.domain.values import ZERO, LeaderId, PositionSide, Symbol
from core.shared import ValueObject

SAME_WITHIN = Decimal("0.000001")
"""Two quantities that differ by a smaller part of themselves are the same: fractions are rounded."""

CourseKey = tuple[LeaderId, Symbol, PositionSide]


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode(ValueObject):
    """From flat to flat in one symbol and side. `entered` is all that was put in and `pnl` what came of it, in quote
    coin; `equity` is the leader's own when it began, None where it was not known."""

    leader_id: LeaderId
    symbol: Symbol
    position_side: PositionSide
    opened_at: datetime
    closed_at: datetime
    entered: Decimal
    pnl: Decimal
    equity: Decimal | None = None
    is_whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Course(ValueObject):
    """An episode that goes on: `quantity` in base coin at an average `entry_price`, `pnl` what its exits brought."""

    leader_id: LeaderId
    symbol: Symbol
    position_side: PositionSide
    opened_at: datetime
    quantity: Decimal
    entry_price: Decimal
    entered: Decimal
    pnl: Decimal = ZERO
    equity: Decimal | None = None
    is_whole: bool = True

    @property
    def key(self) -> CourseKey:
        return (self.leader_id, self.symbol, self.position_side)

    def floating(self, price: Decimal) -> Decimal:
        """What the open rest has won or lost at a price, in quote coin."""
        return self.quantity * (price - self.entry_price) * self.position_side.sign

    def add(self, amount: Decimal, price: Decimal) -> "Course":
        quantity = self.quantity + amount
        entry = (self.quantity * self.entry_price + amount * price) / quantity
        return replace(self, quantity=quantity, entry_price=entry, entered=self.entered + amount * price)

    def reduce(self, amount: Decimal, price: Decimal) -> "Course":
        """At most all that is held comes out."""
        part = replace(self, quantity=min(amount, self.quantity))
        return replace(self, quantity=self.quantity - part.quantity, pnl=self.pnl + part.floating(price))

    def closed(self, at: datetime) -> Episode:
        return Episode(
            leader_id=self.leader_id,
            symbol=self.symbol,
            position_side=self.position_side,
            opened_at=self.opened_at,
            closed_at=max(at, self.opened_at),
            entered=self.entered,
            pnl=self.pnl,
            equity=self.equity,
            is_whole=self.is_whole,
        )


def take(courses: MutableMapping[CourseKey, Course], intent: CopyIntent) -> Sequence[Episode]:
    """The next event of a leader; `courses` goes on by it. Answers with what ended."""
    is_turn = intent.kind is IntentKind.FLIP
    ended = [_take_leg(courses, leg, is_turn=is_turn) for leg in intent.legs()]
    return [episode for episode in ended if episode is not None]


def _take_leg(courses: MutableMapping[CourseKey, Course], leg: CopyIntent, *, is_turn: bool) -> Episode | None:
    key = (leg.leader_id, leg.symbol, leg.position_side)
    if leg.kind.adds_exposure:
        courses[key] = _entered(courses.get(key), leg)
        return None
    before = courses.pop(key, None)
    if before is None:
        return None
    course = before if is_turn else _checked(before, leg)
    if leg.kind is IntentKind.CLOSE:
        return course.reduce(course.quantity, leg.price).closed(leg.occurred_at)
    left = course.reduce(leg.amount, leg.price)
    courses[key] = left if left.quantity else replace(left, quantity=_held_before(leg) - leg.amount, is_whole=False)
    return None


def _entered(course: Course | None, leg: CopyIntent) -> Course:
    """An opening begins anew: whatever was held before ended unseen. What adds to nothing seen is not whole."""
    if course is not None and leg.kind is IntentKind.INCREASE:
        return course.add(leg.amount, leg.price)
    return Course(
        leader_id=leg.leader_id,
        symbol=leg.symbol,
        position_side=leg.position_side,
        opened_at=leg.occurred_at,
        quantity=leg.amount,
        entry_price=leg.price,
        entered=leg.amount * leg.price,
        equity=leg.equity,
        is_whole=leg.kind is not IntentKind.INCREASE,
    )


def _checked(course: Course, leg: CopyIntent) -> Course:
    """The event says how much was held before it: where that is not what was seen, a part of it came unseen."""
    told = _held_before(leg)
    is_same = abs(told - course.quantity) <= told * SAME_WITHIN
    return course if is_same else replace(course, quantity=told, is_whole=False)


def _held_before(leg: CopyIntent) -> Decimal:
    return leg.amount / leg.fraction if leg.fraction else leg.amount
