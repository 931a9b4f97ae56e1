"""The buttons of fixes on skip news, cards and explanations. Knows no table: see bot/fixes.py."""

from aiogram.types import InlineKeyboardButton

from bot.callbacks import (
    AccountPress,
    AccountVerb,
    FixPress,
    FollowPress,
    FollowVerb,
    Go,
    LeaderPress,
    LeaderVerb,
    Place,
)
from bot.fixes import Fix, Fixes, Way
from bot.keyboards import Look, Row, in_rows, press_below
from bot.texts import Voice
from core.application.views import FollowView
from core.domain.follow import FollowStatus
from core.domain.values import AccountId

HALTED = frozenset({FollowStatus.PAUSED, FollowStatus.CLOSE_ONLY})
OVER = frozenset({FollowStatus.CLOSING, FollowStatus.STOPPED})
ROW_WIDTH = 2


def remedies(voice: Voice, fixes: Fixes, *, follow: FollowView | None, account_id: AccountId) -> list[Row]:
    """Only what still helps: nothing to resume where all runs, no form of a follow that is over."""
    buttons = [_remedy(voice, fix, follow=follow, account_id=account_id) for fix in fixes]
    return in_rows([button for button in buttons if button is not None], width=ROW_WIDTH)


def _remedy(voice: Voice, fix: Fix, *, follow: FollowView | None, account_id: AccountId) -> InlineKeyboardButton | None:
    text = voice.plain(fix.text)
    match fix.way:
        case Way.ACCOUNT:
            return press_below(text, AccountPress(verb=AccountVerb.VIEW, account_id=account_id))
        case Way.POSITIONS:
            return press_below(text, Go(to=Place.POSITIONS))
        case _:
            return None if follow is None else _of_follow(text, fix, follow)


def _of_follow(text: str, fix: Fix, follow: FollowView) -> InlineKeyboardButton | None:
    is_over = follow.status in OVER
    if fix.way is Way.LEADER:
        leader = LeaderPress(verb=LeaderVerb.VIEW, leader_id=follow.leader_id)
        return press_below(text, leader) if is_over else None
    if is_over:
        return None
    if fix.way is Way.RESUME:
        resume = FollowPress(verb=FollowVerb.RESUME, follow_id=follow.follow_id)
        return press_below(text, resume, Look.SAFE) if follow.status in HALTED else None
    if fix.way is Way.EDIT:
        return press_below(text, FollowPress(verb=FollowVerb.EDIT, follow_id=follow.follow_id))
    return press_below(text, FixPress(field=fix.field, follow_id=follow.follow_id), Look.MAIN)
