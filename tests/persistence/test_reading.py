"""Reading goes on under load, cancellation and a busy writer, and sees each commit as soon as it is acknowledged."""

import asyncio

from core.application.chat_ports import Card
from core.domain.values import FollowId
from tests.database import RunningDatabase
from tests.persistence.builders import FOLLOW, LEADER


async def test_more_readers_than_connections_take_turns(db: RunningDatabase) -> None:
    async def read() -> int:
        async with db.units() as unit:
            return len(await unit.follows.running_of_leader(LEADER))

    assert await asyncio.gather(*(read() for _ in range(100))) == [1] * 100


async def test_cancelled_readers_give_their_connection_back(db: RunningDatabase) -> None:
    for turns in range(1, 40):
        async with asyncio.TaskGroup() as group, db.units() as unit:
            reading = group.create_task(unit.follows.find(FOLLOW))
            for _ in range(turns % 8):
                await asyncio.sleep(0)
            reading.cancel()
    async with db.units() as unit:
        found = await asyncio.gather(*(unit.follows.find(FollowId(f"none{number}")) for number in range(20)))
    assert found == [None] * 20


async def test_an_acknowledged_commit_is_seen_at_once(empty: RunningDatabase) -> None:
    for number in range(50):
        card = Card(chat_id=1, message_id=number, content_hash="")
        await empty.cards.save("trade:1", card)
        assert await empty.cards.find(1, "trade:1") == card
