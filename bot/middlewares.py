"""Who may talk to us, where and how fast; and who they are. Answer nothing about trading."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import Enum

from aiogram import BaseMiddleware
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Chat, Message, TelegramObject, Update, User
from loguru import logger

from bot.callbacks import Go, Place
from bot.drafts import shelve
from bot.inbox import REPLAYED
from bot.pacing import TokenBucket
from bot.presses import Press
from bot.secrets import Handler
from bot.texts import SOURCE_LANGUAGE, Texts, Voice
from core.application.bus import MessageBus
from core.application.commands import WelcomeOperatorCommand
from core.application.queries import FindFollowerQuery
from core.application.views import FollowerView
from core.domain.follower import Role
from core.domain.values import FollowerId

BURST = 30
"""Updates one person may send at once; then PER_SECOND."""

PER_SECOND = 3.0
REMEMBERED_PEOPLE = 10_000


def actor_of(update: Update) -> User | None:
    event = update.message or update.callback_query or update.edited_message or update.my_chat_member
    return event.from_user if event is not None else None


def chat_of(update: Update) -> Chat | None:
    query = update.callback_query
    if query is not None:
        return query.message.chat if query.message is not None else None
    event = update.message or update.edited_message or update.my_chat_member or update.channel_post
    return event.chat if event is not None else None


class PrivateOnly(BaseMiddleware):
    """Money talks in private: a group gets one hint, a channel none, edited and forwarded messages never act."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._hinted: set[int] = set()

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, object]) -> object:
        if not isinstance(event, Update):
            return None
        chat = chat_of(event)
        if chat is None or chat.type != "private":
            await self._turn_away(event)
            return None
        message = event.message
        if message is not None and message.forward_origin is not None:
            return await message.answer(self._voice(message.from_user).say("forwarded-ignored"))
        return None if message is None and event.callback_query is None else await handler(event, data)

    async def _turn_away(self, update: Update) -> None:
        if update.callback_query is not None:
            voice = self._voice(update.callback_query.from_user)
            await Press(update.callback_query).alert(voice.plain("private-only"))
        message = update.message
        if message is None or message.chat.id in self._hinted or not (message.text or "").startswith("/"):
            return
        self._hinted.add(message.chat.id)
        await message.answer(self._voice(message.from_user).say("private-only"))

    def _voice(self, user: User | None) -> Voice:
        return self._texts.voice(user.language_code if user is not None else None)


class Pressure(Enum):
    """What a person's pace allows for this update; FIRST is the first one too many."""

    FINE = "fine"
    FIRST = "first"
    MORE = "more"


PRESSURE = "pressure"


@dataclass(slots=True)
class Visitor:
    bucket: TokenBucket
    is_warned: bool = False


@dataclass(slots=True)
class Flood(BaseMiddleware):
    """A token bucket per person: one kind warning, then silence until they slow down."""

    texts: Texts
    burst: float = BURST
    per_second: float = PER_SECOND
    clock: Callable[[], float] = time.monotonic
    _visitors: dict[int, Visitor] = field(default_factory=dict)

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, object]) -> object:
        user = actor_of(event) if isinstance(event, Update) else None
        if user is None or not isinstance(event, Update):
            return None
        match data.get(PRESSURE) or self.feel(user.id):
            case Pressure.FINE:
                return await handler(event, data)
            case Pressure.FIRST:
                await self._warn(event, user)
        return None

    def feel(self, user_id: int) -> Pressure:
        """Counts one update of this person."""
        visitor = self._visitor(user_id)
        if visitor.bucket.take():
            visitor.is_warned = False
            return Pressure.FINE
        if visitor.is_warned:
            return Pressure.MORE
        visitor.is_warned = True
        return Pressure.FIRST

    def _visitor(self, user_id: int) -> Visitor:
        if user_id not in self._visitors:
            if len(self._visitors) >= REMEMBERED_PEOPLE:
                self._visitors.clear()
            self._visitors[user_id] = Visitor(TokenBucket(self.per_second, self.burst, clock=self.clock))
        return self._visitors[user_id]

    async def _warn(self, update: Update, user: User) -> None:
        logger.bind(user=user.id).warning("somebody sends too fast")
        voice = self.texts.voice(user.language_code)
        if update.callback_query is not None:
            await Press(update.callback_query).alert(voice.plain("too-fast"))
        elif update.message is not None:
            await update.message.answer(voice.say("too-fast"))


class Dam(BaseMiddleware):
    """Stands before the inbox: a flood is not even stored. What is replayed was let in before."""

    def __init__(self, flood: Flood) -> None:
        self._flood = flood

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, object]) -> object:
        user = actor_of(event) if isinstance(event, Update) else None
        if user is None or data.get(REPLAYED):
            return await handler(event, data)
        data[PRESSURE] = self._flood.feel(user.id)
        return None if data[PRESSURE] is Pressure.MORE else await handler(event, data)


class Introduce(BaseMiddleware):
    """Asks once per update who this is; `user` is None for strangers. Tells that the chat is alive.

    Operators are named by the settings: they are in from their first word on, by the name Telegram has for them.
    """

    def __init__(self, bus: MessageBus, on_heard: Callable[[int], Awaitable[None]], *, owners: frozenset[int]) -> None:
        self._bus, self._on_heard, self._owners = bus, on_heard, owners

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, object]) -> object:
        user = actor_of(event) if isinstance(event, Update) else None
        if user is None:
            return None
        await self._on_heard(user.id)
        follower = await self._find(user.id)
        if user.id in self._owners and (follower is None or follower.role is not Role.OPERATOR):
            await self._welcome(user)
            follower = await self._find(user.id)
        data["user"] = follower
        return await handler(event, data)

    async def _find(self, user_id: int) -> FollowerView | None:
        return await self._bus.handle(FindFollowerQuery(actor=FollowerId(user_id)))

    async def _welcome(self, user: User) -> None:
        command = WelcomeOperatorCommand(
            actor=FollowerId(user.id), name=user.full_name, language=user.language_code or SOURCE_LANGUAGE
        )
        await self._bus.handle(command)


class LeaveForms(BaseMiddleware):
    """A command, or a button to another screen, ends whatever was being typed; cancelling says so itself.

    A follow in the making is only put aside: home offers to go on with it.
    """

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, object]) -> object:
        state = data.get("state")
        if (
            isinstance(event, Update)
            and isinstance(state, FSMContext)
            and leaves(event.message or event.callback_query)
        ):
            await shelve(state)
            data["raw_state"] = None
        return await handler(event, data)


def leaves(event: Message | CallbackQuery | None) -> bool:
    match event:
        case Message(text=str() as text):
            return text.startswith("/") and not text.startswith("/cancel")
        case CallbackQuery(data=str() as payload):
            is_cancel = payload.startswith(Go(to=Place.CANCEL).pack().rpartition(":")[0])
            return payload.startswith(f"{Go.__prefix__}:") and not is_cancel
        case _:
            return False
