"""`make bench`: ccxt alone, the naive copier, the floor and all of Tandem, side by side: a table, JSON and a picture.

python -m tests.bench [N ...] [--exchange binance ...] [--delay 0 50] [--ways tandem ccxt ...] [--rounds 5]
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import product
from pathlib import Path

import uvloop

from adapters.logs import set_up_logs
from adapters.sandbox.demo.processes import leaving_nobody_behind
from core.domain.values import Exchange
from tests.bench import heat, sidelines
from tests.bench.arena import Place, opened
from tests.bench.heat import BARE_WAYS, WAYS, Wish
from tests.bench.racing import HeatFailed, Play, told_by
from tests.bench.results import Results
from tests.bench.rounds import Row
from tests.bench.sidelines import Finding
from tests.bench.verdict import MANY

COUNTS = (1, 10, 100, 1_000, 5_000)
DELAYS_MS = (0, 50)
ROUNDS = 5
FINDINGS = 4


def heats(wish: argparse.Namespace) -> Iterator[Wish]:
    """The ways of one exchange and number follow each other, so that they meet the same machine."""
    for count, exchange in product(sorted(wish.n or COUNTS), wish.exchange):
        for ways in (BARE_WAYS, ("tandem",)):
            wanted = [way for way in ways if way in wish.ways]
            if wanted:
                yield Wish(exchange=Exchange(exchange), n=count, ways=wanted, delays_ms=wish.delay, rounds=wish.rounds)


async def main(wish: argparse.Namespace) -> Results:
    """Each figure is kept as soon as it is known: a run may be ended early, and a heat may fail."""
    wishes, beside, found = list(heats(wish)), besides(wish), Results()
    total = sum(one.rows() for one in wishes) + FINDINGS * len(beside)
    progress(0, total, "the exchanges open")
    try:
        async for told in everything(wishes, beside):
            found.take(told)
            found.keep()
            progress(found.count, total, name_of(told))
    except asyncio.CancelledError:
        found.take(HeatFailed("ended early: what was measured until then is told"))
    sys.stderr.write("\n")
    return found


async def everything(wishes: Sequence[Wish], beside: Sequence[tuple[Exchange, int]]) -> AsyncIterator[object]:
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as directory:
        async with leaving_nobody_behind(), opened(Path(directory)) as place:
            async for told in told_by_all(wishes, beside, place):
                yield told


def besides(wish: argparse.Namespace) -> list[tuple[Exchange, int]]:
    """What must hold meanwhile is looked at with a thousand followers, or as many as there are at most."""
    count = min(MANY, max(wish.n or COUNTS))
    return [(Exchange(exchange), count) for exchange in wish.exchange] if "tandem" in wish.ways else []


async def told_by_all(
    wishes: Sequence[Wish], beside: Sequence[tuple[Exchange, int]], place: Place
) -> AsyncIterator[object]:
    """One heat's failure is told among the figures and keeps no other from running."""
    plays: list[tuple[Play, tuple[object, ...]]] = [(heat.play, (wish, place)) for wish in wishes]
    plays += [(sidelines.play, (exchange, count, place)) for exchange, count in beside]
    for play, asked in plays:
        try:
            async for told in told_by(play, *asked):
                yield told
        except HeatFailed as failure:
            yield failure


def name_of(told: object) -> str:
    match told:
        case Row():
            return f"{told.name} {told.exchange} {told.n:,} at {told.delay_ms} ms"
        case Finding():
            return f"{told.what} {told.exchange}"
        case _:
            return ""


def progress(done: int, total: int, what: str) -> None:
    sys.stderr.write(f"\r[{'#' * (40 * done // total):<40}] {done}/{total} {what:<40}")
    sys.stderr.flush()


def read() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="N orders at once.")
    parser.add_argument("n", nargs="*", type=int, help="how many accounts; 1 to 5,000 without any")
    parser.add_argument("--exchange", nargs="+", default=[exchange.value for exchange in Exchange])
    parser.add_argument("--delay", nargs="+", type=int, default=list(DELAYS_MS), help="milliseconds")
    parser.add_argument("--ways", nargs="+", default=list(WAYS), choices=list(WAYS))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    return parser.parse_args()


if __name__ == "__main__":
    set_up_logs("ERROR")
    results = uvloop.run(main(read()))
    results.show()
    sys.exit(1 if results.failures else 0)
