"""What buttons carry: a verb and an opaque id, at most 64 bytes. Never a figure that something is done with unchecked.

A press is world-writable input: every id in it is looked up again together with who pressed.
"""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from core.application.pictures import Theme
from core.application.views import PnlPeriod
from core.domain.account import AccountMode
from core.domain.confirmation import Answer
from core.domain.follower import News, Noise
from core.domain.values import Exchange


class Place(StrEnum):
    """Screens that need no argument."""

    HOME = "home"
    CONNECT = "connect"
    ACCOUNTS = "accounts"
    LEAD = "lead"
    LEADERS = "leaders"
    FOLLOWS = "follows"
    STOP = "stop"
    POSITIONS = "positions"
    CLOSE = "close"
    CLOSE_ALL = "closeall"
    CLOSE_ALL_NOW = "closeallnow"
    PNL = "pnl"
    HISTORY = "history"
    WHY = "why"
    QUALITY = "quality"
    SETTINGS = "settings"
    HELP = "help"
    ADMIN = "admin"
    STATUS = "status"
    EXPORT = "export"
    INVITES = "invites"
    AUDIT = "audit"
    ANNOUNCE = "announce"
    CANCEL = "cancel"
    RESUME = "resume"


class Go(CallbackData, prefix="go"):
    to: Place
    page: int = 0


class ConnectVerb(StrEnum):
    EXCHANGE = "ex"
    PAPER = "paper"
    KEY = "key"
    DOOR = "door"


class ConnectPress(CallbackData, prefix="cn"):
    verb: ConnectVerb
    exchange: Exchange


class AccountVerb(StrEnum):
    VIEW = "view"
    GO_LIVE = "live"
    GO_LIVE_NOW = "livenow"
    GO_PAPER = "paper"
    REPLACE_KEY = "key"
    THAW = "thaw"
    UNLINK = "unlink"
    UNLINK_NOW = "unlinknow"


class AccountPress(CallbackData, prefix="ac"):
    verb: AccountVerb
    account_id: str


class DriftVerb(StrEnum):
    SHOW = "show"
    SYNC = "sync"
    ADOPT = "adopt"
    IGNORE = "ignore"
    CLOSE = "close"
    CLOSE_NOW = "closenow"


class DriftPress(CallbackData, prefix="dr"):
    """`mark` names one difference as it was shown."""

    verb: DriftVerb
    account_id: str
    mark: str = ""


class LeaderVerb(StrEnum):
    VIEW = "view"
    STATISTICS = "stats"
    FOLLOW = "follow"
    FOLLOW_ON_PAPER = "paper"
    RETIRE = "retire"
    RETIRE_NOW = "retirenow"


class LeaderPress(CallbackData, prefix="le"):
    verb: LeaderVerb
    leader_id: str


class LeadPress(CallbackData, prefix="ld"):
    """Lead with this account."""

    account_id: str


class FollowVerb(StrEnum):
    VIEW = "view"
    EDIT = "edit"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    STOP_CLOSE_ALL = "stopclose"
    STOP_KEEP = "stopkeep"
    STOP_LEADER_CLOSES = "stoplead"


class FollowPress(CallbackData, prefix="fo"):
    verb: FollowVerb
    follow_id: str


class DraftVerb(StrEnum):
    ACCOUNT = "account"
    SIZING = "sizing"
    SIZE = "size"
    REVIEW = "review"
    MODE = "mode"
    LIMITS = "limits"
    FIELD = "field"
    SET = "set"
    START = "start"
    REPLAY = "replay"


class DraftPress(CallbackData, prefix="df"):
    """A step of the follow form, which lives in the conversation; `mark` names the form the button belongs to."""

    verb: DraftVerb
    name: str = ""
    value: str = ""
    mark: str = ""


class PositionVerb(StrEnum):
    VIEW = "view"
    CLOSE = "close"
    CLOSE_NOW = "closenow"
    HALF = "half"
    HALF_NOW = "halfnow"
    PROTECT = "protect"
    STOP_LOSS = "sl"
    TAKE_PROFIT = "tp"
    UNPROTECT = "unprotect"
    RESTORE = "restore"
    LEAVE = "leave"


class PositionPress(CallbackData, prefix="po"):
    verb: PositionVerb
    position_id: str


class TriggerPress(CallbackData, prefix="tr"):
    """A preset distance in percent for a trigger of this very position, whatever is being asked elsewhere."""

    verb: PositionVerb
    position_id: str
    percent: int


class ConfirmPress(CallbackData, prefix="cf"):
    answer: Answer
    confirmation_id: str


class TradePress(CallbackData, prefix="td"):
    """Why was this trade made, and so large?"""

    trade_id: str


class WhyPress(CallbackData, prefix="wy"):
    """Why was this leader's event skipped?"""

    verdict_id: str


class FixPress(CallbackData, prefix="fx"):
    """The follow's form, opened at the field that would have changed a verdict."""

    field: str
    follow_id: str


class PnlPress(CallbackData, prefix="pn"):
    period: str


class QualityPress(CallbackData, prefix="qu"):
    """How well was this leader copied?"""

    leader_id: str
    period: str


class CurvePress(CallbackData, prefix="pcu"):
    """The picture of results over time. Without a mode: money where there is any, else paper."""

    period: PnlPeriod
    mode: AccountMode | None = None
    theme: Theme = Theme.DARK


class MonthPress(CallbackData, prefix="pmo"):
    """`month` as 202611; empty is the present one."""

    month: str = ""
    mode: AccountMode | None = None
    theme: Theme = Theme.DARK


class ChartPress(CallbackData, prefix="pch"):
    position_id: str
    theme: Theme = Theme.DARK


class SharePress(CallbackData, prefix="psh"):
    """`shown` is what the card tells beyond the percentage: one letter each, see `bot/views/sharing.py`."""

    position_id: str
    shown: str = "l"
    theme: Theme = Theme.DARK


class LanguagePress(CallbackData, prefix="la"):
    language: str


class NoisePress(CallbackData, prefix="no"):
    """Sets a level, so that a double press changes nothing twice."""

    news: News
    noise: Noise


class AdminVerb(StrEnum):
    INVITE = "invite"
    USERS = "users"
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
