"""Time and identity from the operating system: the only clock and the only source of ids outside tests."""

import base64
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

ID_BYTES = 16

FINENESS_SECONDS = 0.0005
"""Who asks again within this time hears the same: a fan-out asks ten times for each order."""

FOLLOWING = 0.05
"""Seconds per second by which the machine's clock is followed when it was set."""


def wall() -> datetime:
    return datetime.now(UTC)


def steady() -> float:
    """Seconds that nobody can set; on Linux the machine's sleep counts too."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if sys.platform == "linux" else time.monotonic()


class SystemClock:
    """Implements Clock: the machine's time at the start, carried on by a clock that never jumps.

    When somebody sets the machine's clock it follows slowly: no wait that a promise depends on gets shorter by more
    than a twentieth, and none lasts for an hour because the hour was moved (reliability.md, row 93).
    """

    def __init__(
        self, *, wall: Callable[[], datetime] = wall, steady: Callable[[], float] = steady, following: float = FOLLOWING
    ) -> None:
        self._wall, self._steady, self._following = wall, steady, following
        self._believed, self._looked_at = wall(), steady()

    def now(self) -> datetime:
        looked_at = self._steady()
        passed = looked_at - self._looked_at
        if passed < FINENESS_SECONDS:
            return self._believed
        believed = self._believed + timedelta(seconds=passed)
        most = timedelta(seconds=passed * self._following)
        off = self._wall() - believed
        self._believed, self._looked_at = believed + max(-most, min(most, off)), looked_at
        return self._believed


class RandomIds:
    """Implements IdSource: 26 upper-case letters and digits that carry 128 random bits.

    No part is a timestamp: the same source names invites and confirmations, which must not be guessable.
    """

    def new(self) -> str:
        return base64.b32encode(os.urandom(ID_BYTES)).decode().rstrip("=")
