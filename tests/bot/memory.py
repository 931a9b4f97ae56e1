"""The chat's durable memory in dictionaries: cards, inbox, conversations. Real small implementations of the ports."""

from collections.abc import Mapping, Sequence

from core.application.chat_ports import Card
from core.domain.errors import StorageError


class MemoryCards:
    def __init__(self) -> None:
        self.cards: dict[tuple[int, str], Card] = {}

    async def find(self, chat_id: int, subject: str) -> Card | None:
        return self.cards.get((chat_id, subject))

    async def save(self, subject: str, card: Card) -> None:
        self.cards[card.chat_id, subject] = card

    async def forget(self, chat_id: int, subject: str) -> None:
        self.cards.pop((chat_id, subject), None)


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
