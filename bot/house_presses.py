"""What the buttons of settings and of operators carry; as callbacks.py, every press is looked up, none is believed."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from core.domain.follower import News, Noise


class LanguagePress(CallbackData, prefix="la"):
    language: str


class NoisePress(CallbackData, prefix="no"):
    """Sets a level, so that a double press changes nothing twice."""

    news: News
    noise: Noise


class HoursVerb(StrEnum):
    ZONE = "zone"
    QUIET = "quiet"
    AT = "at"
    DAILY = "daily"
    WEEKLY = "weekly"


class HoursPress(CallbackData, prefix="hr"):
    """Without a value it asks for one; what a value may be is read as strictly as if it were typed."""

    verb: HoursVerb
    value: str = ""


class AdminVerb(StrEnum):
    INVITE = "invite"
    PAUSE = "pause"
    RESUME = "resume"
    MAINTAIN = "maintain"
    MAINTAIN_NOW = "maintainnow"
    MAINTAIN_END = "maintainend"


class AdminPress(CallbackData, prefix="ad"):
    verb: AdminVerb


class InviteField(StrEnum):
    """What an invitation being made can say; MAKE makes it."""

    ROLE = "role"
    PEOPLE = "people"
    DAYS = "days"
    ACCOUNTS = "accounts"
    CAPITAL = "capital"
    PAPER = "paper"
    MAKE = "make"


class InvitePress(CallbackData, prefix="iv"):
    """A choice of the form, which lives in the conversation; `choice` is a number in its list."""

    field: InviteField
    choice: int = 0


class RevokePress(CallbackData, prefix="rv"):
    mark: str


class PersonPress(CallbackData, prefix="pe"):
    """Somebody who is in, with what they may do."""

    follower_id: int


class TermsField(StrEnum):
    """What an operator may change about somebody; SAVE does it."""

    ROLE = "role"
    ACCOUNTS = "accounts"
    CAPITAL = "capital"
    PAPER = "paper"
    SAVE = "save"


class TermsPress(CallbackData, prefix="te"):
    """A choice of the form, which lives in the conversation and is of this person alone. Without a value it asks for
    one; what a value may be is read as strictly as if it were typed.
    """

    field: TermsField
    follower_id: int
    value: str = ""


class AnnounceVerb(StrEnum):
    SEND = "send"
    LOOK = "look"


class AnnouncePress(CallbackData, prefix="an"):
    verb: AnnounceVerb
    announcement_id: str


class ExportPeriod(StrEnum):
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    ALL = "all"


class ExportPress(CallbackData, prefix="ex"):
    period: ExportPeriod
