"""Faults of Telegram, planted from outside: refusals, silence, and answers that get lost.

Must not touch the chats; the Bot API consults the plan around every call.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class ChatFaultKind(Enum):
    TOO_MANY_REQUESTS = "too_many_requests"
    BLOCKED = "blocked"
    OUTAGE = "outage"
    OUTAGE_HTML = "outage_html"
    HANG = "hang"
    DROP_BEFORE = "drop_before"
    ACCEPT_THEN_DROP = "accept_then_drop"
    SLOW = "slow"


@dataclass(slots=True, kw_only=True)
class ChatFault:
    """`times` None lasts until it is removed; `method` and `chat_id` None match every call."""

    kind: ChatFaultKind
    method: str | None = None
    chat_id: int | None = None
    times: int | None = None
    retry_after_s: int = 1
    delay_s: float = 0.0
    until: float | None = None
    id: int = 0
    hits: int = 0

    def matches(self, method: str, chat_id: int | None) -> bool:
        if self.method is None and self.times is not None and method == "getupdates":
            return False  # a counted fault is meant for what the bot does, not for its waiting poll
        return (self.method is None or self.method.lower() == method) and self.chat_id in {None, chat_id}


class ChatFaultPlan:
    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._faults: dict[int, ChatFault] = {}
        self._changed = asyncio.Event()
        self._numbers = 0

    def add(self, fault: ChatFault) -> ChatFault:
        self._numbers += 1
        fault.id = self._numbers
        self._faults[fault.id] = fault
        self._wake()
        return fault

    def remove(self, fault_id: int) -> None:
        self._faults.pop(fault_id, None)
        self._wake()

    def clear(self) -> None:
        self._faults.clear()
        self._wake()

    def active(self) -> list[ChatFault]:
        now = self._clock()
        return [fault for fault in self._faults.values() if not _is_over(fault, now)]

    def take(self, method: str, chat_id: int | None) -> ChatFault | None:
        """The fault this call meets, counted once."""
        fault = next((fault for fault in self.active() if fault.matches(method, chat_id)), None)
        if fault is not None:
            fault.hits += 1
        return fault

    def seconds_left(self, fault: ChatFault) -> int:
        if fault.until is None:
            return fault.retry_after_s
        return max(1, round(fault.until - self._clock()))

    async def lifted(self, fault: ChatFault) -> None:
        """Wait until somebody removes this fault."""
        while fault.id in self._faults:
            await self._changed.wait()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def _is_over(fault: ChatFault, now: float) -> bool:
    is_used_up = fault.times is not None and fault.hits >= fault.times
    return is_used_up or (fault.until is not None and now >= fault.until)
