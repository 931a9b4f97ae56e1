"""The chat's life when Telegram is away: the bot waits for it, and can be stopped meanwhile."""

import asyncio

from bot.chat import Chat, reached_telegram, talk
from bot.dispatcher import with_inbox
from bot.notifier import Notifier
from bot.workers import Supervisor
from tests.bot.chat_house import TEXTS, ChatHouse
from tests.bot.memory import MemoryInbox
from tests.sandbox.telegram_room import ANN


def chat_of(house: ChatHouse, supervisor: Supervisor) -> Chat:
    return Chat(
        bot=house.room.bot,
        texts=TEXTS,
        dispatcher=house.dispatcher,
        inbox=with_inbox(house.dispatcher, MemoryInbox(), spawn=supervisor.spawn),
        sender=house.sender,
        notifier=Notifier(house.core.bus(), TEXTS, house.sender),
        presence=house.presence,
    )


async def test_start_waits_for_telegram(house: ChatHouse) -> None:
    await house.room.post("faults", kind="outage", method="getMe", times=1)
    await house.room.post("faults", kind="outage_html", method="getMe", times=1)
    await reached_telegram(house.room.bot, 0.001)
    assert (await house.room.bot.me()).is_bot


async def test_unreachable_telegram_ends_nothing(house: ChatHouse) -> None:
    await house.room.post("faults", kind="outage")
    supervisor, stop = Supervisor("chat"), asyncio.Event()
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        talking = group.create_task(talk(chat_of(house, supervisor), (), supervisor=supervisor, stop=stop))
        await asyncio.sleep(0.05)
        assert not talking.done()
        stop.set()
    await supervisor.aclose()


async def test_talk_ends_when_told(house: ChatHouse) -> None:
    supervisor, stop = Supervisor("chat"), asyncio.Event()
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        group.create_task(talk(chat_of(house, supervisor), (), supervisor=supervisor, stop=stop))
        await house.room.post("send", user=ANN, text="/help", wait_s=5)
        while not await house.from_bot(ANN):  # noqa: ASYNC110 - looks from outside, as a person would
            await asyncio.sleep(0.01)
        stop.set()
    await supervisor.aclose()
