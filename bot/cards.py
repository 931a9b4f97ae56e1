"""Living cards: one message per subject and chat, edited in place, sent anew when it is gone. Paces nothing."""

import hashlib
from enum import Enum

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest

from bot.screen import GONE, UNCHANGED, Screen
from core.application.chat_ports import Card, CardBook
from core.application.points import Point, reached

HASH_CHARACTERS = 32


class Sound(Enum):
    """LOUD is a new message with a sound, even where a card stands already (it moves down); edits are never heard.

    UNSENT only brings a card up to date that stands already.
    """

    LOUD = "loud"
    SILENT = "silent"
    UNSENT = "unsent"


class Cards:
    """Putting the same state twice changes nothing, so that a repeated event is harmless."""

    def __init__(self, bot: Bot, book: CardBook) -> None:
        self._bot, self._book = bot, book

    async def put(self, chat_id: int, subject: str, *, screen: Screen, sound: Sound) -> None:
        """Show the newest state of the subject."""
        card = await self._book.find(chat_id, subject)
        shown = content_hash(screen)
        if card is None:
            await self._send(chat_id, subject, screen=screen, sound=sound)
        elif card.content_hash == shown:
            return
        elif sound is Sound.LOUD:
            await self._move(card, subject, screen=screen)
        elif await self._edit(card, screen):
            await self._save(subject, chat_id, card.message_id, shown=shown)
        else:
            await self._send(chat_id, subject, screen=screen, sound=sound)

    async def _send(self, chat_id: int, subject: str, *, screen: Screen, sound: Sound) -> None:
        if sound is Sound.UNSENT:
            return
        sent = await self._bot.send_message(
            chat_id,
            screen.text,
            reply_markup=screen.keyboard,
            disable_notification=sound is Sound.SILENT,
        )
        reached(Point.MESSAGE_SENT)
        await self._save(subject, chat_id, sent.message_id, shown=content_hash(screen))

    async def _move(self, card: Card, subject: str, *, screen: Screen) -> None:
        """Heard, and still the only card of its subject."""
        await self._send(card.chat_id, subject, screen=screen, sound=Sound.LOUD)
        try:
            await self._bot.delete_message(card.chat_id, card.message_id)
        except TelegramBadRequest:
            return  # deleted by hand, or too old to be deleted

    async def _edit(self, card: Card, screen: Screen) -> bool:
        """False when there is nothing left to edit."""
        try:
            await self._bot.edit_message_text(
                screen.text, chat_id=card.chat_id, message_id=card.message_id, reply_markup=screen.keyboard
            )
        except TelegramBadRequest as error:
            if UNCHANGED in error.message:
                return True
            if not any(reason in error.message for reason in GONE):
                raise
            return False
        return True

    async def _save(self, subject: str, chat_id: int, message_id: int, *, shown: str) -> None:
        await self._book.save(subject, Card(chat_id=chat_id, message_id=message_id, content_hash=shown))


def content_hash(screen: Screen) -> str:
    buttons = "" if screen.keyboard is None else screen.keyboard.model_dump_json(exclude_none=True)
    return hashlib.sha256(f"{screen.text}\x1f{buttons}".encode()).hexdigest()[:HASH_CHARACTERS]
