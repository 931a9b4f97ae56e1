"""What the chat remembers across restarts: cards, conversations, the inbox of updates. Never a secret, never a text."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import orjson
from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import Insert, insert

from adapters.key_ring import KeyRing
from adapters.persistence.reading import Reader
from adapters.persistence.side_tables import cards, conversations, update_inbox
from adapters.persistence.writer import Writer
from core.application.chat_ports import Card
from core.application.ports import Clock

KEPT = timedelta(days=7)
"""How long a handled update is remembered; Telegram itself repeats an update for a day at most."""


class SqlCardBook:
    """Implements CardBook."""

    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader, self._writer = reader, writer

    async def find(self, chat_id: int, subject: str) -> Card | None:
        where = (cards.c.chat_id == chat_id) & (cards.c.subject == subject)
        row = await self._reader.row(select(cards).where(where))
        if row is None:
            return None
        return Card(chat_id=chat_id, message_id=row["message_id"], content_hash=row["content_hash"])

    async def save(self, subject: str, card: Card) -> None:
        upsert = card_upsert(subject, card)
        await self._writer.submit(lambda connection: connection.execute(upsert).rowcount)

    async def forget(self, chat_id: int, subject: str) -> None:
        gone = delete(cards).where(cards.c.chat_id == chat_id, cards.c.subject == subject)
        await self._writer.submit(lambda connection: connection.execute(gone).rowcount)


class SqlConversationStore:
    """Implements ConversationStore."""

    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader, self._writer = reader, writer

    async def load(self, key: str) -> tuple[str | None, Mapping[str, object]]:
        row = await self._reader.row(select(conversations).where(conversations.c.key == key))
        return (None, {}) if row is None else (row["state"], orjson.loads(row["memory"]))

    async def save(self, key: str, state: str | None, *, values: Mapping[str, object]) -> None:
        """A conversation without state and values is forgotten."""
        kept = {"state": state, "memory": orjson.dumps(dict(values)).decode()}
        upsert = insert(conversations).values(key=key, **kept)
        upsert = upsert.on_conflict_do_update(index_elements=["key"], set_=kept)
        gone = delete(conversations).where(conversations.c.key == key)
        statement = upsert if state is not None or values else gone
        await self._writer.submit(lambda connection: connection.execute(statement).rowcount)


class SqlUpdateInbox:
    """Implements UpdateInbox: an update is durable before Telegram is told that it arrived.

    Payloads are sealed, because a message may hold an exchange key, and erased bytes stay in a file for long.
    """

    def __init__(self, reader: Reader, writer: Writer, *, ring: KeyRing, clock: Clock) -> None:
        self._reader, self._writer, self._ring, self._clock = reader, writer, ring, clock

    async def accept(self, update_id: int, payload: str) -> bool:
        sealed = self._ring.seal(payload.encode(), binding(update_id))
        row = {"update_id": update_id, "payload": sealed, "accepted_at": self._clock.now()}
        new = insert(update_inbox).values(row).on_conflict_do_nothing()

        def store(connection: Connection) -> bool:
            return connection.execute(new).rowcount == 1

        return await self._writer.submit(store)

    async def done(self, update_id: int) -> None:
        """Only the number is still needed."""
        finished = update(update_inbox).where(update_inbox.c.update_id == update_id)
        finished = finished.values(done_at=self._clock.now(), payload=b"")
        await self._writer.submit(lambda connection: connection.execute(finished).rowcount)

    async def unfinished(self) -> Sequence[tuple[int, str]]:
        columns = update_inbox.c
        waiting = select(columns.update_id, columns.payload).where(columns.done_at.is_(None))
        rows = await self._reader.rows(waiting.order_by(columns.update_id))
        return [(row["update_id"], self._open(row["update_id"], row["payload"])) for row in rows]

    def _open(self, update_id: int, sealed: bytes) -> str:
        return self._ring.open(sealed, binding(update_id)).decode()

    async def forget_old(self) -> None:
        old = delete(update_inbox).where(update_inbox.c.done_at < self._clock.now() - KEPT)
        await self._writer.submit(lambda connection: connection.execute(old).rowcount)


def card_upsert(subject: str, card: Card) -> Insert:
    """The subject's one card stands here now."""
    place = {"message_id": card.message_id, "content_hash": card.content_hash}
    new = insert(cards).values(chat_id=card.chat_id, subject=subject, **place)
    return new.on_conflict_do_update(index_elements=["chat_id", "subject"], set_=place)


def binding(update_id: int) -> bytes:
    return f"update:{update_id}".encode()
