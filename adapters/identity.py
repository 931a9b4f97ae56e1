"""Time and identity from the operating system: the only clock and the only source of ids outside tests."""

import base64
import os
from datetime import UTC, datetime

ID_BYTES = 16


class SystemClock:
    """Implements Clock with the machine's time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class RandomIds:
    """Implements IdSource: 26 upper-case letters and digits that carry 128 random bits.

    No part is a timestamp: the same source names invites and confirmations, which must not be guessable.
    """

    def new(self) -> str:
        return base64.b32encode(os.urandom(ID_BYTES)).decode().rstrip("=")
