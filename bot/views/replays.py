"""A leader's past under one's own rules: while it is read, what it would have brought, and what nobody knows."""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks import DraftPress, DraftVerb
from bot.keyboards import Look, Row, keyboard, press
from bot.moments import day
from bot.screen import Screen
from bot.texts import Html, Voice
from bot.views.words import badge
from core.application.replay_queries import EnoughView, PastView, ReplayView
from core.domain.account import AccountMode

DAYS = (7, 30, 90)
ABOUT_A_DAY = timedelta(days=1)


class Part(StrEnum):
    """What the first screen has no room for; each is replayed anew."""

    CURVE = "curve"
    MORE = "more"


def reading(voice: Voice, leader_name: str, days: int) -> Screen:
    return Screen(text=voice.say("replay-reading", leader=leader_name, days=days), keyboard=_keys(voice, days))


def trying(voice: Voice, past: PastView, days: int) -> Screen:
    return Screen(text=voice.say("replay-trying", events=past.events), keyboard=_keys(voice, days))


def told(voice: Voice, text: str, days: int) -> Screen:
    """Why there is nothing to show."""
    return Screen(text=voice.say("replay-failed", why=text), keyboard=_keys(voice, days))


def outcome(
    voice: Voice, view: ReplayView, enough: EnoughView | None, *, leader_name: str, mode: AccountMode, days: int
) -> Screen:
    """`enough` comes later: finding it takes several replays."""
    title = title_of(voice, leader_name, mode, days)
    if not view.entries:
        text = voice.lines(title, voice.say("replay-empty"), _known_since(voice, view, days))
        return Screen(text=text, keyboard=_keys(voice, days))
    text = voice.lines(
        title,
        _result(voice, view),
        _fall(voice, view),
        voice.say("replay-copied", copied=view.copied, entries=view.entries),
        *skipped(voice, view.skips[:1]),
        voice.say("replay-liquidated", times=view.liquidated) if view.liquidated else None,
        _enough(voice, enough),
        _known_since(voice, view, days),
        voice.say("replay-promise"),
    )
    return Screen(text=text, keyboard=_keys(voice, days, [_part(voice, it, days) for it in Part]))


def title_of(voice: Voice, leader_name: str, mode: AccountMode, days: int) -> Html:
    return Html(f"{voice.say('replay-title', leader=leader_name, days=days)}{badge(voice, mode)}")


def skipped(voice: Voice, skips: Sequence[tuple[str, int]]) -> list[Html]:
    return [
        voice.say("replay-skipped", times=times, reason=voice.say_known(f"skip-{reason}", "skip-other", code=reason))
        for reason, times in skips
    ]


def _result(voice: Voice, view: ReplayView) -> Html:
    figures = voice.figures
    return voice.say(
        "replay-result",
        pnl=figures.signed(view.pnl),
        part=figures.signed_percent(view.pnl_part),
        money=figures.money(view.began_with),
    )


def _fall(voice: Voice, view: ReplayView) -> Html:
    figures = voice.figures
    return voice.say("replay-fall", fall=figures.money(view.fall), part=figures.percent(view.fall_part))


def _enough(voice: Voice, enough: EnoughView | None) -> Html:
    if enough is None:
        return voice.say("replay-enough-searching")
    if enough.balance is None:
        reason = voice.say_known(f"skip-{enough.reason}", "replay-enough-unknown", code=enough.reason)
        return voice.say("replay-enough-none", reason=reason)
    money, copied = voice.figures.money(enough.balance), enough.copied_at_best
    if copied == enough.entries:
        return voice.say("replay-enough", money=money)
    return voice.say("replay-enough-part", money=money, copied=copied, entries=enough.entries)


def _known_since(voice: Voice, view: ReplayView, days: int) -> Html | None:
    asked_from = view.ends_at - timedelta(days=days)
    if view.past.begins_at - asked_from < ABOUT_A_DAY:
        return None
    return voice.say("replay-known-since", at=day(view.past.begins_at))


def _part(voice: Voice, part: Part, days: int) -> InlineKeyboardButton:
    return press(voice.plain(f"button-replay-{part}"), replay_press(days, part))


def replay_press(days: int, part: str = "") -> DraftPress:
    return DraftPress(verb=DraftVerb.REPLAY, name=part, value=str(days))


def _keys(voice: Voice, days: int, parts: Row | None = None) -> InlineKeyboardMarkup:
    row: Row = [
        press(voice.plain("button-replay-days", days=each), replay_press(each), Look.MAIN if each == days else None)
        for each in DAYS
    ]
    review = press(voice.plain("button-back"), DraftPress(verb=DraftVerb.REVIEW))
    return keyboard(row, parts or [], [review])
