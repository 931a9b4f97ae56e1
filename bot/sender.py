"""Everything the bot says unasked goes out here: paced, urgent first, newest state of a card only. Words nothing.

Telegram takes about one message a second per chat and thirty in all (telegram.md 2.4). The trading path never waits
for this: `post` returns at once.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from loguru import logger

from bot.backlog import Backlog
from bot.cards import Cards, Superseded
from bot.digest import PLACES, Digests, Why
from bot.pacing import Gate, TokenBucket
from bot.parcels import Parcel, Priority, Sound
from core.application.chat_ports import DeliveryBook
from core.domain.errors import StorageError

CHAT_GONE = ("chat not found", "user is deactivated", "PEER_ID_INVALID")
LATE = timedelta(minutes=15)
"""How old an info may be and still get a message of its own."""

REMEMBERED_CARDS = 20_000
"""Cards known to stand: they are edited, never folded."""


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


def utc_now() -> datetime:
    return datetime.now(UTC)


async def tell_nobody(_chat_id: int) -> None:
    """Nobody asks who went silent."""


async def at_once() -> None:
    """Nothing goes before messages."""


@dataclass(slots=True)
class Sender:
    """Invariant: at most one parcel per subject and chat is waiting, and at most one per chat is on its way."""

    cards: Cards
    gate: Gate
    deliveries: DeliveryBook
    digests: Digests
    pace: Pace = field(default_factory=Pace)
    backlog: Backlog = field(default_factory=Backlog)
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = utc_now
    on_gone: Callable[[int], Awaitable[None]] = tell_nobody
    give_way: Callable[[], Awaitable[None]] = at_once
    _buckets: dict[int, TokenBucket] = field(init=False, default_factory=dict)
    _bucket: TokenBucket = field(init=False)
    _busy: set[int] = field(init=False, default_factory=set)
    _muted: set[int] = field(init=False, default_factory=set)
    _standing: dict[tuple[int, str], None] = field(init=False, default_factory=dict)
    _pause_seconds: float = field(init=False)
    _changed: asyncio.Event = field(init=False, default_factory=asyncio.Event)
    _idle: asyncio.Event = field(init=False, default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._bucket = TokenBucket(self.pace.per_second, self.pace.burst, clock=self.clock)
        self._pause_seconds = self.pace.first_pause_seconds
        self._idle.set()

    def post(self, parcel: Parcel) -> None:
        """Queue the newest state of its subject; what is too much for its chat goes into a digest."""
        if parcel.chat_id in self._muted:
            return
        if parcel.event_id:
            self.deliveries.due(parcel.delivery)
        if parcel.held_until is not None and self.now() < parcel.held_until:
            self.digests.hold(parcel, self.clock())
            return
        if self._joins(parcel):
            self._shorten(parcel, Why.BURST)
        else:
            self.backlog.put(parcel)
        for news in list(self.backlog.shed(parcel.chat_id, stands=self._stands)):
            self._shorten(news, Why.BURST)
        self._wake_up()

    async def tell_held(self) -> None:
        """For a chore: what was held in quiet hours that are over."""
        for place in self.digests.over(self.now()):
            self.backlog.put(place)
            self._wake_up()

    def mute(self, chat_id: int) -> None:
        """Silence until they write again."""
        self._muted.add(chat_id)
        self.backlog.drop_chat(chat_id)
        self.digests.drop_chat(chat_id)

    def unmute(self, chat_id: int) -> None:
        """The chat is heard from again."""
        self._muted.discard(chat_id)

    def is_muted(self, chat_id: int) -> bool:
        return chat_id in self._muted

    def waiting(self) -> int:
        return len(self.backlog)

    async def run(self) -> None:
        """For a supervised worker; ends by cancellation only."""
        await asyncio.gather(*(self._lane() for _ in range(self.pace.lanes)))

    async def idle(self) -> None:
        """Until nothing waits and nothing is on its way."""
        await self._idle.wait()

    async def _lane(self) -> None:
        while True:
            await self.gate.passed()
            await self.give_way()
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
            if not self.waiting():
                await self.deliveries.flush()

    async def _look_again(self) -> None:
        """Wait for a new parcel; with parcels that only lack a token, for the next token.

        What is settled is written down first: a parcel that has to wait keeps nobody else's end from the book.
        """
        self._changed.clear()
        await self.deliveries.flush()
        try:
            async with asyncio.timeout(self.pace.look_seconds if self.waiting() else None):
                await self._changed.wait()
        except TimeoutError:
            return

    def _next(self) -> Parcel | None:
        if not self._bucket.has_token() or self.gate.seconds_left() > 0:
            return None
        now = self.clock()
        ripe = (parcel for parcel in self.backlog.heads() if self.digests.is_ripe(parcel, now))
        ready = (parcel for parcel in ripe if self._may_go(parcel.chat_id))
        parcel = next(ready, None)
        if parcel is not None:
            self._bucket.take()
            self._busy.add(parcel.chat_id)
            self.backlog.serve(parcel)
        return parcel

    def _may_go(self, chat_id: int) -> bool:
        return chat_id not in self._busy and self._bucket_of(chat_id).take()

    def _bucket_of(self, chat_id: int) -> TokenBucket:
        if chat_id not in self._buckets:
            pace = self.pace
            self._buckets[chat_id] = TokenBucket(pace.chat_per_second, pace.chat_burst, clock=self.clock)
        return self._buckets[chat_id]

    async def _deliver(self, parcel: Parcel) -> None:
        if parcel.subject in PLACES:
            parcel = self.digests.closed(parcel)
        try:
            await self._put(parcel)
        except TelegramRetryAfter as error:
            self._again(parcel, pause_seconds=error.retry_after)
        except (TelegramNetworkError, TelegramServerError, ClientDecodeError, StorageError) as error:
            self._away(parcel, error)
        except TelegramAPIError as error:
            await self._refused(parcel, error)

    async def _put(self, parcel: Parcel) -> None:
        if await self._is_late(parcel):
            self._shorten(parcel, Why.LATE)
            return
        try:
            await self.cards.put(parcel)
        except Superseded:
            self._yield_to_newer(parcel)
        else:
            self._pause_seconds = self.pace.first_pause_seconds
            self._note_standing(parcel)
            for told in parcel.covers:
                self.deliveries.settle(told)

    async def _is_late(self, parcel: Parcel) -> bool:
        """An old info is no message of its own any more; a card that stands is still brought up to date."""
        return self._is_old(parcel) and not await self.cards.stands(parcel)

    def _is_old(self, parcel: Parcel) -> bool:
        since = parcel.since
        return parcel.priority is Priority.NEWS and since is not None and self.now() - since >= LATE

    def _joins(self, parcel: Parcel) -> bool:
        """A message of its own would only lengthen a burst that is being folded; a card that stands is edited."""
        is_news = parcel.priority is Priority.NEWS and parcel.sound is not Sound.UNSENT
        return is_news and self.digests.takes_more(parcel.chat_id) and not self._stands(parcel)

    def _stands(self, parcel: Parcel) -> bool:
        return parcel.key in self._standing

    def _note_standing(self, parcel: Parcel) -> None:
        if parcel.sound is not Sound.UNSENT:
            self._standing[parcel.key] = None
        if len(self._standing) > REMEMBERED_CARDS:
            self._standing.pop(next(iter(self._standing)))

    def _wake_up(self) -> None:
        self._idle.clear()
        self._changed.set()

    def _shorten(self, news: Parcel, why: Why) -> None:
        """Into the chat's digest; what would not have been sent anyway is not told there either."""
        if news.sound is Sound.UNSENT:
            self.deliveries.settle(news.delivery)
        else:
            self.backlog.put(self.digests.add(news, Why.LATE if self._is_old(news) else why, self.clock()))

    def _yield_to_newer(self, parcel: Parcel) -> None:
        newer = self.backlog.take(parcel.chat_id, parcel.subject)
        if newer is not None:
            self.backlog.put_back(parcel)
            self.backlog.put(newer)

    def _away(self, parcel: Parcel, error: Exception) -> None:
        """Telegram can't be reached, or our book can't be written: everybody waits, longer each time."""
        logger.bind(error=type(error).__name__, pause_s=self._pause_seconds).warning("messages wait")
        self._again(parcel, pause_seconds=self._pause_seconds)
        self._pause_seconds = min(self._pause_seconds * 2, self.pace.longest_pause_seconds)

    def _again(self, parcel: Parcel, *, pause_seconds: float) -> None:
        """Back to the front of its queue, unless a newer state came meanwhile."""
        self.gate.close_for(pause_seconds)
        self.backlog.put_back(parcel)

    async def _refused(self, parcel: Parcel, error: TelegramAPIError) -> None:
        if isinstance(error, TelegramForbiddenError) or any(reason in error.message for reason in CHAT_GONE):
            await self._lose(parcel.chat_id)
            return
        self.deliveries.settle(parcel.delivery)
        logger.bind(chat=parcel.chat_id, subject=parcel.subject, reason=error.message).error("a card was refused")

    async def _lose(self, chat_id: int) -> None:
        """They blocked the bot, or are gone; trading goes on."""
        logger.bind(chat=chat_id).info("a chat is muted")
        self.mute(chat_id)
        try:
            await self.deliveries.drop_chat(chat_id)
            await self.on_gone(chat_id)
        except StorageError as error:
            logger.bind(chat=chat_id, error=str(error)).warning("the silence is forgotten at the next start")

    def _note_idle(self) -> None:
        if not self.waiting() and not self._busy:
            self._idle.set()
