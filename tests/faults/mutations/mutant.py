"""One bug: the line as it is, the line with the bug, and the tests that must notice. Plants nothing itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """`old` stands exactly once in `file`; `tests` are files or single tests that fail once `new` stands there."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


DESK = ("tests/application/test_outcomes.py", "tests/application/test_doubts.py", "tests/application/test_lanes.py")
RECOVERY = ("tests/application/test_recovery.py", "tests/application/test_booking.py")
COPYING = (
    "tests/application/test_fan_out.py",
    "tests/application/test_event_order.py",
    "tests/application/test_durable_first.py",
)
