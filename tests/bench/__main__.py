"""`make bench`: ccxt alone, the naive copier, the floor and all of Tandem, side by side, as a table and as JSON.

python -m tests.bench [N ...] [--exchange binance ...] [--delay 0 50] [--ways tandem ccxt ...] [--rounds 5]
"""

import argparse
import asyncio
import json
import os
import platform
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, fields
from itertools import product
from pathlib import Path

from adapters.logs import set_up_logs
from core.domain.values import Exchange
from tests.bench.arena import Arena, Contestant, arena
from tests.bench.bare import bounded, floor, gathered, naive_gather, naive_loop
from tests.bench.rounds import Fire, Row, measured, row
from tests.bench.tandem import tandem

RESULTS = Path("bench/results.json")
COUNTS = (1, 10, 100)
"""More are named on the command line: 1,000 take minutes to link, 5,000 an hour."""

DELAYS_MS = (0, 50)
ROUNDS, NAIVE_ROUNDS = 5, 2
MOST_NAIVE_LOOP = 100
"""One after another at 50 ms each way takes minutes beyond this; more followers take as many times longer."""

Way = Callable[[Arena, Exchange, Sequence[Contestant]], AbstractAsyncContextManager[Fire]]
WAYS: Mapping[str, Way] = {
    "floor": floor,
    "ccxt_gather": gathered,
    "ccxt_bounded": bounded,
    "tandem": tandem,
    "naive_gather": naive_gather,
    "naive_loop": naive_loop,
}


def rss_kb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024


async def race(world: Arena, name: str, exchange: Exchange, *, count: int, wish: argparse.Namespace) -> list[Row]:
    """One way, with every delay in turn on the same connections."""
    await world.lift_limits(exchange)
    contestants = await world.contestants(exchange, f"{name}{count}x", count=count)
    rounds = min(NAIVE_ROUNDS, wish.rounds) if name.startswith("naive") else wish.rounds
    before, found = rss_kb(), []
    async with WAYS[name](world, exchange, contestants) as fire:
        for delay_ms in wish.delay:
            await world.answer_after(delay_ms)
            times = await measured(world, fire, orders=count, rounds=rounds)
            grown = max(rss_kb() - before, 0.0) / count
            found.append(row(name, exchange.value, times, delay_ms=delay_ms, rss_kb=grown))
    await world.answer_after(0)
    return found


async def races(wish: argparse.Namespace) -> AsyncIterator[list[Row]]:
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as directory:
        async with arena(Path(directory)) as world:
            for exchange, count, name in heats(wish):
                yield await race(world, name, exchange, count=count, wish=wish)


def heats(wish: argparse.Namespace) -> Iterator[tuple[Exchange, int, str]]:
    for exchange, count, name in product(wish.exchange, wish.n or COUNTS, wish.ways):
        if name != "naive_loop" or count <= MOST_NAIVE_LOOP:
            yield Exchange(exchange), count, name


async def main(wish: argparse.Namespace) -> list[Row]:
    total, found = len(list(heats(wish))) * len(wish.delay), list[Row]()
    async for rows in races(wish):
        found += rows
        progress(len(found), total)
    return found


def progress(done: int, total: int) -> None:
    sys.stderr.write(f"\r[{'#' * (40 * done // total):<40}] {done}/{total}" + ("\n" if done == total else ""))
    sys.stderr.flush()


def show(found: Sequence[Row]) -> None:
    names = [field.name for field in fields(Row)]
    table = [names, *[[str(value) for value in asdict(one).values()] for one in found]]
    widths = [max(len(line[column]) for line in table) for column in range(len(names))]
    for line in table:
        print("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)))


def keep(found: Sequence[Row]) -> None:
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"machine": machine, "rows": [asdict(one) for one in found]}, indent=1) + "\n")


def read() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="N orders at once.")
    parser.add_argument("n", nargs="*", type=int, help="how many accounts; 1, 10 and 100 without any")
    parser.add_argument("--exchange", nargs="+", default=[exchange.value for exchange in Exchange])
    parser.add_argument("--delay", nargs="+", type=int, default=list(DELAYS_MS), help="milliseconds")
    parser.add_argument("--ways", nargs="+", default=list(WAYS), choices=list(WAYS))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    return parser.parse_args()


if __name__ == "__main__":
    set_up_logs("ERROR")
    rows = asyncio.run(main(read()))
    show(rows)
    keep(rows)
