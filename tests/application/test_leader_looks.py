"""A look at all that a leader holds never takes the place of fills that can still be read: no entry is lost by it."""

from datetime import timedelta

from core.application.leader_commands import LeaderCheck
from core.domain.errors import ExchangeUnavailable
from tests.application.test_leader_gaps import BUY, SELL, check, exchange_shows, late, leader_holds, listed, missed
from tests.application.world import LEVS, World


async def test_an_entry_the_stream_missed_is_read_before_the_look_counts(world: World) -> None:
    """Its stream was lost and its backfill waits: the look shows the leader's new exposure first."""
    await world.leader_trades(BUY, "1")
    copied = world.venue().amount(late(world, BUY, "1").symbol)
    await world.wait(5)
    world.venue(LEVS).fills = [listed(late(world, BUY, "1"))]
    exchange_shows(world, "2")
    assert await check(world) is LeaderCheck.DIFFERS
    await world.wait(20)
    await check(world)
    assert await leader_holds(world) == 2
    assert world.venue().amount(late(world, BUY, "1").symbol) > copied
    assert await check(world) is LeaderCheck.AGREES


async def test_an_entry_that_is_read_too_late_is_told_as_missed(world: World) -> None:
    await world.leader_trades(BUY, "1")
    posts = len(world.venue().posts)
    world.venue(LEVS).fills = [listed(late(world, BUY, "1"))]
    exchange_shows(world, "2")
    await check(world)
    await world.wait(90)
    await check(world)
    assert (len(world.venue().posts), missed(world)) == (posts, [(1, 0, 0)])


async def test_what_was_added_waits_until_fills_can_be_read(world: World) -> None:
    """Else the look would cover a fill that nobody has read yet."""
    await world.leader_trades(BUY, "1")
    world.venue(LEVS).fills_fail = ExchangeUnavailable("away")
    exchange_shows(world, "2")
    await check(world)
    await world.wait(20)
    assert await check(world) is LeaderCheck.DIFFERS
    assert await leader_holds(world) == 1


async def test_what_was_closed_waits_for_no_fills(world: World) -> None:
    await world.leader_trades(BUY, "1")
    world.venue(LEVS).fills_fail = ExchangeUnavailable("away")
    await check(world)
    await world.wait(20)
    assert await check(world) is LeaderCheck.CORRECTED
    assert world.venue().amount(late(world, SELL, "1").symbol) == 0


async def test_a_fill_that_is_listed_is_closed_as_a_fill(world: World) -> None:
    """With its own price and time, and once only."""
    await world.leader_trades(BUY, "1")
    await world.wait(5)
    world.venue(LEVS).fills = [listed(late(world, SELL, "1"))]
    await check(world)
    await world.wait(20)
    await check(world)
    assert world.venue().amount(late(world, SELL, "1").symbol) == 0
    assert [post.reduce_only for post in world.venue().posts] == [False, True]
    async with world.db.units() as unit:
        assert await unit.leader_events.unfinished() == []
    assert world.clock.now() - late(world, SELL, "1").at < timedelta(seconds=60)
