"""A Telegram of our own on a free port, with a real aiogram Bot at one door and people at the other.

Must not reach into the emulator's state: everything goes over HTTP.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiohttp import ClientSession, web

from adapters.sandbox.page.routes import add_page
from adapters.sandbox.telegram.chat_world import ChatWorld
from adapters.sandbox.telegram.routes import add_routes

OLENA, LEV, ANN, BOHDAN, CLEO, STRANGER = 1001, 1002, 1003, 1004, 1005, 1006
Record = dict[str, object]


@dataclass(frozen=True, slots=True)
class Room:
    world: ChatWorld
    url: str
    bot: Bot
    people: ClientSession

    async def post(self, path: str, **fields: object) -> Record:
        async with self.people.post(f"/control/telegram/{path}", json=fields) as response:
            return record(await response.json())

    async def get(self, path: str) -> object:
        async with self.people.get(f"/control/telegram/{path}") as response:
            return await response.json()

    async def meet(self, *user_ids: int) -> None:
        """Let people press Start, so that the bot may write to them, and forget those updates."""
        for user_id in user_ids:
            await self.post("send", user=user_id, text="/start")
        self.world.updates.drop_pending()

    async def chat(self, chat_id: int) -> Record:
        return record(await self.get(f"chats/{chat_id}"))

    async def messages(self, chat_id: int) -> list[Record]:
        return records((await self.chat(chat_id))["messages"])

    async def last(self, chat_id: int) -> Record:
        return (await self.messages(chat_id))[-1]


@asynccontextmanager
async def open_room() -> AsyncIterator[Room]:
    world = ChatWorld()
    app = web.Application()
    add_routes(app, world)
    add_page(app)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    bot = open_bot(url, world.token)
    people = ClientSession(url)
    try:
        yield Room(world, url, bot, people)
    finally:
        await people.close()
        await bot.session.close()
        await runner.cleanup()


class PlainSession(AiohttpSession):
    """Closes at once: the stock one waits a quarter of a second for TLS that is not here."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def open_bot(url: str, token: str) -> Bot:
    session = PlainSession(api=TelegramAPIServer.from_base(url))
    return Bot(token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))


def record(value: object) -> Record:
    assert isinstance(value, dict), value
    return value


def records(value: object) -> list[Record]:
    assert isinstance(value, list), value
    return [record(item) for item in value]
