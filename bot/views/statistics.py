"""A leader's own record, told so that it can't be taken for more than it is. Computes nothing."""

from decimal import Decimal

from bot.callbacks import LeaderPress, LeaderVerb
from bot.keyboards import back, keyboard, press
from bot.moments import day
from bot.screen import Screen
from bot.spans import duration
from bot.texts import Html, Voice
from core.application.quality_queries import LeaderStatisticsView
from core.domain.statistics import ENOUGH, Statistics

TENTH = Decimal("0.1")


def statistics_screen(voice: Voice, view: LeaderStatisticsView) -> Screen:
    """Twelve lines on a phone at the most; first of all whether they say anything."""
    found = view.statistics
    text = voice.lines(
        _title(voice, view),
        _few(voice, found),
        *(_figures(voice, found) if found.closed else ()),
        _open(voice, view),
        voice.say("statistics-honest") if found.closed else None,
    )
    more = LeaderPress(verb=LeaderVerb.STATISTICS_MORE, leader_id=view.leader_id)
    card = LeaderPress(verb=LeaderVerb.VIEW, leader_id=view.leader_id)
    return Screen(text=text, keyboard=keyboard([press(voice.plain("button-more"), more)], [back(voice, card)]))


def statistics_more_screen(voice: Voice, view: LeaderStatisticsView) -> Screen:
    """How often, how long, the worst day, and what the figures were made from."""
    found = view.statistics
    text = voice.lines(
        _title(voice, view),
        *((_pace(voice, found), _worst_day(voice, found), _percent_of(voice, found)) if found.closed else ()),
        voice.say("statistics-unseen", count=view.unseen) if view.unseen else None,
        voice.say("statistics-means", needed=ENOUGH),
    )
    first = LeaderPress(verb=LeaderVerb.STATISTICS, leader_id=view.leader_id)
    return Screen(text=text, keyboard=keyboard([back(voice, first)]))


def record_in_short(voice: Voice, view: LeaderStatisticsView) -> Html:
    """One line for the leader's card."""
    found = view.statistics
    if not found.is_enough or found.win_rate_at_least is None:
        return voice.say("record-few", count=found.independent, needed=ENOUGH)
    return voice.say(
        "record-line",
        pnl=voice.figures.signed(found.pnl),
        closed=found.closed,
        low=voice.figures.percent(rounded(found.win_rate_at_least)),
        fall=_fall(voice, found),
    )


def _title(voice: Voice, view: LeaderStatisticsView) -> Html:
    return voice.say("statistics-title", leader=view.leader_name, since=day(view.since))


def _few(voice: Voice, found: Statistics) -> Html | None:
    if not found.closed:
        return voice.say("statistics-none")
    return None if found.is_enough else voice.say("statistics-few", count=found.independent, needed=ENOUGH)


def _figures(voice: Voice, found: Statistics) -> list[Html | None]:
    figures = voice.figures
    return [
        _result(voice, found),
        voice.say("statistics-without-best", pnl=figures.signed(found.pnl_without_best)),
        voice.say("statistics-fall", fall=_fall(voice, found))
        if found.fall.amount
        else voice.say("statistics-no-fall"),
        _won(voice, found),
    ]


def _result(voice: Voice, found: Statistics) -> Html:
    figures = voice.figures
    if found.roi is None:
        return voice.say("statistics-result-only", pnl=figures.signed(found.pnl))
    return voice.say("statistics-result", pnl=figures.signed(found.pnl), roi=figures.signed_percent(found.roi))


def _percent_of(voice: Voice, found: Statistics) -> Html:
    if found.roi is None or found.base is None:
        return voice.say("statistics-no-percent")
    return voice.say("statistics-percent-of", base=voice.figures.money(found.base))


def _fall(voice: Voice, found: Statistics) -> str:
    fall = found.fall
    money = f"{voice.figures.signed(-fall.amount)} USDT"
    return money if fall.share is None else f"{money} ({voice.figures.signed_percent(-fall.share)})"


def _won(voice: Voice, found: Statistics) -> Html | None:
    if found.win_rate is None or found.win_rate_at_least is None:
        return None
    percent = voice.figures.percent
    return voice.say(
        "statistics-won",
        won=found.won,
        closed=found.closed,
        rate=percent(rounded(found.win_rate)),
        low=percent(rounded(found.win_rate_at_least)),
    )


def _pace(voice: Voice, found: Statistics) -> Html | None:
    if found.median_hold is None:
        return None
    return voice.say(
        "statistics-pace",
        independent=found.independent,
        week=voice.figures.plain(found.per_week.quantize(TENTH)),
        hold=duration(voice, found.median_hold),
    )


def _worst_day(voice: Voice, found: Statistics) -> Html | None:
    worst = found.worst_day
    if worst is None or worst.pnl >= 0:
        return voice.say("statistics-no-worst-day")
    return voice.say("statistics-worst-day", day=f"{worst.on:%d.%m.%Y}", pnl=voice.figures.signed(worst.pnl))


def _open(voice: Voice, view: LeaderStatisticsView) -> Html | None:
    if not view.open_episodes:
        return None
    if view.open_pnl is None:
        return voice.say("statistics-open-unknown", count=view.open_episodes)
    return voice.say("statistics-open", count=view.open_episodes, pnl=voice.figures.signed(view.open_pnl))


def rounded(share: Decimal) -> Decimal:
    """Whole percents: more digits would be promised, not known."""
    return share.quantize(Decimal("0.01"))
