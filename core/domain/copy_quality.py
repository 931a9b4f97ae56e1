"""How well a leader was copied: prices against his, where the time went, what was missed and why. Pure figures.

Deviations are signed fractions, worse for us above zero; delays in seconds; money in quote coin.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from core.domain.trade import TradeStatus
from core.domain.values import ZERO
from core.domain.verdict import SkipReason
from core.shared import ValueObject

HALF, NINE_TENTHS = Decimal("0.5"), Decimal("0.9")
MILLION = 1_000_000


class Stage(StrEnum):
    """The way of a copy: his fill is heard, decided, sent, filled; and all of it."""

    SEEN = "seen"
    DECIDED = "decided"
    SENT = "sent"
    FILLED = "filled"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied(ValueObject):
    """One copy that filled: `cost` at our price. Moments that are not known are None; one that waited for a press of
    its follower has no times worth counting (`was_asked`)."""

    leader_price: Decimal
    price: Decimal
    amount: Decimal
    sign: int
    leader_at: datetime
    seen_at: datetime | None
    decided_at: datetime
    sent_at: datetime | None
    filled_at: datetime
    was_asked: bool = False

    @property
    def deviation(self) -> Decimal:
        return (self.price - self.leader_price) / self.leader_price * self.sign

    @property
    def lost(self) -> Decimal:
        """What our worse price cost; below zero, what a better one saved."""
        return (self.price - self.leader_price) * self.amount * self.sign

    def steps(self) -> Mapping[Stage, Decimal]:
        """Seconds of each step that is known, none below zero: two clocks are never quite the same."""
        marks = (self.leader_at, self.seen_at, self.decided_at, self.sent_at, self.filled_at)
        stages = (Stage.SEEN, Stage.DECIDED, Stage.SENT, Stage.FILLED)
        pairs = zip(stages, marks, marks[1:], strict=False)
        known = {stage: seconds(start, end) for stage, start, end in pairs if start is not None and end is not None}
        return {**known, Stage.WHOLE: seconds(self.leader_at, self.filled_at)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread(ValueObject):
    """Half of the values are at most `median`, nine in ten at most `nine_tenths`."""

    median: Decimal
    nine_tenths: Decimal


def spread(values: Iterable[Decimal]) -> Spread | None:
    found = sorted(values)
    return Spread(median=quantile(found, HALF), nine_tenths=quantile(found, NINE_TENTHS)) if found else None


def quantile(ordered: Sequence[Decimal], share: Decimal) -> Decimal:
    """Between its two neighbours where it falls between them."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def price_spread(copies: Iterable[Copied]) -> Spread | None:
    return spread(copy.deviation for copy in copies)


def lost_by_price(copies: Iterable[Copied]) -> Decimal:
    return sum((copy.lost for copy in copies), ZERO)


def share_of(pnl: Decimal, entered: Decimal) -> Decimal | None:
    """A result as a part of what was put in; None where nothing was."""
    return pnl / entered if entered else None


def delays(copies: Iterable[Copied]) -> Mapping[Stage, Spread]:
    """The steps that any copy knows, in their order."""
    steps = [copy.steps() for copy in copies if not copy.was_asked]
    spreads = {stage: spread(known[stage] for known in steps if stage in known) for stage in Stage}
    return {stage: found for stage, found in spreads.items() if found is not None}


def seconds(start: datetime, end: datetime) -> Decimal:
    span = end - start
    return max(ZERO, Decimal(span.days * 86_400 + span.seconds) + Decimal(span.microseconds) / MILLION)


class Fate(StrEnum):
    """What became of one thing a leader did: copied; left out by the follower or his rules; wanted, and missed."""

    COPIED = "copied"
    SKIPPED = "skipped"
    MISSED = "missed"
    OPEN = "open"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict(ValueObject):
    """Why not (`skip`, empty where a trade was decided), and what became of the trade."""

    skip: str = ""
    status: str = ""
    failure: str = ""

    @property
    def fate(self) -> Fate:
        if self.skip:
            return fate_of_skip(self.skip)
        match self.status:
            case TradeStatus.EXECUTED:
                return Fate.COPIED
            case TradeStatus.FAILED:
                return Fate.SKIPPED if self.failure in CHOSEN else Fate.MISSED
            case _:
                return Fate.OPEN

    @property
    def reason(self) -> str:
        """The code of a skip or of a failure."""
        return self.skip or self.failure


CHOSEN = frozenset({"skipped-by-follower", "follow-stopped"})
"""Failures that the follower wanted."""

NOTHING_LOST = frozenset({SkipReason.NOTHING_TO_CLOSE, SkipReason.ORDER_COPIED})
"""There was nothing to copy: an exit of what was never entered, a further part of an order that was."""

NOT_WANTED = frozenset(
    {
        SkipReason.ACCOUNT_NOT_READY,
        SkipReason.ENTRIES_CLOSED,
        SkipReason.TOO_OLD,
        SkipReason.UNDATED,
        SkipReason.LEADER_LEFT,
        SkipReason.NO_PRICE,
        SkipReason.NO_BALANCE,
        SkipReason.NO_LEADER_EQUITY,
        SkipReason.NOT_DECIDED,
    }
)
"""Skips that no rule of the follower asked for: he missed something."""


def fate_of_skip(reason: str) -> Fate:
    if reason in NOTHING_LOST:
        return Fate.NOTHING
    return Fate.MISSED if reason in NOT_WANTED else Fate.SKIPPED


def counted(verdicts: Mapping[Verdict, int]) -> Mapping[Fate, int]:
    """How many met each fate."""
    total = dict.fromkeys(Fate, 0)
    for verdict, count in verdicts.items():
        total[verdict.fate] += count
    return total


def top_reasons(verdicts: Mapping[Verdict, int], most: int) -> Sequence[tuple[Verdict, int]]:
    """Why things were skipped or missed, the most frequent first."""
    against = [(it, count) for it, count in verdicts.items() if it.fate in {Fate.SKIPPED, Fate.MISSED}]
    return sorted(against, key=lambda item: (-item[1], item[0].reason))[:most]
