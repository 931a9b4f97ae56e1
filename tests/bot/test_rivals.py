"""A second program with the bot's token: new entries wait until it is gone for a while."""

import asyncio
from contextlib import suppress

import pytest
from aiogram.exceptions import TelegramConflictError

from bot.rivals import Rivals
from core.application.gates import Gate, Gates
from tests.bot.chat_house import ChatHouse
from tests.sandbox.telegram_room import open_bot


async def test_second_poller_keeps_entries_back(house: ChatHouse) -> None:
    gates, moment = Gates(), [0.0]
    house.room.bot.session.middleware(Rivals(gates, clock=lambda: moment[0]))
    rival = open_bot(house.room.url, house.room.world.token)
    polling = asyncio.ensure_future(house.room.bot.get_updates(timeout=5))
    while not polling.done():
        with suppress(TelegramConflictError):
            await rival.get_updates(timeout=0)
    await rival.session.close()
    with pytest.raises(TelegramConflictError):
        await polling
    assert gates.closed() == {Gate.CONFLICT}
    moment[0] = 59.0
    await house.updates()
    assert gates.closed() == {Gate.CONFLICT}
    moment[0] = 60.0
    await house.updates()
    assert gates.closed() == frozenset()


async def test_a_lone_poller_trades_on(house: ChatHouse) -> None:
    gates = Gates()
    house.room.bot.session.middleware(Rivals(gates))
    await house.updates()
    assert gates.closed() == frozenset()
