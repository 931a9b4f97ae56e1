"""The operator's screens: health, invites, people, the switch for all. Show no follower's money."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton

from bot.callbacks import Place
from bot.house_presses import AdminPress, AdminVerb
from bot.keyboards import Look, Row, back_to, keyboard, open_place, press
from bot.moments import countdown
from bot.screen import Screen
from bot.texts import Html, Voice
from bot.views.words import exchange_name
from core.application.views import AdminView, StreamView


def admin_screen(voice: Voice, view: AdminView, news: Html | None = None) -> Screen:
    text = voice.lines(
        news,
        voice.say("admin-title"),
        _state(voice, view),
        voice.say("admin-users", count=len(view.users)),
        voice.say("admin-queues", trades=view.unresolved_trades, events=view.undelivered_events),
        *_streams(voice, view.streams),
        *_breakers(voice, view),
    )
    return Screen(
        text=text,
        keyboard=keyboard(
            [_button(voice, AdminVerb.INVITE, Look.MAIN), open_place(voice, Place.INVITES)],
            [open_place(voice, Place.PEOPLE), open_place(voice, Place.AUDIT)],
            [open_place(voice, Place.STATUS), open_place(voice, Place.ANNOUNCE)],
            _switches(voice, view),
            [back_to(voice, Place.HOME)],
        ),
    )


def _state(voice: Voice, view: AdminView) -> Html:
    if view.is_in_maintenance:
        return voice.say("admin-maintenance")
    return voice.say("admin-paused" if view.is_copying_paused else "admin-running")


def _switches(voice: Voice, view: AdminView) -> Row:
    """A maintenance ends by its own button, a pause by its own."""
    if view.is_in_maintenance:
        return [_button(voice, AdminVerb.MAINTAIN_END, Look.SAFE)]
    maintain = _button(voice, AdminVerb.MAINTAIN)
    if view.is_copying_paused:
        return [_button(voice, AdminVerb.RESUME, Look.SAFE), maintain]
    return [_button(voice, AdminVerb.PAUSE, Look.RISKY), maintain]


def _button(voice: Voice, verb: AdminVerb, look: Look | None = None) -> InlineKeyboardButton:
    return press(voice.plain(f"button-admin-{verb}"), AdminPress(verb=verb), look)


def _streams(voice: Voice, streams: Sequence[StreamView]) -> list[Html]:
    if not streams:
        return [voice.say("admin-no-streams")]
    return [_stream(voice, stream) for stream in streams]


def _stream(voice: Voice, stream: StreamView) -> Html:
    state = voice.say("stream-up" if stream.is_connected else "stream-down")
    seen = voice.say("never") if stream.last_seen_at is None else countdown(stream.last_seen_at)
    exchange = exchange_name(stream.exchange)
    return voice.say("admin-stream", leader=stream.leader_name, exchange=exchange, state=state, seen=seen)


def _breakers(voice: Voice, view: AdminView) -> list[Html]:
    if not view.breakers:
        return [voice.say("admin-no-breakers")]
    return [_breaker(voice, name, state) for name, state in sorted(view.breakers.items())]


def _breaker(voice: Voice, name: str, state: str) -> Html:
    """Breakers are named `binance open`: exchange and lane."""
    exchange, _, lane = name.partition(" ")
    lane_name = voice.say_known(f"lane-{lane}", "lane-other")
    return voice.say("admin-breaker", exchange=exchange.title(), lane=lane_name, state=state)
