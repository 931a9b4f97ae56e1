"""Outages, blocked chats and bursts: what matters comes in full, the rest in short, nothing grows without bound."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.backlog import Backlog
from bot.parcels import Parcel, Priority, Sound
from bot.screen import Screen
from bot.texts import Html
from tests.bot import builders as b
from tests.bot.chat_house import ChatHouse
from tests.bot.facts import closed, skipped
from tests.bot.newsroom import newsroom
from tests.bot.test_sender import delivered
from tests.sandbox.telegram_room import ANN, BOHDAN, OLENA

HOURS_AGO = b.NOW - timedelta(hours=3)


def late(text: str, *, chat: int = ANN, priority: Priority = Priority.NEWS) -> Parcel:
    screen = Screen(text=Html(f"<b>{text}</b>\nfigures"))
    return Parcel(
        chat_id=chat, subject=text, screen=screen, priority=priority, event_id=f"e-{chat}-{text}", since=HOURS_AGO
    )


async def test_old_infos_come_in_one_digest(house: ChatHouse) -> None:
    for number in range(18):
        house.sender.post(late(f"fill {number}"))
    house.sender.post(late("liquidated", priority=Priority.CRITICAL))
    house.sender.post(late("fill", chat=BOHDAN))
    await delivered(house.sender)
    alarm, digest = [str(it["text"]) for it in await house.from_bot(ANN)]
    assert alarm == "liquidated\nfigures"
    lines = digest.split("\n")
    assert lines[0] == "🗞 Told late: 18 messages in short"
    assert lines[1:] == [*(f"fill {number}" for number in range(10)), "… and 8 more"]
    assert "Told late: one message" in await house.text(BOHDAN)
    assert all(row.state == "sent" for row in house.deliveries.rows.values())


async def test_standing_card_is_still_brought_up_to_date(house: ChatHouse) -> None:
    house.sender.post(replace(late("trade:1"), since=b.NOW))
    await delivered(house.sender)
    filled = replace(late("trade:1"), screen=Screen(text=Html("filled")), event_id="e2")
    house.sender.post(filled)
    await delivered(house.sender)
    assert [it["text"] for it in await house.from_bot(ANN)] == ["filled"]


async def test_late_news_nobody_wants_stays_unsaid(house: ChatHouse) -> None:
    house.sender.post(replace(late("fill"), sound=Sound.UNSENT))
    await delivered(house.sender)
    assert await house.from_bot(ANN) == []


async def test_burst_is_bounded_and_counted(house: ChatHouse) -> None:
    house.sender.backlog = Backlog(most_infos=5, most=40)
    people = range(5000, 5020)
    for number in range(50):
        for chat in people:
            house.sender.post(replace(late(f"fill {number}", chat=chat), since=b.NOW))
    told = house.sender.digests.sizes()
    infos = house.sender.waiting() - len(told)
    assert house.sender.waiting() <= 40 + len(people)
    assert sum(told.values()) + infos == 50 * len(people)


async def test_urgent_news_are_never_shed(house: ChatHouse) -> None:
    house.sender.backlog = Backlog(most_infos=5, most=10)
    for number in range(60):
        house.sender.post(late(f"closed {number}", priority=Priority.CRITICAL))
        house.sender.post(late(f"fill {number}"))
    assert house.sender.waiting() >= 60
    await delivered(house.sender)
    texts = [str(it["text"]) for it in await house.from_bot(ANN)]
    assert [text for text in texts if text.startswith("closed")] == [f"closed {n}\nfigures" for n in range(60)]


async def test_blocked_follower_is_told_to_the_operator(house: ChatHouse) -> None:
    await house.room.post("users", id=ANN, blocked=True)
    await newsroom(house).tell(closed(), skipped())
    assert house.sender.is_muted(ANN)
    assert "🔇 Не можу написати Ann" in await house.text(OLENA)
    assert all(row.state == "sent" for row in house.deliveries.rows.values())


async def test_silence_lasts_over_a_restart(house: ChatHouse) -> None:
    await house.presence.gone(ANN)
    await house.presence.restore()
    assert house.sender.is_muted(ANN)
    await house.say(ANN, "/help")
    assert not house.sender.is_muted(ANN)
    await house.presence.restore()
    assert not house.sender.is_muted(ANN)


@pytest.mark.parametrize("times", [1, 2])
async def test_return_is_welcomed_each_time(house: ChatHouse, times: int) -> None:
    for day in range(times):
        house.sender.now = lambda day=day: b.NOW + timedelta(days=day)  # type: ignore[misc]
        house.sender.mute(ANN)
        await house.say(ANN, "/help")
        await delivered(house.sender)
    texts = await house.texts(ANN)
    assert sum("Welcome back." in text for text in texts) == times
    assert "Positions" in await house.labels(ANN)


async def test_chats_take_turns(house: ChatHouse) -> None:
    backlog = Backlog()
    for chat in (1, 1, 2, 3):
        backlog.put(late(f"news {len(backlog)}", chat=chat))
    served = []
    while (parcel := next(iter(backlog.heads()), None)) is not None:
        served.append(parcel.chat_id)
        backlog.serve(parcel)
    assert served == [1, 2, 3, 1]
