"""Texts and presses through the whole bot: dispatcher, middlewares, routers, with a core in memory that records.

Telegram is a session that takes everything. Whatever comes in, nothing is carried out that was not said plainly.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any, NamedTuple, TypeVar, TypeVarTuple, cast

from aiogram import Bot, Dispatcher
from aiogram.client.session.base import BaseSession
from aiogram.filters.callback_data import CallbackData
from aiogram.methods import GetMe, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Chat, Message, Update, User
from loguru import logger

from bot.callbacks import ConnectPress, RestPress, StopAllPress
from bot.conversation import ConversationStorage
from bot.dispatcher import build_dispatcher
from bot.house_presses import HoursPress, LanguagePress, NoisePress
from bot.menu import COMMANDS
from bot.middlewares import Flood
from bot.parsing import parse_credentials, parse_name, parse_typed
from bot.states import KeyForm, LeadForm, PositionForm
from bot.texts import Texts
from core.application import commands as c
from core.application import noise_commands as n
from core.domain.errors import BadInput, NotFound
from core.domain.values import Exchange
from tests.bot import builders as b
from tests.bot.fake_core import FakeCore
from tests.bot.memory import MemoryConversations
from tests.faults.parsers_garble import spoiled_text
from tests.faults.parsers_pressed import GENUINE, unpacked
from tests.faults.parsers_typed import EXAMPLES
from tests.sandbox.telegram_room import ANN, BOHDAN, OLENA

Given = TypeVarTuple("Given")
Answered = TypeVar("Answered")
STRANGER = 777_000
LONGEST_TEXT, LONGEST_PRESS = 4096, 64
FORMS: Mapping[str, Sequence[str]] = {
    "none": (),
    "size": ("go:leaders:0", f"le:follow:{b.LEADER}"),
    "rule": ("go:leaders:0", f"le:follow:{b.LEADER}", "df:limits:::", "df:field:leverage::"),
    "coins": ("go:leaders:0", f"le:follow:{b.LEADER}", "df:limits:::", "df:field:allowed::"),
    "trigger": (f"po:protect:{b.POSITION}", f"po:sl:{b.POSITION}"),
    "key": ("cn:key:binance",),
    "name": (f"ld:{b.ACCOUNT}",),
}
COMMAND_TEXTS = [
    *(f"/{line.name}" for line in COMMANDS),
    "/start i_abcdefgh12345678", "/start l_leader", "/start", "/menu", "/close all", "/stop 1", "/follow Lev 100",
    "/positions@tandem_bot", "close everything", "yes", "confirm", "/admin pause", "/pause", "/reconcile", "/Положення",
]  # fmt: skip
FORGED = [
    text.replace(word, owned)
    for text in GENUINE
    for word, owned in [
        ("position", b.POSITION), ("follow", b.FOLLOW), ("account", b.ACCOUNT), ("question", b.QUESTION),
        ("leader", b.LEADER), ("trade", b.TRADE),
    ]
    if word in text.rpartition(":")[2]
]  # fmt: skip


class Said(NamedTuple):
    """Somebody has opened a form (or none), and writes."""

    person: int
    form: str
    text: str


class Pressed(NamedTuple):
    """Somebody claims to have pressed."""

    person: int
    payload: str


def make_text(chance: Random) -> Said:
    """Mostly without a form: forms need more steps, and their readers have a million of their own."""
    form = chance.choice(list(FORMS)) if chance.random() < 0.15 else "none"
    text = spoiled_text(chance, COMMAND_TEXTS if chance.random() < 0.6 else EXAMPLES)
    return Said(chance.choice([ANN, BOHDAN, OLENA, STRANGER]) if form == "none" else ANN, form, text[:LONGEST_TEXT])


def make_press(chance: Random) -> Pressed:
    """Ann's own ids among them, in the hands of others."""
    payload = spoiled_text(chance, GENUINE if chance.random() < 0.5 else FORGED)
    return Pressed(chance.choice([BOHDAN, STRANGER]), payload[:LONGEST_PRESS])


class StrictCore(FakeCore):
    """The core in memory takes some commands from anybody; the real one asks whose it is."""

    async def accept(self, _: object) -> None:
        raise NotFound("not-found")


class TakesAll(BaseSession):
    """Telegram as the bot sees it, without a wire: every message is there, every question is true."""

    number = 10

    async def close(self) -> None:
        return None

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's
    ) -> TelegramType:
        text = getattr(method, "text", None)
        if isinstance(text, str):
            text.encode()  # what can't be sent must not be sent
        if isinstance(method, GetMe):
            return cast(TelegramType, User(id=42, is_bot=True, first_name="Tandem", username="tandem_bot"))
        if "Message" not in type(method).__name__ or type(method).__name__.startswith("Delete"):
            return cast(TelegramType, True)
        self.number += 1
        chat = Chat(id=int(getattr(method, "chat_id", 0) or 0), type="private")
        return cast(TelegramType, Message(message_id=self.number, date=datetime.now(UTC), chat=chat).as_(bot))

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109 - aiogram's
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        yield b""


class AtOnce(asyncio.SelectorEventLoop):
    """aiogram asks plain filters in threads: here they answer on the spot, four times as fast."""

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[*Given], Answered], *args: *Given
    ) -> asyncio.Future[Answered]:
        done: asyncio.Future[Answered] = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - as a thread would hand it over
            done.set_exception(error)
        return done


@dataclass
class Desk:
    """One bot for a whole chunk; everything is put back before each input."""

    loop: asyncio.AbstractEventLoop
    bot: Bot
    dispatcher: Dispatcher
    core: FakeCore
    talks: MemoryConversations
    errors: list[str] = field(default_factory=list)
    number: int = 0

    def __call__(self, made: object) -> str:
        self.core.__dict__.update(StrictCore().__dict__)
        self.talks.rows.clear()
        self.errors.clear()
        match made:
            case Said():
                for step in FORMS[made.form]:
                    self.feed(press_of(made.person, step))
                self.core.done.clear()
                state = next((state for state, _ in self.talks.rows.values()), None)
                self.feed(text_of(made.person, made.text))
                allowed = allowed_for_text(state, made.text)
            case Pressed():
                self.feed(press_of(made.person, made.payload))
                allowed = allowed_for_press(made)
            case _:
                raise AssertionError(made)
        return self.judged(allowed)

    def judged(self, allowed: frozenset[type]) -> str:
        assert not self.errors, self.errors[0]
        too_much = [done for done in self.core.done if type(done) not in allowed]
        assert not too_much, f"carried out: {type(too_much[0]).__name__}"
        return "read" if self.core.done else "refused"

    def feed(self, update: dict[str, object]) -> None:
        self.number += 1
        read = Update.model_validate({"update_id": self.number} | update, context={"bot": self.bot})
        self.loop.run_until_complete(self.dispatcher.feed_update(self.bot, read))


def opened() -> Callable[[object], str]:
    """Unforeseen errors are heard where the bot reports them: in the log."""
    core, talks, texts = StrictCore(), MemoryConversations(), Texts()
    dispatcher = build_dispatcher(
        core.bus(), texts, storage=ConversationStorage(talks), on_heard=nobody, flood=Flood(texts, burst=1e12)
    )
    bot = Bot("42:TEST", session=TakesAll())
    desk = Desk(AtOnce(), bot, dispatcher, core, talks)
    logger.remove()
    logger.add(lambda line: desk.errors.append(str(line)), level="ERROR", format="{message} {extra}")
    return desk


async def nobody(_: int) -> None:
    """Hears that a chat is alive."""


def allowed_for_text(state: str | None, text: str) -> frozenset[type]:
    """Only an open form, and only what it can read; and one word wakes what rests."""
    if text.strip().startswith("/resume"):
        return frozenset({n.ResumeFollowsCommand})
    if state in {KeyForm.link.state, KeyForm.replace.state} and reads(
        lambda: parse_credentials(text, Exchange.BINANCE)
    ):
        return frozenset({c.LinkAccountCommand, c.ReplaceKeyCommand})
    if state == LeadForm.name.state and reads(lambda: parse_name(text)):
        return frozenset({c.PublishLeaderCommand})
    if state == PositionForm.trigger.state and reads(lambda: parse_typed(text.strip().lstrip("+-"))):
        return frozenset({c.ProtectPositionCommand})
    return frozenset()


def reads(reader: Callable[[], object]) -> bool:
    try:
        reader()
    except BadInput:
        return False
    return True


def allowed_for_press(made: Pressed) -> frozenset[type]:
    """What a person without anything may do to their own: speak another language, be quieter, rest, begin on paper."""
    if made.person == STRANGER:
        return frozenset()
    own: Sequence[tuple[type[CallbackData], type]] = (
        (LanguagePress, c.ChangeLanguageCommand),
        (NoisePress, c.TuneNoiseCommand),
        (ConnectPress, c.LinkAccountCommand),
        (HoursPress, n.PlanNewsCommand),
        (RestPress, n.PauseFollowsCommand),
        (RestPress, n.ResumeFollowsCommand),
        (StopAllPress, n.StopFollowsCommand),
    )
    return frozenset(command for press, command in own if unpacked(press, made.payload) is not None)


def text_of(person: int, text: str) -> dict[str, object]:
    return {"message": message(person, 5) | ({"text": text} if text else {})}


def press_of(person: int, payload: str) -> dict[str, object]:
    query = {"id": "1", "from": who(person), "chat_instance": "1", "data": payload, "message": message(person, 4)}
    return {"callback_query": query}


def message(person: int, number: int) -> dict[str, object]:
    chat = {"id": person, "type": "private"}
    return {"message_id": number, "date": 1_790_000_000, "chat": chat, "from": who(person)}


def who(person: int) -> dict[str, object]:
    return {"id": person, "is_bot": False, "first_name": "Somebody", "language_code": "en"}
