"""How much is played and what came of it. Plays nothing itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

Say = Callable[[str], None]


class Scale(StrEnum):
    """SAMPLE is for every commit, FULL for a release."""

    SAMPLE = "sample"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One line of the table. `failed` says for each failure what broke and the one command that plays it again."""

    what: str
    played: int
    failed: Sequence[str] = ()
    seen: Mapping[str, int] = field(default_factory=dict)


Part = Callable[[Scale, int, Say], Sequence[Count]]
"""A part of the faults: plays with a seed, says how far it is, answers with its lines."""

Again = Callable[[str, Say], Sequence[Count]]
"""A part's `play_case`, where it has cases with names: plays one of them."""
