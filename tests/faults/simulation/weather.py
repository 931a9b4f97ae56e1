"""What goes wrong on the wire between a process and an exchange, and what was tried over it. Sends nothing."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from random import Random

from core.domain.values import Exchange, OrderRequest, Outcome


class Mishap(StrEnum):
    """What goes wrong with one attempt of an order."""

    NOT_SENT = "not sent"
    CLOCK = "clock"
    REJECTED = "rejected"
    THROTTLED = "throttled"
    BANNED = "banned"
    LOST = "lost"
    UNHEARD = "unheard"
    LATE = "late"
    PARTIAL = "partial"
    STAYS_OPEN = "stays open"
    UNPRICED = "unpriced"
    EMPTY_FILL = "empty fill"
    OTHER_AMOUNT = "other amount"
    DOUBLED = "doubled on the way"
    RAISES = "raises"
    NONE = "none"


REFUSALS = {
    Mishap.NOT_SENT: Outcome.NOT_SENT,
    Mishap.CLOCK: Outcome.CLOCK,
    Mishap.REJECTED: Outcome.REJECTED,
    Mishap.THROTTLED: Outcome.THROTTLED,
    Mishap.BANNED: Outcome.THROTTLED,
    Mishap.LOST: Outcome.AMBIGUOUS,
}
HARMLESS = frozenset({Mishap.NOT_SENT, Mishap.CLOCK, Mishap.REJECTED, Mishap.BANNED, Mishap.THROTTLED})
"""After these the exchange holds no order, and the answer says so."""

LATEST_SECONDS = {Exchange.BINANCE: 16.0, Exchange.BYBIT: 16.0, Exchange.BITGET: 40.0}
"""How long after it was sent an order may still appear: within what the exchange promises (exchanges.md 3.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One order as it was tried; `may_exist` when its outcome left that open."""

    order: OrderRequest
    at: float
    wall: datetime
    may_exist: bool
    leverage_there: int | None


@dataclass(slots=True, kw_only=True)
class Weather:
    """What the wire does at present; shared by all processes that ever used it."""

    chance: Random
    mishaps: list[Mishap] = field(default_factory=list)
    silent_until: float = 0.0
    lookups_fail_until: float = 0.0
    empty_until: float = 0.0
    longest_seconds: float = 0.4
    attempts: list[Attempt] = field(default_factory=list)
    requests: int = 0

    def clear(self) -> None:
        self.mishaps.clear()
        self.silent_until = self.lookups_fail_until = self.empty_until = 0.0
