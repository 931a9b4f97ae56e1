"""What is measured in one round, and how rounds become a row. Knows no way of sending."""

import asyncio
import gc
import os
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench.arena import Arena

SETTLE_SECONDS = 0.1

Fire = Callable[[], Awaitable[object]]
"""Send every account's order and wait until all is done."""


async def nothing() -> None:
    """No round leaves anything behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """The first rounds open connections and are not counted."""

    rounds: int
    warm_up: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """`arrivals_ms` after the start signal; CPU of our own process alone, from the signal until all is done."""

    arrivals_ms: Sequence[float]
    cpu_us_per_order: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Medians over the rounds. `rss_kb_per_account` is what the process grew by while it got ready."""

    name: str
    exchange: str
    n: int
    delay_ms: int
    first_ms: float
    p50_ms: float
    p99_ms: float
    last_ms: float
    cpu_us_per_order: float
    rss_kb_per_account: float
    rounds: int


async def measured(
    arena: Arena, fire: Fire, *, orders: int, repeat: Repeat, calm: Callable[[], Awaitable[None]] = nothing
) -> list[Round]:
    """Every round begins in a calm house: nothing of the one before is going on any more."""
    found = []
    for _ in range(repeat.warm_up + repeat.rounds):
        await calm()
        gc.collect()
        await asyncio.sleep(SETTLE_SECONDS)
        await arena.arrivals()
        since_ns, cpu = time.time_ns(), time.process_time()
        await fire()
        cpu_us = (time.process_time() - cpu) * 1e6
        arrivals = await arena.arrivals_ms(since_ns)
        if len(arrivals) != orders:
            raise RuntimeError(f"{len(arrivals)} orders of {orders} arrived")
        found.append(Round(arrivals_ms=arrivals, cpu_us_per_order=cpu_us / orders))
    return found[repeat.warm_up :]


def row(name: str, exchange: str, found: Sequence[Round], *, delay_ms: int, rss_kb: float) -> Row:
    def middle(place: float) -> float:
        return round(median(one.arrivals_ms[round(place * (len(one.arrivals_ms) - 1))] for one in found), 2)

    return Row(
        name=name,
        exchange=exchange,
        n=len(found[0].arrivals_ms),
        delay_ms=delay_ms,
        first_ms=middle(0),
        p50_ms=middle(0.5),
        p99_ms=middle(0.99),
        last_ms=middle(1),
        cpu_us_per_order=round(median(one.cpu_us_per_order for one in found), 1),
        rss_kb_per_account=round(rss_kb, 1),
        rounds=len(found),
    )


def rss_kb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024
