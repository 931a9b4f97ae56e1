"""Rows of buttons, worded by a Voice. Know no screen and no order of screens."""

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CopyTextButton, DisabledButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks import Go, Place
from bot.texts import Voice

PAGE_ROWS = 8
"""Lines and buttons on one page of a long list."""

BELOW = "+"
"""Before callback data: answer below, do not turn the pressed message."""

T = TypeVar("T")
Row = list[InlineKeyboardButton]


class Look(StrEnum):
    """Colours help; the words carry the meaning (older clients show none)."""

    SAFE = "success"
    MAIN = "primary"
    RISKY = "danger"


def press(text: str, payload: CallbackData, look: Look | None = None) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=payload.pack(), style=look)


def press_below(text: str, payload: CallbackData, look: Look | None = None) -> InlineKeyboardButton:
    """For cards and news: what it opens comes as a new message, the pressed one stays."""
    return InlineKeyboardButton(text=text, callback_data=f"{BELOW}{payload.pack()}", style=look)


def open_place(voice: Voice, place: Place, look: Look | None = None) -> InlineKeyboardButton:
    """A button to a screen, named like the screen."""
    return press(voice.plain(f"button-{place}"), Go(to=place), look)


def back(voice: Voice, payload: CallbackData) -> InlineKeyboardButton:
    return press(voice.plain("button-back"), payload)


def back_to(voice: Voice, place: Place) -> InlineKeyboardButton:
    return back(voice, Go(to=place))


def cancel(voice: Voice) -> InlineKeyboardButton:
    return open_place(voice, Place.CANCEL)


def copy_button(text: str, copied: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, copy_text=CopyTextButton(text=copied))


def greyed(text: str) -> InlineKeyboardButton:
    """A button that can't be pressed any more."""
    return InlineKeyboardButton(text=text, disabled=DisabledButton())


def keyboard(*rows: Row) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[row for row in rows if row])


def in_rows(buttons: Sequence[InlineKeyboardButton], *, width: int) -> list[Row]:
    return [list(buttons[start : start + width]) for start in range(0, len(buttons), width)]


def page_of(items: Sequence[T], page: int) -> Sequence[T]:
    start = clamp(page, len(items)) * PAGE_ROWS
    return items[start : start + PAGE_ROWS]


def clamp(page: int, count: int) -> int:
    """A forged or outdated page number shows the nearest page there is."""
    return max(0, min(page, (count - 1) // PAGE_ROWS))


def pager(voice: Voice, place: Place, *, page: int, count: int) -> Row:
    """Newer and older, only where there is something."""
    return turner(voice, place, page=clamp(page, count), has_more=count > (clamp(page, count) + 1) * PAGE_ROWS)


def turner(voice: Voice, place: Place, *, page: int, has_more: bool) -> Row:
    row: Row = []
    if page > 0:
        row.append(press(voice.plain("button-previous"), Go(to=place, page=page - 1)))
    if has_more:
        row.append(press(voice.plain("button-next"), Go(to=place, page=page + 1)))
    return row
