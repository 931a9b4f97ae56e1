"""Everything the bot says unasked goes out here: paced, urgent first, newest state of a card only. Words nothing.

Telegram takes about one message a second per chat and thirty in all (telegram.md 2.4). The trading path never waits
for this: `post` returns at once.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import IntEnum

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from loguru import logger

from bot.cards import Cards, Sound
from bot.pacing import Gate, TokenBucket
from bot.screen import Screen

LOUDEST_FIRST = (Sound.LOUD, Sound.SILENT, Sound.UNSENT)
CHAT_GONE = ("chat not found", "user is deactivated", "PEER_ID_INVALID")


class Priority(IntEnum):
    """Who goes first when not all can."""

    CRITICAL = 0
    REPLY = 1
    NEWS = 2
    DIGEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """The newest state of a subject for a chat. LOUD is heard only with a new message: edits make no sound."""

    chat_id: int
    subject: str
    screen: Screen
    priority: Priority = Priority.NEWS
    sound: Sound = Sound.SILENT

    @property
    def key(self) -> tuple[int, str]:
        return (self.chat_id, self.subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Messages per second, for one chat and for all, with their bursts; `look_seconds` is the wait for a token."""

    chat_per_second: float = 1.0
    chat_burst: float = 3
    per_second: float = 25.0
    burst: float = 25
    lanes: int = 4
    look_seconds: float = 0.05
    first_pause_seconds: float = 0.5
    longest_pause_seconds: float = 30.0


@dataclass(slots=True)
class Sender:
    """Invariant: at most one parcel per subject and chat is waiting, and at most one per chat is on its way."""

    cards: Cards
    gate: Gate
    pace: Pace = field(default_factory=Pace)
    clock: Callable[[], float] = time.monotonic
    _queues: dict[Priority, dict[tuple[int, str], Parcel]] = field(init=False)
    _buckets: dict[int, TokenBucket] = field(init=False, default_factory=dict)
    _bucket: TokenBucket = field(init=False)
    _busy: set[int] = field(init=False, default_factory=set)
    _muted: set[int] = field(init=False, default_factory=set)
    _pause_seconds: float = field(init=False)
    _changed: asyncio.Event = field(init=False, default_factory=asyncio.Event)
    _idle: asyncio.Event = field(init=False, default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._queues = {priority: {} for priority in Priority}
        self._bucket = TokenBucket(self.pace.per_second, self.pace.burst, clock=self.clock)
        self._pause_seconds = self.pace.first_pause_seconds
        self._idle.set()

    def post(self, parcel: Parcel) -> None:
        """Queue the newest state of its subject; what waited under the same key is replaced, never its urgency."""
        if parcel.chat_id in self._muted:
            return
        waiting = self._take_waiting(parcel.key)
        if waiting is not None:
            parcel = merged(waiting, parcel)
        self._queues[parcel.priority][parcel.key] = parcel
        self._idle.clear()
        self._changed.set()

    def unmute(self, chat_id: int) -> None:
        """The chat is heard from again."""
        self._muted.discard(chat_id)

    def is_muted(self, chat_id: int) -> bool:
        return chat_id in self._muted

    def waiting(self) -> int:
        return sum(map(len, self._queues.values()))

    async def run(self) -> None:
        """For a supervised worker; ends by cancellation only."""
        await asyncio.gather(*(self._lane() for _ in range(self.pace.lanes)))

    async def idle(self) -> None:
        """Until nothing waits and nothing is on its way."""
        await self._idle.wait()

    async def _lane(self) -> None:
        while True:
            await self.gate.passed()
            parcel = self._next()
            if parcel is None:
                await self._look_again()
                continue
            try:
                await self._deliver(parcel)
            finally:
                self._busy.discard(parcel.chat_id)
                self._changed.set()
                self._note_idle()

    async def _look_again(self) -> None:
        """Wait for a new parcel; with parcels that only lack a token, for the next token."""
        self._changed.clear()
        try:
            async with asyncio.timeout(self.pace.look_seconds if self.waiting() else None):
                await self._changed.wait()
        except TimeoutError:
            return

    def _next(self) -> Parcel | None:
        if not self._bucket.has_token() or self.gate.seconds_left() > 0:
            return None
        for parcel in self._in_order():
            bucket = self._bucket_of(parcel.chat_id)
            if parcel.chat_id not in self._busy and bucket.take():
                self._bucket.take()
                self._busy.add(parcel.chat_id)
                del self._queues[parcel.priority][parcel.key]
                return parcel
        return None

    def _in_order(self) -> Iterator[Parcel]:
        for queue in self._queues.values():
            yield from queue.values()

    def _bucket_of(self, chat_id: int) -> TokenBucket:
        if chat_id not in self._buckets:
            pace = self.pace
            self._buckets[chat_id] = TokenBucket(pace.chat_per_second, pace.chat_burst, clock=self.clock)
        return self._buckets[chat_id]

    async def _deliver(self, parcel: Parcel) -> None:
        try:
            await self.cards.put(parcel.chat_id, parcel.subject, screen=parcel.screen, sound=parcel.sound)
            self._pause_seconds = self.pace.first_pause_seconds
        except TelegramRetryAfter as error:
            self._again(parcel, pause_seconds=error.retry_after)
        except TelegramForbiddenError:
            self._mute(parcel.chat_id)
        except TelegramBadRequest as error:
            self._refused(parcel, error)
        except (TelegramNetworkError, TelegramServerError, ClientDecodeError) as error:
            self._away(parcel, error)
        except TelegramAPIError as error:
            self._refused(parcel, error)

    def _away(self, parcel: Parcel, error: Exception) -> None:
        """Telegram can't be reached: everybody waits, longer each time."""
        logger.bind(error=type(error).__name__, pause_s=self._pause_seconds).warning("Telegram is away")
        self._again(parcel, pause_seconds=self._pause_seconds)
        self._pause_seconds = min(self._pause_seconds * 2, self.pace.longest_pause_seconds)

    def _again(self, parcel: Parcel, *, pause_seconds: float) -> None:
        """Back to the front of its queue, unless a newer state came meanwhile."""
        self.gate.close_for(pause_seconds)
        newer = self._take_waiting(parcel.key)
        kept = parcel if newer is None else merged(parcel, newer)
        queue = self._queues[kept.priority]
        self._queues[kept.priority] = {kept.key: kept, **queue}

    def _refused(self, parcel: Parcel, error: TelegramAPIError) -> None:
        if any(reason in error.message for reason in CHAT_GONE):
            self._mute(parcel.chat_id)
            return
        logger.bind(chat=parcel.chat_id, subject=parcel.subject, reason=error.message).error("a card was refused")

    def _mute(self, chat_id: int) -> None:
        """They blocked the bot: silence until they write again."""
        logger.bind(chat=chat_id).info("a chat is muted")
        self._muted.add(chat_id)
        for priority, queue in self._queues.items():
            self._queues[priority] = {key: parcel for key, parcel in queue.items() if parcel.chat_id != chat_id}

    def _take_waiting(self, key: tuple[int, str]) -> Parcel | None:
        for queue in self._queues.values():
            if key in queue:
                return queue.pop(key)
        return None

    def _note_idle(self) -> None:
        if not self.waiting() and not self._busy:
            self._idle.set()


def merged(older: Parcel, newer: Parcel) -> Parcel:
    """The newer content, the greater urgency, and a sound if either wanted one."""
    priority = min(older.priority, newer.priority)
    sound = min(older.sound, newer.sound, key=LOUDEST_FIRST.index)
    return replace(newer, priority=priority, sound=sound)
