"""What the bot is waiting for somebody to type. Holds no values."""

from aiogram import F
from aiogram.fsm.state import State, StatesGroup

TYPED = F.text & ~F.text.startswith("/")
"""Text that is not a command: commands always leave a form."""


class KeyForm(StatesGroup):
    """An API key: what is typed now is secret."""

    link = State()
    replace = State()


class FollowForm(StatesGroup):
    size = State()
    rule = State()


class LeadForm(StatesGroup):
    name = State()


class PositionForm(StatesGroup):
    trigger = State()


class AnnounceForm(StatesGroup):
    text = State()
    review = State()


class ExportForm(StatesGroup):
    period = State()


class HoursForm(StatesGroup):
    zone = State()
    quiet = State()
    at = State()


class TermsForm(StatesGroup):
    accounts = State()
    capital = State()


SECRET_STATES = frozenset({KeyForm.link.state, KeyForm.replace.state})
