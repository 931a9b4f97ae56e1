"""Infos that come too late, are too many at once, or waited for the morning: one short message. Sends nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import IntEnum

from bot.callbacks import Go, Place
from bot.keyboards import keyboard, press_below
from bot.parcels import LOUDEST_FIRST, Parcel, Priority, Sound
from bot.plain import first_line
from bot.screen import Screen
from bot.texts import Html, Texts, Voice
from core.application.chat_ports import Delivery

OPEN_DIGEST, HELD_DIGEST = "digest:open", "digest:held"
PLACES = frozenset({OPEN_DIGEST, HELD_DIGEST})
MOST_LINES = 10


class Why(IntEnum):
    """Why something has no message of its own; the gravest gives the digest its headline."""

    LATE = 0
    BURST = 1
    QUIET = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """The newest state of one subject; its screen is forgotten."""

    delivery: Delivery
    line: Html
    filled: Decimal | None


@dataclass(slots=True)
class Notes:
    """What one chat's next digest tells, by subject. Moments are of the sender's clock, in seconds."""

    language: str
    why: Why
    opened_at: float
    joined_at: float
    until: datetime | None = None
    sound: Sound = Sound.SILENT
    by_subject: dict[str, Note] = field(default_factory=dict)

    @property
    def covers(self) -> tuple[Delivery, ...]:
        return tuple(note.delivery for note in self.by_subject.values())


class Digests:
    """`add` until it is sent, then `closed` makes the message; what comes later opens the next one."""

    def __init__(self, texts: Texts, *, calm_seconds: float = 0.0, longest_seconds: float = 0.0) -> None:
        self._texts, self._calm_seconds, self._longest_seconds = texts, calm_seconds, longest_seconds
        self._open: dict[tuple[int, str], Notes] = {}

    def add(self, parcel: Parcel, why: Why, at: float = 0.0) -> Parcel:
        """Answers with the digest's place in the queue; its words are found when it is sent."""
        notes = self._note(parcel, why, at=at, subject=OPEN_DIGEST)
        notes.why = min(notes.why, why)
        if why is Why.BURST:
            notes.sound = min(notes.sound, parcel.sound, key=LOUDEST_FIRST.index)
        return place(parcel.chat_id, OPEN_DIGEST)

    def hold(self, parcel: Parcel, at: float = 0.0) -> None:
        """Until the quiet hours are over that it came in."""
        self._note(parcel, Why.QUIET, at=at, subject=HELD_DIGEST).until = parcel.held_until

    def over(self, now: datetime) -> Sequence[Parcel]:
        """The places of those whose quiet hours have ended."""
        waiting = [(key, notes.until) for key, notes in self._open.items()]
        return [place(*key) for key, until in waiting if until is not None and until <= now]

    def takes_more(self, chat_id: int) -> bool:
        """A burst is being told already: what comes now joins it."""
        notes = self._open.get((chat_id, OPEN_DIGEST))
        return notes is not None and notes.why is Why.BURST

    def is_ripe(self, parcel: Parcel, at: float) -> bool:
        """A burst is told when it is over, or has gone on for long; everything else at once."""
        notes = self._open.get(parcel.key)
        if notes is None or notes.why is not Why.BURST:
            return True
        is_calm = at - notes.joined_at >= self._calm_seconds
        return is_calm or at - notes.opened_at >= self._longest_seconds

    def closed(self, waiting: Parcel) -> Parcel:
        """A message of its own: its subject is named after the first event in it."""
        notes = self._open.pop(waiting.key)
        event_id = f"digest:{notes.covers[0].event_id}"
        return Parcel(
            chat_id=waiting.chat_id,
            subject=event_id,
            screen=digest_screen(self._texts.voice(notes.language), notes),
            priority=Priority.DIGEST,
            sound=notes.sound,
            event_id=event_id,
            language=notes.language,
            covers=notes.covers,
        )

    def drop_chat(self, chat_id: int) -> None:
        for subject in PLACES:
            self._open.pop((chat_id, subject), None)

    def sizes(self) -> Mapping[int, int]:
        """How many messages each chat's open digest stands for."""
        return {key[0]: len(notes.by_subject) for key, notes in self._open.items() if key[1] == OPEN_DIGEST}

    def _note(self, parcel: Parcel, why: Why, *, at: float, subject: str) -> Notes:
        key = (parcel.chat_id, subject)
        notes = self._open.setdefault(key, Notes(parcel.language, why, opened_at=at, joined_at=at))
        notes.joined_at = at
        line = first_line(parcel.screen.text)
        notes.by_subject[parcel.subject] = Note(delivery=parcel.delivery, line=line, filled=parcel.filled)
        return notes


def place(chat_id: int, subject: str) -> Parcel:
    return Parcel(chat_id=chat_id, subject=subject, screen=Screen(text=Html()), priority=Priority.DIGEST)


def digest_screen(voice: Voice, notes: Notes) -> Screen:
    """Many fills are one line with their total; what else there was follows, a few lines of it."""
    every = list(notes.by_subject.values())
    fills = [note.filled for note in every if note.filled is not None]
    others = [note for note in every if note.filled is None] if len(fills) > 1 else every
    total = voice.say("digest-filled", count=len(fills), total=voice.figures.money(sum(fills, Decimal(0))))
    more = len(others) - MOST_LINES
    text = voice.lines(
        voice.say(f"digest-title-{notes.why.name.lower()}", count=len(every)) if others else None,
        total if len(fills) > 1 else None,
        *(note.line for note in others[:MOST_LINES]),
        voice.say("digest-more", count=more) if more > 0 else None,
    )
    doors = [
        press_below(voice.plain("button-history"), Go(to=Place.HISTORY)),
        press_below(voice.plain("button-positions"), Go(to=Place.POSITIONS)),
    ]
    return Screen(text=text, keyboard=keyboard(doors))
