"""The way of an update through the bot, in one place: middlewares from outside in, routers from first to last."""

from collections.abc import Awaitable, Callable

from aiogram import Dispatcher
from aiogram.fsm.storage.base import BaseStorage
from aiogram.fsm.storage.memory import SimpleEventIsolation
from aiogram.types import Message

from bot.aside import Aside
from bot.inbox import Inbox, Spawn, put_first
from bot.middlewares import Dam, Flood, Introduce, LeaveForms, PrivateOnly
from bot.presses import AnswerPresses, OpenBelow
from bot.routers import (
    accounts,
    admin,
    confirmations,
    connecting,
    errors,
    explaining,
    exporting,
    fallback,
    following,
    follows,
    hours,
    inviting,
    leading,
    limits,
    membership,
    operating,
    paper_follow,
    pictures,
    positions,
    protecting,
    quality,
    reconciling,
    replaying,
    reports,
    resting,
    settings,
    start,
    status,
    strangers,
    undoing,
)
from bot.secrets import SecretEye, WipeSecrets
from bot.texts import Texts
from core.application.bus import MessageBus
from core.application.chat_ports import UpdateInbox

ROUTERS = (
    errors,
    strangers,
    start,
    confirmations,
    explaining,
    positions,
    protecting,
    reconciling,
    follows,
    resting,
    undoing,
    following,
    replaying,
    limits,
    paper_follow,
    leading,
    accounts,
    connecting,
    quality,
    reports,
    pictures,
    exporting,
    status,
    settings,
    hours,
    admin,
    inviting,
    membership,
    operating,
    fallback,
)


def build_dispatcher(
    bus: MessageBus,
    texts: Texts,
    *,
    storage: BaseStorage,
    on_heard: Callable[[int], Awaitable[None]],
    owners: frozenset[int] = frozenset(),
    flood: Flood | None = None,
    spawn: Spawn | None = None,
) -> Dispatcher:
    """Without an inbox yet; see `with_inbox`. One person's updates are handled one after another; what takes long is
    spawned beside them.
    """
    made = Dispatcher(
        storage=storage, events_isolation=SimpleEventIsolation(), bus=bus, texts=texts, aside=Aside(spawn)
    )
    for middleware in (
        WipeSecrets(SecretEye(storage), texts),
        PrivateOnly(texts),
        flood or Flood(texts),
        AnswerPresses(),
        OpenBelow(),
        Introduce(bus, on_heard, owners=owners),
        LeaveForms(),
    ):
        made.update.outer_middleware(middleware)
    made.edited_message.register(nothing)
    made.include_routers(*(module.router() for module in ROUTERS))
    return made


async def nothing(_: Message) -> None:
    """Edited messages never act; they are asked for only so that a key typed into one is deleted too."""


def with_inbox(made: Dispatcher, store: UpdateInbox, *, spawn: Spawn, flood: Flood | None = None) -> Inbox:
    """Poll with `handle_as_tasks=False`: the inbox stores, then spawns. A flood is turned away before it is stored."""
    inbox = Inbox(store, spawn=spawn, payload=SecretEye(made.storage).payload)
    put_first(made, *([Dam(flood)] if flood else []), inbox)
    return inbox
