"""News of books that differed: what was recovered, restored, set back, and what a follower may decide. Send nothing."""

from typing import assert_never

from bot.callbacks import (
    DriftPress,
    DriftVerb,
    FollowPress,
    FollowVerb,
    PositionPress,
    PositionVerb,
)
from bot.keyboards import Look, keyboard, press_below
from bot.moments import countdown
from bot.screen import Screen
from bot.texts import Html, Voice
from bot.views.words import exchange_name, market_name, side_name
from core.domain.drift_events import (
    FollowPausedEvent,
    LeverageChangedEvent,
    ProtectionLostEvent,
    ProtectionRestoredEvent,
    RepairsStoppedEvent,
    StrayOrderCancelledEvent,
    TradesRecoveredEvent,
)
from core.domain.events import AccountEvent, PositionEvent
from core.domain.follower import News

RepairFact = (
    TradesRecoveredEvent
    | ProtectionLostEvent
    | ProtectionRestoredEvent
    | LeverageChangedEvent
    | StrayOrderCancelledEvent
    | RepairsStoppedEvent
    | FollowPausedEvent
)


def repair_screen(voice: Voice, event: RepairFact) -> Screen:
    match event:
        case ProtectionLostEvent():
            return _protection_lost(voice, event)
        case ProtectionRestoredEvent():
            return Screen(text=voice.lines(voice.say("protection-restored"), _where(voice, event)))
        case LeverageChangedEvent():
            return _leverage_changed(voice, event)
        case TradesRecoveredEvent() | RepairsStoppedEvent():
            return _with_books(voice, event, _counted(voice, event))
        case StrayOrderCancelledEvent():
            return _with_books(voice, event, voice.say("stray-order", market=market_name(voice, event.symbol)))
        case FollowPausedEvent():
            return _follow_paused(voice, event)
        case _:
            assert_never(event)


def repair_kind(event: RepairFact) -> News:
    match event:
        case ProtectionLostEvent() | ProtectionRestoredEvent() | RepairsStoppedEvent():
            return News.PROTECTION
        case FollowPausedEvent():
            return News.FAILURE
        case _:
            return News.RECONCILIATION


def _protection_lost(voice: Voice, event: ProtectionLostEvent) -> Screen:
    if event.restore_at is None:
        what_next = voice.say("protection-lost-wait")
    else:
        what_next = voice.say("protection-lost-restore", at=countdown(event.restore_at))
    text = voice.lines(voice.say(f"protection-lost-{event.lost}"), _where(voice, event), what_next)
    restore = PositionPress(verb=PositionVerb.RESTORE, position_id=event.position_id)
    leave = PositionPress(verb=PositionVerb.LEAVE, position_id=event.position_id)
    buttons = [
        press_below(voice.plain("button-stop-restore"), restore, Look.MAIN),
        press_below(voice.plain("button-stop-leave"), leave),
    ]
    return Screen(text=text, keyboard=keyboard(buttons))


def _leverage_changed(voice: Voice, event: LeverageChangedEvent) -> Screen:
    key = "leverage-set-back" if event.is_set_back else "leverage-changed"
    said = voice.say(key, expected=event.expected, found=event.found)
    return Screen(text=voice.lines(said, _where(voice, event)))


def _counted(voice: Voice, event: TradesRecoveredEvent | RepairsStoppedEvent) -> Html:
    key = "trades-recovered" if type(event) is TradesRecoveredEvent else "repairs-stopped"
    return voice.say(key, count=event.count, exchange=exchange_name(event.exchange))


def _with_books(voice: Voice, event: AccountEvent, text: Html) -> Screen:
    button = press_below(voice.plain("button-compare"), DriftPress(verb=DriftVerb.SHOW, account_id=event.account_id))
    return Screen(text=text, keyboard=keyboard([button]))


def _follow_paused(voice: Voice, event: FollowPausedEvent) -> Screen:
    text = voice.lines(voice.say("follow-was-paused"), voice.say(f"follow-paused-{event.code}"))
    resume = FollowPress(verb=FollowVerb.RESUME, follow_id=event.follow_id)
    return Screen(text=text, keyboard=keyboard([press_below(voice.plain("button-follow-resume"), resume, Look.MAIN)]))


def _where(voice: Voice, event: PositionEvent) -> Html:
    return Html(f"<b>{market_name(voice, event.symbol)}</b> · {side_name(voice, event.side)}")
