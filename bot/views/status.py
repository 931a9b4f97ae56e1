"""The state of the house for operators, and of one's own copying for followers. Show nobody's money."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from aiogram.types import InlineKeyboardButton

from bot.callbacks import Go, Place
from bot.keyboards import back, back_to, keyboard, open_place, press
from bot.moments import countdown, day_and_time
from bot.screen import Screen
from bot.texts import Html, Voice
from bot.views.folding import MOST_LINES, folded, height
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

BUSY_PERCENT = 60
QUEUES = ("messages", "works")
OBSTACLES = ("follow-paused", "follow-closing", "account-paused", "leader-unheard")
FINE = "closed"
"""The state of a breaker that lets everything through."""


def operator_status(voice: Voice, view: StatusView, page: int = 0) -> Screen:
    """The worst first, on as many pages as it needs: a house in trouble is still one look at a phone."""
    title = voice.say("status-title")
    head = [title, _entries(voice, view.is_copying_paused, view.maintenance_since)]
    return _paged(voice, head, _by_gravity(voice, view), page=page, above=Place.ADMIN)


def _paged(
    voice: Voice,
    head: Sequence[Html],
    items: Sequence[Html],
    *,
    page: int,
    above: Place,
    doors: Sequence[InlineKeyboardButton] = (),
) -> Screen:
    """The first page with the whole head, further ones with its title; `doors` lead elsewhere."""
    title = head[0]
    pages = folded(items, first=MOST_LINES - sum(map(height, head)), later=MOST_LINES - height(title))
    page = max(0, min(page, len(pages) - 1))
    more = sum(map(len, pages[page + 1 :]))
    text = voice.lines(
        *(head if page == 0 else [title]),
        Html(""),
        *pages[page],
        voice.say("status-more", count=more) if more else None,
    )
    further = [press(voice.plain("button-more"), Go(to=Place.STATUS, page=page + 1))] if more else []
    again = press(voice.plain("button-look-again"), Go(to=Place.STATUS, page=page))
    before = back(voice, Go(to=Place.STATUS, page=page - 1)) if page else back_to(voice, above)
    return Screen(text=text, keyboard=keyboard([*further, again, *doors], [before]))


def _by_gravity(voice: Voice, view: StatusView) -> Sequence[Html]:
    """What keeps entries back, what is broken, what waits; at last what is well."""
    exchanges = sorted(view.exchanges, key=lambda vitals: (not _is_broken(vitals), -vitals.used_percent))
    broken, fine = [it for it in exchanges if _is_troubled(it)], [it for it in exchanges if not _is_troubled(it)]
    heard = [stream for stream in view.streams if stream.is_connected]
    unheard = [stream for stream in view.streams if not stream.is_connected]
    return [
        *(voice.say("status-gate", gate=voice.say(f"gate-{closed.gate}")) for closed in view.gates),
        *(_exchange(voice, vitals) for vitals in broken),
        *(_stream(voice, stream) for stream in unheard),
        _queues(voice, view.queues, view.commit_ms),
        voice.say("admin-queues", trades=view.unresolved_trades, events=view.undelivered_events),
        *([_fine(voice, fine)] if fine else []),
        *(_stream(voice, stream) for stream in heard),
        *([] if view.streams else [voice.say("admin-no-streams")]),
    ]


def own_status(voice: Voice, view: OwnStatusView, user: FollowerView, page: int = 0) -> Screen:
    """Honest in one glance: alive, or what is in the way, follow by follow; those with something in the way first."""
    head = [voice.say("own-status-title"), _entries(voice, view.is_copying_paused, view.maintenance_since)]
    unclear = [voice.say("own-status-unclear", count=view.unresolved_trades)] if view.unresolved_trades else []
    follows = sorted(view.follows, key=lambda follow: not follow.obstacle)
    items = [*unclear, *([_follow(voice, follow) for follow in follows] or [voice.say("own-status-none")])]
    door = open_place(voice, Place.FOLLOWS if user.role is not Role.VIEWER else Place.LEADERS)
    return _paged(voice, head, items, page=page, above=Place.HOME, doors=[door])


def _entries(voice: Voice, is_paused: object, maintenance_since: datetime | None) -> Html:
    if maintenance_since is not None:
        return voice.say("status-maintenance", since=day_and_time(maintenance_since))
    return voice.say("status-paused" if is_paused else "status-running")


def _is_broken(vitals: ExchangeVitals) -> bool:
    return vitals.silent_seconds > 0 or any(lane.state != FINE for lane in vitals.lanes)


def _is_troubled(vitals: ExchangeVitals) -> bool:
    return _is_broken(vitals) or vitals.used_percent >= BUSY_PERCENT


def _fine(voice: Voice, exchanges: Sequence[ExchangeVitals]) -> Html:
    shares = ", ".join(f"{exchange_name(vitals.exchange)} {vitals.used_percent}%" for vitals in exchanges)
    return voice.say("status-exchanges-fine", shares=shares)


def _exchange(voice: Voice, vitals: ExchangeVitals) -> Html:
    """What is wrong with it, once per state of its lanes."""
    said = voice.say("status-exchange", exchange=exchange_name(vitals.exchange), used=vitals.used_percent)
    silent = [voice.say("status-silent", seconds=vitals.silent_seconds)] if vitals.silent_seconds else []
    return Html(" · ".join([said, *_flaws(voice, vitals), *silent]))


def _flaws(voice: Voice, vitals: ExchangeVitals) -> Sequence[Html]:
    lanes: dict[Html, list[Html]] = {}
    for lane in vitals.lanes:
        if lane.state != FINE:
            state = voice.say_known(f"lane-state-{lane.state}", "lane-state-open")
            lanes.setdefault(state, []).append(voice.say_known(f"lane-{lane.name}", "lane-other"))
    return [voice.say("status-lanes", state=state, lanes=Html(", ".join(names))) for state, names in lanes.items()]


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
