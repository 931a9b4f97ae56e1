"""Orders that the exchange carried out and the book forgot: taken in once, never sent again, never a stranger's."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from core.domain.drift_events import TradesRecoveredEvent
from core.domain.errors import ExchangeUnavailable
from core.domain.events import PositionClosedEvent, PositionReducedEvent
from core.domain.leader import Leader, Leg
from core.domain.leader_fill import LeaderFill
from core.domain.trade import TradeStatus
from core.domain.values import (
    AccountId,
    LeaderId,
    OrderRequest,
    OrderResult,
    OrderStatus,
    PositionSide,
    Side,
    Symbol,
    derive_client_order_id,
)
from tests.application.steps import a_fill, opened
from tests.application.world import ANNS, THE_LEADER, World
from tests.builders import BTC, BTC_SPOT, NOON, OLENA, a_follow, an_account, d


async def lost(
    world: World, leader: LeaderFill, amount: str, *, leg: Leg = Leg.OPEN, installation: str = "", **told: Any
) -> OrderResult:
    """Ann's copy of the leader's fill, as the exchange has it; her book knows nothing of it."""
    async with world.db.units() as unit:
        installation = installation or await unit.switches.installation_id()
        intent = (await unit.leaders.get(THE_LEADER)).interpret([leader])
    name = f"{a_follow().id}|{intent.event_key if intent else leader.fill_id}"
    key = derive_client_order_id(installation, ANNS, event_key=name, leg=leg)
    side = PositionSide.LONG if (leader.side is Side.BUY) == (leg is Leg.OPEN) else PositionSide.SHORT
    order = OrderRequest(
        client_order_id=key,
        symbol=leader.symbol,
        side=leader.side,
        position_side=side,
        amount=d(amount),
        reduce_only=leg is Leg.CLOSE,
    )
    result = await world.venue().place_order(order)
    fill = a_fill(world, amount, side=leader.side, symbol=leader.symbol, client_order_id=key)
    world.venue().fills.append(replace(fill, exchange_order_id=result.exchange_order_id, **told))
    return result


def fill(world: World, side: Side = Side.BUY, symbol: Symbol = BTC) -> LeaderFill:
    return world.fill(side, "1", symbol)


async def test_a_lost_open_is_adopted_and_never_doubled(world: World) -> None:
    leaders = fill(world)
    await lost(world, leaders, "0.001")
    await world.recover()
    assert (await world.position()).quantity == d("0.001")
    await world.leader_fills(leaders)
    await world.resume()
    assert len(world.venue().posts) == 1
    assert (await world.position()).quantity == d("0.001")
    assert [event.count for event in world.told(TradesRecoveredEvent)] == [1]
    async with world.db.units() as unit:
        assert await unit.leader_events.unfinished() == []


async def test_an_adopted_order_is_adopted_once(world: World) -> None:
    await lost(world, fill(world), "0.001")
    await world.recover()
    world.restart()
    await world.refresh()
    await world.recover()
    assert [event.count for event in world.told(TradesRecoveredEvent)] == [1]


async def test_a_kept_event_names_its_lost_order(world: World) -> None:
    """The leader's event was durable, the reserve wasn't: the fan-out goes on without a second order."""
    leaders = fill(world)
    await lost(world, leaders, "0.001")
    async with world.db.units() as unit:
        intent = (await unit.leaders.get(THE_LEADER)).interpret([leaders])
        assert intent is not None
        unit.leader_events.begin(intent)
        await unit.commit()
    await world.recover()
    await world.resume()
    trade = await world.trade()
    assert (trade.plan.event_key, trade.plan.leader_price) == (intent.event_key, leaders.price)
    assert len(world.venue().posts) == len(await world.trades()) == 1


async def test_lost_open_and_close_leave_nothing(world: World) -> None:
    await lost(world, fill(world), "0.001")
    world.clock.move(1)
    await lost(world, fill(world, Side.SELL), "0.001", leg=Leg.CLOSE, reduce_only=True)
    await world.recover()
    assert await world.positions() == []
    assert world.told(PositionClosedEvent)[0].cause == "leader"


async def test_a_lost_reduction_isnt_made_twice(world: World) -> None:
    await opened(world)
    world.clock.move(1)
    leaders = replace(fill(world, Side.SELL), amount=d("0.5"))
    await lost(world, leaders, "0.05", leg=Leg.CLOSE)
    world.restart()
    await world.refresh()
    await world.recover()
    await world.leader_fills(leaders)
    assert [event.amount for event in world.told(PositionReducedEvent)] == [d("0.05")]
    assert world.venue().amount(BTC) == (await world.position()).quantity == d("0.049")


async def test_a_lost_addition_grows_the_position(world: World) -> None:
    await opened(world)
    world.clock.move(1)
    await lost(world, fill(world), "0.001", position_side=PositionSide.LONG)
    world.restart()
    await world.refresh()
    await world.recover()
    assert (await world.position()).quantity == d("0.1")


async def test_lost_spot_orders_are_adopted(world: World) -> None:
    await lost(world, fill(world, symbol=BTC_SPOT), "0.002")
    world.clock.move(1)
    await lost(world, fill(world, Side.SELL, BTC_SPOT), "0.001", leg=Leg.CLOSE)
    await world.recover()
    assert (await world.position()).quantity == d("0.001")
    assert [event.count for event in world.told(TradesRecoveredEvent)] == [2]


async def test_another_installations_order_stays_foreign(world: World) -> None:
    await lost(world, fill(world), "0.001", installation="another")
    await world.recover()
    assert await world.positions() == []
    assert world.told(TradesRecoveredEvent) == []


async def test_an_order_of_no_known_follow_is_kept_without_one(world: World) -> None:
    await world.add(an_account("acc-olena", OLENA))
    await world.add(Leader(LeaderId("olena"), owner_id=OLENA, account_id=AccountId("acc-olena"), name="O", since=NOON))
    await world.add(a_follow("follow-2", leader_id=LeaderId("olena")))
    await lost(world, fill(world), "0.001")
    await world.recover()
    assert await world.positions() == []
    assert ((await world.trade()).status, (await world.trade()).plan.follow_id) == (TradeStatus.EXECUTED, None)


async def test_an_order_that_isnt_told_whole_waits(world: World) -> None:
    result = await lost(world, fill(world), "0.001")
    world.venue().orders[result.client_order_id] = replace(result, status=OrderStatus.OPEN)
    with pytest.raises(ExchangeUnavailable):
        await world.recover()
    world.venue().orders[result.client_order_id] = result
    await world.recover()
    assert (await world.position()).quantity == Decimal("0.001")
