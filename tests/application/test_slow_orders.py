"""One order of the leader in many parts: gathered, counted exactly, entered as one, left as one."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from core.application.coalescing import coalesce
from core.domain.copy_rules import CopyRules
from core.domain.leader import CopyIntent, Leg
from core.domain.leader_fill import LeaderFill
from core.domain.sizing import Sizing
from core.domain.values import Side
from tests.application.steps import follow_with
from tests.application.world import World
from tests.builders import BTC, a_fill, a_leader, d

PARTS = 200


def parts_of(world: World, side: Side, amount: str, count: int = PARTS) -> list[LeaderFill]:
    first = world.fill(side, amount)
    return [replace(world.fill(side, amount), order_id=first.order_id) for _ in range(count)]


async def test_two_hundred_parts_are_one_order(world: World) -> None:
    await world.leader_fills(*parts_of(world, Side.BUY, "0.005"))
    assert len(world.venue().posts) == 1
    await world.leader_fills(*parts_of(world, Side.SELL, "0.005"))
    assert [post.reduce_only for post in world.venue().posts] == [False, True]
    assert world.venue().amount(BTC) == 0


async def test_a_slow_order_spends_a_fixed_size_once(world: World) -> None:
    """A resting order that fills over an hour is still one order."""
    for part in parts_of(world, Side.BUY, "0.1", count=5):
        await world.leader_fills(replace(part, at=world.clock.now()))
        await world.wait(60)
    assert len(world.venue().posts) == 1


async def test_a_slow_order_is_matched_in_its_sum(world: World) -> None:
    await follow_with(world, CopyRules(sizing=Sizing.LEADER_RATIO, size=d("0.1")))
    for part in parts_of(world, Side.BUY, "0.1", count=5):
        await world.leader_fills(replace(part, at=world.clock.now()))
    assert abs(world.venue().amount(BTC) - d("0.05")) <= d("0.005")


cuts = st.lists(st.integers(1, 40), min_size=1, max_size=12)
amounts = st.lists(st.decimals("0.001", "2", places=3), min_size=1, max_size=60)


@given(amounts=amounts, cuts=cuts)
@settings(max_examples=30, deadline=None)
def test_no_part_is_lost_however_they_arrive(amounts: list[Decimal], cuts: list[int]) -> None:
    """Whatever comes together, the intents add up to what the leader bought, and every part counts once."""
    fills = [a_fill(Side.BUY, str(amount), order_id="one") for amount in amounts]
    groups = asyncio.run(gathered(fills, cuts))
    leader = a_leader()
    intents = [leader.interpret(group) for group in groups]
    assert [fill for group in groups for fill in group] == fills
    assert entered(intents) == sum(amounts) == leader.holds(BTC)


def entered(intents: Sequence[CopyIntent | None]) -> Decimal:
    return sum((intent.amount for intent in intents if intent and intent.leg is Leg.OPEN), d(0))


async def gathered(fills: Sequence[LeaderFill], cuts: Sequence[int]) -> list[Sequence[LeaderFill]]:
    groups: list[Sequence[LeaderFill]] = []

    async def arriving() -> AsyncIterator[Sequence[LeaderFill]]:
        rest = list(fills)
        for size in [*cuts, len(rest)]:
            batch, rest = rest[:size], rest[size:]
            yield batch
            await asyncio.sleep(0)

    async def copy(group: Sequence[LeaderFill]) -> None:
        groups.append(group)

    await coalesce(arriving(), copy, within_seconds=0)
    return groups
