"""The bot at home: a real dispatcher and a real aiogram Bot against a Telegram on loopback, with a core in memory.

People act over the control routes; `pump` lets the bot take what they did. Nothing is patched.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from aiogram import Dispatcher
from aiogram.types import Update

from bot.cards import Cards
from bot.conversation import ConversationStorage
from bot.digest import Digests
from bot.dispatcher import build_dispatcher
from bot.middlewares import Flood
from bot.pacing import Gate
from bot.plain import Readable
from bot.presence import Presence
from bot.sender import Pace, Sender
from bot.texts import Texts
from core.domain.values import FollowerId
from tests.bot import builders as b
from tests.bot.fake_core import FakeCore
from tests.bot.memory import MemoryCards, MemoryConversations, MemoryDeliveries, MemorySilences
from tests.sandbox.telegram_room import ANN, BOHDAN, OLENA, Record, Room, open_room, record, records

QUICK = Pace(
    chat_per_second=1e6, chat_burst=1e6, per_second=1e6, burst=1e6, first_pause_seconds=0.01, look_seconds=0.005
)


class FlawedText(AssertionError):
    """A text is missing, or a variable of it."""


def refuse_flaw(flaw: str) -> None:
    raise FlawedText(flaw)


TEXTS = Texts(on_flaw=refuse_flaw)


@dataclass
class ChatHouse:
    room: Room
    core: FakeCore
    dispatcher: Dispatcher
    sender: Sender
    cards: MemoryCards
    conversations: MemoryConversations
    gate: Gate
    deliveries: MemoryDeliveries
    presence: Presence
    offset: int = field(default=0)

    async def say(self, user: int, text: str, **more: object) -> Record:
        """Write something; answers with the newest message of the chat afterwards."""
        await self.room.post("send", user=user, text=text, **more)
        await self.pump()
        return await self.last(user)

    async def press(self, user: int, label: str) -> Record:
        """Press the newest button of that label; answers with the toast or alert."""
        pressed = await self.room.post("press", user=user, label=label)
        assert "query" in pressed, (label, pressed, await self.labels(user))
        await self.pump()
        return await self.answer_of(user, str(pressed["query"]))

    async def forge(self, user: int, payload: str, *, chat: int | None = None, message: int | None = None) -> Record:
        """Claim a press on the newest message with data no button had."""
        chat = user if chat is None else chat
        number = message if message is not None else (await self.last(chat))["id"]
        pressed = await self.room.post("press", user=user, chat=chat, message=number, data=payload)
        await self.pump()
        return await self.answer_of(chat, str(pressed["query"]))

    async def pump(self) -> None:
        for update in await self.updates():
            await self.dispatcher.feed_update(self.room.bot, update)

    async def updates(self) -> list[Update]:
        allowed = self.dispatcher.resolve_used_update_types()
        updates = await self.room.bot.get_updates(offset=self.offset, timeout=0, allowed_updates=allowed)
        if updates:
            self.offset = updates[-1].update_id + 1
        return updates

    async def answer_of(self, chat: int, query: str) -> Record:
        presses = records((await self.room.chat(chat))["presses"])
        answers = [press["answer"] for press in presses if press["query"] == query]
        return record(answers[0]) if answers and answers[0] else {}

    async def texts(self, user: int) -> list[str]:
        """What is still to be read, oldest first."""
        return [str(it["text"]) for it in await self.room.messages(user) if not it["deleted"]]

    async def last(self, user: int) -> Record:
        return [it for it in await self.room.messages(user) if not it["deleted"]][-1]

    async def from_bot(self, user: int) -> list[Record]:
        messages = [it for it in await self.room.messages(user) if not it["deleted"]]
        return [it for it in messages if record(it["from"])["is_bot"]]

    async def labels(self, user: int) -> list[str]:
        last = (await self.from_bot(user))[-1]
        return [str(button["text"]) for row in buttons(last) for button in row]

    async def text(self, user: int) -> str:
        return str((await self.from_bot(user))[-1]["text"])


def buttons(message: Record) -> list[list[Record]]:
    rows = message["buttons"]
    assert isinstance(rows, list)
    return [records(row) for row in rows]


@asynccontextmanager
async def open_house(flood: Flood | None = None, *, texts: Texts = TEXTS) -> AsyncIterator[ChatHouse]:
    """Ann, Bohdan and Olena have pressed Start already."""
    async with open_room() as room:
        await room.meet(ANN, BOHDAN, OLENA)
        room.bot.session.middleware(Readable())
        core, cards, conversations, gate = FakeCore(), MemoryCards(), MemoryConversations(), Gate()
        deliveries, digests = MemoryDeliveries(cards), Digests(texts)
        sender = Sender(
            Cards(room.bot, cards, deliveries=deliveries, texts=texts), gate, deliveries, digests, QUICK, now=noon
        )
        presence = Presence(core.bus(), texts, sender=sender, silences=MemorySilences(), operators=[FollowerId(OLENA)])
        sender.on_gone = presence.gone
        dispatcher = build_dispatcher(
            core.bus(),
            texts,
            storage=ConversationStorage(conversations),
            on_heard=presence.heard,
            flood=flood or Flood(texts, burst=1000),
        )
        yield ChatHouse(room, core, dispatcher, sender, cards, conversations, gate, deliveries, presence)


def noon() -> datetime:
    return b.NOW
