"""A fresh house for every test."""

from collections.abc import AsyncIterator

import pytest

from tests.bot.chat_house import ChatHouse, open_house


@pytest.fixture
async def house() -> AsyncIterator[ChatHouse]:
    async with open_house() as opened:
        yield opened
