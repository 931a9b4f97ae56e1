"""Events of one leader in one symbol keep their order, count once, and survive whatever interrupts them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from core.application.commands import ExecuteCopyTradeCommand, ResolveTradesCommand
from core.application.reports import CopyReport
from core.application.unit_of_work import UnitOfWork, UnitOfWorkFactory
from core.domain.copy_rules import CopyRules
from core.domain.follow import FollowMode
from core.domain.leader import Leader, Leg
from core.domain.trade import TradeStatus
from core.domain.values import AccountId, LeaderId, PositionSide, Side
from tests.application.crowd import add_many_follows
from tests.application.mishaps import Fault
from tests.application.steps import follow_with
from tests.application.world import BOS, THE_LEADER, World
from tests.builders import BO, BTC, NOON, OLENA, a_follow, an_account, d


async def test_a_repeated_delivery_does_nothing(world: World) -> None:
    fill = world.fill(Side.BUY, "1")
    await world.leader_fills(fill)
    assert await world.leader_fills(fill) == CopyReport()
    assert len(world.venue().posts) == 1


async def test_the_same_fill_twice_in_one_delivery_counts_once(world: World) -> None:
    fill = world.fill(Side.BUY, "1")
    await world.leader_fills(fill, fill)
    await world.leader_trades(Side.SELL, "1")
    assert world.venue().amount(BTC) == 0


async def test_concurrent_deliveries_make_one_order(world: World) -> None:
    command = ExecuteCopyTradeCommand(leader_id=THE_LEADER, fills=[world.fill(Side.BUY, "1")])
    await asyncio.gather(*(world.do(command) for _ in range(4)))
    assert len(world.venue().posts) == 1


async def test_a_fill_forgotten_by_the_leader_is_known_to_the_database(world: World) -> None:
    fill, other = world.fill(Side.BUY, "1"), world.fill(Side.BUY, "1")
    await world.leader_fills(fill)
    async with world.db.units() as unit:
        leader = await unit.leaders.get(THE_LEADER)
        leader.counted = {f"{BTC}#old{number}": None for number in range(2_000)}
        await unit.commit()
    assert await world.leader_fills(fill) == CopyReport()
    assert (await world.leader_fills(fill, other)).sent == 1
    assert len(world.venue().posts) == 2


async def test_two_leaders_may_share_a_fill_id(world: World) -> None:
    await world.add(an_account("acc-olena", OLENA), an_account(BOS, BO))
    await world.add(
        Leader(LeaderId("olena"), owner_id=OLENA, account_id=AccountId("acc-olena"), name="Olena", since=NOON)
    )
    await world.add(a_follow("follow-bo", follower_id=BO, account_id=BOS, leader_id=LeaderId("olena")))
    await world.refresh()
    fill = world.fill(Side.BUY, "1")
    await world.leader_fills(fill)
    assert (await world.leader_fills(replace(fill, side=Side.SELL), leader_id=LeaderId("olena"))).sent == 1


async def test_a_crash_between_count_and_fan_out_is_resumed(world: World) -> None:
    fill = world.fill(Side.BUY, "1")
    async with world.db.units() as unit:
        leader = await unit.leaders.get(THE_LEADER)
        intent = leader.interpret([fill])
        assert intent is not None
        unit.leader_events.begin(intent)
        await unit.commit()
    world.restart()
    await world.refresh()
    assert await world.leader_fills(fill) == CopyReport()
    assert await world.resume() == 1
    assert await world.resume() == 0
    assert len(world.venue().posts) == 1


async def test_an_exit_waits_for_the_entry_in_flight(world: World) -> None:
    world.venue().gate.clear()
    opening = ExecuteCopyTradeCommand(leader_id=THE_LEADER, fills=[world.fill(Side.BUY, "1")])
    closing = ExecuteCopyTradeCommand(leader_id=THE_LEADER, fills=[world.fill(Side.SELL, "1")])
    await world.bus.handle(opening)
    report = await world.bus.handle(closing)
    world.venue().gate.set()
    assert report == CopyReport()
    await world.desk.idle()
    assert world.venue().amount(BTC) == d("0.001")
    await world.resume()
    assert world.venue().amount(BTC) == 0


async def test_an_exit_waits_while_the_entry_is_in_doubt(world: World) -> None:
    world.venue().faults.append(Fault.UNHEARD)
    await world.leader_trades(Side.BUY, "1")
    await world.leader_trades(Side.SELL, "1")
    await world.resume()
    assert len(world.venue().posts) == 1
    await world.resolve()
    await world.resume()
    assert world.venue().amount(BTC) == 0


async def test_nothing_overtakes_an_event_that_waits(world: World) -> None:
    """Close, then open again, while the first entry is in doubt: the new entry must not be what the close ends."""
    world.venue().faults.append(Fault.UNHEARD)
    await world.leader_trades(Side.BUY, "1")
    await world.leader_trades(Side.SELL, "1")
    await world.resolve()
    await world.leader_trades(Side.BUY, "1")
    await world.resume()
    sides = [post.side for post in world.venue().posts]
    assert sides == [Side.BUY, Side.SELL, Side.BUY]
    assert world.venue().amount(BTC) == d("0.001")


async def test_one_follow_that_waits_keeps_no_other(world: World) -> None:
    (other,) = await add_many_follows(world, 1)
    world.venue(other).faults.append(Fault.UNHEARD)
    await world.leader_trades(Side.BUY, "1")
    assert (await world.leader_trades(Side.SELL, "1")).sent == 1
    assert world.venue().amount(BTC) == 0


async def test_a_resumed_event_leaves_the_decided_alone(world: World) -> None:
    """Bo waits with the close; Ann, long decided, is asked about the next open: her question must stand."""
    (other,) = await add_many_follows(world, 1)
    world.venue(other).faults.append(Fault.UNHEARD)
    await world.leader_trades(Side.BUY, "1")
    await world.leader_trades(Side.SELL, "1")
    async with world.db.units() as unit:
        follow = await unit.follows.get(a_follow().id)
        follow.change(follow.rules, FollowMode.ASK)
        await unit.commit()
    assert (await world.leader_trades(Side.BUY, "1")).asked == 1
    await world.resume()
    assert (await world.question()).is_open


async def test_a_flip_closes_then_opens(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    assert (await world.leader_trades(Side.SELL, "2")).sent == 2
    position = await world.position()
    assert position.owner.side.value == "short"
    assert [post.reduce_only for post in world.venue().posts] == [False, True, False]


async def flip_with(world: World, *faults: Fault) -> None:
    await follow_with(world, CopyRules(size=d(1000)))
    await world.leader_trades(Side.BUY, "1")
    world.venue().faults.extend(faults)
    await world.leader_trades(Side.SELL, "2")


@pytest.mark.parametrize("fault", [Fault.REJECTED, Fault.PARTIAL])
async def test_a_flip_opens_only_after_a_whole_close(world: World, fault: Fault) -> None:
    await flip_with(world, fault)
    close, opening = (await world.trades())[1:]
    assert (opening.status, opening.failure_code) == (TradeStatus.FAILED, "close-leg-failed")
    assert len(world.venue().attempts) == 2
    assert close.plan.reduce_only


@pytest.mark.parametrize("fault", [Fault.UNHEARD, Fault.NOT_SENT])
async def test_a_flips_entry_waits_for_its_close(world: World, fault: Fault) -> None:
    await flip_with(world, *[fault] * (1 if fault is Fault.UNHEARD else 3))
    tried = len(world.venue().attempts)
    opening = await world.trade()
    assert (opening.plan.leg, opening.status) == (Leg.OPEN, TradeStatus.RESERVED)
    await world.wait(3)
    await world.resolve()
    await world.desk.idle()
    assert [post.reduce_only for post in world.venue().posts] == [False, True, False]
    assert len(world.venue().attempts) == tried + (1 if fault is Fault.UNHEARD else 2)
    assert (await world.position()).owner.side is PositionSide.SHORT


async def test_a_flips_entry_outwaits_no_freshness(world: World) -> None:
    await flip_with(world, Fault.LOST)
    await world.wait(31)
    await world.resolve()
    assert (await world.trade()).failure_code == "close-leg-failed"
    await world.prove_absence()
    await world.desk.idle()
    assert [post.reduce_only for post in world.venue().posts] == [False, True]
    assert await world.positions() == []


async def test_a_late_close_frees_no_old_entry(world: World) -> None:
    await flip_with(world, Fault.UNHEARD)
    close = (await world.trades())[1]
    found = await world.venue().find_order(BTC, close.client_order_id)
    assert found is not None
    await world.wait(31)
    await world.desk.settle(close.id, found)
    await world.desk.idle()
    assert [post.reduce_only for post in world.venue().posts] == [False, True]
    assert (await world.trade()).failure_code == "not-sent"


async def test_a_flip_without_a_position_only_opens(world: World) -> None:
    world.venue().faults.append(Fault.REJECTED)
    await world.leader_trades(Side.BUY, "1")
    await world.leader_trades(Side.SELL, "2")
    assert (await world.position()).owner.side.value == "short"


class Between:
    """Units of work; something happens right before the n-th of them is entered."""

    def __init__(self, units: UnitOfWorkFactory, number: int, happens: Callable[[], Awaitable[object]]) -> None:
        self._units, self._left, self._happens = units, number, happens

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[UnitOfWork]:
        self._left -= 1
        if not self._left:
            await self._happens()
        async with self._units() as unit:
            yield unit


async def test_a_younger_event_waits_though_the_way_is_free_by_now(world: World) -> None:
    """The trade in doubt is settled after the older event looked and before the younger one does."""
    world.venue().faults.append(Fault.UNHEARD)
    await world.leader_trades(Side.BUY, "1")
    await world.leader_trades(Side.BUY, "1")
    await world.leader_trades(Side.SELL, "2")
    units, resolver = world.db.units, world.resolver

    async def resolve() -> None:
        await resolver(ResolveTradesCommand())
        assert (await world.trade()).is_settled

    world.db.units = Between(units, 5, resolve)  # type: ignore[assignment]
    world.restart()
    await world.resume()
    assert len(await world.trades()) == 1
    world.db.units = units
    world.restart()
    await world.refresh()
    await world.resume()
    assert world.venue().amount(BTC) == 0
    assert len(await world.trades()) > 1
