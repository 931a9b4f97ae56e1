"""What the chat remembers: updates until they are handled, conversations, cards, and paper books."""

from pathlib import Path

from core.application.chat_ports import Card
from core.domain.values import AccountId
from tests.database import RunningDatabase, database
from tests.persistence.builders import ANNA

CARD = Card(chat_id=ANNA, message_id=2**40, content_hash="abc")


async def test_an_update_is_accepted_once(empty: RunningDatabase) -> None:
    assert await empty.inbox.accept(7, "{}")
    assert not await empty.inbox.accept(7, "{}")
    await empty.inbox.done(7)
    assert not await empty.inbox.accept(7, "{}")


async def test_unfinished_updates_survive_a_restart(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        for update_id in (9, 7, 8):
            await db.inbox.accept(update_id, f"payload {update_id} ї")
        await db.inbox.done(8)
    async with database(tmp_path) as db:
        assert await db.inbox.unfinished() == [(7, "payload 7 ї"), (9, "payload 9 ї")]


async def test_recent_updates_are_not_forgotten(empty: RunningDatabase) -> None:
    await empty.inbox.accept(7, "{}")
    await empty.inbox.done(7)
    await empty.inbox.forget_old()
    assert not await empty.inbox.accept(7, "{}")


async def test_a_conversation_goes_on_after_a_restart(tmp_path: Path) -> None:
    values = {"exchange": "bybit", "sizes": ["1", "2.5"], "page": 3}
    async with database(tmp_path) as db:
        await db.conversations.save("1:2", "Connect:key", values=values)
    async with database(tmp_path) as db:
        assert await db.conversations.load("1:2") == ("Connect:key", values)
        assert await db.conversations.load("1:3") == (None, {})


async def test_a_finished_conversation_is_forgotten(empty: RunningDatabase) -> None:
    await empty.conversations.save("1:2", "state", values={})
    await empty.conversations.save("1:2", None, values={"kept": 1})
    assert await empty.conversations.load("1:2") == (None, {"kept": 1})
    await empty.conversations.save("1:2", None, values={})
    assert await empty.conversations.load("1:2") == (None, {})


async def test_a_card_moves_to_its_newest_message(empty: RunningDatabase) -> None:
    moved = Card(chat_id=ANNA, message_id=5, content_hash="def")
    await empty.cards.save("trade:1", CARD)
    assert await empty.cards.find(ANNA, "trade:1") == CARD
    await empty.cards.save("trade:1", moved)
    assert await empty.cards.find(ANNA, "trade:1") == moved
    assert await empty.cards.find(1, "trade:1") is None


async def test_a_forgotten_card_is_gone(empty: RunningDatabase) -> None:
    await empty.cards.save("trade:1", CARD)
    await empty.cards.forget(ANNA, "trade:1")
    assert await empty.cards.find(ANNA, "trade:1") is None


async def test_a_paper_book_survives_a_restart(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        assert await db.papers.load(AccountId("a")) is None
        await db.papers.save(AccountId("a"), "one")
        await db.papers.save(AccountId("a"), "two")
    async with database(tmp_path) as db:
        assert await db.papers.load(AccountId("a")) == "two"
