"""How loud each kind of news comes, and what goes first when not everything can be sent at once. Sends nothing."""

from bot.parcels import Priority, Sound
from bot.views.settings import level_of
from bot.views.trades import is_open_question, was_not_wanted
from core.application.views import FollowerView, TradeView
from core.domain.follower import News, Noise
from core.domain.leader import IntentKind
from core.domain.trade import TradeStatus

SOUNDS = {Noise.ON: Sound.LOUD, Noise.SILENT: Sound.SILENT, Noise.OFF: Sound.UNSENT}
LOUD_KINDS = frozenset({News.LIQUIDATION, News.KEY, News.PROTECTION, News.CLOSE, News.RECONCILIATION})
"""What goes before fills and skips when not everything can be sent at once."""


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
