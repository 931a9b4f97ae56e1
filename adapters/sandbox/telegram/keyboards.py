"""Reply markup as the server checks it: buttons in, a Keyboard or Telegram's refusal out.

Must not know which message the keyboard hangs on.
"""

import re

from aiogram.types import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from adapters.sandbox.telegram.model import Button, Keyboard
from adapters.sandbox.telegram.refusals import ApiRefusal, bad_request

CALLBACK_DATA_BYTES = 64
COPY_TEXT_CHARACTERS = 256
LARGEST_KEYBOARD_BUTTONS = 100
STYLES = frozenset({"danger", "success", "primary"})
DECORATIONS = frozenset({"text", "icon_custom_emoji_id", "style"})
_URL = re.compile(r"https?://[^\s/]+\.[^\s]+|(?:tg|ton)://\S+", re.IGNORECASE)

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply


def inline_keyboard(markup: Markup | None) -> Keyboard:
    """The inline part of a markup; other kinds belong to the chat, not to the message."""
    if not isinstance(markup, InlineKeyboardMarkup):
        return ()
    rows = tuple(tuple(_button(button) for button in row) for row in markup.inline_keyboard if row)
    if sum(map(len, rows)) > LARGEST_KEYBOARD_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return rows


def reply_keyboard(markup: Markup | None, present: dict[str, object] | None) -> dict[str, object] | None:
    """The keyboard under the text box after a message with this markup."""
    match markup:
        case ReplyKeyboardMarkup():
            return markup.model_dump(mode="json", exclude_none=True)
        case ReplyKeyboardRemove():
            return None
        case _:
            return present


def _button(button: InlineKeyboardButton) -> Button:
    wire = button.model_dump(mode="json", exclude_none=True)
    actions = set(wire) - DECORATIONS
    if not button.text.strip():
        raise _unreadable("Inline keyboard button text must be non-empty")
    if not actions:
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _unreadable("exactly one type of button must be used")
    _check_action(button)
    return Button(wire)


def _check_action(button: InlineKeyboardButton) -> None:
    data_bytes = len((button.callback_data or "").encode())
    if button.callback_data is not None and not 1 <= data_bytes <= CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if button.url is not None and _URL.fullmatch(button.url) is None:
        raise _wrong_url(button.url)
    if button.copy_text is not None and not 1 <= len(button.copy_text.text) <= COPY_TEXT_CHARACTERS:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if button.style is not None and button.style not in STYLES:
        raise _unreadable("invalid button style specified")


def _wrong_url(url: str) -> ApiRefusal:
    return bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _unreadable(reason: str) -> ApiRefusal:
    return bad_request(f"can't parse inline keyboard button: {reason}")
