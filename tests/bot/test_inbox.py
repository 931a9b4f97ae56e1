"""No update is lost or done twice: stored before it is confirmed, replayed after a crash, without anybody's key."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject, Update

from bot.dispatcher import with_inbox
from bot.inbox import Inbox
from bot.middlewares import Flood
from bot.secrets import REDACTED, Handler, SecretEye
from core.application import commands as c
from tests.bot import builders as b
from tests.bot.chat_house import TEXTS, ChatHouse
from tests.bot.memory import MemoryInbox
from tests.sandbox.telegram_room import ANN, BOHDAN

KEY_MESSAGE = f"{'k1' * 16} {'s2' * 20}"
PATIENCE_SECONDS = 30.0


class Slow(BaseMiddleware):
    """Holds whoever it is told to hold, as a slow exchange would."""

    def __init__(self) -> None:
        self.held: set[int] = set()
        self.open = asyncio.Event()
        self.waiting = 0

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, object]) -> object:
        message = event.message if isinstance(event, Update) else None
        if message is not None and message.chat.id in self.held:
            self.waiting += 1
            await self.open.wait()
        return await handler(event, data)


class Tasks:
    """A supervised group as the bot's own: holds what runs, can end it all at once."""

    def __init__(self) -> None:
        self.running: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.ensure_future(work)
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    async def kill(self) -> None:
        for task in list(self.running):
            task.cancel()
        await asyncio.gather(*self.running, return_exceptions=True)


def open_inbox(house: ChatHouse, store: MemoryInbox, tasks: Tasks) -> Inbox:
    return with_inbox(house.dispatcher, store, spawn=tasks.spawn)


@asynccontextmanager
async def polling(house: ChatHouse) -> AsyncIterator[None]:
    """aiogram's own loop, as the bot runs it."""
    poll = asyncio.ensure_future(
        house.dispatcher.start_polling(
            house.room.bot, handle_as_tasks=False, handle_signals=False, close_bot_session=False, polling_timeout=1
        )
    )
    try:
        yield
    finally:
        poll.cancel()
        with suppress(asyncio.CancelledError):
            await poll


async def test_update_is_stored_before_it_is_handled(house: ChatHouse) -> None:
    store, tasks = MemoryInbox(), Tasks()
    inbox = open_inbox(house, store, tasks)
    await house.room.post("send", user=ANN, text="/help")
    await house.pump()
    assert len(store.rows) == 1
    assert await inbox.drain(PATIENCE_SECONDS)
    assert store.finished == set(store.rows)
    assert "/positions" in await house.text(ANN)


async def test_repeated_update_is_done_once(house: ChatHouse) -> None:
    store, tasks = MemoryInbox(), Tasks()
    inbox = open_inbox(house, store, tasks)
    await house.say(ANN, "/help")
    await house.forge(ANN, f"po:closenow:{b.POSITION}")
    await inbox.drain(PATIENCE_SECONDS)
    payload = list(store.rows.values())[-1]
    update = Update.model_validate_json(payload, context={"bot": house.room.bot})
    await house.dispatcher.feed_update(house.room.bot, update)
    await inbox.drain(PATIENCE_SECONDS)
    assert len(house.core.done) == 1


async def test_crash_leaves_the_update_for_the_next_life(house: ChatHouse) -> None:
    store, tasks, slow = MemoryInbox(), Tasks(), Slow()
    inbox = open_inbox(house, store, tasks)
    house.dispatcher.update.outer_middleware(slow)
    slow.held.add(ANN)
    await house.room.post("send", user=ANN, text="/help")
    await house.pump()
    await until(lambda: slow.waiting == 1)
    await tasks.kill()
    assert store.finished == set()
    slow.held.clear()
    assert await inbox.replay(house.dispatcher, house.room.bot) == 1
    assert await inbox.drain(PATIENCE_SECONDS)
    assert "/positions" in await house.text(ANN)
    assert await store.unfinished() == []


async def test_one_slow_person_holds_nobody_else(house: ChatHouse) -> None:
    store, tasks, slow = MemoryInbox(), Tasks(), Slow()
    inbox = open_inbox(house, store, tasks)
    house.dispatcher.update.outer_middleware(slow)
    slow.held.add(ANN)
    for user in (ANN, ANN, BOHDAN):
        await house.room.post("send", user=user, text="/help")
    await house.pump()
    await until(lambda: len(store.finished) == 1)
    assert await house.from_bot(BOHDAN)
    assert (await house.from_bot(ANN), slow.waiting) == ([], 1)
    slow.open.set()
    assert await inbox.drain(PATIENCE_SECONDS)
    assert len(await house.from_bot(ANN)) == 2


async def test_drain_tells_when_patience_ends(house: ChatHouse) -> None:
    store, tasks, slow = MemoryInbox(), Tasks(), Slow()
    inbox = open_inbox(house, store, tasks)
    house.dispatcher.update.outer_middleware(slow)
    slow.held.add(ANN)
    await house.room.post("send", user=ANN, text="/help")
    await house.pump()
    await until(lambda: slow.waiting == 1)
    assert not await inbox.drain(0.01)
    await tasks.kill()


async def test_full_disk_holds_the_update_back(house: ChatHouse) -> None:
    store, tasks = MemoryInbox(failures=2), Tasks()
    inbox = open_inbox(house, store, tasks)
    await house.say(ANN, "/help")
    await inbox.drain(PATIENCE_SECONDS)
    assert (store.failures, len(store.finished)) == (0, 1)


async def test_flood_is_not_even_stored(house: ChatHouse) -> None:
    store, tasks, flood = MemoryInbox(), Tasks(), Flood(TEXTS, burst=3, per_second=0.001)
    inbox = with_inbox(house.dispatcher, store, spawn=tasks.spawn, flood=flood)
    for _ in range(20):
        await house.room.post("send", user=ANN, text="/help")
    await house.room.post("send", user=BOHDAN, text="/help")
    await house.pump()
    assert await inbox.drain(PATIENCE_SECONDS)
    assert len(store.rows) == 5
    assert len(await house.from_bot(BOHDAN)) == 1


async def test_key_never_reaches_the_inbox(house: ChatHouse) -> None:
    store, tasks = MemoryInbox(), Tasks()
    inbox = open_inbox(house, store, tasks)
    await house.say(ANN, "/connect")
    await house.forge(ANN, "cn:key:binance")
    await inbox.drain(PATIENCE_SECONDS)
    await house.room.post("send", user=ANN, text="shortkey1 shortkey2")
    await house.room.post("send", user=BOHDAN, text=KEY_MESSAGE)
    await house.pump()
    await inbox.drain(PATIENCE_SECONDS)
    stored = str(store.rows)
    assert "shortkey1" not in stored
    assert KEY_MESSAGE not in stored
    command = house.core.last()
    assert isinstance(command, c.LinkAccountCommand)


async def test_key_lost_in_a_crash_is_asked_again(house: ChatHouse) -> None:
    store, tasks = MemoryInbox(), Tasks()
    inbox = open_inbox(house, store, tasks)
    await house.say(ANN, "/connect")
    await house.forge(ANN, "cn:key:binance")
    await inbox.drain(PATIENCE_SECONDS)
    await house.room.post("send", user=ANN, text=KEY_MESSAGE)
    (update,) = await house.updates()
    payload = await SecretEye(house.dispatcher.storage).payload(update, house.room.bot)
    store.rows[update.update_id] = payload
    assert await inbox.replay(house.dispatcher, house.room.bot) == 1
    await inbox.drain(PATIENCE_SECONDS)
    assert Update.model_validate_json(payload).message.text == REDACTED  # type: ignore[union-attr]
    assert KEY_MESSAGE not in await house.texts(ANN)
    assert "please send it again" in await house.text(ANN)


async def test_polling_goes_through_the_inbox(house: ChatHouse) -> None:
    store, tasks = MemoryInbox(), Tasks()
    inbox = open_inbox(house, store, tasks)
    async with polling(house):
        await house.room.post("send", user=ANN, text="/start")
        await until(lambda: len(store.finished) == 1)
        pressed = await house.room.post("press", user=ANN, label="PnL", wait_s=5)
        assert pressed["answer"] is not None
    assert await inbox.drain(PATIENCE_SECONDS)
    assert "PnL · Today" in await house.text(ANN)


async def test_parallel_presses_answer_once(house: ChatHouse) -> None:
    store, tasks = MemoryInbox(), Tasks()
    inbox = open_inbox(house, store, tasks)
    house.core.trades[b.follower().follower_id] = [b.question()]
    await house.say(ANN, "/help")
    await inbox.drain(PATIENCE_SECONDS)
    number = (await house.last(ANN))["id"]
    for _ in range(60):
        await house.room.post("press", user=ANN, message=number, data=f"cf:copy:{b.QUESTION}")
    await house.pump()
    await inbox.drain(PATIENCE_SECONDS)
    assert len(house.core.done) == 1


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not is_so():  # noqa: ASYNC110 - looks from outside, as a person would
            await asyncio.sleep(0.005)
