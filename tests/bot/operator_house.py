"""The chat over the real core: Lev leads, Ann follows, Olena operates; real dispatcher, database, outbox and sender.

`restart` is a new process on the same book. Nothing is patched.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from adapters.messaging.event_bus import EventBus
from adapters.messaging.outbox import OutboxRelay
from adapters.persistence.deliveries import SqlDeliveryBook, SqlSilenceBook
from bot.cards import Cards
from bot.conversation import ConversationStorage
from bot.digest import Digests
from bot.dispatcher import build_dispatcher
from bot.middlewares import Flood
from bot.notifier import Notifier
from bot.pacing import Gate
from bot.plain import Readable
from bot.presence import Presence
from bot.sender import Pace, Sender
from core.application.points import Point, watching
from core.domain.values import FollowerId
from tests.application.world import World
from tests.application.worlds import a_world
from tests.bot.chat_house import QUICK, TEXTS, ChatHouse
from tests.bot.fake_core import FakeCore
from tests.bot.lives import Killed, kill_at
from tests.bot.memory import MemoryCards, MemoryConversations, MemoryDeliveries
from tests.sandbox.telegram_room import ANN, BOHDAN, LEV, OLENA, Room, open_room

PEOPLE = (ANN, BOHDAN, LEV, OLENA)
ONE_LANE = replace(QUICK, lanes=1)
"""A death in it leaves no other lane behind."""


@dataclass
class OperatorHouse(ChatHouse):
    """`core` is not asked: the bus is the world's."""

    life: World = field(kw_only=True)
    relay: OutboxRelay = field(kw_only=True)

    async def deliver(self) -> None:
        """Everything that is due is handed over and sent."""
        await self.relay.drain()
        async with asyncio.timeout(30), asyncio.TaskGroup() as group:
            running = group.create_task(self.sender.run())
            await self.sender.idle()
            running.cancel()

    async def die(self, point: Point) -> None:
        """Hand over and send, and end at that point."""
        await self.relay.drain()
        with pytest.raises(Killed), watching(kill_at(point)):
            await self.sender.run()


@asynccontextmanager
async def open_house(folder: Path, pace: Pace = ONE_LANE) -> AsyncIterator[OperatorHouse]:
    async with AsyncExitStack() as stack:
        room = await stack.enter_async_context(open_room())
        life = await stack.enter_async_context(a_world(folder))
        await room.meet(*PEOPLE)
        room.bot.session.middleware(Readable())
        yield await moved_in(room, life, pace)


async def moved_in(room: Room, life: World, pace: Pace = ONE_LANE) -> OperatorHouse:
    """As a process begins: what the last one left unsaid is made again first."""
    db, gate, bus, again, operators = life.db, Gate(), EventBus(), EventBus(), [FollowerId(OLENA)]
    book = SqlDeliveryBook(db.reader, db.writer, clock=life.clock)
    shown = Cards(room.bot, db.cards, deliveries=book, texts=TEXTS)
    sender = Sender(shown, gate, book, Digests(TEXTS), pace, now=life.clock.now)
    silences = SqlSilenceBook(db.reader, db.writer, clock=life.clock)
    presence = Presence(life.bus, TEXTS, sender=sender, silences=silences, operators=operators)
    sender.on_gone = presence.gone
    notifier = Notifier(life.bus, TEXTS, sender, operators=operators)
    notifier.subscribe(bus.subscribe)
    notifier.subscribe(again.subscribe)
    relay = OutboxRelay(db.reader, db.writer, bus=bus, clock=life.clock)
    relay.carry(book.take)
    conversations, cards = MemoryConversations(), MemoryCards()
    storage, flood = ConversationStorage(conversations), Flood(TEXTS, burst=1000)
    dispatcher = build_dispatcher(life.bus, TEXTS, storage=storage, on_heard=presence.heard, flood=flood)
    await presence.restore()
    await again.publish_all(await book.unfinished())
    deliveries = MemoryDeliveries(cards)
    chat = (room, FakeCore(), dispatcher, sender, cards, conversations, gate, deliveries, presence)
    return OperatorHouse(*chat, life=life, relay=relay)
