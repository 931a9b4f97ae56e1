"""The worlds that stories start from."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from core.domain.follow import FollowMode
from tests.application.world import World
from tests.application.worlds import a_world, empty_world


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """Lev leads, Ann copies at once, 100 USDT a trade."""
    async with a_world(tmp_path) as made:
        yield made


@pytest_asyncio.fixture
async def asking(tmp_path: Path) -> AsyncIterator[World]:
    """Lev leads, Ann wants to be asked first."""
    async with a_world(tmp_path, mode=FollowMode.ASK) as made:
        yield made


@pytest_asyncio.fixture
async def bare(tmp_path: Path) -> AsyncIterator[World]:
    """People, and nothing else."""
    async with empty_world(tmp_path) as made:
        yield made
