"""What the chat needs to remember across restarts, as promises: the update inbox, conversations, cards. No texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Where a living card stands: chat and message id, with a hash of what it shows."""

    chat_id: int
    message_id: int
    content_hash: str


class CardBook(Protocol):
    """The one message that shows a subject (`trade:ID`, `position:ID`, ...) to a chat."""

    async def find(self, chat_id: int, subject: str) -> Card | None: ...

    async def save(self, subject: str, card: Card) -> None: ...

    async def forget(self, chat_id: int, subject: str) -> None: ...


class UpdateInbox(Protocol):
    """Telegram updates are durable before they are acknowledged (telegram.md 2.3, recipe B)."""

    async def accept(self, update_id: int, payload: str) -> bool:
        """Store; False when the update is known already."""
        ...

    async def done(self, update_id: int) -> None: ...

    async def unfinished(self) -> Sequence[tuple[int, str]]: ...

    async def forget_old(self) -> None:
        """Drop what was handled long ago."""
        ...


class ConversationStore(Protocol):
    """Wizard state per chat and user, as aiogram's storage keeps it. Never holds a secret."""

    async def load(self, key: str) -> tuple[str | None, Mapping[str, object]]: ...

    async def save(self, key: str, state: str | None, *, values: Mapping[str, object]) -> None: ...
