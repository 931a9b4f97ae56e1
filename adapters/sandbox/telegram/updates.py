"""The bot's queue of updates: kept until confirmed, handed out by long polling, one poller at a time.

Must not know what is inside an update.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from adapters.sandbox.telegram.refusals import conflict

LONGEST_POLL_S = 50
LARGEST_BATCH = 100
UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
TERMINATED = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


@dataclass(frozen=True, slots=True)
class Webhook:
    url: str
    secret: str | None = None


@dataclass(slots=True)
class _Poll:
    is_terminated: bool = False
    is_over: bool = False


class UpdateQueue:
    """At least once: an update leaves only when a later offset, or a webhook's 200, confirms it."""

    def __init__(self, first_id: int) -> None:
        self._next_id = first_id
        self._pending: list[dict[str, object]] = []
        self._poll: _Poll | None = None
        self._changed = asyncio.Event()
        self._is_closed = False
        self.allowed: list[str] = []
        self.webhook: Webhook | None = None

    def push(self, kind: str, payload: dict[str, object]) -> int | None:
        """Queue an update of this kind; None when the bot did not ask for such."""
        if not self._wanted(kind):
            return None
        update_id = self._next_id
        self._next_id += 1
        self._pending.append({"update_id": update_id, kind: payload})
        self.wake()
        return update_id

    def pending(self) -> list[dict[str, object]]:
        return list(self._pending)

    def allow(self, kinds: Sequence[str] | None) -> None:
        """None keeps the former choice, an empty list means the default set."""
        if kinds is not None:
            self.allowed = list(kinds)

    def confirm(self, offset: int) -> None:
        """Forget everything before `offset`; a negative one keeps only the last ones."""
        if offset < 0:
            self._pending = self._pending[offset:]
        else:
            self._pending = [update for update in self._pending if _id(update) >= offset]

    def drop_pending(self) -> None:
        self._pending.clear()

    async def poll(self, *, offset: int, limit: int, timeout_s: float) -> list[dict[str, object]]:
        if self.webhook is not None:
            raise conflict(WEBHOOK_ACTIVE)
        poll = self._begin_poll()
        self.confirm(offset)
        size = min(max(limit, 1), LARGEST_BATCH)
        try:
            batch = await self._batch(poll, size, timeout_s=min(timeout_s, LONGEST_POLL_S))
        finally:
            if self._poll is poll:
                self._poll = None
        if poll.is_terminated:
            raise conflict(TERMINATED)
        return batch

    def _begin_poll(self) -> _Poll:
        if self._poll is not None:
            self._poll.is_terminated = True
            self.wake()
        self._poll = _Poll()
        return self._poll

    async def _batch(self, poll: _Poll, size: int, *, timeout_s: float) -> list[dict[str, object]]:
        try:
            async with asyncio.timeout(timeout_s):
                while not (batch := self._pending[:size]) and not self._is_done(poll):
                    await self._changed.wait()
        except TimeoutError:
            return []
        return batch

    def _is_done(self, poll: _Poll) -> bool:
        return poll.is_terminated or poll.is_over or self._is_closed

    async def wait_change(self) -> None:
        await self._changed.wait()

    def end_poll(self) -> None:
        """Let a waiting poll return empty-handed, so that its next one meets what has changed."""
        if self._poll is not None:
            self._poll.is_over = True
            self.wake()

    def close(self) -> None:
        self._is_closed = True
        self.wake()

    def wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def _wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in UNASKED


def _id(update: dict[str, object]) -> int:
    number = update["update_id"]
    return number if isinstance(number, int) else 0
