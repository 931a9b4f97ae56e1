"""A picture with caption and buttons; showing it turns the pressed picture or sends a new one. Draws and words none."""

from dataclasses import dataclass

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardMarkup, InputMediaPhoto, Message

from bot.screen import GONE, UNCHANGED
from bot.texts import Html
from core.application.bus import MessageBus
from core.application.picture_queries import DrawPictureQuery
from core.application.pictures import Picture

FILE_NAME = "tandem.png"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """Before it is drawn."""

    picture: Picture
    caption: Html
    keyboard: InlineKeyboardMarkup


async def show_sketch(query: CallbackQuery, sketch: Sketch, bus: MessageBus) -> None:
    """In place where a picture was pressed, else as a new message. Raises NotPossibleNow when it can't be drawn."""
    png = await bus.handle(DrawPictureQuery(picture=sketch.picture))
    message = query.message
    if isinstance(message, Message) and message.photo:
        await _turn(message, sketch, png)
    elif query.bot is not None:
        file = BufferedInputFile(png, FILE_NAME)
        await query.bot.send_photo(
            query.from_user.id, file, caption=sketch.caption, reply_markup=sketch.keyboard, disable_notification=True
        )


async def _turn(message: Message, sketch: Sketch, png: bytes) -> None:
    media = InputMediaPhoto(media=BufferedInputFile(png, FILE_NAME), caption=sketch.caption)
    try:
        await message.edit_media(media, reply_markup=sketch.keyboard)
    except TelegramBadRequest as error:
        if UNCHANGED in error.message:
            return
        if not any(reason in error.message for reason in GONE):
            raise
        again = BufferedInputFile(png, FILE_NAME)
        await message.answer_photo(again, caption=sketch.caption, reply_markup=sketch.keyboard)
