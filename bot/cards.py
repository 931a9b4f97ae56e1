"""Living cards: one message per subject and chat, edited in place, sent anew when it is gone. Paces nothing.

A new message is noted before it leaves: whether it arrived may stay unknown, but never that it may have left.
"""

import hashlib
from dataclasses import replace

from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from loguru import logger

from bot.parcels import REPEATED, Parcel, Sound
from bot.plain import parts_of
from bot.screen import GONE, UNCHANGED, Screen
from bot.texts import Texts
from core.application.chat_ports import Card, CardBook, Delivery, DeliveryBook, Leftover
from core.application.points import Point, reached

HASH_CHARACTERS = 32
MOST_TRIES = 2
"""A message whose arrival is unknown is repeated once."""

NEVER_LEFT = ("ClientConnector", "ConnectionTimeout")
"""How aiogram names it when there was no way to Telegram at all."""


class Superseded(Exception):
    """A newer state of the subject waits: this one is not worth a message."""


class Cards:
    """Putting the same state twice changes nothing, so that a repeated event is harmless."""

    def __init__(self, bot: Bot, book: CardBook, *, deliveries: DeliveryBook, texts: Texts) -> None:
        self._bot, self._book, self._deliveries, self._texts = bot, book, deliveries, texts

    async def put(self, parcel: Parcel) -> None:
        """Show the newest state of the subject. Raises Superseded, or what Telegram answers."""
        card = await self._book.find(parcel.chat_id, parcel.subject)
        if card is None:
            await self._announce(parcel)
        elif card.content_hash == content_hash(parcel.screen):
            self._deliveries.settle(parcel.delivery)
        elif parcel.sound is Sound.LOUD:
            await self._move(card, parcel)
        elif not await self._turn(card, parcel):
            await self._announce(parcel)

    async def stands(self, parcel: Parcel) -> bool:
        return await self._book.find(parcel.chat_id, parcel.subject) is not None

    async def _announce(self, parcel: Parcel) -> None:
        if parcel.sound is Sound.UNSENT or not await self._send(parcel):
            self._deliveries.settle(parcel.delivery)

    async def _move(self, card: Card, parcel: Parcel) -> None:
        """Heard, and still the only card of its subject."""
        if not await self._send(parcel, instead_of=card.message_id):
            await self._turn(card, parcel)
            return
        await self._delete(Leftover(card.chat_id, card.message_id))

    async def clear(self) -> None:
        """Delete what the last life, or a Telegram out of reach, left above cards that moved down. For a chore."""
        for leftover in await self._deliveries.leftovers():
            await self._delete(leftover)
        await self._deliveries.flush()

    async def _delete(self, leftover: Leftover) -> None:
        """Out of reach: it stays noted."""
        try:
            await self._bot.delete_message(leftover.chat_id, leftover.message_id)
        except (TelegramNetworkError, TelegramServerError, TelegramRetryAfter, ClientDecodeError) as error:
            logger.bind(error=type(error).__name__).info("a message is deleted later")
            return
        except TelegramAPIError as error:
            logger.bind(reason=error.message).info("a message can't be deleted")  # by hand, or too old, or no chat
        self._deliveries.deleted(leftover)

    async def _send(self, parcel: Parcel, *, instead_of: int | None = None) -> bool:
        """False when it may have arrived already and is not worth a repeat."""
        begun = await self._deliveries.begin(parcel.delivery)
        if begun is None:
            raise Superseded
        if begun.tries > (MOST_TRIES if parcel.priority in REPEATED else 1):
            logger.bind(chat=parcel.chat_id, subject=parcel.subject).warning("nobody knows whether a message arrived")
            return False
        message_id = await self._leave(self._marked(parcel, begun))
        reached(Point.MESSAGE_SENT)
        await self._stand(parcel, message_id, instead_of=instead_of)
        return True

    def _marked(self, parcel: Parcel, begun: Delivery) -> Parcel:
        """The reader is told when the same may stand above already."""
        if not begun.ghosts:
            return parcel
        voice = self._texts.voice(parcel.language)
        text = voice.lines(parcel.screen.text, voice.say("may-be-a-repeat"))
        return replace(parcel, screen=Screen(text=text, keyboard=parcel.screen.keyboard))

    async def _leave(self, parcel: Parcel) -> int:
        """Its message id. An answer of Telegram, or no way to it, proves that nothing arrived; silence doesn't."""
        try:
            return await self._post(parcel)
        except TelegramNetworkError as error:
            if error.message.startswith(NEVER_LEFT):
                await self._deliveries.withdraw(parcel.delivery)
            raise
        except (TelegramAPIError, ClientDecodeError):
            await self._deliveries.withdraw(parcel.delivery)
            raise

    async def _post(self, parcel: Parcel) -> int:
        """What is too long for one message comes in several; the last one is the card."""
        *before, text = parts_of(parcel.screen.text)
        is_quiet = parcel.sound is Sound.SILENT
        for part in before:
            await self._bot.send_message(parcel.chat_id, part, disable_notification=True)
        sent = await self._bot.send_message(
            parcel.chat_id, text, reply_markup=parcel.screen.keyboard, disable_notification=is_quiet
        )
        return sent.message_id

    async def _turn(self, card: Card, parcel: Parcel) -> bool:
        """False when there is nothing left to edit."""
        text = parts_of(parcel.screen.text)[-1]
        keyboard = parcel.screen.keyboard
        try:
            await self._bot.edit_message_text(
                text, chat_id=card.chat_id, message_id=card.message_id, reply_markup=keyboard
            )
        except TelegramBadRequest as error:
            if any(reason in error.message for reason in GONE):
                return False
            if UNCHANGED not in error.message:
                raise
        await self._stand(parcel, card.message_id)
        return True

    async def _stand(self, parcel: Parcel, message_id: int, *, instead_of: int | None = None) -> None:
        shown = content_hash(parcel.screen)
        card = Card(chat_id=parcel.chat_id, message_id=message_id, content_hash=shown)
        await self._deliveries.sent(parcel.delivery, card, instead_of=instead_of)


def content_hash(screen: Screen) -> str:
    buttons = "" if screen.keyboard is None else screen.keyboard.model_dump_json(exclude_none=True)
    return hashlib.sha256(f"{screen.text}\x1f{buttons}".encode("utf-8", "replace")).hexdigest()[:HASH_CHARACTERS]
