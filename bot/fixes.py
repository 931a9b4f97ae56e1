"""Which button mends what: a table from every reason of a skip, limit and failure to what would have prevented it.

Knows no screen. Nothing in the table: waiting, or the operator, is all there is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from core.domain.values import Outcome
from core.domain.verdict import SkipReason


class Way(Enum):
    """Where a fix leads: a field of the follow's form, the follow itself, or another screen."""

    FIELD = "field"
    EDIT = "edit"
    RESUME = "resume"
    LEADER = "leader"
    ACCOUNT = "account"
    POSITIONS = "positions"


@dataclass(frozen=True, slots=True)
class Fix:
    """Its button is the text `button-fix-<field>`, or `button-fix-<way>` where no field is meant."""

    way: Way
    field: str = ""

    @property
    def text(self) -> str:
        return f"button-fix-{self.field or self.way.value}"


Fixes = tuple[Fix, ...]

SIZE, SIZING = "size", "sizing"
"""The two steps of the follow form that are no rule of the limits' menu."""

NOTHING: Fixes = ()
BIGGER: Fixes = (Fix(Way.FIELD, SIZE), Fix(Way.FIELD, "below_minimum"))
COINS: Fixes = (Fix(Way.FIELD, "allowed"), Fix(Way.FIELD, "denied"))
NEARER: Fixes = (Fix(Way.FIELD, "max_slippage"),)
POORER: Fixes = (Fix(Way.ACCOUNT), Fix(Way.FIELD, SIZE))
KEY: Fixes = (Fix(Way.ACCOUNT),)

SKIP_FIXES: Mapping[SkipReason, Fixes] = {
    SkipReason.FOLLOW_STOPPED: (Fix(Way.LEADER),),
    SkipReason.FOLLOW_PAUSED: (Fix(Way.RESUME),),
    SkipReason.FOLLOW_CLOSE_ONLY: (Fix(Way.RESUME),),
    SkipReason.COPYING_PAUSED: NOTHING,
    SkipReason.ACCOUNT_NOT_READY: KEY,
    SkipReason.ENTRIES_CLOSED: NOTHING,
    SkipReason.SYMBOL_UNKNOWN: NOTHING,
    SkipReason.MARKET_CLOSED: NOTHING,
    SkipReason.SYMBOL_NOT_ALLOWED: COINS,
    SkipReason.SIDE_NOT_ALLOWED: (Fix(Way.FIELD, "side_filter"),),
    SkipReason.SYMBOL_TAKEN: (Fix(Way.POSITIONS),),
    SkipReason.NOTHING_TO_ADD_TO: NOTHING,
    SkipReason.NOTHING_TO_CLOSE: NOTHING,
    SkipReason.TOO_OLD: (Fix(Way.FIELD, "max_age_seconds"),),
    SkipReason.UNDATED: NOTHING,
    SkipReason.LEADER_LEFT: NOTHING,
    SkipReason.ORDER_COPIED: (Fix(Way.FIELD, SIZING),),
    SkipReason.NO_PRICE: NOTHING,
    SkipReason.SLIPPAGE: NEARER,
    SkipReason.NO_BALANCE: KEY,
    SkipReason.NO_LEADER_EQUITY: (Fix(Way.FIELD, SIZING),),
    SkipReason.LIMIT_REACHED: (Fix(Way.EDIT),),
    SkipReason.TOO_MANY_POSITIONS: (Fix(Way.FIELD, "max_open_positions"), Fix(Way.POSITIONS)),
    SkipReason.NOT_ENOUGH_BALANCE: (Fix(Way.ACCOUNT), Fix(Way.POSITIONS)),
    SkipReason.BELOW_MINIMUM: BIGGER,
    SkipReason.DUST: NOTHING,
    SkipReason.NOT_DECIDED: NOTHING,
}

LIMIT_FIXES: Mapping[str, Fixes] = {
    "max_per_trade": (Fix(Way.FIELD, "max_per_trade"),),
    "max_symbol_exposure": (Fix(Way.FIELD, "max_symbol_exposure"),),
    "max_total_exposure": (Fix(Way.FIELD, "max_total_exposure"),),
    "balance": SKIP_FIXES[SkipReason.NOT_ENOUGH_BALANCE],
}
"""By the limit that cut: a limit that is reached has a name of its own."""

FAILURE_FIXES: Mapping[str, Fixes] = {
    "not-sent": NOTHING,
    "rejected-by-exchange": NOTHING,
    "not-filled": NEARER,
    "insufficient-funds": POORER,
    "key-rejected": KEY,
    "position-mode": KEY,
    "entries-closed": NOTHING,
    "close-leg-failed": (Fix(Way.POSITIONS),),
    "confirmation-expired": (Fix(Way.EDIT),),
    "skipped-by-follower": NOTHING,
    "follow-stopped": (Fix(Way.LEADER),),
    "leader-left": NOTHING,
    "slippage": NEARER,
    "not-at-exchange": NOTHING,
}

FAILURE_OUTCOMES: Mapping[str, Outcome | None] = {
    "not-sent": Outcome.NOT_SENT,
    "rejected-by-exchange": Outcome.REJECTED,
    "not-filled": Outcome.ACCEPTED,
    "insufficient-funds": Outcome.REJECTED,
    "key-rejected": Outcome.AUTH,
    "position-mode": Outcome.REJECTED,
    "entries-closed": None,
    "close-leg-failed": None,
    "confirmation-expired": None,
    "skipped-by-follower": None,
    "follow-stopped": None,
    "leader-left": None,
    "slippage": None,
    "not-at-exchange": Outcome.AMBIGUOUS,
}
"""What the exchange answered, by how the trade failed; None: it was never asked to."""


def skip_fixes(reason: str, cut_by: str) -> Fixes:
    """A reached limit is mended at that limit."""
    if reason == SkipReason.LIMIT_REACHED and cut_by in LIMIT_FIXES:
        return LIMIT_FIXES[cut_by]
    return SKIP_FIXES[SkipReason(reason)] if reason in set(SkipReason) else NOTHING


def failure_fixes(code: str) -> Fixes:
    return FAILURE_FIXES.get(code, NOTHING)
