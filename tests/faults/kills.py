"""Kill x fault: the bot dies at every named point while the exchange misbehaves, and starts again.

The worlds are processes of their own; their books are the truth. The parts are in tests/faults/killing.
"""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.faults.killing.cases import Case, all_cases, case_named, sample
from tests.faults.killing.lanes import Folders, play_all
from tests.faults.killing.playing import Verdict
from tests.faults.scale import Count, Say, Scale

SAMPLE_SIZE = 300
LANES = 10
AGAIN = "python -m tests.faults kills --case"


def play(scale: Scale, seed: int, say: Say) -> Sequence[Count]:
    cases = all_cases() if scale is Scale.FULL else sample(seed, SAMPLE_SIZE)
    return played(cases, say, Folders.FAILED)


def play_case(name: str, say: Say) -> Sequence[Count]:
    """One case again; its folder stays, with the bot's log and book in it."""
    return played([case_named(name)], say, Folders.ALL)


def played(cases: Sequence[Case], say: Say, kept: Folders) -> Sequence[Count]:
    folder = Path(tempfile.mkdtemp(prefix="kills-"))
    verdicts = asyncio.run(play_all(cases, folder, lanes=LANES, say=say, kept=kept))
    if kept is Folders.ALL or any(verdict.wrong for verdict in verdicts):
        say(f"logs and books: {folder}")
    else:
        shutil.rmtree(folder)
    return list(counted(verdicts))


def counted(verdicts: Sequence[Verdict]) -> Iterator[Count]:
    """Those that were killed where they should be, and those whose way doesn't lead there."""
    reached = [verdict for verdict in verdicts if verdict.was_reached]
    points = Counter(str(verdict.case.point) for verdict in reached)
    yield Count(what="killed, recovered, judged", played=len(reached), failed=failures(reached), seen=points)
    rest = [verdict for verdict in verdicts if not verdict.was_reached]
    legs = Counter(str(verdict.case.point) for verdict in rest)
    yield Count(what="point not on the way, judged", played=len(rest), failed=failures(rest), seen=legs)


def failures(verdicts: Sequence[Verdict]) -> Sequence[str]:
    return [f"{'; '.join(verdict.wrong)} | {AGAIN} {verdict.case.name}" for verdict in verdicts if verdict.wrong]
