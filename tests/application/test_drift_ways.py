"""The books drift apart in any of twelve ways: each is found, and repaired or told. Exposure is never opened."""

from collections.abc import Awaitable, Callable

import pytest

from core.application.ports import StandingStop
from core.domain.drift_events import LeverageChangedEvent, ProtectionLostEvent, StrayOrderCancelledEvent
from core.domain.errors import ExchangeRefused
from core.domain.events import DriftFoundEvent, PositionClosedEvent, PositionReducedEvent, TradeFailedEvent
from core.domain.exposure import ProtectionHit
from core.domain.values import (
    ClientOrderId,
    OrderResult,
    OrderStatus,
    Outcome,
    PositionSide,
    Protection,
    Side,
    own_order_prefix,
)
from tests.application.mishaps import Fault
from tests.application.steps import a_fill, look_twice, opened
from tests.application.world import World
from tests.builders import BTC, ETH, d

LONG, SHORT = (BTC, PositionSide.LONG), (BTC, PositionSide.SHORT)
STOP = StandingStop(
    symbol=BTC, side=PositionSide.LONG, hit=ProtectionHit.STOP_LOSS, trigger=d(58000), amount=d("0.099")
)


async def missing_fill(world: World) -> None:
    world.venue().positions[LONG] = d("0.05")
    world.venue().fills.append(a_fill(world, "0.049"))


async def missing_order(world: World) -> None:
    world.venue().faults.append(Fault.LOST)
    await world.leader_trades(Side.BUY, "1", symbol=ETH)
    await world.wait(31)


async def extra_order(world: World) -> None:
    async with world.db.units() as unit:
        key = ClientOrderId(own_order_prefix(await unit.switches.installation_id()) + "unknown")
    order = OrderResult(outcome=Outcome.ACCEPTED, client_order_id=key, status=OrderStatus.OPEN, exchange_order_id="x")
    world.venue().orders[key] = order
    world.restart()
    await world.refresh()


async def missing_position(world: World) -> None:
    world.venue().positions.clear()


async def extra_position(world: World) -> None:
    world.venue().positions[(ETH, PositionSide.LONG)] = d(1)


async def other_side(world: World) -> None:
    world.venue().positions.clear()
    world.venue().positions[SHORT] = d("0.2")


async def more(world: World) -> None:
    world.venue().positions[LONG] = d("0.2")


async def less(world: World) -> None:
    world.venue().positions[LONG] = d("0.05")


async def stop_missing(world: World) -> None:
    world.venue().protections.clear()


async def stop_doubled(world: World) -> None:
    world.venue().more_stops.append(STOP)


async def stop_of_wrong_size(world: World) -> None:
    world.venue().protections[LONG] = (d("0.05"), Protection(stop_loss=d(58800)))


async def leverage_changed(world: World) -> None:
    world.venue().leverages[BTC] = 50


Way = Callable[[World], Awaitable[None]]
TOLD: dict[Way, type] = {
    missing_fill: PositionReducedEvent,
    missing_order: TradeFailedEvent,
    extra_order: StrayOrderCancelledEvent,
    missing_position: PositionClosedEvent,
    extra_position: DriftFoundEvent,
    other_side: PositionClosedEvent,
    more: DriftFoundEvent,
    less: PositionReducedEvent,
    stop_missing: ProtectionLostEvent,
    leverage_changed: LeverageChangedEvent,
}
ALL = [*TOLD, stop_doubled, stop_of_wrong_size]


@pytest.mark.parametrize("way", ALL, ids=lambda way: way.__name__)
async def test_every_drift_is_found_and_ends(world: World, way: Way) -> None:
    await opened(world, stop_loss=d("0.02"))
    await world.recover()
    await way(world)
    before = sum(abs(amount) for amount in world.venue().positions.values())
    for _ in range(6):
        await look_twice(world)
        await world.wait(30)
    assert way not in TOLD or len(world.told(TOLD[way])) == 1
    assert sum(abs(amount) for amount in world.venue().positions.values()) <= before
    assert [post for post in world.venue().posts[1:] if not post.reduce_only] == []
    for position in await world.positions():
        assert world.venue().protections[LONG] == (position.quantity, position.protection)
    assert world.venue().more_stops == []


async def test_nothing_is_closed_on_an_answer_the_wallet_contradicts(world: World) -> None:
    await opened(world)
    world.venue().hides_positions, world.venue().bound = True, d(600)
    for _ in range(11):
        await look_twice(world)
        await world.wait(30)
    assert (await world.position()).quantity == d("0.099")
    assert [(event.expected, event.found) for event in world.told(DriftFoundEvent)] == [(d("0.099"), d(0))]
    world.venue().hides_positions = False
    assert (await world.recover()).drifts == 0


async def test_leverage_that_cant_be_set_back_is_told(world: World) -> None:
    await opened(world)
    await leverage_changed(world)
    world.venue().setting_fails = ExchangeRefused("position open", code="-4161")
    await look_twice(world)
    world.restart()
    await world.refresh()
    await world.recover()
    told = world.told(LeverageChangedEvent)
    assert [(event.expected, event.found, event.is_set_back) for event in told] == [(10, 50, False)]


async def test_foreign_orders_are_left_alone(world: World) -> None:
    await opened(world)
    key = ClientOrderId("mine-by-hand")
    world.venue().orders[key] = OrderResult(outcome=Outcome.ACCEPTED, client_order_id=key, status=OrderStatus.OPEN)
    world.restart()
    await world.refresh()
    await world.recover()
    assert world.venue().orders[key].status is OrderStatus.OPEN
    assert world.told(StrayOrderCancelledEvent) == []
