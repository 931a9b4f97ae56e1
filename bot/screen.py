"""A screen is a text with buttons; showing it edits the pressed message or answers the typed one. Words none itself."""

from dataclasses import dataclass

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.texts import Html

LONGEST_TEXT = 4096
UNCHANGED = "message is not modified"
GONE = ("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID")


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    text: Html
    keyboard: InlineKeyboardMarkup | None = None


Event = Message | CallbackQuery


async def show(event: Event, screen: Screen) -> None:
    """In the pressed message where there is one, else as a new message."""
    match event:
        case Message():
            await event.answer(screen.text, reply_markup=screen.keyboard)
        case CallbackQuery(message=Message() as message):
            await _turn(message, screen)
        case CallbackQuery():
            await add(event, screen)


async def add(event: Event, screen: Screen) -> None:
    """As a new message at the bottom, whatever was pressed."""
    bot = event.bot
    if bot is None or event.from_user is None:
        return
    await bot.send_message(event.from_user.id, screen.text, reply_markup=screen.keyboard)


async def _turn(message: Message, screen: Screen) -> None:
    try:
        await message.edit_text(screen.text, reply_markup=screen.keyboard)
    except TelegramBadRequest as error:
        if UNCHANGED in error.message:
            return
        if not any(reason in error.message for reason in GONE):
            raise
        await message.answer(screen.text, reply_markup=screen.keyboard)
