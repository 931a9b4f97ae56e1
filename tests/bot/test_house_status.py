"""The operators' /status on a phone: twelve lines at most whatever happens, the worst first, nothing left out."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot.screen import Screen
from bot.views.status import operator_status
from core.application.gates import Gate
from core.application.operator_views import ClosedGate, ExchangeVitals, Lane, StatusView, StreamStatus
from core.domain.values import Exchange
from tests.bot.chat_house import TEXTS
from tests.bot.drawn import MOST_LINES, drawn_lines
from tests.bot.operator_house import OperatorHouse, open_house
from tests.builders import NOON
from tests.sandbox.telegram_room import OLENA

LANGUAGES = TEXTS.languages()
LANES = {"open": "open", "close": "open", "lookup": "half-open", "stream": "half-open", "market": "open", "x": "new"}
NAMES = ("W" * 32, "Лев із дуже довгим ім'ям на щось", *(f"Lev {number}" for number in range(20)))
FINE = StatusView(
    is_copying_paused=False,
    maintenance_since=None,
    exchanges=[
        ExchangeVitals(exchange=exchange, lanes=[Lane(name="open", state="closed")], used_percent=7, silent_seconds=0)
        for exchange in Exchange
    ],
    streams=[],
    gates=[],
    queues={"messages": 0, "works": 0},
    commit_ms=4,
    unresolved_trades=0,
    undelivered_events=0,
)


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[OperatorHouse]:
    async with open_house(tmp_path) as opened:
        yield opened


def stream(name: str, *, is_connected: bool = False) -> StreamStatus:
    return StreamStatus(
        leader_name=name, exchange=Exchange.BYBIT, is_connected=is_connected, lag_seconds=86_400, last_event_at=NOON
    )


def everything_in_trouble() -> StatusView:
    lanes = [Lane(name=name, state=state) for name, state in LANES.items()]
    return StatusView(
        is_copying_paused=True,
        maintenance_since=NOON,
        exchanges=[
            ExchangeVitals(exchange=exchange, lanes=lanes, used_percent=100, silent_seconds=86_400)
            for exchange in Exchange
        ],
        streams=[stream(name) for name in NAMES],
        gates=[ClosedGate(gate=gate, places=9) for gate in Gate],
        queues={"messages": 123_456, "works": 123_456},
        commit_ms=123_456,
        unresolved_trades=123_456,
        undelivered_events=123_456,
    )


def pages(language: str, view: StatusView) -> Sequence[Screen]:
    """As many as "More" leads to."""
    voice = TEXTS.voice(language)
    found = [operator_status(voice, view)]
    while voice.plain("button-more") in labels(found[-1]):
        found.append(operator_status(voice, view, len(found)))
    return found


def labels(screen: Screen) -> Sequence[str]:
    assert screen.keyboard is not None
    return [button.text for row in screen.keyboard.inline_keyboard for button in row]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_house_in_trouble_fits_a_phone(language: str) -> None:
    found, voice = pages(language, everything_in_trouble()), TEXTS.voice(language)
    for screen in found:
        assert drawn_lines(screen.text) <= MOST_LINES, screen.text
    assert str(voice.say(f"gate-{Gate.DISK}")) in found[0].text
    whole = "\n".join(screen.text for screen in found)
    for once in (*(voice.say(f"gate-{gate}") for gate in Gate), "100%", *NAMES[2:]):
        assert whole.count(f"{once}") >= 1, once


@pytest.mark.parametrize("language", LANGUAGES)
def test_more_counts_what_is_left(language: str) -> None:
    """Title, state, an empty line and the count itself aside, each line is one thing."""
    found, voice = pages(language, everything_in_trouble()), TEXTS.voice(language)
    things = len(Gate) + len(Exchange) + len(NAMES) + 2
    shown = 0
    for number, screen in enumerate(found[:-1]):
        shown += len(screen.text.splitlines()) - (4 if number == 0 else 3)
        assert str(voice.say("status-more", count=things - shown)) == screen.text.splitlines()[-1]
    assert shown + len(found[-1].text.splitlines()) - 2 == things


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_house_that_is_well_is_one_page(language: str) -> None:
    view = replace(FINE, streams=[stream("Lev", is_connected=True)])
    (only,) = pages(language, view)
    assert "⚠" not in only.text
    assert "Lev" in only.text


def test_the_worst_stands_first() -> None:
    busy = replace(FINE.exchanges[0], used_percent=80)
    deaf = replace(FINE.exchanges[2], lanes=[Lane(name="close", state="open")])
    view = replace(
        FINE,
        exchanges=[busy, FINE.exchanges[1], deaf],
        streams=[stream("Up", is_connected=True), stream("Down")],
        gates=[ClosedGate(gate=Gate.CLOCK, places=1)],
    )
    text = "\n".join(screen.text for screen in pages("en", view))
    order = ["clocks", "closed for now: closes", "80%", "Down", "Waiting:", "Requests used: Bybit", "Up"]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)


@pytest.mark.parametrize("page", [-1, 999, 10**9])
def test_a_forged_page_is_the_nearest_one(page: int) -> None:
    voice, view = TEXTS.voice("en"), everything_in_trouble()
    nearest = pages("en", view)[0 if page < 0 else -1]
    assert operator_status(voice, view, page) == nearest


async def test_the_rest_is_a_press_away(house: OperatorHouse) -> None:
    for gate in Gate:
        house.life.gates.close(gate)
    await house.say(OLENA, "/status")
    first = await house.text(OLENA)
    await house.press(OLENA, "More")
    assert await house.text(OLENA) != first
    await house.press(OLENA, "‹ Back")
    assert await house.text(OLENA) == first
    assert len(await house.from_bot(OLENA)) == 1
