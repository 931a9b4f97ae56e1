"""Telegram's sending limits, for those who switch them on: so many messages per chat and in all.

Must not count edits of the world by people; only what the bot sends and edits.
"""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

PACED_METHODS = ("send", "edit", "copy", "forward")
EVERY_CHAT = 0


@dataclass(slots=True)
class Pace:
    """At most `per_chat` calls to one chat and `overall` calls in all within `window_s`; None is no limit."""

    clock: Callable[[], float]
    per_chat: int | None = None
    overall: int | None = None
    window_s: float = 1.0
    _sent: dict[int, deque[float]] = field(default_factory=dict)

    def seconds_to_wait(self, method: str, chat_id: int | None) -> int | None:
        """Count this call, or say after how many whole seconds it may come again."""
        if chat_id is None or not method.startswith(PACED_METHODS):
            return None
        wanted = ((EVERY_CHAT, self.overall), (chat_id, self.per_chat))
        waits = [self._wait(key, limit) for key, limit in wanted if limit is not None]
        if any(waits):
            return max(1, math.ceil(max(waits)))
        for key, _ in wanted:
            self._sent.setdefault(key, deque()).append(self.clock())
        return None

    def _wait(self, key: int, limit: int) -> float:
        sent = self._sent.setdefault(key, deque())
        while sent and sent[0] <= self.clock() - self.window_s:
            sent.popleft()
        return sent[0] + self.window_s - self.clock() if len(sent) >= limit else 0.0
