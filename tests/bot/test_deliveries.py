"""News outlive the process: what was due is told after a kill, and what may have arrived is repeated once, marked."""

import asyncio
from pathlib import Path

from sqlalchemy import select

from adapters.identity import SystemClock
from adapters.persistence.deliveries import SqlDeliveryBook, SqlSilenceBook
from adapters.persistence.side_tables import deliveries, leftovers
from bot.cards import Cards
from bot.digest import Digests
from bot.pacing import Gate
from bot.parcels import Sound
from bot.sender import Sender
from core.application.chat_ports import Card, Delivery, DeliveryState
from core.application.points import Point
from core.domain.trade import TradeStatus
from tests.bot import builders as b
from tests.bot.chat_house import QUICK, TEXTS, ChatHouse, noon
from tests.bot.facts import WHO, closed, drift, reserved, skipped
from tests.bot.lives import a_life, first_lines, parcel_of
from tests.bot.memory import MemoryCards
from tests.database import RunningDatabase, database
from tests.sandbox.telegram_room import ANN


async def test_kill_before_sending_loses_nothing(tmp_path: Path, house: ChatHouse) -> None:
    async with a_life(tmp_path, house) as life:
        await life.happen(closed(), drift(), skipped())
    assert await house.from_bot(ANN) == []
    async with a_life(tmp_path, house) as life:
        await life.send()
        assert len(await house.from_bot(ANN)) == 3
        await life.happen()
    async with a_life(tmp_path, house) as life:
        assert life.sender.waiting() == 0


async def test_present_state_is_told_after_a_restart(tmp_path: Path, house: ChatHouse) -> None:
    house.core.trades[WHO] = [b.trade(TradeStatus.NEEDS_RECONCILIATION)]
    async with a_life(tmp_path, house) as life:
        await life.happen(reserved())
    house.core.trades[WHO] = [b.trade(TradeStatus.EXECUTED)]
    async with a_life(tmp_path, house) as life:
        await life.send()
    assert await first_lines(house) == ["✅ Filled · BTC/USDT perp · long 5x · PAPER"]


async def test_critical_message_in_doubt_is_repeated_marked(tmp_path: Path, house: ChatHouse) -> None:
    house.core.trades[WHO] = []  # the news of the end is all that is told
    async with a_life(tmp_path, house) as life:
        await life.happen(closed())
        await life.die(Point.MESSAGE_SENT)
    async with a_life(tmp_path, house) as life:
        await life.die(Point.MESSAGE_SENT)
    for _ in range(2):
        async with a_life(tmp_path, house) as life:
            await life.send()
    first, second = [str(it["text"]) for it in await house.from_bot(ANN)]
    assert second == f"{first}\n(may be a repeat)"


async def test_other_message_in_doubt_stays_alone(tmp_path: Path, house: ChatHouse) -> None:
    async with a_life(tmp_path, house) as life:
        await life.happen(skipped())
        await life.die(Point.MESSAGE_SENT)
    for _ in range(2):
        async with a_life(tmp_path, house) as life:
            await life.send()
    assert len(await house.from_bot(ANN)) == 1


async def test_repeat_is_marked_in_the_reader_s_language(tmp_path: Path, house: ChatHouse) -> None:
    house.core.people[ANN] = b.follower(language="uk")
    house.core.trades[WHO] = []  # the news of the end is all that is told
    async with a_life(tmp_path, house) as life:
        await life.happen(closed())
        await life.die(Point.MESSAGE_SENT)
    async with a_life(tmp_path, house) as life:
        await life.send()
    assert "(можливо, повтор)" in await house.text(ANN)


async def test_refused_connection_is_no_doubt(tmp_path: Path, house: ChatHouse) -> None:
    await house.room.post("faults", kind="outage", method="sendMessage", times=3)
    async with a_life(tmp_path, house) as life:
        await life.happen(closed(), skipped())
        await life.send()
    assert sorted(await first_lines(house)) == ["⏭ Not copied: Lev, BTC/USDT perp · PAPER", "🏁 Closed with Lev"]
    assert not any("repeat" in text for text in await house.texts(ANN))


async def test_newer_event_is_not_lost_behind_an_older(tmp_path: Path) -> None:
    older = Delivery(chat_id=1, subject="trade:1", event_id="e1", priority=2)
    newer = Delivery(chat_id=1, subject="trade:1", event_id="e2", priority=2)
    async with database(tmp_path) as db:
        book = SqlDeliveryBook(db.reader, db.writer, clock=SystemClock())
        book.due(older)
        begun = await book.begin(older)
        book.due(newer)
        await db.writer.submit(book.take())
        assert begun is not None
        assert (begun.state, begun.tries) == (DeliveryState.SENDING, 1)
        assert await book.begin(older) is None
        again = await book.begin(newer)
        assert again is not None
        assert (again.tries, again.ghosts) == (1, 1)


async def test_older_event_s_end_leaves_the_newer_due(tmp_path: Path) -> None:
    older = Delivery(chat_id=1, subject="trade:1", event_id="e1", priority=2)
    newer = Delivery(chat_id=1, subject="trade:1", event_id="e2", priority=2)
    async with database(tmp_path) as db:
        book = SqlDeliveryBook(db.reader, db.writer, clock=SystemClock())
        for end in (book.withdraw(older), book.sent(older, Card(chat_id=1, message_id=5, content_hash="x"))):
            await book.begin(older)
            book.due(newer)
            await db.writer.submit(book.take())
            await end
            book.settle(newer)
            again = await book.begin(newer)
            assert again is not None
            assert (again.tries, again.ghosts) == (1, 0)
            await book.sent(newer, Card(chat_id=1, message_id=6, content_hash="y"))


async def test_newer_state_overtakes_on_the_way(house: ChatHouse) -> None:
    asked, go_on = asyncio.Event(), asyncio.Event()

    class SlowCards(MemoryCards):
        async def find(self, chat_id: int, subject: str) -> Card | None:
            asked.set()
            await go_on.wait()
            return await super().find(chat_id, subject)

    cards = Cards(house.room.bot, SlowCards(), deliveries=house.deliveries, texts=TEXTS)
    sender = Sender(cards, Gate(), house.deliveries, Digests(TEXTS), QUICK, now=noon)
    sender.post(parcel_of("placing", "e1", Sound.LOUD))
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        running = group.create_task(sender.run())
        await asked.wait()
        sender.post(parcel_of("filled", "e2", Sound.SILENT))
        go_on.set()
        await sender.idle()
        running.cancel()
    (card,) = await house.from_bot(ANN)
    assert (card["text"], card["silent"]) == ("filled", False)


async def test_what_stands_already_is_not_due_for_ever(tmp_path: Path) -> None:
    """The last event of a subject changes nothing on its card, and no commit comes after it."""
    delivery = Delivery(chat_id=1, subject="trade:1", event_id="e1", priority=2)
    async with database(tmp_path) as db:
        book = SqlDeliveryBook(db.reader, db.writer, clock=SystemClock())
        book.due(delivery)
        await db.writer.submit(book.take())
        book.settle(delivery)
        await book.flush()
        states = await db.reader.rows(select(deliveries.c.state))
        assert [row["state"] for row in states] == [DeliveryState.SENT.value]


async def test_withdrawn_message_counts_as_no_try(tmp_path: Path) -> None:
    told = Delivery(chat_id=1, subject="trade:1", event_id="e1", priority=2)
    async with database(tmp_path) as db:
        book = SqlDeliveryBook(db.reader, db.writer, clock=SystemClock())
        await book.begin(told)
        await book.withdraw(told)
        again = await book.begin(told)
        assert again is not None
        assert (again.tries, again.ghosts) == (1, 0)
        await book.drop_chat(1)
        await book.forget_old()
        assert await book.unfinished() == []


async def test_silences_survive_a_restart(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        silences = SqlSilenceBook(db.reader, db.writer, clock=SystemClock())
        for chat_id in (7, 8, 8):
            await silences.add(chat_id)
        await silences.remove(7)
    async with database(tmp_path) as db:
        assert await SqlSilenceBook(db.reader, db.writer, clock=SystemClock()).all() == [8]


async def stored_states(db: RunningDatabase) -> list[tuple[str, str]]:
    return [(row["event_id"], row["state"]) for row in await db.reader.rows(select(deliveries))]


async def test_what_is_settled_before_its_note_is_written_ends_the_older_note_too(tmp_path: Path) -> None:
    """The book has the first event; the second came, was shown, and needs no row: nothing may wait for ever."""
    first, second = (Delivery(chat_id=1, subject="trade:1", event_id=name, priority=1) for name in ("e1", "e2"))
    async with database(tmp_path) as db:
        book = SqlDeliveryBook(db.reader, db.writer, clock=SystemClock())
        book.due(first)
        await db.writer.submit(book.take())
        book.due(second)
        book.settle(second)
        await book.flush()
        assert await stored_states(db) == [("e1", DeliveryState.SENT.value)]


async def test_an_older_end_leaves_the_newer_news_due(tmp_path: Path) -> None:
    first, second = (Delivery(chat_id=1, subject="trade:1", event_id=name, priority=1) for name in ("e1", "e2"))
    async with database(tmp_path) as db:
        book = SqlDeliveryBook(db.reader, db.writer, clock=SystemClock())
        book.due(first)
        book.settle(first)
        book.due(second)
        await db.writer.submit(book.take())
        assert await stored_states(db) == [("e2", DeliveryState.DUE.value)]


async def test_message_in_doubt_stays_in_doubt_when_its_subject_needs_none_any_more(tmp_path: Path) -> None:
    """The bot died as a message left; after the start another card tells it: the first may stand in the chat."""
    told = Delivery(chat_id=1, subject="trade:1", event_id="e1", priority=1)
    async with database(tmp_path) as db:
        book = SqlDeliveryBook(db.reader, db.writer, clock=SystemClock())
        await book.begin(told)
        book.settle(told)
        await book.flush()
        (row,) = await db.reader.rows(select(deliveries))
        assert (row["state"], row["ghosts"]) == (DeliveryState.SENT.value, 1)


async def test_message_above_a_card_that_moved_down_is_deleted_after_a_restart(
    tmp_path: Path, house: ChatHouse
) -> None:
    """Telegram was out of reach between the new message and the end of the old one, and then the bot ended."""
    await house.room.post("faults", kind="outage", method="deleteMessage", times=1)
    async with a_life(tmp_path, house) as life:
        for text, event_id in (("placing", "e1"), ("filled", "e2")):
            life.sender.post(parcel_of(text, event_id, Sound.LOUD))
            await life.send()
        assert await first_lines(house) == ["placing", "filled"]
    async with a_life(tmp_path, house) as life:
        await life.sender.cards.clear()
        assert await first_lines(house) == ["filled"]
        assert await life.book.leftovers() == []


async def test_message_that_moved_down_leaves_nothing_to_delete(tmp_path: Path, house: ChatHouse) -> None:
    async with a_life(tmp_path, house) as life:
        for text, event_id in (("placing", "e1"), ("filled", "e2")):
            life.sender.post(parcel_of(text, event_id, Sound.LOUD))
            await life.send()
        await life.book.flush()
        assert await first_lines(house) == ["filled"]
        assert await life.db.reader.rows(select(leftovers)) == []
