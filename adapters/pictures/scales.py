"""From values to places: ranges, round steps for the axes, and how their figures are written. Draws nothing."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from core.application.pictures import NumberStyle

MINUTE, HOUR, DAY = 60, 3600, 86_400
TIME_STEPS = (
    *(MINUTE * n for n in (1, 2, 5, 10, 15, 30)),
    *(HOUR * n for n in (1, 2, 4, 6, 12)),
    *(DAY * n for n in (1, 2, 3, 5, 7, 10, 14, 20, 30, 60, 90, 180, 365, 730)),
)
LETTERS = ((10**12, "T"), (10**9, "B"), (10**6, "M"))
BEYOND = 10**15
"""From here on only the power of ten says anything."""

SAME = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Scale:
    """`first` is drawn at `start`, `last` at `end`; both in pixels."""

    first: float
    last: float
    start: float
    end: float

    def at(self, value: float) -> float:
        span = self.last - self.first
        return self.start + (self.end - self.start) * ((value - self.first) / span if span else 0.5)


def number(value: Decimal) -> float:
    """For the eye only; beyond what a float holds the edge will do."""
    return max(-1e300, min(1e300, float(value))) if value.is_finite() else 0.0


def padded(values: Sequence[float], *, share: float = 0.08) -> tuple[float, float]:
    """The range of the values with air on both sides; a single value stands in the middle."""
    low, high = min(values), max(values)
    if high - low <= abs(high) * 1e-9:
        air = abs(high) * 0.02 or 1.0
        return low - air, high + air
    air = (high - low) * share
    return low - air, high + air


def round_steps(low: float, high: float, *, about: int = 5) -> list[float]:
    """Round values between the ends: 1, 2 or 5 times a power of ten apart."""
    raw = (high - low) / about
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw * 0.999)
    first = math.ceil(low / step)
    return [(first + index) * step for index in range(int((high / step) - first) + 1)]


def written(value: float, step: float, numbers: NumberStyle) -> str:
    """As short as the distance to its neighbours allows; large ones with a letter."""
    if abs(value) >= BEYOND:
        return f"{value:.1e}".replace("+", "")
    large, letter = next(((size, name) for size, name in LETTERS if abs(value) >= size <= step * 1000), (1, ""))
    decimals = max(0, min(10, -math.floor(math.log10(abs(step / large)) + 1e-9)))
    if decimals and round(step / large, decimals) != round(step / large, 12):
        decimals += 1
    text = f"{value / large:,.{decimals}f}"
    text = "0" if not any(sign in text for sign in "123456789") else text
    return dressed(text, numbers) + letter


def dressed(text: str, numbers: NumberStyle) -> str:
    """Python's way of writing a number, in the reader's."""
    return text.replace(",", "\0").replace(".", numbers.point).replace("\0", numbers.group)


def seconds(at: datetime) -> float:
    return at.timestamp()


def span_of(times: Sequence[datetime]) -> tuple[float, float]:
    """First and last in epoch seconds; a single moment gets a little time on both sides."""
    first, last = min(times), max(times)
    if last - first < SAME:
        return seconds(first - SAME), seconds(last + SAME)
    return seconds(first), seconds(last)


def time_steps(first: float, last: float, *, about: int = 8) -> tuple[list[float], int]:
    """Moments on whole minutes, hours or days (UTC), and how far apart they are in seconds."""
    step = next((step for step in TIME_STEPS if (last - first) / step <= about), TIME_STEPS[-1])
    begin = math.ceil(first / step) * step
    return [begin + index * step for index in range(int((last - begin) / step) + 1) if begin <= last], step


def moment(at: float, step: int, span: float) -> str:
    """The day from days on, the time within a day, both in between."""
    when = datetime.fromtimestamp(at, UTC)
    if step >= 60 * DAY:
        return f"{when:%m.%Y}"
    if step >= DAY:
        return f"{when:%d.%m}"
    return f"{when:%H:%M}" if span <= DAY else f"{when:%d.%m %H:%M}"
