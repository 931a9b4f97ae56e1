"""Plants bugs of the money path in a copy of the tree, one at a time, and runs the tests that must notice.

A bug that no test notices is a missing test; one whose line is gone is an error too. Touches only the copy.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
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
SAMPLED = 8
ROOT = Path(__file__).parents[2]
COPIED = ("adapters", "bot", "core", "locales", "tests", "pyproject.toml", "README.md", "ARCHITECTURE.md", "Makefile")
LEFT_OUT = shutil.ignore_patterns(".hypothesis", "*.png")
AGAIN = "python -m tests.faults mutants --case"


class End(StrEnum):
    """How the tests ended with the bug in place."""

    CAUGHT = "caught"
    HUNG = "caught by hanging"
    SURVIVED = "survived"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the tree with the process that tests it."""

    tree: Path
    tester: "subprocess.Popen[str]"

    def status_of(self, tests: Sequence[str]) -> int:
        assert self.tester.stdin is not None
        assert self.tester.stdout is not None
        self.tester.stdin.write(f"{json.dumps(tests)}\n")
        self.tester.stdin.flush()
        return int(self.tester.stdout.readline())


Copies = Queue[Copy]


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
    with opened() as copies, ThreadPoolExecutor(CORES) as pool:
        red = [test for test in pool.map(lambda test: red_without(copies, test), tests_of(whole)) if test]
        found = list(pool.map(lambda mutant: end(copies, mutant, say), whole))
    ends = {mutant.name: how for mutant, how in zip(whole, found, strict=True)}
    failed += [f"{test} is red without any bug: nothing is proven" for test in red]
    failed += [f"{name}: {how} -> {AGAIN} '{name}'" for name, how in ends.items() if how in {End.SURVIVED, End.UNCLEAR}]
    seen = {how.value: found.count(how) for how in End if how in found}
    return Count(what="planted bugs", played=len(mutants), failed=failed, seen=seen)


def rotten(root: Path, mutant: Mutant) -> str:
    """Why the bug can't be planted; empty when it can."""
    path = root / mutant.file
    found = path.read_text().count(mutant.old) if path.exists() else 0
    return "" if found == 1 else f"its line stands {found} times in {mutant.file}"


def tests_of(mutants: Sequence[Mutant]) -> Sequence[str]:
    return sorted({test for mutant in mutants for test in mutant.tests})


def red_without(copies: Copies, test: str) -> str:
    """The test's name when it fails though nothing is planted."""
    with taken(copies) as copy:
        return test if copy.status_of([test]) else ""


def end(copies: Copies, mutant: Mutant, say: Say) -> End:
    with taken(copies) as copy, bug(copy.tree, mutant):
        status = copy.status_of(mutant.tests)
    how = {0: End.SURVIVED, 1: End.CAUGHT}.get(status, End.HUNG if status < 0 else End.UNCLEAR)
    say(f"  {how}: {mutant.name}")
    return how


@contextmanager
def bug(tree: Path, mutant: Mutant) -> Iterator[None]:
    """Compiled files are copied with the tree: they know theirs by its time, which is given back."""
    path = tree / mutant.file
    genuine, times = path.read_text(), path.stat()
    path.write_text(genuine.replace(mutant.old, mutant.new))
    try:
        yield
    finally:
        path.write_text(genuine)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


@contextmanager
def opened() -> Iterator[Copies]:
    """One copy of the tree, with its tester, for each core."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        copies: Copies = Queue()
        for tree in copied_trees(Path(folder)):
            copies.put(Copy(tree, stack.enter_context(tester(tree))))
        yield copies


def copied_trees(folder: Path) -> Sequence[Path]:
    trees = [folder / str(number) for number in range(CORES)]
    for tree in trees:
        tree.mkdir()
        for name in COPIED:
            copy = shutil.copy2 if (ROOT / name).is_file() else partial(shutil.copytree, ignore=LEFT_OUT)
            copy(ROOT / name, tree / name)
    return trees


@contextmanager
def tester(tree: Path) -> "Iterator[subprocess.Popen[str]]":
    command = [sys.executable, "-B", str(tree / "tests/faults/mutations/trial.py")]
    environment = os.environ | {"CI": "1", "PYTHONPATH": str(tree)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=tree, env=environment, stdin=pipe, stdout=pipe, text=True) as running:
        yield running


@contextmanager
def taken(copies: Copies) -> Iterator[Copy]:
    copy = copies.get()
    try:
        yield copy
    finally:
        copies.put(copy)
