"""All follows at once: pause, resume and stop, with what each choice means now. Decide nothing about positions."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton

from bot.callbacks import (
    Place,
    RestPress,
    RestVerb,
    StopAllPress,
)
from bot.keyboards import Look, Row, back_to, cancel, keyboard, open_place, press
from bot.moments import day_and_time
from bot.screen import Screen
from bot.texts import Html, Voice
from bot.views.words import signed_or_unknown
from core.application.views import FollowView, PositionView
from core.domain.follow import FollowStatus, StopChoice
from core.domain.values import ZERO

PAUSES = (RestVerb.HOUR, RestVerb.EIGHT, RestVerb.OPEN)
MOST_ACCOUNTS = 5


def pause_menu(voice: Voice, follows: Sequence[FollowView], news: Html | None = None) -> Screen:
    """What runs, what rests until when; for everything, and for single accounts where there are several."""
    if not follows:
        rows: list[Row] = [[open_place(voice, Place.LEADERS, Look.MAIN)], [back_to(voice, Place.HOME)]]
        return Screen(text=voice.lines(news, voice.say("follows-none")), keyboard=keyboard(*rows))
    text = voice.lines(
        news,
        None if news is None else Html(""),
        voice.say("rest-title"),
        voice.say("rest-means"),
        voice.say("rest-running", count=sum(it.status is FollowStatus.ACTIVE for it in follows)),
        _resting(voice, follows),
    )
    return Screen(text=text, keyboard=keyboard(*_rows(voice, follows), [back_to(voice, Place.FOLLOWS)]))


def ask_stop_all(voice: Voice, follows: Sequence[FollowView], positions: Sequence[PositionView]) -> Screen:
    """The same choice as for one follow, with the counts and the floating result of all of them."""
    known = [it.unrealized_pnl for it in positions if it.unrealized_pnl is not None]
    floating = sum(known, ZERO) if known or not positions else None
    text = voice.lines(
        voice.say("stop-all-head", count=len(follows)),
        voice.say("stop-open", count=len(positions), pnl=signed_or_unknown(voice, floating)) if positions else None,
        Html(""),
        voice.say("stop-choices"),
    )
    rows: list[Row] = [
        [_stop(voice, StopChoice.CLOSE_ALL, Look.RISKY)],
        [_stop(voice, StopChoice.KEEP)],
        [_stop(voice, StopChoice.LEADER_CLOSES)],
    ]
    return Screen(text=text, keyboard=keyboard(*rows, [open_place(voice, Place.PAUSE)], [cancel(voice)]))


def stopped_all(voice: Voice, choice: StopChoice, *, closing: int) -> Screen:
    text = voice.say(f"stopped-all-{choice}", count=closing)
    return Screen(text=text, keyboard=keyboard([open_place(voice, Place.POSITIONS)], [back_to(voice, Place.FOLLOWS)]))


def _resting(voice: Voice, follows: Sequence[FollowView]) -> Html | None:
    paused = [follow for follow in follows if follow.status is FollowStatus.PAUSED]
    ends = [follow.paused_until for follow in paused if follow.paused_until is not None]
    if not paused:
        return None
    return voice.lines(
        voice.say("rest-paused", count=len(paused)),
        voice.say("rest-next", at=day_and_time(min(ends))) if ends else None,
    )


def _rows(voice: Voice, follows: Sequence[FollowView]) -> list[Row]:
    accounts = {follow.account_id: follow.account_label for follow in follows}
    rows: list[Row] = [[_rest(voice, verb) for verb in PAUSES]]
    if len(accounts) > 1:
        rows += [
            [press(voice.plain("button-rest-account", account=label), RestPress(verb=RestVerb.OPEN, account_id=key))]
            for key, label in list(accounts.items())[:MOST_ACCOUNTS]
        ]
    if any(follow.status is FollowStatus.PAUSED for follow in follows):
        rows.append([_rest(voice, RestVerb.RESUME, Look.SAFE)])
    return rows


def _rest(voice: Voice, verb: RestVerb, look: Look | None = None) -> InlineKeyboardButton:
    return press(voice.plain(f"button-rest-{verb}"), RestPress(verb=verb), look)


def _stop(voice: Voice, choice: StopChoice, look: Look | None = None) -> InlineKeyboardButton:
    return press(voice.plain(f"button-stop-all-{choice}"), StopAllPress(choice=choice), look)
