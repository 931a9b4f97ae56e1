"""The chat's durable memory in dictionaries: cards, deliveries, inbox, conversations. Real small implementations."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.application.chat_ports import Card, Delivery, DeliveryState, Leftover
from core.domain.errors import StorageError
from core.shared import DomainEvent


class MemoryCards:
    def __init__(self) -> None:
        self.cards: dict[tuple[int, str], Card] = {}

    async def find(self, chat_id: int, subject: str) -> Card | None:
        return self.cards.get((chat_id, subject))

    async def save(self, subject: str, card: Card) -> None:
        self.cards[card.chat_id, subject] = card

    async def forget(self, chat_id: int, subject: str) -> None:
        self.cards.pop((chat_id, subject), None)


class MemoryDeliveries:
    """Writes at once what the real one writes with the next commit. `events` are those a test can make again."""

    def __init__(self, cards: MemoryCards) -> None:
        self.cards = cards
        self.rows: dict[tuple[int, str], Delivery] = {}
        self.newest: dict[tuple[int, str], str] = {}
        self.events: dict[str, DomainEvent] = {}
        self.above: list[Leftover] = []

    def due(self, delivery: Delivery) -> None:
        self.newest[delivery.key] = delivery.event_id
        before = self.rows.get(delivery.key)
        if before is None or before.event_id != delivery.event_id:
            ghosts = 0 if before is None else before.ghosts + (before.state is DeliveryState.SENDING)
            self.rows[delivery.key] = replace(delivery, ghosts=ghosts)

    async def begin(self, delivery: Delivery) -> Delivery | None:
        if self.newest.get(delivery.key, delivery.event_id) != delivery.event_id:
            return None
        begun = self.rows[delivery.key] = delivery.begun(self.rows.get(delivery.key))
        return begun

    async def withdraw(self, delivery: Delivery) -> None:
        self.rows[delivery.key] = self.rows[delivery.key].withdrawn(delivery.event_id)

    async def sent(self, delivery: Delivery, card: Card, *, instead_of: int | None = None) -> None:
        self._finish(delivery)
        if instead_of is not None:
            self.above.append(Leftover(card.chat_id, instead_of))
        await self.cards.save(delivery.subject, card)
        if delivery.key in self.rows:
            self.rows[delivery.key] = self.rows[delivery.key].arrived(delivery.event_id)

    async def leftovers(self) -> Sequence[Leftover]:
        return list(self.above)

    def deleted(self, leftover: Leftover) -> None:
        self.above.remove(leftover)

    async def flush(self) -> None:
        """Everything is written at once."""

    def settle(self, delivery: Delivery) -> None:
        self._finish(delivery)
        row = self.rows.get(delivery.key)
        if row is not None and row.event_id == delivery.event_id:
            self.rows[delivery.key] = replace(row, state=DeliveryState.SENT, tries=0)

    async def drop_chat(self, chat_id: int) -> None:
        for delivery in list(self.rows.values()):
            if delivery.chat_id == chat_id:
                self.settle(delivery)

    async def unfinished(self) -> Sequence[DomainEvent]:
        due = [row.event_id for row in self.rows.values() if row.state is not DeliveryState.SENT]
        return [self.events[event_id] for event_id in due if event_id in self.events]

    async def forget_old(self) -> None:
        """Lives no longer than a test."""

    def _finish(self, delivery: Delivery) -> None:
        if self.newest.get(delivery.key) == delivery.event_id:
            del self.newest[delivery.key]


class MemorySilences:
    def __init__(self) -> None:
        self.chats: set[int] = set()

    async def all(self) -> Sequence[int]:
        return sorted(self.chats)

    async def add(self, chat_id: int) -> None:
        self.chats.add(chat_id)

    async def remove(self, chat_id: int) -> None:
        self.chats.discard(chat_id)


class MemoryInbox:
    """`failures` is how many times storing fails before it works."""

    def __init__(self, failures: int = 0) -> None:
        self.rows: dict[int, str] = {}
        self.finished: set[int] = set()
        self.failures = failures

    async def accept(self, update_id: int, payload: str) -> bool:
        if self.failures:
            self.failures -= 1
            raise StorageError("disk full")
        if update_id in self.rows:
            return False
        self.rows[update_id] = payload
        return True

    async def done(self, update_id: int) -> None:
        self.finished.add(update_id)

    async def unfinished(self) -> Sequence[tuple[int, str]]:
        return [(number, payload) for number, payload in self.rows.items() if number not in self.finished]

    async def forget_old(self) -> None:
        """Lives no longer than a test."""


class MemoryConversations:
    def __init__(self) -> None:
        self.rows: dict[str, tuple[str | None, Mapping[str, object]]] = {}

    async def load(self, key: str) -> tuple[str | None, Mapping[str, object]]:
        return self.rows.get(key, (None, {}))

    async def save(self, key: str, state: str | None, *, values: Mapping[str, object]) -> None:
        self.rows[key] = (state, dict(values))
