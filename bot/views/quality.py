"""Copy quality: which leader, and how well he was copied over a period. Computes nothing."""

from collections.abc import Sequence

from bot.callbacks import (
    LeaderPress,
    LeaderVerb,
    Place,
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
from core.domain.copy_quality import Fate, Spread, Stage, Verdict
from core.domain.statistics import ENOUGH

PERIODS = (PnlPeriod.WEEK, PnlPeriod.MONTH, PnlPeriod.ALL)
COLUMNS = (14, 8, 8)
"""Of the table: thirty in all, what fits on a narrow phone in fixed width."""

REASONS_SHOWN = 2
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
    """Twelve lines at the most."""
    mode = AccountMode.PAPER if view.is_on_paper else AccountMode.LIVE
    title = "quality-title-all" if view.is_everybody else "quality-title"
    head = voice.say(title, leader=view.leader_name, period=voice.plain(f"period-{view.period}"))
    text = voice.lines(
        Html(f"{head}{badge(voice, mode)}"),
        *(_figures(voice, view) if view.filled or any(view.fates[it] for it in TOLD) else [voice.say("quality-empty")]),
        _result(voice, view),
    )
    periods = [press(_marked(voice, it, view.period), _press(view, it)) for it in PERIODS]
    record = LeaderPress(verb=LeaderVerb.STATISTICS, leader_id=view.leader_id)
    rows = [periods, [press(voice.plain("button-statistics"), record)], [back_to(voice, Place.QUALITY)]]
    return Screen(text=text, keyboard=keyboard(*rows))


def _figures(voice: Voice, view: QualityView) -> Sequence[Html | None]:
    return (
        voice.say("quality-few", count=view.filled, needed=ENOUGH) if view.filled < ENOUGH else None,
        _price(voice, view),
        voice.say("quality-fates", **{str(fate): view.fates[fate] for fate in TOLD}),
        _reasons(voice, view),
        _delays(voice, view),
    )


def _price(voice: Voice, view: QualityView) -> Html | None:
    if view.price is None:
        return None
    points = voice.figures.basis_points
    line = voice.say("quality-price", median=points(view.price.median), high=points(view.price.nine_tenths))
    if not view.lost:
        return line
    key = "quality-lost" if view.lost > 0 else "quality-saved"
    return Html(f"{line} {voice.say(key, money=voice.figures.money(abs(view.lost)))}")


def _reasons(voice: Voice, view: QualityView) -> Html | None:
    shown = view.reasons[:REASONS_SHOWN]
    if not shown:
        return None
    said = [voice.say("quality-reason", reason=_reason(voice, verdict), count=count) for verdict, count in shown]
    return voice.say("quality-reasons", reasons=Html("; ".join(said)))


def _reason(voice: Voice, verdict: Verdict) -> Html:
    """As a skip or a failure is told elsewhere, without its stop."""
    key = f"skip-{verdict.skip}" if verdict.skip else f"failure-{verdict.failure}"
    return Html(voice.say_known(key, "quality-reason-other").rstrip("."))


def _delays(voice: Voice, view: QualityView) -> Html | None:
    if not view.delays:
        return None
    head = _columns(*(voice.plain(f"quality-column-{name}") for name in ("stage", "median", "high")))
    return voice.table([head, *(_delay(voice, stage, found) for stage, found in view.delays.items())])


def _delay(voice: Voice, stage: Stage, found: Spread) -> str:
    seconds = voice.figures.seconds
    return _columns(voice.plain(f"stage-{stage}"), seconds(found.median), seconds(found.nine_tenths))


def _columns(name: str, median: str, high: str) -> str:
    first, second, third = COLUMNS
    return f"{name:<{first}}{median:>{second}}{high:>{third}}"


def _result(voice: Voice, view: QualityView) -> Html | None:
    if not view.mine.closed and not view.theirs.closed:
        return None
    key = "quality-result-all" if view.is_everybody else "quality-result"
    return voice.say(key, mine=_money(voice, view.mine), theirs=_money(voice, view.theirs))


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
