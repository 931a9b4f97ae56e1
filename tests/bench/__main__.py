"""`make bench`: ccxt alone, the naive copier, the floor and all of Tandem, side by side: a table, JSON and a picture.

python -m tests.bench [N ...] [--exchange binance ...] [--delay 0 50] [--ways tandem ccxt ...] [--rounds 5]
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from itertools import product
from pathlib import Path

import uvloop

from adapters.logs import set_up_logs
from adapters.sandbox.demo.processes import ROOT
from core.domain.values import Exchange
from tests.bench.arena import opened
from tests.bench.heat import BARE_WAYS, WAYS, Wish
from tests.bench.racing import rows_of
from tests.bench.rounds import Row

RESULTS = ROOT / "bench" / "results.json"
COUNTS = (1, 10, 100, 1_000, 5_000)
DELAYS_MS = (0, 50)
ROUNDS = 5


def heats(wish: argparse.Namespace) -> Iterator[Wish]:
    """The ways of one exchange and number follow each other, so that they meet the same machine."""
    for count, exchange in product(sorted(wish.n or COUNTS), wish.exchange):
        for ways in (BARE_WAYS, ("tandem",)):
            wanted = [way for way in ways if way in wish.ways]
            if wanted:
                yield Wish(exchange=Exchange(exchange), n=count, ways=wanted, delays_ms=wish.delay, rounds=wish.rounds)


async def main(wish: argparse.Namespace) -> list[Row]:
    wishes = list(heats(wish))
    total, found = sum(one.rows() for one in wishes), list[Row]()
    progress(0, total, "the exchanges open")
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as directory:
        async with opened(Path(directory)) as place:
            for one in wishes:
                async for row in rows_of(one, place):
                    found.append(row)
                    progress(len(found), total, f"{row.name} {row.exchange} {row.n:,} at {row.delay_ms} ms")
    sys.stderr.write("\n")
    return found


def progress(done: int, total: int, what: str) -> None:
    sys.stderr.write(f"\r[{'#' * (40 * done // total):<40}] {done}/{total} {what:<40}")
    sys.stderr.flush()


def show(found: Sequence[Row]) -> None:
    names = [field.name for field in fields(Row)]
    table = [names, *[[str(value) for value in asdict(one).values()] for one in found]]
    widths = [max(len(line[column]) for line in table) for column in range(len(names))]
    for line in table:
        print("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)))


def keep(found: Sequence[Row]) -> None:
    """A list of rows; what is known of the machine stands in each."""
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"machine": machine, "rows": [asdict(one) for one in found]}, indent=1) + "\n")


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
    rows = uvloop.run(main(read()))
    show(rows)
    keep(rows)
