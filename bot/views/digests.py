"""The digest of a day or a week, and the end of a pause: a few lines each. Compute nothing."""

from bot.callbacks import (
    FollowPress,
    FollowVerb,
    Go,
    Place,
)
from bot.keyboards import keyboard, press_below
from bot.moments import day_and_time
from bot.screen import Screen
from bot.texts import Html, Voice
from bot.views.words import market_name, signed_or_unknown
from core.application.digest_views import DigestView, Extreme
from core.domain.news_events import DigestDueEvent, PauseEndedEvent

MOST_REASONS = 3


def pause_ended(voice: Voice, event: PauseEndedEvent) -> Screen:
    door = Go(to=Place.FOLLOWS) if event.count > 1 else FollowPress(verb=FollowVerb.VIEW, follow_id=event.follow_id)
    button = press_below(voice.plain("button-follows"), door)
    return Screen(text=voice.say("pause-ended", count=event.count), keyboard=keyboard([button]))


def digest_of(voice: Voice, event: DigestDueEvent, view: DigestView) -> Screen:
    """A dozen lines or so; a time in which nothing happened says so in one."""
    paper = Html(f" · <b>{voice.say('badge-paper')}</b>") if view.is_paper else Html("")
    text = voice.lines(
        Html(f"{voice.say(f'summary-{event.kind}')}{paper}"),
        voice.say("summary-time", since=day_and_time(event.since), until=day_and_time(event.until)),
        *(_happened(voice, view) if view.closed or view.copied or view.skips else [voice.say("summary-nothing")]),
        _open(voice, view),
    )
    doors = [
        press_below(voice.plain("button-pnl"), Go(to=Place.PNL)),
        press_below(voice.plain("button-history"), Go(to=Place.HISTORY)),
    ]
    return Screen(text=text, keyboard=keyboard(doors))


def _happened(voice: Voice, view: DigestView) -> list[Html | None]:
    figures = voice.figures
    return [
        voice.say("pnl-realized", pnl=signed_or_unknown(voice, view.realized_pnl)),
        voice.say("pnl-closed", count=view.closed, won=view.won),
        voice.say("pnl-costs", fees=figures.money(view.fees), funding=figures.signed(view.funding)),
        _extremes(voice, view.best, view.worst),
        voice.say("summary-copied", count=view.copied),
        None if view.slippage is None else voice.say("summary-slippage", points=figures.basis_points(view.slippage)),
        *_skips(voice, view),
    ]


def _open(voice: Voice, view: DigestView) -> Html | None:
    if not view.open_positions:
        return None
    return voice.say("summary-open", count=view.open_positions, pnl=signed_or_unknown(voice, view.unrealized_pnl))


def _extremes(voice: Voice, best: Extreme | None, worst: Extreme | None) -> Html | None:
    if best is None or worst is None:
        return None
    return voice.say(
        "summary-extremes",
        best=voice.figures.signed(best.pnl),
        best_market=market_name(voice, best.symbol),
        worst=voice.figures.signed(worst.pnl),
        worst_market=market_name(voice, worst.symbol),
    )


def _skips(voice: Voice, view: DigestView) -> list[Html]:
    """The commonest reasons in words, the rest as a number."""
    if not view.skips:
        return []
    said = [
        voice.say("summary-skip", count=count, reason=voice.say_known(f"skip-{reason}", "skip-other", code=reason))
        for reason, count in view.skips[:MOST_REASONS]
    ]
    rest = sum(count for _, count in view.skips[MOST_REASONS:])
    if rest:
        said.append(voice.say("summary-skip", count=rest, reason=voice.say("summary-other-reasons")))
    return [voice.say("summary-skipped", count=sum(count for _, count in view.skips)), *said]
