"""What went wrong, answered kindly: refusals in words, outages in words, bugs by a number. Logs no text of people."""

import secrets
import traceback
from datetime import datetime
from decimal import Decimal

from aiogram import Router
from aiogram.exceptions import TelegramAPIError, TelegramForbiddenError
from aiogram.types import ErrorEvent, Update
from loguru import logger

from bot.moments import plain_clock
from bot.presses import Press
from bot.texts import Texts, Value, Voice
from core.application.views import FollowerView
from core.domain.errors import (
    BreakerOpen,
    ConcurrentUpdate,
    CredentialsRejected,
    ExchangeError,
    ForbiddenTransition,
    NotAllowed,
    NotFound,
    Refusal,
    StorageError,
)

NUMBER_BYTES = 3

OUTAGES: tuple[tuple[type[Exception], str], ...] = (
    (CredentialsRejected, "error-credentials"),
    (BreakerOpen, "error-breaker"),
    (ExchangeError, "error-exchange"),
    (StorageError, "error-storage"),
    (ConcurrentUpdate, "error-changed-meanwhile"),
    (ForbiddenTransition, "error-changed-meanwhile"),
)
"""The first kind that fits words the error."""


def router() -> Router:
    router = Router(name="errors")
    router.errors.register(answer)
    return router


async def answer(
    event: ErrorEvent, *, texts: Texts, user: FollowerView | None = None, press: Press | None = None
) -> None:
    """One answer, in the person's language, where they look: an alert for a press, a message for a message."""
    if isinstance(event.exception, TelegramForbiddenError):
        return  # they blocked the bot: nobody is there to be told
    voice = texts.voice(user.language if user is not None else _language(event.update))
    text = in_words(voice, event.exception)
    if text is None:
        number = secrets.token_hex(NUMBER_BYTES)
        report(event.exception, event.update, number=number)
        text = voice.plain("error-number", number=number)
    await _tell(event.update, text, press=press)


def in_words(voice: Voice, error: Exception) -> str | None:
    """None for what nobody foresaw."""
    if isinstance(error, Refusal):
        return refusal(voice, error)
    key = next((key for kind, key in OUTAGES if isinstance(error, kind)), None)
    return None if key is None else voice.plain(key)


def refusal(voice: Voice, error: Refusal) -> str:
    """A stranger's object and no object at all are told in the same words."""
    key = f"refusal-{error.code}"
    if voice.has(key):
        return voice.plain(key, **facts(voice, error))
    if isinstance(error, NotFound | NotAllowed):
        return voice.plain("refusal-not-found")
    return voice.plain("refusal-other", code=error.code)


def facts(voice: Voice, error: Refusal) -> dict[str, Value]:
    return {name: _fact(voice, value) for name, value in error.facts.items()} | {"code": error.code}


def report(error: Exception, update: Update, *, number: str) -> None:
    """Where it happened, without values: messages of errors may repeat what a person typed."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
    bound = logger.bind(number=number, update=update.update_id, error=type(error).__name__, places=places)
    bound.error("an update met an unforeseen error")


def _fact(voice: Voice, value: object) -> Value:
    match value:
        case Decimal():
            return voice.figures.plain(value)
        case datetime():
            return plain_clock(value)
        case int():
            return value
        case _:
            return str(value).encode(errors="replace").decode()  # half a character can be typed, but not sent


def _language(update: Update) -> str | None:
    event = update.message or update.callback_query
    return event.from_user.language_code if event is not None and event.from_user is not None else None


async def _tell(update: Update, text: str, *, press: Press | None) -> None:
    """Telegram itself may be what fails: then nobody can be told."""
    try:
        if press is not None and not press.is_answered:
            await press.alert(text)
        elif update.message is not None:
            await update.message.answer(text, parse_mode=None)
        elif update.callback_query is not None and update.bot is not None:
            await update.bot.send_message(update.callback_query.from_user.id, text, parse_mode=None)
    except TelegramAPIError as error:
        logger.bind(update=update.update_id, error=type(error).__name__).warning("an error could not be told")
