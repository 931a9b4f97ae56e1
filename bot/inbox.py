"""Updates are durable before Telegram forgets them, handled once, and replayed after a crash. Handles none itself.

aiogram confirms an update when its polling loop comes round: stock polling loses what a crash or SIGTERM cuts short
(telegram.md 2.3, recipes A and B). With `handle_as_tasks=False` and this as the outermost middleware the loop comes
round only when the update is stored, and the handler runs as a task of the supervised group.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine

from aiogram import BaseMiddleware, Bot, Dispatcher
from aiogram.types import TelegramObject, Update
from loguru import logger

from bot.secrets import Handler
from core.application.chat_ports import UpdateInbox
from core.domain.errors import StorageError

REPLAYED = "is_replayed"
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.1, 5.0

Spawn = Callable[[Coroutine[object, object, None]], None]
Payload = Callable[[Update, Bot], Awaitable[str]]


class Inbox(BaseMiddleware):
    """Invariant: an update that was accepted is either in flight here or unfinished in the store, until it is done."""

    def __init__(self, store: UpdateInbox, *, spawn: Spawn, payload: Payload) -> None:
        self._store, self._spawn, self._payload = store, spawn, payload
        self._in_flight = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, object]) -> object:
        if not isinstance(event, Update):
            return await handler(event, data)
        if data.get(REPLAYED) or await self._accept(event, data["bot"]):
            self._begin()
            self._spawn(self._carry_out(handler, event, data))
        return None

    async def replay(self, dispatcher: Dispatcher, bot: Bot) -> int:
        """Start what the last life left unfinished, in order; answers with the number."""
        unfinished = await self._store.unfinished()
        for _, payload in unfinished:
            update = Update.model_validate_json(payload, context={"bot": bot})
            await dispatcher.feed_update(bot, update, **{REPLAYED: True})
        return len(unfinished)

    async def drain(self, seconds: float) -> bool:
        """Wait for the handlers in flight; False when they outlast the patience."""
        try:
            async with asyncio.timeout(seconds):
                await self._idle.wait()
        except TimeoutError:
            return False
        return True

    async def _accept(self, update: Update, bot: object) -> bool:
        """Returns only when the update is stored: an update we can't store must not be confirmed."""
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                payload = await self._payload(update, bot) if isinstance(bot, Bot) else ""
                return await self._store.accept(update.update_id, payload)
            except StorageError:
                logger.bind(update=update.update_id, pause_s=pause).error("an update can't be stored; waiting")
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _carry_out(self, handler: Handler, update: Update, context: dict[str, object]) -> None:
        """Done means attempted to the end: only a crash or a cancellation leaves it for the next life."""
        try:
            await handler(update, context)
        except Exception:
            await self._store.done(update.update_id)
            raise
        else:
            await self._store.done(update.update_id)
        finally:
            self._end()

    def _begin(self) -> None:
        """Counted before the task starts, so that a drain right after misses nothing."""
        self._in_flight += 1
        self._idle.clear()

    def _end(self) -> None:
        self._in_flight -= 1
        if not self._in_flight:
            self._idle.set()


def put_first(dispatcher: Dispatcher, *outermost: BaseMiddleware) -> None:
    """Outside aiogram's own middlewares: the per-user lock and the error router belong to the handling, not to this."""
    onion = dispatcher.update.outer_middleware
    present = list(onion)
    for middleware in present:
        onion.unregister(middleware)
    for added in outermost:
        onion.register(added)
    for middleware in present:
        onion.register(middleware)
