"""Time and ids as a test wants them: a clock that stands until moved, ids in sequence. Reads no real clock."""

from datetime import datetime, timedelta
from itertools import count

from tests.builders import NOON


class FixedClock:
    def __init__(self) -> None:
        self._now = NOON

    def now(self) -> datetime:
        return self._now

    def move(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


class SequentialIds:
    def __init__(self) -> None:
        self._numbers = count(1)

    def new(self) -> str:
        return f"id{next(self._numbers):024d}"
