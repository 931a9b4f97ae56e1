"""An exit that failed for good is owed: again and again, with pauses, until the follower is out."""

from core.domain.copy_rules import CopyRules
from core.domain.trade import TradePurpose, TradeStatus
from core.domain.values import Side
from tests.application.mishaps import Fault
from tests.application.steps import follow_with, look_twice, opened
from tests.application.world import World
from tests.builders import BTC, BTC_SPOT, d


async def test_an_exit_is_owed_when_the_leader_is_out(world: World) -> None:
    await opened(world)
    world.venue().faults.append(Fault.REJECTED)
    await world.leader_trades(Side.SELL, "1")
    assert (await world.trade()).status is TradeStatus.FAILED
    await world.recover()
    assert world.venue().amount(BTC) == 0
    assert (await world.trade()).plan.purpose is TradePurpose.COPY


async def test_a_partly_filled_close_is_owed_the_rest(world: World) -> None:
    await opened(world)
    world.venue().faults.append(Fault.PARTIAL)
    await world.leader_trades(Side.SELL, "1")
    assert world.venue().amount(BTC) > 0
    await world.recover()
    assert world.venue().amount(BTC) == 0
    assert await world.positions() == []


async def test_nothing_is_owed_while_the_leader_is_in(world: World) -> None:
    await opened(world)
    await world.leader_trades(Side.SELL, "0.5")
    await look_twice(world)
    assert len(await world.trades()) == 2


async def test_nothing_is_owed_while_an_event_waits(world: World) -> None:
    await opened(world)
    world.venue().faults.append(Fault.LOST)
    await world.leader_trades(Side.BUY, "1")
    await world.leader_trades(Side.SELL, "2")
    await world.recover()
    assert len(await world.trades()) == 2


async def test_an_owed_exit_on_its_way_isnt_sent_twice(world: World) -> None:
    await opened(world)
    world.venue().faults.extend([Fault.REJECTED, Fault.LOST])
    await world.leader_trades(Side.SELL, "1")
    await world.recover()
    await world.recover()
    exits = [order for order in world.venue().attempts if order.reduce_only]
    assert len(exits) == 2


async def test_an_owed_exit_is_repeated_with_growing_pauses(world: World) -> None:
    await opened(world)
    world.venue().faults.extend([Fault.REJECTED] * 100)
    await world.leader_trades(Side.SELL, "1")
    for _ in range(25):
        await world.recover()
        await world.wait(60)
    exits = [order for order in world.venue().attempts if order.reduce_only]
    assert 4 < len(exits) < 10
    assert len({order.client_order_id for order in exits}) == len(exits)
    world.venue().faults.clear()
    await world.wait(900)
    await world.recover()
    assert world.venue().amount(BTC) == 0


async def test_spot_dust_of_an_owed_exit_is_written_off(world: World) -> None:
    await follow_with(world, CopyRules(size=d(6000)))
    await world.leader_trades(Side.BUY, "1", symbol=BTC_SPOT)
    world.venue().wallet["BTC"] = d("0.00001")
    await look_twice(world)
    await world.refresh()
    await world.leader_trades(Side.SELL, "1", symbol=BTC_SPOT)
    assert len(await world.positions()) == 1
    await world.recover()
    assert await world.positions() == []


async def test_dust_in_a_stale_wallet_is_no_dust(world: World) -> None:
    await follow_with(world, CopyRules(size=d(6000)))
    await world.leader_trades(Side.BUY, "1", symbol=BTC_SPOT)
    held, world.venue().wallet["BTC"] = world.venue().wallet["BTC"], d(0)
    await world.refresh()
    world.venue().wallet["BTC"] = held
    await world.leader_trades(Side.SELL, "1", symbol=BTC_SPOT)
    await world.recover()
    assert len(await world.positions()) == 1
    await world.refresh()
    await world.recover()
    assert world.venue().wallet["BTC"] == 0


async def test_a_pause_that_ends_in_the_future_is_over(world: World) -> None:
    """The last try ended by a clock that was an hour ahead (row 93)."""
    await world.leader_trades(Side.BUY, "1")
    world.clock.move(3600)
    await world.refresh()
    world.venue().faults.extend([Fault.REJECTED, Fault.REJECTED])
    await world.leader_trades(Side.SELL, "1")
    await world.recover()
    world.clock.move(-3600)
    await world.refresh()
    await world.recover()
    assert await world.positions() == []
