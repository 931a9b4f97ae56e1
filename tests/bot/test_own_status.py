"""A follower's /status on a phone: what is in the way first, twelve lines at most, no follow left out."""

from collections.abc import Sequence

import pytest

from bot.screen import Screen
from bot.views.status import OBSTACLES, own_status
from core.application.operator_views import OwnFollowStatus, OwnStatusView
from core.domain.account import AccountMode, AccountStatus
from core.domain.follow import FollowStatus
from core.domain.values import Exchange
from tests.bot import builders as b
from tests.bot.chat_house import TEXTS
from tests.bot.drawn import MOST_LINES, drawn_lines
from tests.builders import NOON

LANGUAGES = TEXTS.languages()
OBSTRUCTED = [f"Слухаємо довго {number}" for number in range(12)]


def follow(name: str, obstacle: str = "") -> OwnFollowStatus:
    return OwnFollowStatus(
        leader_name=name,
        account_label="основний рахунок",
        exchange=Exchange.BITGET,
        account_mode=AccountMode.PAPER,
        account_status=AccountStatus.ACTIVE,
        follow_status=FollowStatus.ACTIVE,
        last_event_at=NOON,
        obstacle=obstacle,
    )


MANY = OwnStatusView(
    is_copying_paused=True,
    maintenance_since=NOON,
    follows=[
        *(follow(f"Fine {number}") for number in range(8)),
        *(follow(name, OBSTACLES[number % len(OBSTACLES)]) for number, name in enumerate(OBSTRUCTED)),
    ],
    unresolved_trades=7,
)


def pages(language: str, view: OwnStatusView) -> Sequence[Screen]:
    voice, user = TEXTS.voice(language), b.follower()
    found = [own_status(voice, view, user)]
    while voice.plain("button-more") in labels(found[-1]):
        found.append(own_status(voice, view, user, len(found)))
    return found


def labels(screen: Screen) -> Sequence[str]:
    assert screen.keyboard is not None
    return [button.text for row in screen.keyboard.inline_keyboard for button in row]


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_follows_fit_a_phone(language: str) -> None:
    found = pages(language, MANY)
    for screen in found:
        assert drawn_lines(screen.text) <= MOST_LINES, screen.text
    whole = "\n".join(screen.text for screen in found)
    for name in (*OBSTRUCTED, *(f"Fine {number}" for number in range(8))):
        assert f"{name}" in whole


def test_what_is_in_the_way_stands_first() -> None:
    whole = "\n".join(screen.text for screen in pages("en", MANY))
    assert max(whole.index(name) for name in OBSTRUCTED) < whole.index("Fine 0")


@pytest.mark.parametrize("page", [-1, 999])
def test_a_forged_page_is_the_nearest_one(page: int) -> None:
    nearest = pages("en", MANY)[0 if page < 0 else -1]
    assert own_status(TEXTS.voice("en"), MANY, b.follower(), page) == nearest
