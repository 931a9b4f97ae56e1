"""What followers are told of a leader: gaps and silences once, a farewell with the two choices that matter."""

from dataclasses import replace
from typing import Any

import pytest

from core.application.commands import StopFollowCommand
from core.domain.events import (
    LeaderEvent,
    LeaderFeedBackEvent,
    LeaderFeedStaleEvent,
    LeaderForcedEvent,
    LeaderGapEvent,
    LeaderLostEvent,
    LeaderTermsChangedEvent,
)
from core.domain.follow import StopChoice
from tests.bot import builders as b
from tests.bot.chat_house import ChatHouse
from tests.bot.facts import NOW, WHO
from tests.bot.newsroom import newsroom
from tests.sandbox.telegram_room import ANN


def news(kind: type[LeaderEvent], **facts: Any) -> LeaderEvent:
    return kind(
        event_id=f"news-{kind.__name__}",
        occurred_at=NOW,
        follow_id=b.FOLLOW,
        follower_id=WHO,
        leader_id=b.LEADER,
        **facts,
    )


def lost(open_positions: int = 1) -> LeaderEvent:
    return news(LeaderLostEvent, cause="rejected", open_positions=open_positions)


GAP = news(LeaderGapEvent, skipped=2, entered=0, closed=1)
STALE, BACK = news(LeaderFeedStaleEvent, since=NOW), news(LeaderFeedBackEvent)
TERMS = news(LeaderTermsChangedEvent, symbol=b.BTC, before=5, after=20)
LIQUIDATED = news(LeaderForcedEvent, symbol=b.BTC, cause="liquidation")


@pytest.mark.parametrize("event", [GAP, STALE, BACK, TERMS, LIQUIDATED, lost(), lost(0)], ids=lambda it: it.event_id)
@pytest.mark.parametrize("language", ["en", "uk"])
async def test_leader_news_name_the_leader(house: ChatHouse, event: LeaderEvent, language: str) -> None:
    house.core.people[ANN] = replace(house.core.people[ANN], language=language)
    await newsroom(house).tell(event)
    text = await house.text(ANN)
    assert "Lev" in text
    assert "{" not in text


async def test_a_gap_is_one_message_with_its_figures(house: ChatHouse) -> None:
    await newsroom(house).tell(GAP, GAP)
    assert len(await house.from_bot(ANN)) == 1
    text = await house.text(ANN)
    assert "Lev is heard again. Meanwhile 2 entries were skipped" in text
    assert "skipped, 1 close was done." in text


async def test_a_silence_and_its_end_are_one_message(house: ChatHouse) -> None:
    room = newsroom(house)
    await room.tell(STALE)
    assert "I can't hear Lev" in await house.text(ANN)
    await room.tell(BACK)
    assert len(await house.from_bot(ANN)) == 1
    assert "Lev is heard again" in await house.text(ANN)


@pytest.mark.parametrize(
    ("button", "choice"), [("Keep my positions", StopChoice.KEEP), ("Close all", StopChoice.CLOSE_ALL)]
)
async def test_a_farewell_asks_what_shall_become_of_it(house: ChatHouse, button: str, choice: StopChoice) -> None:
    await newsroom(house).tell(lost())
    assert await house.labels(ANN) == ["Keep my positions", "Close all"]
    await house.press(ANN, button)
    wishes = [message for message in house.core.done if isinstance(message, StopFollowCommand)]
    assert [(wish.follow_id, wish.choice) for wish in wishes] == [(b.FOLLOW, choice)]


async def test_a_farewell_without_positions_asks_nothing(house: ChatHouse) -> None:
    house.core.follows[ANN] = [replace(b.follow(), open_positions=0)]
    await newsroom(house).tell(lost(0))
    assert await house.labels(ANN) == ["Stop following"]


async def test_a_stopped_follow_hears_nothing_more(house: ChatHouse) -> None:
    house.core.follows[ANN] = []
    await newsroom(house).tell(GAP)
    assert await house.from_bot(ANN) == []
