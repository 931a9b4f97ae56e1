"""Plants bugs of the money path in a copy of the tree, one at a time, and runs the tests that must notice.

A bug that no test notices is a missing test; one whose line is gone is an error too. Touches only the copy.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from queue import Queue
from random import Random
from tempfile import TemporaryDirectory

from tests.faults.mutations import keeping, leading, money, submission
from tests.faults.mutations.mutant import Mutant
from tests.faults.scale import Count, Say, Scale

MUTANTS: Mapping[str, Mutant] = {
    mutant.name: mutant for part in (submission, money, leading, keeping) for mutant in part.MUTANTS
}
CORES = 2
SAMPLED = 12
PATIENCE_SECONDS = 300
ROOT = Path(__file__).parents[2]
COPIED = ("adapters", "bot", "core", "locales", "tests", "pyproject.toml", "README.md", "ARCHITECTURE.md", "Makefile")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", ".hypothesis", "answers", "pictures")
AGAIN = "python -m tests.faults mutants --case"


class End(StrEnum):
    """How the tests ended with the bug in place."""

    CAUGHT = "caught"
    HUNG = "caught by hanging"
    SURVIVED = "survived"
    UNCLEAR = "unclear"


def play(scale: Scale, seed: int, say: Say) -> Sequence[Count]:
    names = sorted(MUTANTS)
    chosen = names if scale is Scale.FULL else Random(seed).sample(names, SAMPLED)
    return [planted([MUTANTS[name] for name in chosen], say)]


def play_case(case: str, say: Say) -> Sequence[Count]:
    return [planted([MUTANTS[case]], say)]


def planted(mutants: Sequence[Mutant], say: Say) -> Count:
    """`seen` counts how they ended; the tests must be green without any bug, or nothing is proven."""
    failed = [f"{mutant.name}: {lost}" for mutant in mutants if (lost := rotten(ROOT, mutant))]
    whole = [mutant for mutant in mutants if not rotten(ROOT, mutant)]
    with copies() as trees, ThreadPoolExecutor(CORES) as pool:
        red = sum(pool.map(lambda part: is_red(trees, part), halves(tests_of(whole))))
        if red:
            failed.append("the tests are red without any bug: nothing is proven")
        ends = dict(
            zip((mutant.name for mutant in whole), pool.map(lambda it: end(trees, it, say), whole), strict=True)
        )
    failed += [f"{name}: {how} -> {AGAIN} '{name}'" for name, how in ends.items() if how in {End.SURVIVED, End.UNCLEAR}]
    seen = {how.value: list(ends.values()).count(how) for how in End if how in ends.values()}
    return Count(what="planted bugs", played=len(mutants), failed=failed, seen=seen)


def rotten(root: Path, mutant: Mutant) -> str:
    """Why the bug can't be planted; empty when it can."""
    path = root / mutant.file
    found = path.read_text().count(mutant.old) if path.exists() else 0
    return "" if found == 1 else f"its line stands {found} times in {mutant.file}"


def tests_of(mutants: Sequence[Mutant]) -> Sequence[str]:
    return sorted({test for mutant in mutants for test in mutant.tests})


def halves(tests: Sequence[str]) -> Sequence[Sequence[str]]:
    return [part for part in (tests[::2], tests[1::2]) if part]


def is_red(trees: "Queue[Path]", tests: Sequence[str]) -> bool:
    with taken(trees) as tree:
        return ran(tree, tests, patience=None).returncode != 0


def end(trees: "Queue[Path]", mutant: Mutant, say: Say) -> End:
    with taken(trees) as tree, bug(tree, mutant):
        try:
            how = End.CAUGHT if (code := ran(tree, mutant.tests).returncode) == 1 else End.UNCLEAR
            how = End.SURVIVED if code == 0 else how
        except subprocess.TimeoutExpired:
            how = End.HUNG
    say(f"  {how}: {mutant.name}")
    return how


@contextmanager
def bug(tree: Path, mutant: Mutant) -> Iterator[None]:
    path = tree / mutant.file
    genuine = path.read_text()
    path.write_text(genuine.replace(mutant.old, mutant.new))
    try:
        yield
    finally:
        path.write_text(genuine)


def ran(
    tree: Path, tests: Sequence[str], *, patience: float | None = PATIENCE_SECONDS
) -> "subprocess.CompletedProcess[str]":
    """Stops at the first failure; repeatable, without caches that would outlive the bug."""
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", *tests]
    environment = os.environ | {"CI": "1", "PYTHONPATH": str(tree)}
    return subprocess.run(
        command, cwd=tree, env=environment, capture_output=True, text=True, check=False, timeout=patience
    )


@contextmanager
def copies() -> Iterator["Queue[Path]"]:
    """One copy of the tree for each that works."""
    with TemporaryDirectory() as folder:
        trees: Queue[Path] = Queue()
        for number in range(CORES):
            tree = Path(folder) / str(number)
            for name in COPIED:
                copied(ROOT / name, tree / name)
            trees.put(tree)
        yield trees


def copied(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=LEFT_OUT)
    else:
        shutil.copy(source, target)


@contextmanager
def taken(trees: "Queue[Path]") -> Iterator[Path]:
    tree = trees.get()
    try:
        yield tree
    finally:
        trees.put(tree)
