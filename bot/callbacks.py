"""What buttons carry: a verb and an opaque id, at most 64 bytes. Never a figure that something is done with unchecked.

A press is world-writable input: every id in it is looked up again together with who pressed.
"""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from core.application.pictures import Theme
from core.application.views import PnlPeriod
from core.domain.account import AccountMode
from core.domain.confirmation import Answer
from core.domain.follow import StopChoice
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
    STOP_ALL = "stopall"
    PAUSE = "pause"
    POSITIONS = "positions"
    CLOSE = "close"
    CLOSE_ALL = "closeall"
    CLOSE_ALL_NOW = "closeallnow"
    PNL = "pnl"
    HISTORY = "history"
    WHY = "why"
    QUALITY = "quality"
    SETTINGS = "settings"
    HOURS = "hours"
    HELP = "help"
    ADMIN = "admin"
    STATUS = "status"
    EXPORT = "export"
    INVITES = "invites"
    AUDIT = "audit"
    PEOPLE = "people"
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
    STATISTICS_MORE = "statsmore"
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
    PAUSE_HOUR = "pause1"
    PAUSE_EIGHT = "pause8"
    RESUME = "resume"
    STOP = "stop"
    STOP_CLOSE_ALL = "stopclose"
    STOP_KEEP = "stopkeep"
    STOP_LEADER_CLOSES = "stoplead"


class FollowPress(CallbackData, prefix="fo"):
    verb: FollowVerb
    follow_id: str


class RestVerb(StrEnum):
    """What all follows do, or those of one account."""

    HOUR = "hour"
    EIGHT = "eight"
    OPEN = "open"
    RESUME = "resume"


class RestPress(CallbackData, prefix="re"):
    """`account_id` is empty for all of them."""

    verb: RestVerb
    account_id: str = ""


class StopAllPress(CallbackData, prefix="sa"):
    choice: StopChoice


class UndoPress(CallbackData, prefix="un"):
    undo_id: str


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


class QualityMorePress(CallbackData, prefix="qm"):
    """Its second screen: where the time went, and why not everything was copied."""

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
