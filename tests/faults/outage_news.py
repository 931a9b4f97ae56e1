"""From stored events to messages: the real relay, notifier, sender and cards, before a Telegram that takes everything.

Only news about exchanges come through: a card per trade is no news here.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import SendMessage, TelegramMethod
from aiogram.types import Chat, Message

from adapters.messaging.event_bus import EventBus
from adapters.messaging.outbox import OutboxRelay
from bot.cards import Cards
from bot.digest import Digests
from bot.notifier import Notifier
from bot.pacing import Gate
from bot.sender import Sender
from bot.texts import Texts
from core.domain.events import BreakerChangedEvent
from core.domain.values import FollowerId
from core.shared import DomainEvent
from tests.bot.memory import MemoryCards, MemoryDeliveries
from tests.faults.simulation.life import Life
from tests.faults.simulation.virtual import Machine

T = TypeVar("T")
E = TypeVar("E", bound=DomainEvent)
RELAY_SECONDS = 5.0
BEGUN, ENDED = "does not answer", "answers again"


class Taking(BaseSession):
    """Takes every message."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[int, str]] = []

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[T],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's signature
    ) -> T:
        match method:
            case SendMessage():
                self.sent.append((int(method.chat_id), method.text))
                chat = Chat(id=int(method.chat_id), type="private")
                message = Message(message_id=len(self.sent), date=datetime.now(UTC), chat=chat, text=method.text)
                return cast(T, message)
            case _:
                return cast(T, True)

    async def stream_content(self, *_args: Any, **_more: Any) -> AsyncGenerator[bytes, None]:
        yield b""

    async def close(self) -> None:
        return None


class Post:
    """Carries what happens in one life."""

    def __init__(self, life: Life, machine: Machine, operators: Sequence[FollowerId]) -> None:
        events, texts, cards = EventBus(), Texts(), MemoryCards()
        self.session = Taking()
        bot = Bot("1:outage", session=self.session)
        deliveries = MemoryDeliveries(cards)
        self._sender = Sender(
            Cards(bot, cards, deliveries=deliveries, texts=texts),
            Gate(clock=machine.steady),
            deliveries,
            Digests(texts),
            clock=machine.steady,
            now=machine.truth,
        )
        self._relay = OutboxRelay(life.db.reader, life.db.writer, bus=events, clock=life.clock)
        self._life = life

        def subscribe(event_type: type[E], handler: Callable[[E], Awaitable[None]], /) -> object:
            if event_type is BreakerChangedEvent:
                events.subscribe(event_type, handler)
            return None

        Notifier(life.bus, texts, self._sender, operators=operators).subscribe(subscribe)

    async def run(self) -> None:
        """The relay looks again whenever something was stored."""
        self._life.begin(self._sender.run())
        while True:
            await self._relay.drain()
            await asyncio.sleep(RELAY_SECONDS)

    def told(self, chats: Sequence[FollowerId]) -> Mapping[int, tuple[int, int]]:
        """How often each heard of a beginning and of an end."""
        begun = Counter(chat for chat, text in self.session.sent if BEGUN in text)
        ended = Counter(chat for chat, text in self.session.sent if ENDED in text)
        return {int(chat): (begun[int(chat)], ended[int(chat)]) for chat in chats}
