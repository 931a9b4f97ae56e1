"""Fixtures of the database's tests: an empty database, and one with the cast in it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.database import RunningDatabase, database
from tests.persistence.builders import add_cast


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncIterator[RunningDatabase]:
    async with database(tmp_path) as db:
        yield db


@pytest.fixture
async def db(empty: RunningDatabase) -> RunningDatabase:
    async with empty.units() as unit:
        await add_cast(unit)
    empty.events.clear()
    return empty
