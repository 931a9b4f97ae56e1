"""How long things may take: every wait that a promise depends on, in one place. Measures nothing.

A test hands in shorter ones; what depends on their order (an entry is stale before a proof of absence ends) it keeps.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from core.domain.values import Exchange
from core.shared import ValueObject


def absence_bounds() -> Mapping[Exchange, timedelta]:
    """How late an order can still appear: receive window, the exchange's own processing, clock skew, a margin.

    Bitget has no receive window on every call: its timestamps live about 30 s (exchanges.md 2, 3.2).
    """
    return {
        Exchange.BINANCE: timedelta(seconds=20),
        Exchange.BYBIT: timedelta(seconds=20),
        Exchange.BITGET: timedelta(seconds=45),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing(ValueObject):
    """`entry_fresh`: how old a leader's entry may be copied at most (reliability.md E10).

    `between_looks`: two looks at an exchange count as two only so far apart; its reads lag behind its orders (E9).
    `key_confirmation`: a key counts as refused when it is refused again so much later (row 69).
    `resend_pauses_seconds`: before each further attempt of an order that provably never left the machine.
    """

    entry_fresh: timedelta = timedelta(seconds=30)
    absence_bounds: Mapping[Exchange, timedelta] = field(default_factory=absence_bounds)
    between_looks: timedelta = timedelta(seconds=5)
    resend_pauses_seconds: Sequence[float] = (0.2, 0.5, 1.0, 2.0)
    first_exit_pause: timedelta = timedelta(seconds=20)
    longest_exit_pause: timedelta = timedelta(minutes=15)
    breaker_rest_seconds: float = 10.0
    key_confirmation: timedelta = timedelta(seconds=60)


USUAL = Timing()
