"""Follows: the list, one follow, what stopping it means now. Decide nothing about positions."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton

from bot.callbacks import (
    FollowPress,
    FollowVerb,
    Go,
    Place,
    QualityPress,
)
from bot.keyboards import Look, Row, back, back_to, keyboard, open_place, page_of, pager, press
from bot.moments import day_and_time
from bot.screen import Screen
from bot.texts import Html, Voice
from bot.views.forms import limits_line, size_line
from bot.views.words import badge, signed_or_unknown
from core.application.views import FollowView, PnlPeriod, StopPreviewView
from core.domain.follow import FollowStatus


def follows_list(voice: Voice, follows: Sequence[FollowView], page: int = 0) -> Screen:
    return _list(voice, follows, title="follows-title", verb=FollowVerb.VIEW, page=page, place=Place.FOLLOWS)


def choose_stop(voice: Voice, follows: Sequence[FollowView], page: int = 0) -> Screen:
    return _list(voice, follows, title="stop-which", verb=FollowVerb.STOP, page=page, place=Place.STOP)


def follow_card(voice: Voice, follow: FollowView, news: Html | None = None) -> Screen:
    text = voice.lines(
        news,
        None if news is None else Html(""),
        Html(f"{voice.say('follow-head', leader=follow.leader_name)}{badge(voice, follow.account_mode)}"),
        voice.say(f"follow-status-{follow.status}"),
        None if follow.paused_until is None else voice.say("follow-until", at=day_and_time(follow.paused_until)),
        voice.say("follow-account", account=follow.account_label),
        size_line(voice, follow.rules),
        voice.say(f"form-mode-{follow.mode}"),
        limits_line(voice, follow.rules),
        voice.say("follow-result", count=follow.open_positions, pnl=signed_or_unknown(voice, follow.realized_pnl)),
    )
    edit = _button(voice, follow, FollowVerb.EDIT)
    stop = _button(voice, follow, FollowVerb.STOP, Look.RISKY)
    quality = press(voice.plain("button-quality"), QualityPress(leader_id=follow.leader_id, period=PnlPeriod.MONTH))
    timed = [_button(voice, follow, verb) for verb in (FollowVerb.PAUSE_HOUR, FollowVerb.PAUSE_EIGHT)]
    rows = [[edit, _switch(voice, follow)], timed, [quality], [stop], [back_to(voice, Place.FOLLOWS)]]
    return Screen(text=text, keyboard=keyboard(*rows))


def ask_stop(voice: Voice, view: StopPreviewView) -> Screen:
    """Stop is a choice: what happens to each of the open positions, with their floating result."""
    follow = view.follow
    if not view.positions:
        text = voice.say("stop-empty", leader=follow.leader_name)
        sure = _button(voice, follow, FollowVerb.STOP_KEEP, Look.RISKY, key="button-stop-now")
        return Screen(text=text, keyboard=keyboard([sure], [back(voice, _press(FollowVerb.VIEW, follow))]))
    text = voice.lines(
        Html(f"{voice.say('stop-head', leader=follow.leader_name)}{badge(voice, follow.account_mode)}"),
        voice.say("stop-open", count=len(view.positions), pnl=signed_or_unknown(voice, view.unrealized_pnl)),
        Html(""),
        voice.say("stop-choices"),
    )
    rows: list[Row] = [
        [_button(voice, follow, FollowVerb.STOP_CLOSE_ALL, Look.RISKY)],
        [_button(voice, follow, FollowVerb.STOP_KEEP)],
        [_button(voice, follow, FollowVerb.STOP_LEADER_CLOSES)],
    ]
    rest = [_button(voice, follow, verb) for verb in (FollowVerb.PAUSE, FollowVerb.PAUSE_HOUR)]
    return Screen(text=text, keyboard=keyboard(*rows, rest, [back(voice, _press(FollowVerb.VIEW, follow))]))


def stopped(voice: Voice, follow: FollowView, *, verb: FollowVerb, closing: int) -> Screen:
    text = voice.say(f"stopped-{verb}", leader=follow.leader_name, count=closing)
    return Screen(text=text, keyboard=keyboard([open_place(voice, Place.POSITIONS)], [back_to(voice, Place.FOLLOWS)]))


def _list(
    voice: Voice, follows: Sequence[FollowView], *, title: str, verb: FollowVerb, page: int, place: Place
) -> Screen:
    if not follows:
        rows: list[Row] = [[open_place(voice, Place.LEADERS, Look.MAIN)], [back_to(voice, Place.HOME)]]
        return Screen(text=voice.say("follows-none"), keyboard=keyboard(*rows))
    shown = page_of(follows, page)
    rows = [[press(_label(follow), _press(verb, follow))] for follow in shown]
    text = voice.lines(voice.say(title), *(_line(voice, follow) for follow in shown))
    turn = pager(voice, place, page=page, count=len(follows))
    whole: Row = [open_place(voice, Place.PAUSE)]
    if len(follows) > 1:
        whole.append(press(voice.plain("button-stopall", count=len(follows)), Go(to=Place.STOP_ALL), Look.RISKY))
    return Screen(text=text, keyboard=keyboard(*rows, turn, whole, [back_to(voice, Place.HOME)]))


def _switch(voice: Voice, follow: FollowView) -> InlineKeyboardButton:
    verb = FollowVerb.PAUSE if follow.status is FollowStatus.ACTIVE else FollowVerb.RESUME
    return _button(voice, follow, verb)


def _button(
    voice: Voice, follow: FollowView, verb: FollowVerb, look: Look | None = None, *, key: str = ""
) -> InlineKeyboardButton:
    return press(voice.plain(key or f"button-follow-{verb}"), _press(verb, follow), look)


def _press(verb: FollowVerb, follow: FollowView) -> FollowPress:
    return FollowPress(verb=verb, follow_id=follow.follow_id)


def _label(follow: FollowView) -> str:
    return f"{follow.leader_name} → {follow.account_label}"


def _line(voice: Voice, follow: FollowView) -> Html:
    return voice.say(
        "follow-line",
        leader=follow.leader_name,
        account=follow.account_label,
        status=voice.say(f"follow-status-{follow.status}"),
        pnl=signed_or_unknown(voice, follow.realized_pnl),
        paper=badge(voice, follow.account_mode),
    )
