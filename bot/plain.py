"""Text that Telegram takes for sure: without broken tags, broken characters, or too much of it. Words nothing."""

import html
import re
from collections.abc import Sequence

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from loguru import logger

from bot.screen import LONGEST_TEXT
from bot.texts import Html

UNREADABLE = "can't parse entities"
PIECE_CHARACTERS = 2000
"""Telegram counts some characters twice: so many always fit."""

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


class Readable(BaseRequestMiddleware):
    """A text that Telegram can't parse goes out plain: better without bold than not at all."""

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        try:
            return await make_request(bot, method)
        except TelegramBadRequest as error:
            text = getattr(method, "text", None)
            if UNREADABLE not in error.message or not isinstance(text, str):
                raise
            logger.bind(reason=error.message).error("a text was not readable and goes out plain")
            plain = method.model_copy(update={"text": plain_of(text), "parse_mode": None})
            return await make_request(bot, plain)


def repaired(text: str) -> str:
    """Halves of characters and zero bytes can't be sent at all."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "")


def plain_of(text: str) -> str:
    """What a reader of the HTML would see."""
    return html.unescape(_TAG.sub("", repaired(text)))


def first_line(text: Html) -> Html:
    """The first line as safe HTML, without its tags."""
    return Html(html.escape(plain_of(text).partition("\n")[0], quote=False))


def parts_of(text: Html) -> Sequence[Html]:
    """The text itself when it fits; else plain pieces that do, cut between lines where there are any."""
    seen = plain_of(text)
    if counted(seen) <= LONGEST_TEXT:
        return [Html(repaired(text))]
    pieces: list[str] = []
    while seen:
        line_end = seen.rfind("\n", 1, PIECE_CHARACTERS) if len(seen) > PIECE_CHARACTERS else -1
        cut = line_end if line_end > 0 else PIECE_CHARACTERS
        pieces.append(seen[:cut])
        seen = seen[cut:].removeprefix("\n")
    return [Html(html.escape(piece, quote=False)) for piece in pieces]


def counted(text: str) -> int:
    """In Telegram's units."""
    return len(repaired(text).encode("utf-16-le")) // 2
