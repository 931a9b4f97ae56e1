"""Generated inputs for everything that reads what others wrote: no unhandled exception, no hang, no state change.

Each input comes from its subject, seed and number: `python -m tests.faults parsers --case amounts:1:4711` is one again.
"""

import gc
import signal
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from time import process_time

from tests.faults import parsers_bot, parsers_payloads, parsers_pressed, parsers_typed
from tests.faults.scale import Count, Say, Scale

CORES = 2
CHUNK = 10_000
HANG_SECONDS = 2.0
SLOW_SECONDS = 0.25
AGAIN = "python -m tests.faults parsers --case"
SHOWN = 5
"""Of each chunk's failures; the first says most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """How an input is made and what takes it; `open` gives a fresh taker to a process."""

    make: Callable[[Random], object]
    open: Callable[[], Callable[[object], str]]
    sample: int = 20_000
    full: int = 1_000_000


SUBJECTS: Mapping[str, Subject] = {
    "amounts": Subject(make=parsers_typed.make, open=lambda: parsers_typed.take),
    "callbacks": Subject(make=parsers_pressed.make, open=lambda: parsers_pressed.take),
    "payloads": Subject(make=parsers_payloads.make, open=lambda: parsers_payloads.take),
    "commands": Subject(make=parsers_bot.make_text, open=parsers_bot.opened),
    "presses": Subject(make=parsers_bot.make_press, open=parsers_bot.opened, sample=4_000, full=200_000),
}


@dataclass(slots=True)
class Tally:
    """What a chunk came to."""

    seen: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    played: int = 0


def play(scale: Scale, seed: int, say: Say) -> Sequence[Count]:
    with ProcessPoolExecutor(CORES) as pool:
        return [played(pool, name, scale, seed=seed, say=say) for name in SUBJECTS]


def played(pool: ProcessPoolExecutor, name: str, scale: Scale, *, seed: int, say: Say) -> Count:
    wanted = SUBJECTS[name].full if scale is Scale.FULL else SUBJECTS[name].sample
    starts = range(0, wanted, CHUNK)
    chunks = [pool.submit(chunk, name, seed, first=first, last=min(first + CHUNK, wanted)) for first in starts]
    whole = Tally()
    for done in chunks:
        part = done.result()
        whole.seen += part.seen
        whole.failed += part.failed
        whole.played += part.played
    say(f"{name}: {whole.played:,} inputs, {len(whole.failed)} failed")
    return Count(what=f"parsers: {name}", played=whole.played, failed=whole.failed, seen=whole.seen)


def chunk(name: str, seed: int, *, first: int, last: int) -> Tally:
    subject, tally = SUBJECTS[name], Tally()
    take = subject.open()
    gc.freeze()  # else a collection of all that is imported falls into one of the inputs, and that one looks slow
    for number in range(first, last):
        label = tried(take, subject.make(chance(name, seed, number)))
        tally.played += 1
        if label in {"read", "refused"}:
            tally.seen[label] += 1
        elif len(tally.failed) < SHOWN:
            tally.failed.append(f"{label} -> {AGAIN} {name}:{seed}:{number}")
        else:
            tally.seen["more failures"] += 1
    return tally


def chance(name: str, seed: int, number: int) -> Random:
    return Random(f"{name}:{seed}:{number}")


def tried(take: Callable[[object], str], made: object, *, patience: float = HANG_SECONDS) -> str:
    """What became of it; else what went wrong, in a line."""
    began = process_time()
    try:
        with bounded(patience):
            label = take(made)
    except Exception as error:  # noqa: BLE001 - whatever comes is what we look for
        return f"{type(error).__name__}: {str(error)[:120]}"
    took = process_time() - began
    return label if took < SLOW_SECONDS else f"slow: {took:.2f} s"


@contextmanager
def bounded(seconds: float = HANG_SECONDS) -> Iterator[None]:
    """A hang ends as TimeoutError; counted in seconds of this process, for the machine may be busy."""
    signal.signal(signal.SIGVTALRM, _hang)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _hang(*_: object) -> None:
    raise TimeoutError("it hangs")


def play_case(case: str, say: Say) -> Sequence[Count]:
    """One input again, named subject:seed:number, with all there is to see."""
    name, seed, number = case.split(":")
    made = SUBJECTS[name].make(chance(name, int(seed), int(number)))
    say(repr(made)[:4000])
    try:
        with bounded():
            SUBJECTS[name].open()(made)
    except Exception:  # noqa: BLE001 - shown as it is
        say(traceback.format_exc())
        return [Count(what=f"parsers: {name}", played=1, failed=[case])]
    return [Count(what=f"parsers: {name}", played=1)]
