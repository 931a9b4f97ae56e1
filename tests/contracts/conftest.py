"""One house per module, one fresh room per case. Asserts nothing."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from core.domain.values import PositionMode
from tests.contracts.room import House, Room, Subject, Way, open_house


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """Orders leave the ordinary way, unless a module asks for others too."""
    directory: Path = tmp_path_factory.mktemp("house")
    async with open_house(directory, getattr(request, "param", Way.ORDINARY)) as opened:
        yield opened


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    ways = getattr(metafunc.module, "WAYS_OUT", ())
    if ways and "house" in metafunc.fixturenames:
        metafunc.parametrize("house", ways, indirect=True, ids=str, scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def room(house: House, subject: Subject, mode: PositionMode) -> AsyncIterator[Room]:
    async with house.room(subject, mode) as opened:
        yield opened


@pytest.fixture
def mode() -> PositionMode:
    """One-way, unless a case is played in both modes."""
    return PositionMode.ONE_WAY
