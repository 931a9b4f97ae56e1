"""`make profile`: one fan-out of the whole path under the standard library's profiler, told by area and by function.

Profiling makes small functions look dearer than they are: read the shares, not the sums.
"""

import argparse
import cProfile
import pstats
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvloop

from adapters.logs import set_up_logs
from adapters.sandbox.demo.processes import leaving_nobody_behind
from core.domain.values import Exchange
from tests.bench.areas import area_of
from tests.bench.arena import Arena, entered, opened
from tests.bench.tandem import Household, household

FUNCTIONS = 45
WIDTH = 78
WARM_UP = 2


@dataclass(frozen=True, slots=True)
class Profile:
    """Seconds of CPU: of the loop's thread under the profiler, of the other threads without it, of the exchange."""

    stats: Any
    orders: int
    loop_seconds: float
    thread_seconds: float
    exchange_seconds: float


async def profiled(exchange: Exchange, count: int, directory: Path) -> Profile:
    """Two fan-outs to warm up, then one under the profiler."""
    async with (
        leaving_nobody_behind(),
        opened(directory) as place,
        entered(place) as arena,
        household(arena, exchange, count) as home,
    ):
        for _ in range(WARM_UP):
            await home.fire()
            await home.calm()
        return await one_fan_out(arena, home, count)


async def one_fan_out(arena: Arena, home: Household, count: int) -> Profile:
    profiler = cProfile.Profile(time.thread_time)  # else waiting for the other threads would count as work
    there = await arena.cpu_seconds()
    process, thread = time.process_time(), time.thread_time()
    profiler.enable()
    await home.fire()
    profiler.disable()
    of_loop = time.thread_time() - thread
    of_others = time.process_time() - process - of_loop
    there = await arena.cpu_seconds() - there
    return Profile(pstats.Stats(profiler).stats, count, of_loop, of_others, there)  # type: ignore[attr-defined]


def by_area(profile: Profile) -> Counter[str]:
    """Own time; what is built in counts for its callers."""
    found: Counter[str] = Counter()
    for (path, _, _), (_, _, own, _, callers) in profile.stats.items():
        area = area_of(path)
        if area is not None:
            found[area] += own
        else:
            for (calling, _, _), (_, _, share, _) in callers.items():
                found[area_of(calling) or "the loop"] += share
    return found


def told(profile: Profile, *, functions: int) -> Iterator[str]:
    per_order = 1e6 / profile.orders
    yield f"{profile.orders:,} orders, from the fill until all is settled; microseconds per order"
    yield f"{'the exchange in its own process':<{WIDTH}}{profile.exchange_seconds * per_order:>9.0f}"
    yield f"{'the event loop, profiled':<{WIDTH}}{profile.loop_seconds * per_order:>9.0f}"
    yield f"{'other threads (database), not profiled':<{WIDTH}}{profile.thread_seconds * per_order:>9.0f}"
    yield ""
    areas = by_area(profile)
    for area, seconds in areas.most_common():
        yield f"{area:<{WIDTH}}{seconds * per_order:>9.1f}{seconds / areas.total():>8.1%}"
    yield ""
    yield f"{'function':<{WIDTH}}{'own':>9}{'calls':>8}"
    rows = sorted(profile.stats.items(), key=lambda item: -item[1][2])[:functions]
    yield from (line_of(key, values, per_order) for key, values in rows)


def line_of(key: tuple[str, int, str], values: Any, per_order: float) -> str:
    path, line, name = key
    place = f"{'/'.join(Path(path).parts[-3:])}:{line} {name}"[-WIDTH + 1 :]
    _, calls, own, _, _ = values
    return f"{place:<{WIDTH}}{own * per_order:>9.1f}{calls * per_order / 1e6:>8.1f}"


def read() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.profile", description="Where the CPU goes.")
    parser.add_argument("n", nargs="?", type=int, default=1_000)
    parser.add_argument("--exchange", default=Exchange.BINANCE.value)
    parser.add_argument("--functions", type=int, default=FUNCTIONS)
    return parser.parse_args()


if __name__ == "__main__":
    set_up_logs("ERROR")
    wish = read()
    with tempfile.TemporaryDirectory(prefix="tandem-profile-") as place:
        found = uvloop.run(profiled(Exchange(wish.exchange), wish.n, Path(place)))
    sys.stdout.writelines(f"{line}\n" for line in told(found, functions=wish.functions))
