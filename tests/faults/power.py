"""Power cuts: damaged images of a book in use. None leads to a second order; each is recovered, or refused with a way
on. Chooses the cases and counts; what happens in one is in power_life.py.
"""

import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.faults.power_images import Damage
from tests.faults.power_life import Case, Seen
from tests.faults.scale import Count, Say, Scale

IMAGES = {Scale.SAMPLE: 45, Scale.FULL: 504}
PATIENCE_SECONDS = 120.0
WORKERS = 2
TOLD_EVERY = 50


class Cast(NamedTuple):
    """One image to play."""

    damage: Damage
    number: int
    seed: int


def play(scale: Scale, seed: int, say: Say) -> Sequence[Count]:
    seen: Counter[str] = Counter()
    failed: list[str] = []
    damages = list(Damage)
    casts = [Cast(damages[number % len(damages)], number, seed) for number in range(IMAGES[scale])]
    with ProcessPoolExecutor(WORKERS) as workers:
        for cast, found in zip(casts, workers.map(played, casts), strict=True):
            note(seen, found)
            failed += [f"{cast.damage}, image {cast.number}: {wrong} ({again(cast)})" for wrong in found.wrong]
            if cast.number % TOLD_EVERY == TOLD_EVERY - 1:
                say(f"power: {cast.number + 1} images, {len(failed)} failed")
    return [Count(what="power cuts, damaged and old books", played=len(casts), failed=failed, seen=seen)]


def played(cast: Cast) -> Seen:
    return asyncio.run(one(cast))


async def one(cast: Cast) -> Seen:
    """A failure nobody expected is a finding, too."""
    with TemporaryDirectory() as folder:
        case = Case(Path(folder), cast.damage, Random(f"{cast.seed}:{cast.number}"))
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await case.play()
        except Exception as error:  # noqa: BLE001 - told with the command that plays it again
            case.seen.wrong.append(f"{type(error).__name__}: {error}")
            return case.seen


def again(cast: Cast) -> str:
    return f"python -m tests.faults.power {cast.seed} {cast.number}"


def note(seen: Counter[str], found: Seen) -> None:
    seen["refused" if found.is_refused else "recovered"] += 1
    seen["known to be older"] += found.was_restored
    seen["trades lost"] += found.rows_lost


if __name__ == "__main__":
    wanted = Cast(list(Damage)[int(sys.argv[2]) % len(Damage)], int(sys.argv[2]), int(sys.argv[1]))
    print(wanted, played(wanted))
