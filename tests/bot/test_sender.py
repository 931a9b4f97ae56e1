"""Sending is paced, urgent first, patient with Telegram, and shows the newest state only."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import pytest
from aiogram.exceptions import TelegramRetryAfter

from bot.pacing import LONGEST_WAIT_SECONDS, Gate, Patience, TokenBucket
from bot.parcels import Parcel, Priority, Sound, merged
from bot.screen import Screen
from bot.sender import Sender
from bot.texts import Html
from core.application.precedence import Precedence
from tests.bot.chat_house import ChatHouse
from tests.sandbox.telegram_room import ANN, BOHDAN


class ManualClock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def parcel(text: str, *, chat: int = ANN, subject: str = "", priority: Priority = Priority.NEWS) -> Parcel:
    return Parcel(chat_id=chat, subject=subject or text, screen=Screen(text=Html(text)), priority=priority)


@asynccontextmanager
async def running(sender: Sender) -> AsyncIterator[None]:
    runner = asyncio.ensure_future(sender.run())
    try:
        yield
    finally:
        runner.cancel()
        with suppress(asyncio.CancelledError):
            await runner


async def delivered(sender: Sender) -> None:
    async with running(sender), asyncio.timeout(30):
        await sender.idle()


async def test_urgent_goes_first(house: ChatHouse) -> None:
    house.sender.pace = replace(house.sender.pace, lanes=1)
    for text, priority in (("digest", Priority.DIGEST), ("news", Priority.NEWS), ("alarm", Priority.CRITICAL)):
        house.sender.post(parcel(text, priority=priority))
    await delivered(house.sender)
    assert [it["text"] for it in await house.from_bot(ANN)] == ["alarm", "news", "digest"]


async def test_messages_wait_while_orders_leave(house: ChatHouse) -> None:
    precedence = Precedence(standstill_seconds=60, longest_seconds=60)
    house.sender.give_way = precedence.give_way
    left = precedence.begin()
    house.sender.post(parcel("filled"))
    async with running(house.sender), asyncio.timeout(30):
        await asyncio.sleep(0.1)
        assert await house.from_bot(ANN) == []
        left()
        await house.sender.idle()
    assert len(await house.from_bot(ANN)) == 1


async def test_only_the_newest_state_is_sent(house: ChatHouse) -> None:
    for text in ("placing", "checking", "filled"):
        house.sender.post(parcel(text, subject="trade:1"))
    await delivered(house.sender)
    (card,) = await house.from_bot(ANN)
    assert (card["text"], card["edited"]) == ("filled", 0)


async def test_the_same_alarm_twice_is_one_message(house: ChatHouse) -> None:
    """An event that a crash repeats makes no second sound."""
    for _ in range(2):
        house.sender.post(replace(parcel("alarm", subject="closed:1"), sound=Sound.LOUD))
        await delivered(house.sender)
    messages = await house.room.messages(ANN)
    assert [it["text"] for it in messages].count("alarm") == 1


def test_waiting_urgency_is_not_lost() -> None:
    alarm = replace(parcel("old", subject="s", priority=Priority.CRITICAL), sound=Sound.LOUD)
    both = merged(alarm, parcel("new", subject="s"))
    assert (both.screen.text, both.priority, both.sound) == ("new", Priority.CRITICAL, Sound.LOUD)


async def test_retry_after_pauses_everybody(house: ChatHouse) -> None:
    await house.room.post("faults", kind="too_many_requests", method="sendMessage", times=1, retry_after=1)
    house.sender.post(parcel("for Ann"))
    async with running(house.sender), asyncio.timeout(30):
        while not house.gate.seconds_left():  # noqa: ASYNC110 - looks from outside, as a person would
            await asyncio.sleep(0.005)
        house.sender.post(parcel("for Bohdan", chat=BOHDAN))
        assert await house.from_bot(BOHDAN) == []
        await house.sender.idle()
    assert [it["text"] for it in await house.from_bot(ANN)] == ["for Ann"]
    assert [it["text"] for it in await house.from_bot(BOHDAN)] == ["for Bohdan"]


async def test_blocked_chat_is_muted_until_heard(house: ChatHouse) -> None:
    await house.room.post("users", id=ANN, blocked=True)
    house.sender.post(parcel("one"))
    await delivered(house.sender)
    assert house.sender.is_muted(ANN)
    await house.say(ANN, "/help")
    assert not house.sender.is_muted(ANN)


async def test_unreadable_markup_goes_out_plain(house: ChatHouse) -> None:
    house.sender.post(parcel("<b>5 < 6 & so\ud83d\0"))
    await delivered(house.sender)
    assert [it["text"] for it in await house.from_bot(ANN)] == ["5 < 6 & so\ufffd"]


async def test_long_news_comes_in_parts(house: ChatHouse) -> None:
    lines = [f"<b>line {number}</b>" for number in range(900)]
    house.sender.post(parcel("\n".join(lines), subject="long"))
    await delivered(house.sender)
    seen = [str(it["text"]) for it in await house.from_bot(ANN)]
    assert "\n".join(seen) == "\n".join(f"line {number}" for number in range(900))
    house.sender.post(parcel("short", subject="long"))
    await delivered(house.sender)
    assert (await house.last(ANN))["text"] == "short"
    assert len(await house.from_bot(ANN)) == len(seen)


async def test_no_answer_may_repeat_what_matters(house: ChatHouse) -> None:
    await house.room.post("faults", kind="accept_then_drop", method="sendMessage", times=5)
    house.sender.post(parcel("liquidated", priority=Priority.CRITICAL))
    house.sender.post(parcel("filled"))
    await delivered(house.sender)
    seen = [str(it["text"]) for it in await house.from_bot(ANN)]
    assert sorted(seen) == ["filled", "liquidated", "liquidated\n(may be a repeat)"]


async def test_no_answer_hides_no_newer_state(house: ChatHouse) -> None:
    await house.room.post("faults", kind="accept_then_drop", method="sendMessage", times=1)
    house.sender.post(replace(parcel("placing", subject="trade:1"), event_id="e1"))
    await delivered(house.sender)
    house.sender.post(replace(parcel("filled", subject="trade:1"), event_id="e2"))
    await delivered(house.sender)
    assert [it["text"] for it in await house.from_bot(ANN)] == ["placing", "filled\n(may be a repeat)"]


@pytest.mark.parametrize("kind", ["outage", "outage_html"])
async def test_outage_delays_and_loses_nothing(house: ChatHouse, kind: str) -> None:
    await house.room.post("faults", kind=kind, method="sendMessage", times=2)
    house.sender.post(parcel("one"))
    house.sender.post(parcel("two", chat=BOHDAN))
    await delivered(house.sender)
    assert [it["text"] for it in await house.from_bot(ANN)] == ["one"]
    assert [it["text"] for it in await house.from_bot(BOHDAN)] == ["two"]


async def test_lost_answer_to_an_edit_is_harmless(house: ChatHouse) -> None:
    house.sender.post(parcel("placing", subject="trade:1"))
    await delivered(house.sender)
    await house.room.post("faults", kind="accept_then_drop", method="editMessageText", times=1)
    house.sender.post(parcel("filled", subject="trade:1"))
    await delivered(house.sender)
    (card,) = await house.from_bot(ANN)
    assert (card["text"], card["edited"]) == ("filled", 1)


async def test_refused_card_does_not_stop_the_rest(house: ChatHouse) -> None:
    house.sender.post(parcel("<b></b>", subject="empty"))
    house.sender.post(parcel("whole"))
    await delivered(house.sender)
    assert [it["text"] for it in await house.from_bot(ANN)] == ["whole"]


def test_bucket_holds_a_burst_then_refills() -> None:
    clock = ManualClock()
    bucket = TokenBucket(1.0, 3, clock=clock)
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    clock.now = 1.5
    assert [bucket.take() for _ in range(2)] == [True, False]


def test_gate_keeps_the_longest_pause() -> None:
    clock = ManualClock()
    gate = Gate(clock=clock)
    gate.close_for(5)
    gate.close_for(2)
    assert gate.seconds_left() == 5
    clock.now = 6
    assert gate.seconds_left() == 0


async def test_direct_answers_wait_for_retry_after(house: ChatHouse) -> None:
    house.room.bot.session.middleware(Patience(house.gate))
    await house.room.post("faults", kind="too_many_requests", method="sendMessage", times=1, retry_after=1)
    await house.say(ANN, "/help")
    assert "/positions" in await house.text(ANN)


async def test_direct_answers_do_not_wait_for_ever(house: ChatHouse) -> None:
    house.room.bot.session.middleware(Patience(house.gate))
    long = int(LONGEST_WAIT_SECONDS) + 1
    await house.room.post("faults", kind="too_many_requests", method="sendMessage", times=1, retry_after=long)
    with pytest.raises(TelegramRetryAfter):
        await house.room.bot.send_message(ANN, "hello")
    assert house.gate.seconds_left() > LONGEST_WAIT_SECONDS
