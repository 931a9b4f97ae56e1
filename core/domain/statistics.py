"""What a leader's episodes say about him, and how little it may be. Pure figures; asks no clock and no price.

Money in quote coin, ratios as fractions. Order of the episodes doesn't matter. The open result counts where an open
loss would otherwise be hidden: in the deepest fall.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from operator import attrgetter

from core.domain.episodes import Episode
from core.domain.values import ZERO
from core.shared import ValueObject

ENOUGH = 20
"""Fewer independent episodes say too little: of ten won in a row, a coin would explain one in a thousand."""

SURE = Decimal("1.959963984540054")
"""The normal distribution's 95 %, on both sides."""

WEEK = timedelta(days=7)
ONE = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall(ValueObject):
    """The deepest fall from a peak: `amount` in quote coin, `share` of the peak, None where equity is unknown."""

    amount: Decimal
    share: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(ValueObject):
    """What the episodes that ended on a day (UTC) came to."""

    on: date
    pnl: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics(ValueObject):
    """`closed` episodes, of which `independent` never overlapped in time; `won` made money.

    `win_rate_at_least` is the lower end of its 95 % interval (Wilson). `roi` is `pnl` over `base`, the equity when the
    first of them began. `per_week` never tells more than there was in a shorter time.
    """

    closed: int
    independent: int
    won: int
    win_rate: Decimal | None
    win_rate_at_least: Decimal | None
    pnl: Decimal
    pnl_without_best: Decimal
    base: Decimal | None
    roi: Decimal | None
    fall: Fall
    per_week: Decimal
    median_hold: timedelta | None
    worst_day: Day | None

    @property
    def is_enough(self) -> bool:
        return self.independent >= ENOUGH


def statistics(
    episodes: Iterable[Episode], *, since: datetime, now: datetime, open_pnl: Decimal | None = None
) -> Statistics:
    """Of the whole episodes among them; `since` is when the leader began to be watched."""
    whole = sorted((it for it in episodes if it.is_whole), key=attrgetter("closed_at"))
    results = [episode.pnl for episode in whole]
    pnl, won = sum(results, ZERO), sum(result > 0 for result in results)
    base = equity_at_first(whole)
    return Statistics(
        closed=len(whole),
        independent=independent(whole),
        won=won,
        win_rate=Decimal(won) / len(whole) if whole else None,
        win_rate_at_least=wilson_low(won, len(whole)),
        pnl=pnl,
        pnl_without_best=pnl - max([*results, ZERO]),
        base=base,
        roi=pnl / base if base else None,
        fall=deepest_fall([*results, *([] if open_pnl is None else [open_pnl])], base),
        per_week=Decimal(len(whole)) / (_seconds(max(now - since, WEEK)) / _seconds(WEEK)),
        median_hold=median_hold(whole),
        worst_day=worst_day(whole),
    )


def equity_at_first(episodes: Sequence[Episode]) -> Decimal | None:
    """The equity when the earliest began; None where it was unknown, or nothing."""
    first = min(episodes, key=attrgetter("opened_at"), default=None)
    return None if first is None or not first.equity or first.equity < 0 else first.equity


def independent(episodes: Iterable[Episode]) -> int:
    """The most of them that never overlapped: ten coins bought at once are one bet, not ten."""
    count, free_at = 0, None
    for episode in sorted(episodes, key=lambda it: (it.closed_at, it.opened_at)):
        if free_at is None or episode.opened_at >= free_at:
            count, free_at = count + 1, episode.closed_at
    return count


def wilson_low(won: int, of: int) -> Decimal | None:
    """The lower end of the 95 % interval of a share; None of nothing."""
    if not of or not won:
        return ZERO if of else None
    count, share, square = Decimal(of), Decimal(won) / of, SURE * SURE
    middle = share + square / (2 * count)
    spread = SURE * (share * (ONE - share) / count + square / (4 * count * count)).sqrt()
    return (middle - spread) / (ONE + square / count)


def deepest_fall(results: Iterable[Decimal], base: Decimal | None) -> Fall:
    """Of the curve that begins at the base and goes on by each result; a share is never more than all."""
    value = peak = base or ZERO
    amount, share = ZERO, ZERO
    for result in results:
        value += result
        peak = max(peak, value)
        amount = max(amount, peak - value)
        share = max(share, (peak - value) / peak) if peak > 0 else share
    return Fall(amount=amount, share=None if base is None else min(share, ONE))


def median_hold(episodes: Iterable[Episode]) -> timedelta | None:
    holds = sorted(episode.closed_at - episode.opened_at for episode in episodes)
    if not holds:
        return None
    return (holds[(len(holds) - 1) // 2] + holds[len(holds) // 2]) / 2


def worst_day(episodes: Iterable[Episode]) -> Day | None:
    """The earliest of the worst."""
    days: dict[date, Decimal] = defaultdict(lambda: ZERO)
    for episode in episodes:
        days[episode.closed_at.date()] += episode.pnl
    found = min(days.items(), key=lambda item: (item[1], item[0]), default=None)
    return None if found is None else Day(on=found[0], pnl=found[1])


def _seconds(span: timedelta) -> Decimal:
    return Decimal(span // timedelta(seconds=1))
