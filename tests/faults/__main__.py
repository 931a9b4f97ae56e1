"""`python -m tests.faults [part ...] [--full] [--seed N]`: plays the parts and prints a table of counts.

Exit status 1 when anything failed, each failure with the command that plays it again. Knows no part's insides.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from time import monotonic

from tests.faults.scale import Again, Count, Part, Scale

PARTS = ("kills", "schedules", "outage", "power", "parsers", "properties", "clicks", "mutants")
LINE = "{what:<54} {played:>10} {failed:>7}  {seen}"


def main(arguments: Sequence[str]) -> int:
    wish = read(arguments)
    scale = Scale.FULL if wish.full else Scale.SAMPLE
    counts = [count for name in wish.parts or PARTS for count in play(name, scale, wish.seed, case=wish.case)]
    for line in table(counts):
        say(line)
    failures = [failure for count in counts for failure in count.failed]
    for failure in failures:
        say(f"FAILED {failure}")
    return 1 if failures else 0


def read(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="Kills, faults, cuts and forgeries.")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], help="which parts; all without any")
    parser.add_argument("--full", action="store_true", help="everything instead of a sample")
    parser.add_argument("--seed", type=int, default=1, help="another seed draws another sample")
    parser.add_argument("--case", default="", help="play one named case of the part again")
    return parser.parse_args(arguments)


def play(name: str, scale: Scale, seed: int, *, case: str = "") -> Sequence[Count]:
    began, module = monotonic(), import_module(f"tests.faults.{name}")
    part: Part = module.play
    again: Again | None = getattr(module, "play_case", None) if case else None
    counts = part(scale, seed, say) if again is None else again(case, say)
    say(f"{name}: {monotonic() - began:.0f} s")
    return counts


def table(counts: Sequence[Count]) -> Iterator[str]:
    yield LINE.format(what="what", played="played", failed="failed", seen="seen")
    for count in counts:
        seen = listed(count.seen)
        yield LINE.format(what=count.what, played=f"{count.played:,}", failed=len(count.failed), seen=seen)


def listed(seen: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in seen.items())


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
