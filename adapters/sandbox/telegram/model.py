"""The nouns of a chat world: people, chats, messages, buttons, files, presses.

Holds state only; must not know HTTP, JSON or who is allowed to do what.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import NewType

from adapters.sandbox.telegram.entities import EMPTY, FormattedText

UserId = NewType("UserId", int)
ChatId = NewType("ChatId", int)
MessageId = NewType("MessageId", int)
QueryId = NewType("QueryId", str)
FileId = NewType("FileId", str)


class ChatKind(Enum):
    PRIVATE = "private"
    GROUP = "group"


class MediaKind(Enum):
    PHOTO = "photo"
    DOCUMENT = "document"


@dataclass(slots=True, kw_only=True)
class Person:
    id: UserId
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language: str = "en"
    role: str = "follower"
    is_bot: bool = False
    started: bool = False
    blocked_bot: bool = False


@dataclass(slots=True, kw_only=True)
class Chat:
    id: ChatId
    kind: ChatKind
    title: str
    members: list[UserId]
    reply_keyboard: dict[str, object] | None = None
    menu_button: dict[str, object] | None = None

    @property
    def is_private(self) -> bool:
        return self.kind is ChatKind.PRIVATE


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    id: FileId
    unique_id: str
    name: str
    mime: str
    path: str
    content: bytes
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Media:
    kind: MediaKind
    file: StoredFile


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button; `wire` is what the bot sent, unknown fields included."""

    wire: dict[str, object]

    @property
    def text(self) -> str:
        return str(self.wire.get("text", ""))

    @property
    def payload(self) -> str | None:
        return _text(self.wire.get("callback_data"))

    @property
    def url(self) -> str | None:
        return _text(self.wire.get("url"))

    @property
    def style(self) -> str | None:
        return _text(self.wire.get("style"))

    @property
    def copy_text(self) -> str | None:
        copied = self.wire.get("copy_text")
        return _text(copied.get("text")) if isinstance(copied, dict) else None

    @property
    def is_disabled(self) -> bool:
        return "disabled" in self.wire


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything an edit can change."""

    body: FormattedText = EMPTY
    media: Media | None = None
    keyboard: Keyboard = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What is decided once, when a message is sent."""

    is_silent: bool = False
    is_protected: bool = False
    reply_to: MessageId | None = None
    forwarded_from: Person | None = None
    media_group: str | None = None
    extra: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Message:
    id: MessageId
    chat: Chat
    sender: Person
    sent_at: int
    content: Content
    marks: Marks
    edits: int = 0
    edited_at: int | None = None
    earlier: list[FormattedText] = field(default_factory=list)
    is_deleted: bool = False
    is_pinned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a press was answered with: a toast, an alert, or nothing visible."""

    text: str
    is_alert: bool
    url: str | None
    at: int


@dataclass(slots=True, kw_only=True)
class Press:
    """One callback query, from the press to its answer."""

    id: QueryId
    person: Person
    message: Message
    payload: str
    pressed_at: float
    answer: Answer | None = None
