"""Random schedules of kills, faults, disorder, interference and clock jumps; each from its seed, each judged.

Knows nothing of what happens in one: tests/faults/simulation does.
"""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from tests.faults.scale import Count, Say, Scale
from tests.faults.simulation.case import Verdict, play_seed

SEEDS = {Scale.SAMPLE: 200, Scale.FULL: 10_000}
CHUNK = 10
TWICE_EVERY = 10
"""Every so many seeds one is played again: the same seed is the same run."""

REPORTS = 10


def play(scale: Scale, seed: int, say: Say) -> Sequence[Count]:
    """Another seed draws other schedules."""
    first, number = seed * 1_000_000, SEEDS[scale]
    chunks = [range(start, min(start + CHUNK, first + number)) for start in range(first, first + number, CHUNK)]
    verdicts: list[Verdict] = []
    with ProcessPoolExecutor(os.cpu_count()) as processes:
        for done, played in enumerate(processes.map(play_chunk, chunks), start=1):
            verdicts += played
            for line in (line for verdict in played for line in failures(verdict)):
                say(f"  {line}")
            if done % max(len(chunks) // REPORTS, 1) == 0:
                say(f"schedules: {len(verdicts):,} played, {sum(1 for each in verdicts if each.broken)} failed")
    return counts(verdicts)


def play_case(case: str, say: Say) -> Sequence[Count]:
    """Just this one, twice, with everything that broke."""
    verdict = play_twice(int(case))
    for complaint in verdict.broken:
        say(f"schedule {case}: {complaint}")
    return counts([verdict])


def play_chunk(seeds: range) -> Sequence[Verdict]:
    return [play_twice(seed) if seed % TWICE_EVERY == 0 else play_seed(seed) for seed in seeds]


def play_twice(seed: int) -> Verdict:
    first, second = play_seed(seed), play_seed(seed)
    return first if first.digest == second.digest else first.differing(second)


def counts(verdicts: Sequence[Verdict]) -> Sequence[Count]:
    seen: Counter[str] = Counter()
    for verdict in verdicts:
        seen.update(verdict.seen)
    ordered = dict(sorted(seen.items(), key=lambda item: (-item[1], item[0])))
    failed = [line for verdict in verdicts for line in failures(verdict)]
    return [Count(what="random schedules", played=len(verdicts), failed=failed, seen=ordered)]


def failures(verdict: Verdict) -> Iterator[str]:
    if verdict.broken:
        yield f"{verdict.broken[0]}: python -m tests.faults schedules --case {verdict.seed}"
