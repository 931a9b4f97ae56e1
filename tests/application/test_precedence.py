"""Orders first, then what follows from them; and nobody waits for long."""

import asyncio
from collections import Counter

from core.application.commands import ClosePositionCommand, ExecuteCopyTradeCommand
from core.application.precedence import AT_ONCE, Precedence
from core.domain.events import TradeExecutedEvent, TradeReservedEvent
from core.domain.values import Side
from tests.application.crowd import add_many_follows
from tests.application.steps import until_attempted
from tests.application.world import THE_LEADER, World
from tests.builders import ANN, ETH


async def test_nobody_waits_while_nothing_leaves() -> None:
    await Precedence().give_way()


async def test_what_follows_waits_until_orders_are_on_their_way() -> None:
    precedence, done = Precedence(standstill_seconds=60), list[str]()

    async def follow() -> None:
        await precedence.give_way()
        done.append("booked")

    async with asyncio.TaskGroup() as group:
        with precedence.leaving():
            with precedence.leaving():
                group.create_task(follow())
                await asyncio.sleep(0)
            assert done == []
    assert done == ["booked"]


async def test_nobody_waits_for_what_does_not_leave() -> None:
    precedence = Precedence(standstill_seconds=0.01)
    with precedence.leaving():
        await precedence.give_way()


async def test_who_has_left_twice_has_left_once() -> None:
    precedence = Precedence(standstill_seconds=60)
    first, second = precedence.begin(), precedence.begin()
    first()
    first()
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(precedence.give_way())
        await asyncio.sleep(0)
        assert not waiting.done()
        second()


async def test_who_is_let_through_goes_on_though_the_next_order_begins() -> None:
    precedence = Precedence(longest_seconds=600, standstill_seconds=600)
    with precedence.leaving():
        async with asyncio.timeout(30), asyncio.TaskGroup() as group:
            waiting = group.create_task(precedence.give_way())
            await asyncio.sleep(0)
            precedence.begin()()
            precedence.let_through()
            precedence.begin()
        assert waiting.done()


async def test_those_who_waited_go_on_in_small_numbers() -> None:
    precedence, turns = Precedence(standstill_seconds=60), list[int]()
    turn = 0

    async def follow() -> None:
        await precedence.give_way()
        turns.append(turn)

    async with asyncio.TaskGroup() as group:
        with precedence.leaving():
            for _ in range(100):
                group.create_task(follow())
            await asyncio.sleep(0)
        while len(turns) < 100:
            turn += 1
            await asyncio.sleep(0)
    assert max(Counter(turns).values()) <= 2 * AT_ONCE


async def test_one_fan_out_after_another_doesn_t_make_the_wait_longer() -> None:
    precedence, done = Precedence(longest_seconds=0.01), asyncio.Event()

    async def follow() -> None:
        await precedence.give_way()
        done.set()

    async def leave_again() -> None:
        with precedence.leaving():
            await asyncio.sleep(0.002)

    with precedence.leaving():
        async with asyncio.timeout(30), asyncio.TaskGroup() as group:
            group.create_task(follow())
            while not done.is_set():
                await leave_again()


async def test_answers_are_booked_behind_the_last_order(world: World) -> None:
    """Two groups: no answer of the first is booked before the orders of the second are reserved."""
    await patient(world)
    await add_many_follows(world, 60)
    await world.leader_trades(Side.BUY, "1")
    order = [isinstance(event, TradeExecutedEvent) for event in told(world)]
    assert order == sorted(order)


async def test_an_exit_waits_for_no_fan_out(world: World) -> None:
    """The answer of an entry waits in the lane; a close of the same account's other position goes on at once."""
    await patient(world)
    await world.leader_trades(Side.BUY, "1", symbol=ETH)
    held = await world.position()
    with world.precedence.leaving():
        await world.bus.handle(ExecuteCopyTradeCommand(leader_id=THE_LEADER, fills=[world.fill(Side.BUY, "1")]))
        await until_attempted(world.venue(), 2)
        await world.bus.handle(ClosePositionCommand(actor=ANN, position_id=held.id))
        async with asyncio.timeout(30):
            await world.desk.idle()
    assert world.venue().amount(ETH) == 0


async def patient(world: World) -> None:
    """No slow machine shall end the wait."""
    world.precedence = Precedence(longest_seconds=600, standstill_seconds=600)
    world.restart()
    await world.refresh()


def told(world: World) -> list[object]:
    return [event for event in world.db.events if isinstance(event, TradeExecutedEvent | TradeReservedEvent)]
