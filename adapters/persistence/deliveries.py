"""Who is still to be told what, and who can't be: the deliveries of news, durable. Holds no text and sends nothing.

What became due is written by the outbox relay in the commit that marks its event: no news is lost in between.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta

from loguru import logger
from sqlalchemy import Connection, Delete, Update, bindparam, case, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from adapters.messaging.event_codec import UnknownEvent, decode_event
from adapters.persistence.chat_stores import card_upsert
from adapters.persistence.reading import Reader
from adapters.persistence.side_tables import deliveries, leftovers, outbox, silences
from adapters.persistence.writer import Writer
from core.application.chat_ports import Card, Delivery, DeliveryState, Leftover
from core.application.ports import Clock
from core.domain.errors import StorageError
from core.shared import DomainEvent

KEPT = timedelta(days=30)
Key = tuple[int, str]
Write = Callable[[Connection], None]
Row = Mapping[str, object]

_new = insert(deliveries)
_was_leaving = case((deliveries.c.state == DeliveryState.SENDING.value, 1), else_=0)
NOTE = _new.on_conflict_do_update(
    index_elements=["chat_id", "subject"],
    set_={
        "event_id": _new.excluded.event_id,
        "priority": _new.excluded.priority,
        "state": _new.excluded.state,
        "tries": 0,
        "ghosts": deliveries.c.ghosts + _was_leaving,
        "noted_at": _new.excluded.noted_at,
    },
    where=deliveries.c.event_id != _new.excluded.event_id,
)
"""A repeated event changes nothing; a newer one of the subject is due, and what was leaving is in doubt."""

PUT = _new.on_conflict_do_update(
    index_elements=["chat_id", "subject"],
    set_={name: _new.excluded[name] for name in ("event_id", "priority", "state", "tries", "ghosts", "noted_at")},
)
ITS_SUBJECT = (deliveries.c.chat_id == bindparam("its_chat")) & (deliveries.c.subject == bindparam("its_subject"))
OVER = update(deliveries).values(state=DeliveryState.SENT.value, tries=0, ghosts=deliveries.c.ghosts + _was_leaving)
SETTLED = OVER.where(ITS_SUBJECT, deliveries.c.event_id == bindparam("its_event"))
ENDED = OVER.where(ITS_SUBJECT)
"""Nothing newer of the subject waits: an older event's note in the book is over as well. What was leaving stays in
doubt: a message that arrived as the bot died is no less there because its subject needs none any more."""

LEFT_OVER = insert(leftovers).on_conflict_do_nothing()
GONE = delete(leftovers).where(
    leftovers.c.chat_id == bindparam("its_chat"), leftovers.c.message_id == bindparam("its_message")
)

UNFINISHED = (
    select(outbox.c.kind, outbox.c.payload, outbox.c.event_id)
    .join(deliveries, deliveries.c.event_id == outbox.c.event_id)
    .where(deliveries.c.state != DeliveryState.SENT.value)
    .order_by(deliveries.c.priority, outbox.c.seq)
)


class SqlDeliveryBook:
    """Implements DeliveryBook. Invariant: `_newest` is the event last noted of every subject that still waits."""

    def __init__(self, reader: Reader, writer: Writer, *, clock: Clock) -> None:
        self._reader, self._writer, self._clock = reader, writer, clock
        self._newest: dict[Key, str] = {}
        self._unwritten: dict[Key, Delivery] = {}
        self._settled: dict[Key, Delivery] = {}
        self._deleted: list[Leftover] = []

    def due(self, delivery: Delivery) -> None:
        self._newest[delivery.key] = delivery.event_id
        self._unwritten[delivery.key] = delivery

    def settle(self, delivery: Delivery) -> None:
        self._finish(delivery)
        self._settled[delivery.key] = delivery

    async def leftovers(self) -> Sequence[Leftover]:
        found = [Leftover(row["chat_id"], row["message_id"]) for row in await self._reader.rows(select(leftovers))]
        return [leftover for leftover in found if leftover not in self._deleted]

    def deleted(self, leftover: Leftover) -> None:
        self._deleted.append(leftover)

    async def flush(self) -> None:
        if self._settled or self._deleted:
            with suppress(StorageError):
                await self._writer.submit(self._endings())

    def take(self) -> Write:
        """What was noted since the last time, as a part of the caller's commit; lost with it, as its events are."""
        rows = [self._row(delivery) for delivery in self._unwritten.values()]
        self._unwritten, end = {}, self._endings()

        def write(connection: Connection) -> None:
            if rows:
                connection.execute(NOTE, rows)
            end(connection)

        return write

    def _endings(self) -> Write:
        """Of all that was settled since the last time."""
        settled, self._settled = list(self._settled.values()), {}
        last = [place(delivery) for delivery in settled if delivery.key not in self._newest]
        older = [named(delivery) for delivery in settled if delivery.key in self._newest]
        gone, self._deleted = [row_of(leftover) for leftover in self._deleted], []

        def write(connection: Connection) -> None:
            if last:
                connection.execute(ENDED, last)
            if older:
                connection.execute(SETTLED, older)
            if gone:
                connection.execute(GONE, gone)

        return write

    async def begin(self, delivery: Delivery) -> Delivery | None:
        if self._newest.get(delivery.key, delivery.event_id) != delivery.event_id:
            return None

        def write(connection: Connection) -> Delivery:
            begun = delivery.begun(found(connection, delivery.key))
            connection.execute(PUT, self._row(begun))
            return begun

        return await self._writer.submit(write)

    async def withdraw(self, delivery: Delivery) -> None:
        def write(connection: Connection) -> None:
            before = found(connection, delivery.key)
            if before is not None:
                connection.execute(PUT, self._row(before.withdrawn(delivery.event_id)))

        await self._writer.submit(write)

    async def sent(self, delivery: Delivery, card: Card, *, instead_of: int | None = None) -> None:
        self._finish(delivery)

        def write(connection: Connection) -> None:
            connection.execute(card_upsert(delivery.subject, card))
            if instead_of is not None:
                connection.execute(LEFT_OVER, {"chat_id": card.chat_id, "message_id": instead_of})
            before = found(connection, delivery.key)
            if before is not None:
                connection.execute(PUT, self._row(before.arrived(delivery.event_id)))

        await self._writer.submit(write)

    async def drop_chat(self, chat_id: int) -> None:
        for kept in (self._newest, self._unwritten, self._settled):
            for key in [key for key in kept if key[0] == chat_id]:
                del kept[key]
        over = update(deliveries).where(deliveries.c.chat_id == chat_id, deliveries.c.state != DeliveryState.SENT.value)
        await self._change(over.values(state=DeliveryState.SENT.value, tries=0))
        await self._change(delete(leftovers).where(leftovers.c.chat_id == chat_id))

    async def unfinished(self) -> Sequence[DomainEvent]:
        events: dict[str, DomainEvent] = {}
        for row in await self._reader.rows(UNFINISHED):
            try:
                events[row["event_id"]] = decode_event(row["kind"], row["payload"])
            except (UnknownEvent, ValueError) as error:
                logger.bind(kind=row["kind"], error=str(error)).error("an untold event can't be read")
        return list(events.values())

    async def forget_old(self) -> None:
        until = self._clock.now() - KEPT
        old = deliveries.c.noted_at < until
        await self._change(delete(deliveries).where(old, deliveries.c.state == DeliveryState.SENT.value))

    def _finish(self, delivery: Delivery) -> None:
        """Its note need not be written any more, unless a newer event of the subject waits."""
        if self._newest.get(delivery.key) == delivery.event_id:
            del self._newest[delivery.key]
            self._unwritten.pop(delivery.key, None)

    def _row(self, delivery: Delivery) -> Row:
        return {
            "chat_id": delivery.chat_id,
            "subject": delivery.subject,
            "event_id": delivery.event_id,
            "priority": delivery.priority,
            "state": delivery.state.value,
            "tries": delivery.tries,
            "ghosts": delivery.ghosts,
            "noted_at": self._clock.now(),
        }

    async def _change(self, statement: Update | Delete) -> None:
        await self._writer.submit(lambda connection: connection.execute(statement).rowcount)


class SqlSilenceBook:
    """Implements SilenceBook."""

    def __init__(self, reader: Reader, writer: Writer, *, clock: Clock) -> None:
        self._reader, self._writer, self._clock = reader, writer, clock

    async def all(self) -> Sequence[int]:
        return [row["chat_id"] for row in await self._reader.rows(select(silences.c.chat_id))]

    async def add(self, chat_id: int) -> None:
        new = insert(silences).values(chat_id=chat_id, since=self._clock.now()).on_conflict_do_nothing()
        await self._writer.submit(lambda connection: connection.execute(new).rowcount)

    async def remove(self, chat_id: int) -> None:
        gone = delete(silences).where(silences.c.chat_id == chat_id)
        await self._writer.submit(lambda connection: connection.execute(gone).rowcount)


def found(connection: Connection, key: Key) -> Delivery | None:
    where = (deliveries.c.chat_id == key[0]) & (deliveries.c.subject == key[1])
    row = connection.execute(select(deliveries).where(where)).mappings().one_or_none()
    if row is None:
        return None
    return Delivery(
        chat_id=row["chat_id"],
        subject=row["subject"],
        event_id=row["event_id"],
        priority=row["priority"],
        state=DeliveryState(row["state"]),
        tries=row["tries"],
        ghosts=row["ghosts"],
    )


def place(delivery: Delivery) -> Row:
    return {"its_chat": delivery.chat_id, "its_subject": delivery.subject}


def named(delivery: Delivery) -> Row:
    return {**place(delivery), "its_event": delivery.event_id}


def row_of(leftover: Leftover) -> Row:
    return {"its_chat": leftover.chat_id, "its_message": leftover.message_id}
