"""Infos that come too late or are too many, told together in one short message per chat. Sends nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.callbacks import Go, Place
from bot.keyboards import keyboard, press_below
from bot.parcels import Parcel, Priority, Sound
from bot.plain import first_line
from bot.screen import Screen
from bot.texts import Html, Texts, Voice
from core.application.chat_ports import Delivery

OPEN_DIGEST = "digest:open"
MOST_LINES = 15


@dataclass(slots=True)
class Notes:
    """What one chat's next digest tells."""

    language: str
    lines: list[Html] = field(default_factory=list)
    covers: list[Delivery] = field(default_factory=list)


class Digests:
    """`add` until it is sent, then `closed` makes the message; what comes later opens the next one."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._open: dict[int, Notes] = {}

    def add(self, parcel: Parcel) -> Parcel:
        """Answers with the digest's place in the queue; its words are found when it is sent."""
        notes = self._open.setdefault(parcel.chat_id, Notes(parcel.language))
        notes.covers.append(parcel.delivery)
        if len(notes.lines) < MOST_LINES:
            notes.lines.append(first_line(parcel.screen.text))
        return Parcel(chat_id=parcel.chat_id, subject=OPEN_DIGEST, screen=Screen(text=Html()), priority=Priority.DIGEST)

    def closed(self, place: Parcel) -> Parcel:
        """A message of its own: its subject is named after the first event in it."""
        notes = self._open.pop(place.chat_id)
        event_id = f"digest:{notes.covers[0].event_id}"
        return Parcel(
            chat_id=place.chat_id,
            subject=event_id,
            screen=digest_screen(self._texts.voice(notes.language), notes),
            priority=Priority.DIGEST,
            sound=Sound.SILENT,
            event_id=event_id,
            language=notes.language,
            covers=tuple(notes.covers),
        )

    def drop_chat(self, chat_id: int) -> None:
        self._open.pop(chat_id, None)

    def sizes(self) -> Mapping[int, int]:
        """How many messages each chat's open digest stands for."""
        return {chat_id: len(notes.covers) for chat_id, notes in self._open.items()}


def digest_screen(voice: Voice, notes: Notes) -> Screen:
    count, more = len(notes.covers), len(notes.covers) - len(notes.lines)
    text = voice.lines(
        voice.say("digest-title", count=count),
        *notes.lines,
        voice.say("digest-more", count=more) if more else None,
    )
    doors = [
        press_below(voice.plain("button-history"), Go(to=Place.HISTORY)),
        press_below(voice.plain("button-positions"), Go(to=Place.POSITIONS)),
    ]
    return Screen(text=text, keyboard=keyboard(doors))
