"""Orders first, then what follows from them; and nobody waits for long."""

import asyncio

from core.application.precedence import Precedence
from core.domain.events import TradeExecutedEvent
from core.domain.values import Side
from tests.application.crowd import add_many_follows
from tests.application.world import World


async def test_nobody_waits_while_nothing_leaves() -> None:
    await Precedence().give_way()


async def test_what_follows_waits_until_orders_are_on_their_way() -> None:
    precedence, done = Precedence(longest_seconds=60), list[str]()

    async def follow() -> None:
        await precedence.give_way()
        done.append("booked")

    async with asyncio.TaskGroup() as group:
        with precedence.leaving():
            with precedence.leaving():
                group.create_task(follow())
                await asyncio.sleep(0)
            assert done == []
        await asyncio.sleep(0)
        assert done == ["booked"]


async def test_however_large_a_fan_out_is_the_wait_ends() -> None:
    precedence = Precedence(longest_seconds=0.01)
    with precedence.leaving():
        await precedence.give_way()


async def test_answers_are_booked_behind_the_last_order(world: World) -> None:
    """Two groups: no answer of the first is booked before the orders of the second have left."""
    await add_many_follows(world, 60)
    order = await journal(world)
    assert order.index("executed") > max(place for place, what in enumerate(order) if what == "reserved")


async def journal(world: World) -> list[str]:
    """In the order of commits."""
    await world.leader_trades(Side.BUY, "1")
    return ["executed" if isinstance(event, TradeExecutedEvent) else "reserved" for event in told(world)]


def told(world: World) -> list[object]:
    return [event for event in world.db.events if type(event).__name__ in {"TradeExecutedEvent", "TradeReservedEvent"}]
