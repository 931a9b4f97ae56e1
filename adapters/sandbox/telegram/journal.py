"""What happened in the chats, numbered, for pages and tests that watch.

Must not hold the truth: a reader that fell behind asks the world for the present state.
"""

import asyncio
from collections import deque

KEPT_EVENTS = 5_000


class Journal:
    def __init__(self) -> None:
        self._events: deque[dict[str, object]] = deque(maxlen=KEPT_EVENTS)
        self._changed = asyncio.Event()
        self.last = 0
        self.is_closed = False

    def write(self, kind: str, **facts: object) -> None:
        self.last += 1
        self._events.append({"seq": self.last, "kind": kind, **facts})
        self._wake()

    def since(self, seq: int) -> list[dict[str, object]]:
        """Events after `seq`; a gap (or a number from another life) begins with a `reset`."""
        oldest = self.last - len(self._events)
        if seq > self.last or seq < oldest:
            return [{"seq": self.last, "kind": "reset"}]
        return list(self._events)[seq - oldest :]

    async def wait(self, seq: int, timeout_s: float) -> list[dict[str, object]]:
        """Return events after `seq` as soon as there are any, or none after the timeout."""
        try:
            async with asyncio.timeout(timeout_s):
                while not (events := self.since(seq)) and not self.is_closed:
                    await self._changed.wait()
        except TimeoutError:
            return []
        return events

    def close(self) -> None:
        self.is_closed = True
        self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
