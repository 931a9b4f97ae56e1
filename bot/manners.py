"""How loud each kind of news comes, and what goes first when not everything can be sent at once. Sends nothing."""

from datetime import datetime
from decimal import Decimal

from bot.parcels import Priority, Sound
from bot.views.settings import level_of
from bot.views.trades import is_open_question, was_not_wanted
from core.application.views import FollowerView, TradeView
from core.domain.follower import URGENT, News, Noise
from core.domain.leader import IntentKind
from core.domain.trade import TradeStatus

SOUNDS = {Noise.ON: Sound.LOUD, Noise.SILENT: Sound.SILENT, Noise.OFF: Sound.UNSENT}
INFOS = frozenset({News.SKIP, News.EXCHANGE})
"""What nobody needs to know at once: in quiet hours it waits for their end."""

ALWAYS_HEARD = URGENT | {News.PROTECTION}
"""What sounds in quiet hours too, as loud as its reader wishes."""

LOUD_KINDS = frozenset({News.LIQUIDATION, News.KEY, News.PROTECTION, News.CLOSE, News.RECONCILIATION})
"""What goes before fills and skips when not everything can be sent at once."""


def in_quiet_hours(user: FollowerView, kind: News, sound: Sound, now: datetime) -> tuple[Sound, datetime | None]:
    """The sound that is left of it now, and until when it is held."""
    end = user.timetable.quiet_until(now)
    if end is None or kind in ALWAYS_HEARD:
        return sound, None
    return (Sound.SILENT if sound is Sound.LOUD else sound), (end if kind in INFOS else None)


def kind_of_trade(trade: TradeView) -> News:
    """An open question is about a fill: in quiet hours it comes without a sound."""
    match trade.status:
        case TradeStatus.FAILED:
            return News.FAILURE
        case TradeStatus.NEEDS_RECONCILIATION:
            return News.RECONCILIATION
        case _:
            return News.FILL


def filled_cost(trade: TradeView) -> Decimal | None:
    """What a filled copy cost, in quote coin."""
    return trade.cost if trade.status is TradeStatus.EXECUTED else None


def manners(user: FollowerView, trade: TradeView) -> tuple[Sound, Priority]:
    """How a trade's card comes: a question is always heard, a fill as wished, a change of mind is only written."""
    if is_open_question(trade):
        return Sound.LOUD, Priority.CRITICAL
    if was_not_wanted(trade) or is_told_by_position(trade):
        return Sound.UNSENT, Priority.REPLY
    match trade.status:
        case TradeStatus.RESERVED:
            silent = level_of(user, News.FILL) is Noise.SILENT
            return (Sound.SILENT if silent else Sound.UNSENT), Priority.NEWS
        case TradeStatus.EXECUTED:
            return SOUNDS[level_of(user, News.FILL)], Priority.NEWS
        case TradeStatus.FAILED:
            return SOUNDS[level_of(user, News.FAILURE)], Priority.CRITICAL
        case TradeStatus.NEEDS_RECONCILIATION:
            return SOUNDS[level_of(user, News.RECONCILIATION)], Priority.CRITICAL


def is_told_by_position(trade: TradeView) -> bool:
    """What changes a position is told by that position's card, or by the news of its end: one message, not two."""
    match trade.status:
        case TradeStatus.RESERVED:
            return trade.reduce_only or trade.kind == IntentKind.INCREASE
        case TradeStatus.EXECUTED:
            return trade.position_id is not None and (trade.reduce_only or not trade.is_first)
        case _:
            return False
