"""A leader's past under one's own rules: while it is read, what it would have brought, and what nobody knows."""

from datetime import timedelta

from aiogram.types import InlineKeyboardMarkup

from bot.callbacks import DraftPress, DraftVerb
from bot.keyboards import Look, Row, keyboard, press
from bot.moments import day
from bot.screen import Screen
from bot.texts import Html, Voice
from bot.views.words import badge, market_name, side_name
from core.application.replay_queries import EnoughView, PastView, ReplayView
from core.domain.account import AccountMode

DAYS = (7, 30, 90)
REASONS_SHOWN = 3
ABOUT_A_DAY = timedelta(days=1)


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
    title = Html(f"{voice.say('replay-title', leader=leader_name, days=days)}{badge(voice, mode)}")
    if not view.entries:
        text = voice.lines(title, voice.say("replay-empty"), _known_since(voice, view, days))
        return Screen(text=text, keyboard=_keys(voice, days))
    text = voice.lines(
        title,
        _result(voice, view),
        _fall(voice, view),
        _worst(voice, view),
        voice.say("replay-copied", copied=view.copied, entries=view.entries, closed=view.closed, won=view.won),
        *_reasons(voice, view),
        _cut(voice, view),
        _ends(voice, view),
        _enough(voice, enough),
        _known_since(voice, view, days),
        voice.say(
            "replay-note-hourly" if view.has_prices else "replay-note", slippage=voice.figures.percent(view.slippage)
        ),
    )
    return Screen(text=text, keyboard=_keys(voice, days))


def _result(voice: Voice, view: ReplayView) -> Html:
    figures = voice.figures
    return voice.say(
        "replay-result",
        pnl=figures.signed(view.pnl),
        part=figures.signed_percent(view.pnl_part),
        money=figures.money(view.began_with),
        fees=figures.money(view.fees),
    )


def _fall(voice: Voice, view: ReplayView) -> Html:
    figures = voice.figures
    return voice.say("replay-fall", fall=figures.money(view.fall), part=figures.percent(view.fall_part))


def _worst(voice: Voice, view: ReplayView) -> Html | None:
    if view.worst is None:
        return None
    market, side = market_name(voice, view.worst.symbol), side_name(voice, view.worst.side)
    return voice.say("replay-worst", market=market, side=side, pnl=voice.figures.signed(view.worst.pnl))


def _reasons(voice: Voice, view: ReplayView) -> list[Html]:
    """The most frequent ones."""
    return [
        voice.say("replay-skipped", times=times, reason=voice.say_known(f"skip-{reason}", "skip-other", code=reason))
        for reason, times in view.skips[:REASONS_SHOWN]
    ]


def _cut(voice: Voice, view: ReplayView) -> Html | None:
    """A screen holds twelve lines: what was not copied at all comes first."""
    if not view.cut or len(view.skips) >= REASONS_SHOWN:
        return None
    name, times = view.cut[0]
    if name == "balance":
        return voice.say("replay-cut-balance", times=times)
    return voice.say("replay-cut", times=times, limit=voice.plain(f"rule-{name}"))


def _ends(voice: Voice, view: ReplayView) -> Html | None:
    """What a follower would rather not have met."""
    if view.liquidated:
        return voice.say("replay-liquidated", times=view.liquidated)
    return voice.say("replay-stopped", times=view.stopped_out) if view.stopped_out else None


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
        return _less_known(voice, view) if view.entries else None
    return voice.say("replay-known-since", at=day(view.past.begins_at))


def _less_known(voice: Voice, view: ReplayView) -> Html | None:
    if view.has_todays_equity:
        return voice.say("replay-todays-equity")
    return voice.say("replay-spot-maybe") if view.past.may_lack_spot else None


def _keys(voice: Voice, days: int) -> InlineKeyboardMarkup:
    row: Row = [
        press(
            voice.plain("button-replay-days", days=each),
            DraftPress(verb=DraftVerb.REPLAY, value=str(each)),
            Look.MAIN if each == days else None,
        )
        for each in DAYS
    ]
    return keyboard(row, [press(voice.plain("button-back"), DraftPress(verb=DraftVerb.REVIEW))])
