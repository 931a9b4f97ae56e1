"""The state of the house for operators, and of one's own copying for followers. Show nobody's money."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.callbacks import Go, Place
from bot.keyboards import back_to, keyboard, open_place, press
from bot.moments import countdown, day_and_time
from bot.screen import Screen
from bot.texts import Html, Voice
from bot.views.words import account_name, badge, exchange_name
from core.application.gates import Gate
from core.application.operator_views import (
    ExchangeVitals,
    OwnFollowStatus,
    OwnStatusView,
    StatusView,
    StreamStatus,
)
from core.application.views import FollowerView
from core.domain.follower import Role

MOST_STREAMS = 3
BUSY_PERCENT = 60
QUEUES = ("messages", "works")
OBSTACLES = ("follow-paused", "follow-closing", "account-paused", "leader-unheard")


def operator_status(voice: Voice, view: StatusView) -> Screen:
    text = voice.lines(
        voice.say("status-title"),
        _entries(voice, view.is_copying_paused, view.maintenance_since),
        *(voice.say("status-gate", gate=voice.say(f"gate-{closed.gate}")) for closed in view.gates),
        Html(""),
        *[_exchange(voice, vitals) for vitals in view.exchanges],
        *_streams(voice, view.streams),
        Html(""),
        _queues(voice, view.queues, view.commit_ms),
        voice.say("admin-queues", trades=view.unresolved_trades, events=view.undelivered_events),
    )
    again = press(voice.plain("button-look-again"), Go(to=Place.STATUS))
    return Screen(text=text, keyboard=keyboard([again], [back_to(voice, Place.ADMIN)]))


def own_status(voice: Voice, view: OwnStatusView, user: FollowerView) -> Screen:
    """Honest in one glance: alive, or what is in the way, follow by follow."""
    text = voice.lines(
        voice.say("own-status-title"),
        _entries(voice, view.is_copying_paused, view.maintenance_since),
        Html(""),
        *([_follow(voice, follow) for follow in view.follows] or [voice.say("own-status-none")]),
        voice.say("own-status-unclear", count=view.unresolved_trades) if view.unresolved_trades else None,
    )
    again = press(voice.plain("button-look-again"), Go(to=Place.STATUS))
    doors = [again, open_place(voice, Place.FOLLOWS if user.role is not Role.VIEWER else Place.LEADERS)]
    return Screen(text=text, keyboard=keyboard(doors, [back_to(voice, Place.HOME)]))


def _entries(voice: Voice, is_paused: object, maintenance_since: datetime | None) -> Html:
    if maintenance_since is not None:
        return voice.say("status-maintenance", since=day_and_time(maintenance_since))
    return voice.say("status-paused" if is_paused else "status-running")


def _exchange(voice: Voice, vitals: ExchangeVitals) -> Html:
    """One line when all is well; what is not is named."""
    name = exchange_name(vitals.exchange)
    wrong = [lane for lane in vitals.lanes if lane.state != "closed"]
    flaws = [
        voice.say(
            "status-lane",
            lane=voice.say_known(f"lane-{lane.name}", "lane-other"),
            state=voice.say_known(f"lane-state-{lane.state}", "lane-state-open"),
        )
        for lane in wrong
    ]
    if vitals.silent_seconds:
        flaws.append(voice.say("status-silent", seconds=vitals.silent_seconds))
    mark = "⚠" if flaws or vitals.used_percent >= BUSY_PERCENT else "✓"
    said = voice.say("status-exchange", mark=mark, exchange=name, used=vitals.used_percent)
    return Html(" · ".join([said, *flaws]))


def _streams(voice: Voice, streams: Sequence[StreamStatus]) -> list[Html]:
    """Those that fail first: they are why somebody looks."""
    if not streams:
        return [voice.say("admin-no-streams")]
    sorted_ones = sorted(streams, key=lambda stream: stream.is_connected)
    lines = [_stream(voice, stream) for stream in sorted_ones[:MOST_STREAMS]]
    more = len(streams) - len(lines)
    return [*lines, voice.say("status-more-streams", count=more)] if more else lines


def _stream(voice: Voice, stream: StreamStatus) -> Html:
    last = voice.say("never") if stream.last_event_at is None else countdown(stream.last_event_at)
    return voice.say(
        "status-stream",
        mark="✓" if stream.is_connected else "⚠",
        leader=stream.leader_name,
        exchange=exchange_name(stream.exchange),
        state=voice.say("stream-up" if stream.is_connected else "stream-down"),
        lag=voice.say("never") if stream.lag_seconds is None else voice.say("status-lag", seconds=stream.lag_seconds),
        last=last,
    )


def _queues(voice: Voice, queues: Mapping[str, int], commit_ms: int) -> Html:
    messages, works = (queues.get(name, 0) for name in QUEUES)
    return voice.say("status-queues", messages=messages, works=works, commit=commit_ms)


def _follow(voice: Voice, follow: OwnFollowStatus) -> Html:
    last = voice.say("never") if follow.last_event_at is None else countdown(follow.last_event_at)
    head = voice.say(
        "own-status-follow",
        mark="⚠" if follow.obstacle else "✓",
        leader=follow.leader_name,
        account=account_name(follow.account_label, follow.exchange),
        badge=badge(voice, follow.account_mode),
        last=last,
    )
    return voice.lines(head, obstacle_text(voice, follow.obstacle) if follow.obstacle else None)


def obstacle_text(voice: Voice, obstacle: str) -> Html:
    gate = obstacle.removeprefix("gate-")
    if gate != obstacle and gate in set(Gate):
        return voice.say("obstacle-gate", gate=voice.say(f"gate-{gate}"))
    return voice.say(f"obstacle-{obstacle}" if obstacle in OBSTACLES else "obstacle-other")
