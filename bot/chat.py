"""The Telegram side as one thing: bot, dispatcher, inbox, sender, notifier. Builds and runs them; words nothing.

Polling confirms an update only when the inbox has stored it, so neither SIGTERM nor a crash loses one.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import ClientDecodeError, TelegramAPIError
from loguru import logger

from bot.cards import Cards
from bot.conversation import ConversationStorage
from bot.digest import Digests
from bot.dispatcher import build_dispatcher, with_inbox
from bot.inbox import Inbox
from bot.menu import publish_commands
from bot.middlewares import Flood
from bot.notifier import Notifier
from bot.pacing import Gate, Patience
from bot.plain import Readable
from bot.presence import Presence
from bot.sender import Sender
from bot.settings import Settings
from bot.telling import Subscribe
from bot.texts import Texts
from bot.workers import Supervisor, every
from core.application.bus import MessageBus
from core.application.chat_ports import CardBook, ConversationStore, DeliveryBook, SilenceBook, UpdateInbox
from core.application.views import FollowerView
from core.domain.values import FollowerId

POLL_SECONDS = 20
CALM_SECONDS, LONGEST_BURST_SECONDS = 4.0, 30.0
"""A burst of news is told in one message when it has been calm for so long, or has lasted so long."""

HELD_SECONDS = 15.0
CLEAR_SECONDS = 30.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 30.0
FLUSH_SECONDS = 1.5
"""Twice at the end, for what was heard and what is to be said: the rest is durable, an end takes 10 s at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the chat remembers across restarts."""

    cards: CardBook
    conversations: ConversationStore
    updates: UpdateInbox
    deliveries: DeliveryBook
    silences: SilenceBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    bot: Bot
    texts: Texts
    dispatcher: Dispatcher
    inbox: Inbox
    sender: Sender
    notifier: Notifier
    presence: Presence


def telegram(settings: Settings) -> Bot:
    """A bot that speaks HTML to the Bot API server of the settings; the caller closes its session."""
    server = TelegramAPIServer.from_base(settings.telegram_api_url)
    defaults = DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True)
    return Bot(settings.bot_token.get_secret_value(), session=AiohttpSession(api=server), default=defaults)


def build_chat(
    settings: Settings, bus: MessageBus, *, memory: Memory, supervisor: Supervisor, subscribe: Subscribe
) -> Chat:
    bot, texts, gate = telegram(settings), Texts(), Gate()
    bot.session.middleware(Readable())
    bot.session.middleware(Patience(gate))
    sender = sender_of(bot, texts, memory=memory, gate=gate)
    operators = [FollowerId(owner) for owner in sorted(settings.owner_ids)]
    presence = Presence(bus, texts, sender=sender, silences=memory.silences, operators=operators)
    sender.on_gone = presence.gone
    storage, flood = ConversationStorage(memory.conversations), Flood(texts)
    made = build_dispatcher(
        bus,
        texts,
        storage=storage,
        on_heard=presence.heard,
        owners=settings.owner_ids,
        flood=flood,
        spawn=supervisor.spawn,
    )
    inbox = with_inbox(made, memory.updates, spawn=supervisor.spawn, flood=flood)
    notifier = Notifier(bus, texts, sender, operators=operators)
    notifier.subscribe(subscribe)
    return Chat(bot=bot, texts=texts, dispatcher=made, inbox=inbox, sender=sender, notifier=notifier, presence=presence)


def sender_of(bot: Bot, texts: Texts, *, memory: Memory, gate: Gate) -> Sender:
    cards = Cards(bot, memory.cards, deliveries=memory.deliveries, texts=texts)
    digests = Digests(texts, calm_seconds=CALM_SECONDS, longest_seconds=LONGEST_BURST_SECONDS)
    return Sender(cards, gate, memory.deliveries, digests)


async def talk(chat: Chat, users: Sequence[FollowerView], *, supervisor: Supervisor, stop: asyncio.Event) -> None:
    """Poll until told to stop; then finish what was accepted and send what waits."""
    supervisor.keep("sender", chat.sender.run)
    supervisor.keep("news of the night", every(HELD_SECONDS, chat.sender.tell_held))
    supervisor.keep("messages to delete", every(CLEAR_SECONDS, chat.sender.cards.clear))
    await tell_menus(chat, users)
    replayed = await chat.inbox.replay(chat.dispatcher, chat.bot)
    if replayed:
        logger.bind(updates=replayed).info("finished what the last run left")
    async with asyncio.TaskGroup() as group:
        polling = group.create_task(poll(chat))
        await stop.wait()
        await end_polling(chat, polling)
    await chat.inbox.drain(FLUSH_SECONDS)


async def end_polling(chat: Chat, polling: asyncio.Task[None]) -> None:
    """What is being polled for is still taken; what never began has nothing to take."""
    try:
        await chat.dispatcher.stop_polling()
    except RuntimeError:
        polling.cancel()
    await asyncio.wait([polling])


async def poll(chat: Chat) -> None:
    await reached_telegram(chat.bot)
    await chat.dispatcher.start_polling(
        chat.bot,
        polling_timeout=POLL_SECONDS,
        handle_as_tasks=False,
        handle_signals=False,
        close_bot_session=False,
        allowed_updates=chat.dispatcher.resolve_used_update_types(),
    )


async def reached_telegram(bot: Bot, pause_seconds: float = FIRST_PAUSE_SECONDS) -> None:
    """Returns when Telegram knows us: trading has begun already and needs nobody to talk to."""
    while True:
        try:
            await bot.me()
        except (TelegramAPIError, ClientDecodeError) as error:
            logger.bind(error=type(error).__name__, pause_s=pause_seconds).warning("Telegram can't be reached")
            await asyncio.sleep(pause_seconds)
            pause_seconds = min(pause_seconds * 2, LONGEST_PAUSE_SECONDS)
        else:
            return


async def tell_menus(chat: Chat, users: Sequence[FollowerView]) -> None:
    """Nice to have: an unreachable Telegram must not keep trading from starting."""
    try:
        await publish_commands(chat.bot, chat.texts, users)
    except (TelegramAPIError, ClientDecodeError) as error:
        logger.bind(error=type(error).__name__).warning("the command menus wait for the next start")


async def hang_up(chat: Chat) -> None:
    """Give waiting news a moment, then close."""
    try:
        async with asyncio.timeout(FLUSH_SECONDS):
            await chat.sender.idle()
    except TimeoutError:
        logger.bind(waiting=chat.sender.waiting()).warning("news stay unsent until the next start")
    await chat.bot.session.close()
