"""Draws the rows as one SVG: above, how the last order grows with the followers; below, from the first to the last.

Plain shapes and logarithmic axes, no library. Measures nothing.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape

from tests.bench.rounds import Row

COLOURS: Mapping[str, str] = {
    "floor": "#9aa5b1",
    "tandem": "#0b7a4b",
    "ccxt": "#2563a8",
    "naive_gather": "#c77700",
    "naive_loop": "#b3261e",
}
WIDTH, PANEL, GAP, TOP, LEFT = 1240, 330, 70, 116, 70
GROWTH_HEIGHT, SPREAD_HEIGHT, BETWEEN = 300, 190, 92
INK, PALE = "#1f2933", "#e4e7eb"


@dataclass(frozen=True, slots=True)
class Scale:
    """A logarithmic axis: a value becomes a place in pixels."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        part = (math.log10(value) - math.log10(self.low)) / (math.log10(self.high) - math.log10(self.low))
        return self.start + part * (self.end - self.start)

    def decades(self) -> Iterator[float]:
        for power in range(math.ceil(math.log10(self.low)), math.floor(math.log10(self.high)) + 1):
            yield 10.0**power


def picture(found: Sequence[Row]) -> str:
    """For the longest delay that was measured."""
    delay_ms = max(row.delay_ms for row in found)
    rows = [row for row in found if row.delay_ms == delay_ms]
    exchanges = list(dict.fromkeys(row.exchange for row in rows))
    low = 10.0 ** math.floor(math.log10(min(row.first_ms for row in rows)))
    high = 10.0 ** math.ceil(math.log10(max(row.last_ms for row in rows)))
    height = TOP + GROWTH_HEIGHT + BETWEEN + SPREAD_HEIGHT + 60
    parts = [*heading(delay_ms), *legend(rows)]
    for number, exchange in enumerate(exchanges):
        own = [row for row in rows if row.exchange == exchange]
        left = LEFT + number * (PANEL + GAP)
        parts += growth(own, left, times=Scale(low, high, TOP + GROWTH_HEIGHT, TOP))
        parts += spread(own, left, times=Scale(low, high, left, left + PANEL))
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'font-family="system-ui, Helvetica, Arial, sans-serif" font-size="12" fill="{INK}">\n'
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>\n{body}\n</svg>\n'
    )


def heading(delay_ms: int) -> Iterator[str]:
    yield text(LEFT, 28, "From the leader's fill to the followers' orders at the exchange", size=18, weight=600)
    yield text(LEFT, 48, f"milliseconds, logarithmic; the exchange answers after {delay_ms} ms", colour="#52606d")


def legend(rows: Sequence[Row]) -> Iterator[str]:
    names = [name for name in COLOURS if any(row.name == name for row in rows)]
    for number, name in enumerate(names):
        x = LEFT + number * 130
        yield f'<rect x="{x}" y="62" width="22" height="4" rx="2" fill="{COLOURS[name]}"/>'
        yield text(x + 28, 68, name)


def growth(rows: Sequence[Row], left: float, *, times: Scale) -> Iterator[str]:
    """The last order of each way over the number of followers."""
    counts = sorted({row.n for row in rows})
    places = Scale(max(counts[0] * 0.8, 0.8), max(counts[-1] * 1.25, 2), left, left + PANEL)
    yield text(left, TOP - 12, f"{rows[0].exchange}: the last order, by followers", weight=600)
    for value in times.decades():
        yield line(left, times.at(value), left + PANEL, times.at(value), colour=PALE)
        yield text(left - 6, times.at(value) + 4, short(value), anchor="end", colour="#52606d")
    for count in counts:
        yield text(places.at(count), times.start + 18, f"{count:,}", anchor="middle", colour="#52606d")
    for name, colour in COLOURS.items():
        own = sorted((row for row in rows if row.name == name), key=lambda row: row.n)
        dots = [(places.at(row.n), times.at(row.last_ms)) for row in own]
        for (x, y), (next_x, next_y) in pairwise(dots):
            yield line(x, y, next_x, next_y, colour=colour, width=2.5 if name == "tandem" else 1.8)
        for x, y in dots:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'


def spread(rows: Sequence[Row], left: float, *, times: Scale) -> Iterator[str]:
    """First to last of each way, its middle and its 99th of a hundred marked."""
    counts = {row.n for row in rows}
    count = 1_000 if 1_000 in counts else max(counts)
    top = TOP + GROWTH_HEIGHT + BETWEEN
    own = {row.name: row for row in rows if row.n == count}
    yield text(left, top - 14, f"{count:,} followers: first, median, last", weight=600)
    for value in times.decades():
        yield line(times.at(value), top, times.at(value), top + SPREAD_HEIGHT, colour=PALE)
        yield text(times.at(value), top + SPREAD_HEIGHT + 18, short(value), anchor="middle", colour="#52606d")
    names = [name for name in COLOURS if name in own]
    for number, name in enumerate(names):
        y = top + (number + 0.5) * SPREAD_HEIGHT / len(names)
        yield from bar(own[name], y, times)


def bar(row: Row, y: float, times: Scale) -> Iterator[str]:
    colour, first, last = COLOURS[row.name], times.at(row.first_ms), times.at(row.last_ms)
    wide = max(last - first, 3)
    yield f'<rect x="{first:.1f}" y="{y - 6:.1f}" width="{wide:.1f}" height="12" rx="3" fill="{colour}" opacity="0.3"/>'
    yield line(times.at(row.p50_ms), y - 6, times.at(row.p50_ms), y + 6, colour=colour, width=3)
    yield line(last, y - 6, last, y + 6, colour=colour, width=2)
    words = f"{row.name}  {row.first_ms:,.0f} / {row.p50_ms:,.0f} / {row.last_ms:,.0f}"
    is_late = first > (times.start + times.end) / 2
    yield text(last if is_late else first, y - 10, words, size=11, anchor="end" if is_late else "start")


def short(milliseconds: float) -> str:
    return f"{milliseconds / 1000:g} s" if milliseconds >= 1000 else f"{milliseconds:g} ms"


def line(x: float, y: float, to_x: float, to_y: float, *, colour: str, width: float = 1) -> str:
    return (
        f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="{colour}" stroke-width="{width}" '
        'stroke-linecap="round"/>'
    )


def text(
    x: float, y: float, words: str, *, size: int = 12, weight: int = 400, anchor: str = "start", colour: str = INK
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}" '
        f'fill="{colour}">{escape(words)}</text>'
    )
