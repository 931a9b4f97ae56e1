"""What the chat needs to remember across restarts, as promises: inbox, conversations, cards, deliveries. No texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple, Protocol, Self

from core.shared import DomainEvent


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


class DeliveryState(StrEnum):
    """SENDING: a new message is leaving, or nobody knows whether it arrived."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"


class Leftover(NamedTuple):
    """A message whose card moved down."""

    chat_id: int
    message_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What a chat is still to be told of a subject, and how far that came.

    `tries` are the sendings of this event whose end is open or unknown; `ghosts` the messages about earlier events of
    the subject that may stand in the chat without our knowing.
    """

    chat_id: int
    subject: str
    event_id: str
    priority: int
    state: DeliveryState = DeliveryState.DUE
    tries: int = 0
    ghosts: int = 0

    @property
    def key(self) -> tuple[int, str]:
        return (self.chat_id, self.subject)

    def begun(self, before: "Delivery | None") -> Self:
        """A message leaves; what was on its way before is in doubt."""
        if before is None:
            return replace(self, state=DeliveryState.SENDING, tries=1)
        tries = before.tries if before.event_id == self.event_id else 0
        lost = int(before.state is DeliveryState.SENDING)
        return replace(self, state=DeliveryState.SENDING, tries=tries + 1, ghosts=before.ghosts + lost)

    def withdrawn(self, event_id: str) -> Self:
        """That event's message provably did not arrive."""
        if self.event_id != event_id:
            return replace(self, ghosts=max(0, self.ghosts - 1))
        return replace(self, state=DeliveryState.DUE, tries=max(0, self.tries - 1))

    def arrived(self, event_id: str) -> Self:
        """The subject has a known message now; a newer event of it is still to be told."""
        if self.event_id != event_id:
            return replace(self, ghosts=0)
        return replace(self, state=DeliveryState.SENT, tries=0, ghosts=0)


class DeliveryBook(Protocol):
    """Who is still to be told what. An event counts as handled only together with what it made due."""

    def due(self, delivery: Delivery) -> None:
        """Note it; it becomes durable with the mark of its event in the outbox."""
        ...

    async def begin(self, delivery: Delivery) -> Delivery | None:
        """Durable before a new message leaves, with the doubts so far; None when a newer event of the subject waits."""
        ...

    async def withdraw(self, delivery: Delivery) -> None:
        """It provably did not arrive."""
        ...

    async def sent(self, delivery: Delivery, card: Card, *, instead_of: int | None = None) -> None:
        """It stands there: the card and the mark in one commit, with the message that is to be deleted now."""
        ...

    async def leftovers(self) -> Sequence[Leftover]:
        """The messages that are still to be deleted, because their card stands further down."""
        ...

    def deleted(self, leftover: Leftover) -> None:
        """Gone; written with the next commit, because deleting twice is harmless."""
        ...

    def settle(self, delivery: Delivery) -> None:
        """Nothing is left to be done for it; written with the next commit, because forgetting this is harmless."""
        ...

    async def flush(self) -> None:
        """Write what was settled, where no commit comes along."""
        ...

    async def drop_chat(self, chat_id: int) -> None:
        """Nobody reads there any more."""
        ...

    async def unfinished(self) -> Sequence[DomainEvent]:
        """The events whose news the last life left undelivered, urgent ones first."""
        ...

    async def forget_old(self) -> None:
        """Drop what was delivered long ago."""
        ...


class SilenceBook(Protocol):
    """Chats that can't be written to: they blocked the bot, or are gone."""

    async def all(self) -> Sequence[int]: ...

    async def add(self, chat_id: int) -> None: ...

    async def remove(self, chat_id: int) -> None: ...


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
