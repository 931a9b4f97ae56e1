"""The promises of the performance section beside what was measured. Measures nothing and rounds nothing up.

What was not run has no line.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.bench.rounds import Row
from tests.bench.sidelines import Finding

MANY, FEW, MOST = 1_000, 100, 5_000
Key = tuple[str, str, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`limit` is the most that is allowed, or the least when `is_least`."""

    what: str
    exchange: str
    measured: float
    limit: float
    is_least: bool = False

    @property
    def holds(self) -> bool:
        return self.measured >= self.limit if self.is_least else self.measured <= self.limit

    def cells(self) -> tuple[str, ...]:
        sign = ">=" if self.is_least else "<="
        return self.what, self.exchange, f"{self.measured:.2f}", f"{sign} {self.limit:g}", WORDS[self.holds]


WORDS: Mapping[bool, str] = {True: "ok", False: "short"}


class Rows:
    """The rows of one exchange, by way, number and delay."""

    def __init__(self, found: Sequence[Row], exchange: str) -> None:
        self.exchange = exchange
        self._rows = {(row.name, row.n, row.delay_ms): row for row in found if row.exchange == exchange}

    def ratio(
        self, what: str, above: tuple[str, int, int], below: tuple[str, int, int], limit: float, *, first: bool = False
    ) -> Iterator[Line]:
        """Last order by last order, or the first by the last."""
        one, other = self._rows.get(above), self._rows.get(below)
        if one is not None and other is not None:
            measured = (one.first_ms if first else one.last_ms) / other.last_ms
            yield Line(what=what, exchange=self.exchange, measured=measured, limit=limit)

    def sooner(self, what: str, naive: str, limit: float) -> Iterator[Line]:
        one, other = self._rows.get((naive, MANY, 50)), self._rows.get(("tandem", MANY, 50))
        if one is not None and other is not None:
            measured = one.last_ms / other.last_ms
            yield Line(what=what, exchange=self.exchange, measured=measured, limit=limit, is_least=True)

    def growth(self, delay_ms: int) -> Iterator[Line]:
        few, most = (self._rows.get(("tandem", count, delay_ms)) for count in (FEW, MOST))
        if few is not None and most is not None:
            exponent = math.log(most.last_ms / few.last_ms) / math.log(MOST / FEW)
            what = f"4. time grows from {FEW} to {MOST:,} at {delay_ms} ms, exponent"
            yield Line(what=what, exchange=self.exchange, measured=exponent, limit=1.05)

    def memory(self) -> Iterator[Line]:
        counts = [count for name, count, _ in self._rows if name == "tandem" and count >= FEW]
        if counts:
            row = next(row for key, row in self._rows.items() if key[:2] == ("tandem", max(counts)))
            what = f"4. memory per linked account at {row.n:,}, MB"
            yield Line(what=what, exchange=self.exchange, measured=row.rss_kb_per_account / 1024, limit=0.5)


def judged(found: Sequence[Row], findings: Sequence[Finding]) -> list[Line]:
    exchanges = list(dict.fromkeys(row.exchange for row in found))
    each: Sequence[Callable[[Rows], Iterator[Line]]] = (at_once, delayed, alone, growing, beside_the_naive)
    lines = [line for part in each for exchange in exchanges for line in part(Rows(found, exchange))]
    return lines + [
        Line(what=f"{one.what}, {one.unit}", exchange=one.exchange, measured=one.value, limit=one.limit)
        for one in sorted(findings, key=lambda one: one.what)
    ]


def at_once(rows: Rows) -> Iterator[Line]:
    mine = ("tandem", MANY, 0)
    yield from rows.ratio("1. 1,000 at 0 ms, last order, tandem / ccxt", mine, ("ccxt", MANY, 0), 0.5)
    yield from rows.ratio("1. 1,000 at 0 ms, last order, tandem / floor", mine, ("floor", MANY, 0), 2.5)


def delayed(rows: Rows) -> Iterator[Line]:
    mine, theirs = ("tandem", MANY, 50), ("ccxt", MANY, 50)
    yield from rows.ratio("2. 1,000 at 50 ms, last order, tandem / ccxt", mine, theirs, 0.6)
    yield from rows.ratio("2. 1,000 at 50 ms, tandem's first / ccxt's last", mine, theirs, 0.1, first=True)


def alone(rows: Rows) -> Iterator[Line]:
    for delay_ms in (0, 50):
        what = f"3. one follower at {delay_ms} ms, tandem / ccxt"
        yield from rows.ratio(what, ("tandem", 1, delay_ms), ("ccxt", 1, delay_ms), 1.5)


def growing(rows: Rows) -> Iterator[Line]:
    yield from rows.growth(0)
    yield from rows.growth(50)
    yield from rows.memory()


def beside_the_naive(rows: Rows) -> Iterator[Line]:
    yield from rows.sooner("5. 1,000 at 50 ms, naive_loop / tandem", "naive_loop", 100)
    yield from rows.sooner("5. 1,000 at 50 ms, naive_gather / tandem", "naive_gather", 10)
