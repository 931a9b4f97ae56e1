"""News of a leader: a gap, a silence, a farewell, another leverage. Send nothing."""

from bot.callbacks import FollowPress, FollowVerb
from bot.keyboards import Look, keyboard, press_below
from bot.moments import countdown
from bot.screen import Screen
from bot.texts import Html, Voice
from bot.views.words import badge, market_name
from core.application.views import FollowView
from core.domain.events import (
    LeaderFeedBackEvent,
    LeaderFeedStaleEvent,
    LeaderForcedEvent,
    LeaderGapEvent,
    LeaderLostEvent,
    LeaderTermsChangedEvent,
)
from core.domain.follower import News

LeaderFact = (
    LeaderGapEvent
    | LeaderFeedStaleEvent
    | LeaderFeedBackEvent
    | LeaderLostEvent
    | LeaderTermsChangedEvent
    | LeaderForcedEvent
)


def kind_of(event: LeaderFact) -> News:
    """As loud as news of this kind is wished; a leader who is gone asks for a decision and is always heard."""
    match event:
        case LeaderGapEvent() | LeaderTermsChangedEvent():
            return News.SKIP
        case LeaderFeedStaleEvent() | LeaderFeedBackEvent():
            return News.EXCHANGE
        case LeaderForcedEvent():
            return News.CLOSE
        case LeaderLostEvent():
            return News.KEY


def subject_of(event: LeaderFact) -> str:
    """A silence and its end are one message."""
    match event:
        case LeaderFeedStaleEvent() | LeaderFeedBackEvent():
            return f"feed:{event.follow_id}"
        case _:
            return f"leader:{event.event_id}"


def leader_news(voice: Voice, event: LeaderFact, follow: FollowView) -> Screen:
    leader = follow.leader_name
    match event:
        case LeaderGapEvent():
            text = voice.say(
                "leader-gap", leader=leader, skipped=event.skipped, entered=event.entered, closed=event.closed
            )
            return Screen(text=text)
        case LeaderFeedStaleEvent():
            return Screen(text=voice.say("leader-stale", leader=leader, since=countdown(event.since)))
        case LeaderFeedBackEvent():
            return Screen(text=voice.say("leader-back", leader=leader))
        case LeaderForcedEvent():
            market = market_name(voice, event.symbol)
            return Screen(
                text=voice.say_known(f"leader-forced-{event.cause}", "leader-forced-adl", leader=leader, market=market)
            )
        case LeaderTermsChangedEvent():
            market = market_name(voice, event.symbol)
            return Screen(
                text=voice.say("leader-terms", leader=leader, market=market, before=event.before, after=event.after)
            )
        case LeaderLostEvent():
            return _lost(voice, event, follow)


def _lost(voice: Voice, event: LeaderLostEvent, follow: FollowView) -> Screen:
    """With nothing open there is nothing to decide."""
    text = voice.lines(
        _badged(voice, voice.say("leader-lost", leader=follow.leader_name), follow),
        voice.say_known(f"leader-lost-{event.cause}", "leader-lost-silent"),
        voice.say("leader-lost-open", count=follow.open_positions) if follow.open_positions else None,
    )
    keep = FollowPress(verb=FollowVerb.STOP_KEEP, follow_id=event.follow_id)
    close = FollowPress(verb=FollowVerb.STOP_CLOSE_ALL, follow_id=event.follow_id)
    if not follow.open_positions:
        return Screen(text=text, keyboard=keyboard([press_below(voice.plain("button-stop-now"), keep)]))
    buttons = [
        press_below(voice.plain("button-lost-keep"), keep, Look.MAIN),
        press_below(voice.plain("button-lost-close"), close, Look.RISKY),
    ]
    return Screen(text=text, keyboard=keyboard(buttons))


def _badged(voice: Voice, text: Html, follow: FollowView) -> Html:
    return Html(f"{text}{badge(voice, follow.account_mode)}")
