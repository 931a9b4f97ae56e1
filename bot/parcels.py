"""What is to be told to a chat: the newest state of one subject, how urgent and how loud. Sends nothing."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum, IntEnum

from bot.screen import Screen
from bot.texts import SOURCE_LANGUAGE
from core.application.chat_ports import Delivery


class Sound(Enum):
    """LOUD is a new message with a sound, even where a card stands already (it moves down); edits are never heard.

    UNSENT only brings a card up to date that stands already.
    """

    LOUD = "loud"
    SILENT = "silent"
    UNSENT = "unsent"


LOUDEST_FIRST = (Sound.LOUD, Sound.SILENT, Sound.UNSENT)


class Priority(IntEnum):
    """Who goes first when not all can; a notice to everybody goes last."""

    CRITICAL = 0
    REPLY = 1
    NEWS = 2
    DIGEST = 3
    NOTICE = 4


REPEATED = frozenset({Priority.CRITICAL, Priority.DIGEST})
"""Told once more when nobody knows whether it arrived: a repeat is better than a loss."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """LOUD is heard only with a new message: edits make no sound.

    `event_id` names the stored event it can be made from again, `since` says when that happened; without them a
    parcel lives no longer than the process. `covers` is what a digest stands for. `held_until`: an info that waits for
    the end of quiet hours. `filled` is what a filled copy cost, in quote coin: many are told as one total.
    """

    chat_id: int
    subject: str
    screen: Screen
    priority: Priority = Priority.NEWS
    sound: Sound = Sound.SILENT
    event_id: str = ""
    since: datetime | None = None
    language: str = SOURCE_LANGUAGE
    covers: tuple[Delivery, ...] = ()
    held_until: datetime | None = None
    filled: Decimal | None = None

    @property
    def key(self) -> tuple[int, str]:
        return (self.chat_id, self.subject)

    @property
    def delivery(self) -> Delivery:
        return Delivery(
            chat_id=self.chat_id, subject=self.subject, event_id=self.event_id, priority=self.priority.value
        )


def merged(older: Parcel, newer: Parcel) -> Parcel:
    """The newer content, the greater urgency, and a sound if either wanted one."""
    priority = min(older.priority, newer.priority)
    sound = min(older.sound, newer.sound, key=LOUDEST_FIRST.index)
    return replace(newer, priority=priority, sound=sound)
