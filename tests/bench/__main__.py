"""`make bench`: ccxt alone beside all of Tandem, N orders at once, as a table and as bench/results.json."""

import argparse
import asyncio
import json
import os
import platform
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from adapters.logs import set_up_logs
from core.domain.values import Exchange
from tests.bench.arena import Arena, arena
from tests.bench.rounds import Times, bare, measured, tandem

RESULTS = Path("bench/results.json")
DEFAULT_N = 100
WAYS = {"ccxt alone": bare, "Tandem": tandem}
HEADINGS = ("exchange", "way", "N", "first", "median", "95 %", "last", "answered")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Milliseconds after the start signal until orders reached the exchange; the median of the rounds."""

    exchange: str
    way: str
    orders: int
    first_ms: float
    median_ms: float
    p95_ms: float
    last_ms: float
    answered_ms: float


def line(exchange: Exchange, way: str, times: Sequence[Times]) -> Line:
    def middle(place: float) -> float:
        return median(one.arrivals_ms[round(place * (len(one.arrivals_ms) - 1))] for one in times)

    return Line(
        exchange=exchange,
        way=way,
        orders=len(times[0].arrivals_ms),
        first_ms=middle(0),
        median_ms=middle(0.5),
        p95_ms=middle(0.95),
        last_ms=middle(1),
        answered_ms=round(median(one.answered_ms for one in times), 1),
    )


async def compare(world: Arena, exchange: Exchange, count: int) -> list[Line]:
    await world.lift_limits(exchange)
    lines = []
    for way, open_way in WAYS.items():
        contestants = await world.contestants(exchange, f"{way.replace(' ', '').lower()}n", count=count)
        async with open_way(world, exchange, contestants) as fire:
            lines.append(line(exchange, way, await measured(world, exchange, contestants, fire=fire)))
    return lines


async def main(count: int) -> list[Line]:
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as directory:
        async with arena(Path(directory)) as world:
            return [found for exchange in Exchange for found in await compare(world, exchange, count)]


def show(lines: Sequence[Line]) -> None:
    rows = [HEADINGS, *[tuple(str(value) for value in asdict(found).values()) for found in lines]]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    for row in rows:
        print("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))
    print("Milliseconds after the signal; the world runs on the same machine and shares its cores.")
    print("Tandem's way begins at the leader's fill, gathered already, and ends when every result is durable.")


def keep(lines: Sequence[Line]) -> None:
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"machine": machine, "lines": [asdict(found) for found in lines]}, indent=1) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="N orders at once.")
    parser.add_argument("n", nargs="?", type=int, default=DEFAULT_N, help="how many accounts")
    set_up_logs("ERROR")
    found = asyncio.run(main(parser.parse_args().n))
    show(found)
    keep(found)
