"""Telegram on a bad day: refusals, silence, lost answers; webhooks; and the journal that pages follow."""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import TypeVar

import pytest
from aiogram import Dispatcher
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import ClientResponse, web

from tests.sandbox.telegram_room import ANN, BOHDAN, Record, Room, open_room, records

SECRET = "between-us"
Result = TypeVar("Result")


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    async with open_room() as opened:
        await opened.meet(ANN, BOHDAN)
        yield opened


async def test_flood_names_its_pause(room: Room) -> None:
    await room.post("faults", kind="too_many_requests", times=1, retry_after=7)
    with pytest.raises(TelegramRetryAfter) as refused:
        await room.bot.send_message(ANN, "one")
    assert refused.value.retry_after == 7
    assert await room.bot.send_message(ANN, "two")


async def test_flood_hits_every_call_while_it_lasts(room: Room) -> None:
    await room.post("faults", kind="too_many_requests", lasts_s=600)
    for call in (room.bot.send_message(ANN, "x"), room.bot.get_updates()):
        with pytest.raises(TelegramRetryAfter):
            await call
    await room.people.delete("/control/telegram/faults")
    assert await room.bot.send_message(ANN, "again")


async def test_fault_meets_only_its_chat_and_method(room: Room) -> None:
    await room.post("faults", kind="blocked", chat=ANN, method="sendMessage")
    with pytest.raises(TelegramForbiddenError):
        await room.bot.send_message(ANN, "x")
    assert await room.bot.send_message(BOHDAN, "x")
    assert await room.bot.send_chat_action(ANN, "typing")


async def test_outage_speaks_json_or_html(room: Room) -> None:
    await room.post("faults", kind="outage", times=1)
    with pytest.raises(TelegramServerError, match="Bad Gateway"):
        await room.bot.send_message(ANN, "x")
    await room.post("faults", kind="outage_html", times=1)
    with pytest.raises(ClientDecodeError):
        await room.bot.send_message(ANN, "x")


async def test_outage_reaches_a_waiting_poll(room: Room) -> None:
    poll = asyncio.ensure_future(room.bot.get_updates(timeout=20))
    await asyncio.sleep(0.05)
    await room.post("faults", kind="outage")
    assert await poll == []
    with pytest.raises(TelegramServerError):
        await room.bot.get_updates(timeout=20)


async def test_accepted_message_may_lose_its_answer(room: Room) -> None:
    await room.post("faults", kind="accept_then_drop", times=1)
    with pytest.raises(TelegramNetworkError):
        await room.bot.send_message(ANN, "arrived")
    assert (await room.last(ANN))["text"] == "arrived"


async def test_dropped_message_never_arrives(room: Room) -> None:
    await room.post("faults", kind="drop_before", times=1)
    with pytest.raises(TelegramNetworkError):
        await room.bot.send_message(ANN, "lost")
    assert (await room.last(ANN))["text"] == "/start"


async def test_hanging_call_ends_when_lifted(room: Room) -> None:
    fault = await room.post("faults", kind="hang", times=1)
    sending = asyncio.ensure_future(room.bot.send_message(ANN, "stuck"))
    await asyncio.sleep(0.05)
    assert not sending.done()
    await room.people.delete(f"/control/telegram/faults/{fault['id']}")
    with pytest.raises(TelegramNetworkError):
        await sending


async def test_slow_call_still_succeeds(room: Room) -> None:
    await room.post("faults", kind="slow", times=1, delay_s=0.01)
    assert await room.bot.send_message(ANN, "late")


async def test_pace_holds_one_chat_only(room: Room) -> None:
    await room.post("settings", pace={"per_chat": 2, "window_s": 600})
    for number in range(2):
        await room.bot.send_message(ANN, f"note {number}")
    with pytest.raises(TelegramRetryAfter):
        await room.bot.send_message(ANN, "too fast")
    assert await room.bot.send_message(BOHDAN, "another chat")


async def test_unknown_fault_lists_the_known(room: Room) -> None:
    refused = await room.post("faults", kind="earthquake")
    assert "accept_then_drop" in str(refused["description"])


async def test_webhook_carries_updates_with_its_secret(room: Room) -> None:
    async with listening_bot(room) as heard:
        await room.post("send", user=ANN, text="by webhook")
        assert await soon(heard.get()) == "by webhook"
        with pytest.raises(Exception, match="can't use getUpdates method while webhook is active"):
            await room.bot.get_updates()
        await soon(everything_delivered(room))
        await room.bot.delete_webhook()
    await room.post("send", user=ANN, text="by polling")
    assert len(await room.bot.get_updates()) == 1


async def test_webhook_repeats_until_accepted(room: Room) -> None:
    async with listening_bot(room, failures=2) as heard:
        await room.post("send", user=ANN, text="persistent")
        assert [await soon(heard.get()) for _ in range(3)] == ["failure", "failure", "persistent"]


async def test_webhook_never_leaves_the_machine(room: Room) -> None:
    with pytest.raises(TelegramBadRequest, match="An HTTPS URL must be provided"):
        await room.bot.set_webhook("http://example.org/hook")
    with pytest.raises(TelegramServerError, match="does not emulate webhooks that leave this machine"):
        await room.bot.set_webhook("https://example.org/hook")


async def test_journal_tells_what_happened(room: Room) -> None:
    before = room.world.journal.last
    sent = await room.bot.send_message(ANN, "opening")
    await room.bot.edit_message_text("filled", chat_id=ANN, message_id=sent.message_id)
    await room.bot.delete_message(ANN, sent.message_id)
    events = records(await room.get(f"events?since={before}"))
    assert [event["kind"] for event in events] == ["message", "edited", "deleted"]


async def test_stream_continues_after_a_reconnect(room: Room) -> None:
    headers = {"Accept": "text/event-stream", "Last-Event-ID": str(room.world.journal.last)}
    await room.bot.send_message(ANN, "while you were away")
    async with room.people.get("/control/telegram/events", headers=headers) as stream:
        event = await next_event(stream)
    assert (event["kind"], event["chat"]) == ("message", ANN)


async def test_journal_of_another_life_resets(room: Room) -> None:
    events = records(await room.get("events?since=1000000"))
    assert [event["kind"] for event in events] == ["reset"]


async def test_dispatcher_plays_a_whole_press(room: Room) -> None:
    dispatcher = Dispatcher()
    dispatcher.message.register(offer)
    dispatcher.callback_query.register(accept)
    polling = asyncio.ensure_future(
        dispatcher.start_polling(room.bot, handle_signals=False, close_bot_session=False, polling_timeout=5)
    )
    await room.post("send", user=ANN, text="hello")
    await soon(button_shown(room))
    pressed = await room.post("press", user=ANN, label="Accept", wait_s=10)
    assert "Done" in str(pressed["answer"])
    assert (await room.last(ANN))["text"] == "Accepted"
    await dispatcher.stop_polling()
    await polling


async def offer(message: Message) -> None:
    button = InlineKeyboardButton(text="Accept", callback_data="accept", style="success")
    await message.answer("Offer", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]]))


async def accept(query: CallbackQuery) -> None:
    assert isinstance(query.message, Message)
    await query.message.edit_text("Accepted")
    await query.answer("Done")


async def button_shown(room: Room) -> None:
    while not (await room.last(ANN))["buttons"]:
        await room.get(f"events?since={room.world.journal.last}&wait_s=10")


async def everything_delivered(room: Room) -> None:
    while (await room.bot.get_webhook_info()).pending_update_count:
        continue


async def soon(coming: Coroutine[None, None, Result]) -> Result:
    return await asyncio.wait_for(coming, 10)


@asynccontextmanager
async def listening_bot(room: Room, *, failures: int = 0) -> AsyncIterator[asyncio.Queue[str]]:
    """A bot behind a webhook that notes what it hears, after failing a few times."""
    heard: asyncio.Queue[str] = asyncio.Queue()
    left = iter(range(failures))

    async def note(message: Message) -> None:
        if next(left, None) is not None:
            heard.put_nowait("failure")
            raise ConnectionError
        heard.put_nowait(message.text or "")

    dispatcher = Dispatcher()
    dispatcher.message.register(note)
    app = web.Application()
    SimpleRequestHandler(dispatcher, room.bot, handle_in_background=False, secret_token=SECRET).register(app, "/hook")
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await room.bot.set_webhook(f"http://127.0.0.1:{runner.addresses[0][1]}/hook", secret_token=SECRET)
    try:
        yield heard
    finally:
        await runner.cleanup()


async def next_event(stream: ClientResponse) -> Record:
    async for line in stream.content:
        if line.startswith(b"data: "):
            (event,) = records([json.loads(line.removeprefix(b"data: "))])
            return event
    raise AssertionError
