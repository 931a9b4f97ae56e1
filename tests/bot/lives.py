"""One bot after another on the same file, each ended as a test wishes: for tests of what the chat keeps."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.identity import SystemClock
from adapters.messaging.event_bus import EventBus
from adapters.messaging.outbox import OutboxRelay
from adapters.persistence.deliveries import SqlDeliveryBook
from bot.cards import Cards
from bot.digest import Digests
from bot.notifier import Notifier
from bot.pacing import Gate
from bot.parcels import Parcel, Sound
from bot.screen import Screen
from bot.sender import Sender
from bot.texts import Html
from core.application.points import Point, Watcher, watching
from core.shared import DomainEvent
from tests.bot.chat_house import QUICK, TEXTS, ChatHouse, noon
from tests.database import RunningDatabase, database
from tests.sandbox.telegram_room import ANN


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Life:
    """One run of the bot between two kills, on the same file."""

    db: RunningDatabase
    book: SqlDeliveryBook
    sender: Sender
    relay: OutboxRelay

    async def happen(self, *events: DomainEvent) -> None:
        async with self.db.units() as unit:
            for event in events:
                unit.record(event)
            await unit.commit()
        await self.relay.drain()

    async def send(self) -> None:
        async with asyncio.timeout(30), asyncio.TaskGroup() as group:
            running = group.create_task(self.sender.run())
            await self.sender.idle()
            running.cancel()

    async def die(self, point: Point) -> None:
        """Send, and end at that point."""
        with pytest.raises(Killed), watching(kill_at(point)):
            await self.sender.run()


def kill_at(point: Point) -> Watcher:
    def kill(reached: Point) -> None:
        if reached is point:
            raise Killed

    return kill


@asynccontextmanager
async def a_life(folder: Path, house: ChatHouse) -> AsyncIterator[Life]:
    async with database(folder) as db:
        book, bus = SqlDeliveryBook(db.reader, db.writer, clock=SystemClock()), EventBus()
        cards = Cards(house.room.bot, db.cards, deliveries=book, texts=TEXTS)
        sender = Sender(cards, Gate(), book, Digests(TEXTS), QUICK, now=noon)
        notifier, again = Notifier(house.core.bus(), TEXTS, sender), EventBus()
        notifier.subscribe(bus.subscribe)
        notifier.subscribe(again.subscribe)
        relay = OutboxRelay(db.reader, db.writer, bus=bus, clock=SystemClock())
        relay.carry(book.take)
        await again.publish_all(await book.unfinished())
        yield Life(db, book, sender, relay)


async def first_lines(house: ChatHouse) -> list[str]:
    return [str(it["text"]).split("\n")[0] for it in await house.from_bot(ANN)]


def parcel_of(text: str, event_id: str, sound: Sound) -> Parcel:
    return Parcel(chat_id=ANN, subject="trade:1", screen=Screen(text=Html(text)), event_id=event_id, sound=sound)
