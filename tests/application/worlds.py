"""Small worlds with people in them, opened from a database that is filled once per process. Asserts nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from core.domain.follow import FollowMode
from core.domain.follower import Follower, Role
from tests.application.world import ANNS, LEVS, World
from tests.builders import ANN, BO, LEV, NOON, OLENA, a_follow, a_leader, an_account
from tests.database import database

SEEDS: dict[str, bytes] = {}
PEOPLE = {OLENA: "Olena", LEV: "Lev", ANN: "Ann", BO: "Bo"}


@asynccontextmanager
async def empty_world(folder: Path) -> AsyncIterator[World]:
    """People only."""
    async with opened(folder, "people") as world:
        yield world


@asynccontextmanager
async def a_world(folder: Path, mode: FollowMode = FollowMode.AUTO) -> AsyncIterator[World]:
    """Lev leads, Ann follows with 100 USDT a trade."""
    async with opened(folder, mode) as world:
        yield world


@asynccontextmanager
async def opened(folder: Path, kind: str) -> AsyncIterator[World]:
    """Its database is filled once per process, then copied."""
    if kind not in SEEDS:
        async with database(folder) as db, asyncio.TaskGroup() as group:
            await seed(World(db, group), kind)
        SEEDS[kind] = (folder / "tandem.db").read_bytes()
    (folder / "tandem.db").write_bytes(SEEDS[kind])
    async with database(folder) as db, asyncio.TaskGroup() as group:
        world = World(db, group)
        await world.refresh()
        yield world
    assert not world.failures


async def seed(world: World, kind: str) -> None:
    for follower_id, name in PEOPLE.items():
        role = Role.OPERATOR if follower_id == OLENA else Role.FOLLOWER
        await world.add(Follower(follower_id, name=name, language="en", role=role, joined_at=NOON))
    if kind != "people":
        await world.add(an_account(LEVS, LEV), an_account(ANNS, ANN))
        await world.add(a_leader(), a_follow(mode=FollowMode(kind)))
