"""Copy quality: which leader, and how well he was copied over a period. Computes nothing."""

from collections.abc import Sequence

from bot.callbacks import (
    LeaderPress,
    LeaderVerb,
    Place,
    QualityMorePress,
    QualityPress,
)
from bot.keyboards import Look, Row, back_to, keyboard, open_place, page_of, pager, press
from bot.screen import Screen
from bot.texts import Html, Voice
from bot.views.words import badge
from core.application.quality_queries import QualityView, Result
from core.application.quality_reads import FollowedLeader
from core.application.views import PnlPeriod
from core.domain.account import AccountMode
from core.domain.copy_quality import Fate, Stage
from core.domain.statistics import ENOUGH

PERIODS = (PnlPeriod.WEEK, PnlPeriod.MONTH, PnlPeriod.ALL)
COLUMNS = (14, 8, 8)
"""Of the table: thirty in all, what fits on a narrow phone in fixed width."""

TOLD = (Fate.COPIED, Fate.SKIPPED, Fate.MISSED)


def quality_list(voice: Voice, leaders: Sequence[FollowedLeader], page: int = 0) -> Screen:
    if not leaders:
        rows: list[Row] = [[open_place(voice, Place.LEADERS, Look.MAIN)], [back_to(voice, Place.HOME)]]
        return Screen(text=voice.say("quality-none"), keyboard=keyboard(*rows))
    shown = page_of(leaders, page)
    lines = [voice.say("quality-line", leader=it.name, running=it.running) for it in shown]
    rows = [[press(it.name, QualityPress(leader_id=it.leader_id, period=PnlPeriod.MONTH))] for it in shown]
    turn = pager(voice, Place.QUALITY, page=page, count=len(leaders))
    text = voice.lines(voice.say("quality-choose"), *lines)
    return Screen(text=text, keyboard=keyboard(*rows, turn, [back_to(voice, Place.HOME)]))


def quality_screen(voice: Voice, view: QualityView) -> Screen:
    """Twelve lines on a phone at the most; the rest is one press away."""
    is_known = is_anything_known(view)
    text = voice.lines(
        quality_title(voice, view),
        *(_figures(voice, view) if is_known else [voice.say("quality-empty")]),
        *_results(voice, view),
    )
    periods = [press(_marked(voice, it, view.period), _press(view, it)) for it in PERIODS]
    more = QualityMorePress(leader_id=view.leader_id, period=view.period)
    record = LeaderPress(verb=LeaderVerb.STATISTICS, leader_id=view.leader_id)
    rows = [
        periods,
        *([[press(voice.plain("button-quality-more"), more)]] if is_known else []),
        [press(voice.plain("button-statistics"), record)],
        [back_to(voice, Place.QUALITY)],
    ]
    return Screen(text=text, keyboard=keyboard(*rows))


def quality_title(voice: Voice, view: QualityView) -> Html:
    mode = AccountMode.PAPER if view.is_on_paper else AccountMode.LIVE
    title = "quality-title-all" if view.is_everybody else "quality-title"
    head = voice.say(title, leader=view.leader_name, period=voice.plain(f"period-{view.period}"))
    return Html(f"{head}{badge(voice, mode)}")


def is_anything_known(view: QualityView) -> bool:
    return bool(view.filled) or any(view.fates[it] for it in TOLD)


def columns(name: str, median: str, high: str) -> str:
    first, second, third = COLUMNS
    return f"{name:<{first}}{median:>{second}}{high:>{third}}"


def heading(voice: Voice, name: str) -> str:
    return columns(name, *(voice.plain(f"quality-column-{it}") for it in ("median", "high")))


def _figures(voice: Voice, view: QualityView) -> Sequence[Html | None]:
    return (
        voice.say("quality-few", count=view.filled, needed=ENOUGH) if view.filled < ENOUGH else None,
        _spreads(voice, view),
        _lost(voice, view),
        voice.say("quality-fates", **{str(fate): view.fates[fate] for fate in TOLD}),
    )


def _spreads(voice: Voice, view: QualityView) -> Html | None:
    points, seconds = voice.figures.basis_points, voice.figures.seconds
    price, delay = view.price, view.delays.get(Stage.WHOLE)
    rows = []
    if price is not None:
        rows.append(columns(voice.plain("quality-column-price"), points(price.median), points(price.nine_tenths)))
    if delay is not None:
        rows.append(columns(voice.plain("quality-column-stage"), seconds(delay.median), seconds(delay.nine_tenths)))
    return voice.table([heading(voice, ""), *rows]) if rows else None


def _lost(voice: Voice, view: QualityView) -> Html | None:
    if view.price is None or not view.lost:
        return None
    return voice.say("quality-lost" if view.lost > 0 else "quality-saved", money=voice.figures.money(abs(view.lost)))


def _results(voice: Voice, view: QualityView) -> Sequence[Html]:
    if not view.mine.closed and not view.theirs.closed:
        return ()
    mine = "quality-mine-all" if view.is_everybody else "quality-mine"
    return (
        voice.say(mine, result=_money(voice, view.mine)),
        voice.say("quality-theirs", result=_money(voice, view.theirs)),
    )


def _money(voice: Voice, result: Result) -> str:
    if not result.closed:
        return voice.plain("quality-nothing-closed")
    money = f"{voice.figures.signed(result.pnl)} USDT"
    return money if result.share is None else f"{money} ({voice.figures.signed_percent(result.share)})"


def _marked(voice: Voice, period: PnlPeriod, chosen: PnlPeriod) -> str:
    name = voice.plain(f"period-{period}")
    return f"• {name}" if period is chosen else name


def _press(view: QualityView, period: PnlPeriod) -> QualityPress:
    return QualityPress(leader_id=view.leader_id, period=period)
