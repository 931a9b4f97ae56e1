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

    That is 20 s, at Bitget 45 s: it has no receive window on every call, its timestamps live about 30 s (exchanges.md
    2, 3.2). Our clock may run a twentieth too fast while it follows the machine's, so a little more is waited.
    """
    return {
        Exchange.BINANCE: timedelta(seconds=22),
        Exchange.BYBIT: timedelta(seconds=22),
        Exchange.BITGET: timedelta(seconds=48),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing(ValueObject):
    """`entry_fresh`: how old a leader's entry may be copied at most (reliability.md E10).

    `between_looks`: two looks at an exchange count as two only so far apart; its reads lag behind its orders (E9).
    `key_confirmation`: a key counts as refused when it is refused again so much later (row 69).
    `stop_restored`: a stop that is gone is restored after so long, unless its owner wants otherwise (row 59).
    `restores_per_hour`: so often, then it is asked for; nobody is fought over an own stop.
    `repairs_per_hour`: the same for everything of one account together (E9).
    `missing_fill_pauses_seconds`: before each look for the fill that a leader's close must have had before it.
    `leader_silence_seconds`: a leader's stream that says nothing for so long is compared with REST.
    `leader_recheck_seconds`: a difference is looked at again so soon: a fill may be under way.
    `leader_stale`: a leader of whom nothing was proven for so long is told as unheard.
    `leader_rejected`, `leader_silent`: after so long with a refused key, or unheard, a leader counts as gone for good.
    `resend_pauses_seconds`: before each further attempt of an order that provably never left the machine.
    `unsent_pauses_seconds`: the same for exits after those, the last one for ever.
    `answer_awaited`: an exchange that says nothing of an order in doubt for so long is told of, once (row 17).
    `late_looks`: how long an order that was given up is looked for all the same, and how often (row 14).
    `exit_reminder`: how often an exit that can't leave is told of (row 75).
    """

    entry_fresh: timedelta = timedelta(seconds=30)
    absence_bounds: Mapping[Exchange, timedelta] = field(default_factory=absence_bounds)
    between_looks: timedelta = timedelta(seconds=5)
    missing_fill_pauses_seconds: Sequence[float] = (0.0, 0.7)
    leader_silence_seconds: float = 20.0
    leader_recheck_seconds: float = 2.0
    leader_stale: timedelta = timedelta(seconds=60)
    leader_rejected: timedelta = timedelta(minutes=10)
    leader_silent: timedelta = timedelta(hours=24)
    resend_pauses_seconds: Sequence[float] = (0.2, 0.5, 1.0, 2.0)
    unsent_pauses_seconds: Sequence[float] = (1.0, 2.0, 4.0, 8.0, 15.0)
    answer_awaited: timedelta = timedelta(seconds=60)
    late_looks: timedelta = timedelta(minutes=10)
    between_late_looks: timedelta = timedelta(seconds=30)
    exit_reminder: timedelta = timedelta(minutes=5)
    first_exit_pause: timedelta = timedelta(seconds=20)
    longest_exit_pause: timedelta = timedelta(minutes=15)
    breaker_rest_seconds: float = 10.0
    key_confirmation: timedelta = timedelta(seconds=60)
    stop_restored: timedelta = timedelta(seconds=60)
    restores_per_hour: int = 2
    repairs_per_hour: int = 30


USUAL = Timing()
