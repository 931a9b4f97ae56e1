"""`make bench`: ccxt alone, the naive copier, the floor and all of Tandem, side by side: a table, JSON and a picture.

python -m tests.bench [N ...] [--exchange binance ...] [--delay 0 50] [--ways tandem ccxt ...] [--rounds 5]
"""

import argparse
import asyncio
import json
import os
import platform
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import asdict, fields
from itertools import product
from pathlib import Path

import uvloop

from adapters.logs import set_up_logs
from adapters.sandbox.demo.processes import ROOT, leaving_nobody_behind
from core.domain.values import Exchange
from tests.bench import heat, sidelines
from tests.bench.arena import Place, opened
from tests.bench.heat import BARE_WAYS, WAYS, Wish
from tests.bench.picture import picture
from tests.bench.racing import told_by
from tests.bench.rounds import Row
from tests.bench.sidelines import Finding
from tests.bench.verdict import MANY, Line, judged

FOLDER = ROOT / "bench"
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


async def main(wish: argparse.Namespace) -> tuple[list[Row], list[Finding]]:
    """All that was found, with a bar that says how far we are."""
    wishes, beside = list(heats(wish)), besides(wish)
    total = sum(one.rows() for one in wishes) + FINDINGS * len(beside)
    progress(0, total, "the exchanges open")
    found = list[object]()
    try:
        async for told in everything(wishes, beside):
            found.append(told)
            progress(len(found), total, name_of(told))
    except asyncio.CancelledError:
        sys.stderr.write("\ninterrupted: what was measured until then is told")
    sys.stderr.write("\n")
    return [one for one in found if isinstance(one, Row)], [one for one in found if isinstance(one, Finding)]


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
    for wish in wishes:
        async for row in told_by(heat.play, wish, place):
            yield row
    for exchange, count in beside:
        async for finding in told_by(sidelines.play, exchange, count, place):
            yield finding


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


def show(table: Sequence[Sequence[str]]) -> None:
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
    for line in table:
        print("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)))


def table_of(found: Sequence[Row]) -> list[list[str]]:
    names = [field.name for field in fields(Row)]
    return [names, *[[str(value) for value in asdict(one).values()] for one in found]]


def keep(found: Sequence[Row], lines: Sequence[Line]) -> None:
    """The rows as they are; the machine and the verdict beside them."""
    model = next((line.partition(":")[2].strip() for line in cpu_lines() if line.startswith("model name")), "")
    machine: dict[str, object] = {
        "cores": os.cpu_count(),
        "cpu": model,
        "python": platform.python_version(),
        "system": platform.system(),
    }
    machine["load_average"] = os.getloadavg()
    verdict = [asdict(line) | {"holds": line.holds} for line in lines]
    FOLDER.mkdir(exist_ok=True)
    write("results.json", json.dumps([asdict(one) for one in found], indent=1))
    write("verdict.json", json.dumps({"machine": machine, "verdict": verdict}, indent=1))
    if found:
        write("latency.svg", picture(found))


def cpu_lines() -> list[str]:
    file = Path("/proc/cpuinfo")
    return file.read_text(encoding="utf-8").splitlines() if file.is_file() else []


def write(name: str, content: str) -> None:
    (FOLDER / name).write_text(content + "\n", encoding="utf-8")


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
    rows, findings = uvloop.run(main(read()))
    lines = judged(rows, findings)
    show(table_of(rows))
    print()
    show([("what", "exchange", "measured", "limit", ""), *[line.cells() for line in lines]])
    keep(rows, lines)
