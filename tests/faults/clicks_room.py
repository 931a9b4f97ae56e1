"""The real dispatcher in front of the real core and SQLite, with a Telegram that takes everything and remembers it.

People press over plain updates. Whether the core changed anything is asked of SQLite itself, over another connection.
"""

import asyncio
import hashlib
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

from aiogram import Bot, Dispatcher
from aiogram.methods import AnswerCallbackQuery, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import CallbackQuery, Chat, Message, Update, User

from bot.conversation import ConversationStorage
from bot.dispatcher import build_dispatcher
from bot.middlewares import Flood
from bot.texts import Texts
from core.application.commands import ChangeFollowCommand
from core.domain.copy_rules import CopyRules
from core.domain.follow import FollowMode
from core.domain.values import FollowerId, Side
from tests.application.world import World
from tests.application.worlds import a_world
from tests.bot.memory import MemoryConversations
from tests.builders import ANN, NOON, a_follow, d
from tests.faults.parsers_bot import TakesAll

TEXTS = Texts()
ENDLESS = 1e9
STRANGER = FollowerId(777_000)
HERS = (
    "SELECT * FROM accounts WHERE follower_id = ?",
    "SELECT * FROM follows WHERE follower_id = ?",
    "SELECT * FROM trades WHERE follower_id = ?",
    "SELECT * FROM positions WHERE follower_id = ?",
    "SELECT * FROM confirmations WHERE follower_id = ?",
)
Answer = tuple[str, str]


class Remembers(TakesAll):
    """What the bot sent since the last time somebody asked: kind and text."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[Answer] = []

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's signature
    ) -> TelegramType:
        self.sent.append((type(method).__name__, str(getattr(method, "text", ""))))
        return await super().make_request(bot, method, timeout)

    def take(self) -> Sequence[Answer]:
        taken, self.sent = self.sent, []
        return taken


TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('deeds', 'sqlite_sequence') ORDER BY 1"


class ClickRoom:
    """One world with its bot in front of it."""

    def __init__(self, world: World, file: Path) -> None:
        self.world, self.telegram = world, Remembers()
        self.bot = Bot("42:TEST", session=self.telegram)
        self.dispatcher = dispatcher_of(world)
        self._numbers = count(1)
        self._witness = sqlite3.connect(file)
        self._seen, self._book = -1, ""

    async def press(self, who: FollowerId, payload: str, *, chat: Chat | None = None) -> Sequence[Answer]:
        """One press after another; answers with what was said."""
        await self.feed(self.pressed(who, payload, chat=chat))
        return self.telegram.take()

    async def say(self, who: FollowerId, text: str) -> Sequence[Answer]:
        message = Message(
            message_id=next(self._numbers), date=NOON, chat=private(who), from_user=person(who), text=text
        )
        await self.feed(Update(update_id=next(self._numbers), message=message))
        return self.telegram.take()

    async def feed(self, update: Update) -> None:
        await self.dispatcher.feed_update(self.bot, update)

    def pressed(self, who: FollowerId, payload: str, *, chat: Chat | None = None) -> Update:
        number = next(self._numbers)
        card = Message(message_id=7, date=NOON, chat=chat or private(who), text="card")
        query = CallbackQuery(id=str(number), from_user=person(who), chat_instance="1", data=payload, message=card)
        return Update(update_id=number, callback_query=query)

    def changes(self) -> str:
        """Another text after every change of the book, but for who tried what. The bot's own memory is elsewhere."""
        version = int(self._witness.execute("PRAGMA data_version").fetchone()[0])
        if version != self._seen:
            self._seen, self._book = version, self._digest()
        return self._book

    def _digest(self) -> str:
        digest = hashlib.blake2b(digest_size=16)
        for (name,) in self._witness.execute(TABLES).fetchall():
            digest.update(repr(self._witness.execute(f"SELECT * FROM {name}").fetchall()).encode())  # noqa: S608 - our own tables
        return digest.hexdigest()

    def rows(self, statement: str, owner: int) -> Sequence[object]:
        return self._witness.execute(statement, (owner,)).fetchall()

    def orders(self) -> int:
        return len(self.world.venue().attempts)

    def close(self) -> None:
        self._witness.close()


def dispatcher_of(world: World) -> Dispatcher:
    async def heard(_chat_id: int) -> None:
        """Nobody is silent here."""

    return build_dispatcher(
        world.bus,
        TEXTS,
        storage=ConversationStorage(MemoryConversations()),
        on_heard=heard,
        flood=Flood(TEXTS, burst=ENDLESS, per_second=ENDLESS),
    )


def person(who: FollowerId) -> User:
    return User(id=int(who), is_bot=False, first_name="Somebody", language_code="en")


def private(who: FollowerId) -> Chat:
    return Chat(id=int(who), type="private")


def answered(answers: Sequence[Answer]) -> Sequence[str]:
    """Only the toasts and alerts."""
    return [text for kind, text in answers if kind == AnswerCallbackQuery.__name__]


@asynccontextmanager
async def click_room(folder: Path) -> AsyncIterator[ClickRoom]:
    """Lev leads, Ann is asked first; nothing has happened yet."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    async with a_world(folder, mode=FollowMode.ASK) as world:
        room = ClickRoom(world, folder / "tandem.db")
        try:
            yield room
        finally:
            room.close()


async def ask(world: World, size: str = "1000") -> str:
    """The leader buys; answers with the question's id."""
    rules = CopyRules(size=d(size))
    await world.do(ChangeFollowCommand(actor=ANN, follow_id=a_follow().id, rules=rules, mode=FollowMode.ASK))
    assert (await world.leader_trades(Side.BUY, "1")).asked == 1
    return (await world.question()).id


def rows_of(room: ClickRoom, owner: FollowerId) -> Sequence[object]:
    """Everything the core keeps of one person's trading."""
    return [row for question in HERS for row in room.rows(question, int(owner))]
