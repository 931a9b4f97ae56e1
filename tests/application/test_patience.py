"""What lasts too long is told, once; what an exchange refused to reduce is tried again; what fills late is taken in."""

from datetime import timedelta

import pytest

from core.application.timing import Timing
from core.domain.copy_rules import CopyRules
from core.domain.drift_events import TradesRecoveredEvent
from core.domain.errors import ExchangeUnavailable
from core.domain.events import TradeWaitsEvent
from core.domain.trade import TradeStatus
from core.domain.values import OrderResult, OrderStatus, Outcome, Side
from tests.application.mishaps import Fault
from tests.application.steps import follow_with
from tests.application.world import World
from tests.builders import BTC, d


async def in_doubt(world: World) -> None:
    world.venue().faults.append(Fault.UNHEARD)
    await world.leader_trades(Side.BUY, "1")
    world.venue().reads_fail = ExchangeUnavailable("no answer")


async def test_an_exchange_that_says_nothing_is_told_of_once(world: World) -> None:
    await in_doubt(world)
    for _ in range(6):
        await world.resolve()
        await world.wait(19)
    (event,) = world.told(TradeWaitsEvent)
    assert (event.why, event.trade_id) == ("answer", (await world.trade()).id)
    world.restart()
    for _ in range(5):
        await world.resolve()
        await world.wait(19)
    assert len(world.told(TradeWaitsEvent)) == 1
    assert (await world.trade()).held_reserve > 0


async def test_an_answer_ends_the_waiting_for_one(world: World) -> None:
    await in_doubt(world)
    world.venue().lag_looks = 1
    for _ in range(3):
        await world.resolve()
        await world.wait(19)
    world.venue().reads_fail = None
    await world.resolve()
    world.venue().reads_fail = ExchangeUnavailable("no answer")
    await world.resolve()
    await world.wait(30)
    await world.resolve()
    assert world.told(TradeWaitsEvent) == []


async def test_a_pending_exit_is_told_of_every_five_minutes(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    world.venue().faults.extend([Fault.NOT_SENT] * 500)
    await world.leader_trades(Side.SELL, "1")
    for _ in range(11):
        await world.wait(60)
        await world.resolve()
    assert [event.why for event in world.told(TradeWaitsEvent)] == ["exit", "exit"]
    world.venue().faults.clear()
    await world.wait(15)
    await world.resolve()
    assert world.venue().amount(BTC) == 0


async def test_an_entry_is_not_chased_beyond_its_slippage(world: World) -> None:
    world.venue().faults.append(Fault.LOST)
    await world.leader_trades(Side.BUY, "1")
    await world.resolve()
    await world.wait(23, BTC="61000")
    await world.resolve()
    assert (await world.trade()).failure_code == "slippage"
    assert len(world.venue().attempts) == 1


async def reduced(world: World, *faults: Fault) -> None:
    """The leader takes off a half; the exchange refuses ours as often as said."""
    await follow_with(world, CopyRules(size=d(1000)))
    await world.leader_trades(Side.BUY, "1")
    world.venue().faults.extend(faults)
    await world.leader_trades(Side.SELL, "0.5")


async def test_a_refused_reduction_is_a_new_intent(world: World) -> None:
    await reduced(world, Fault.REJECTED)
    whole = world.venue().amount(BTC)
    await world.wait(1)
    await world.resolve()
    refused, again = world.venue().attempts[1:]
    assert (again.amount, again.reduce_only) == (refused.amount, True)
    assert again.client_order_id != refused.client_order_id
    assert world.venue().amount(BTC) == whole / 2 == (await world.position()).quantity


async def test_a_reduction_that_stays_refused_is_given_up(world: World) -> None:
    await reduced(world, *[Fault.REJECTED] * 9)
    for _ in range(8):
        await world.wait(16)
        await world.resolve()
    assert len(world.venue().attempts) == 5
    assert len({order.client_order_id for order in world.venue().attempts}) == 5
    assert (await world.trade()).status is TradeStatus.FAILED


async def test_a_refused_reduction_outlives_a_restart(world: World) -> None:
    await reduced(world, Fault.REJECTED)
    world.restart()
    await world.refresh()
    await world.prove_absence()
    assert world.venue().amount(BTC) == (await world.position()).quantity == world.venue().posts[0].amount / 2


async def given_up(world: World) -> None:
    """Proven absent, too old to be sent again."""
    world.venue().faults.append(Fault.LOST)
    await world.leader_trades(Side.BUY, "1")
    await world.resolve()
    await world.wait(31)
    await world.resolve()
    assert (await world.trade()).failure_code == "not-at-exchange"


async def test_a_fill_after_the_end_is_taken_in(world: World) -> None:
    """The bound was wrong: the order came after all. The ended trade stays ended, the position is ours."""
    await given_up(world)
    ended, venue = await world.trade(), world.venue()
    venue.arrives_late(venue.attempts[0])
    await world.wait(31)
    await world.resolve()
    late = await world.trade()
    assert (late.status, late.id == ended.id) == (TradeStatus.EXECUTED, False)
    assert (await world.position()).quantity == venue.amount(BTC) > 0
    assert [event.count for event in world.told(TradesRecoveredEvent)] == [1]
    await world.wait(31)
    await world.resolve()
    assert len(await world.trades()) == 2


async def test_late_looks_end_after_a_while(world: World) -> None:
    world.timing = Timing(late_looks=timedelta(seconds=50))
    world.restart()
    await world.refresh()
    await given_up(world)
    for _ in range(4):
        await world.wait(31)
        await world.resolve()
    looks = world.venue().looks
    await world.wait(31)
    await world.resolve()
    assert world.venue().looks == looks


@pytest.mark.parametrize("status", [OrderStatus.OPEN, OrderStatus.CANCELED])
async def test_a_late_order_without_a_fill_is_nothing(world: World, status: OrderStatus) -> None:
    await given_up(world)
    ended, venue = await world.trade(), world.venue()
    key = ended.client_order_id
    venue.orders[key] = OrderResult(outcome=Outcome.ACCEPTED, client_order_id=key, status=status)
    await world.wait(31)
    await world.resolve()
    assert len(await world.trades()) == 1
