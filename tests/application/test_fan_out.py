"""One event of a leader becomes one order per follow, within its limits; nobody is kept back by another."""

import asyncio
from dataclasses import replace

import pytest

from core.application.commands import CopyingSwitch, ExecuteCopyTradeCommand, SwitchCopyingCommand
from core.application.reports import CopyReport
from core.domain.copy_rules import CopyRules
from core.domain.errors import NotFound
from core.domain.events import CopySkippedEvent, PositionClosedEvent, TradeExecutedEvent, TradeReservedEvent
from core.domain.trade import TradeStatus
from core.domain.values import Exchange, LeaderId, Side
from core.domain.verdict import SkipReason
from tests.application.crowd import add_many_follows, add_second_leader
from tests.application.mishaps import Fault
from tests.application.steps import follow_with
from tests.application.world import ANNS, BOS, THE_LEADER, World
from tests.builders import BO, BTC, BTC_SPOT, ETH, OLENA, a_follow, an_account, d


async def test_a_follow_copies_the_open(world: World) -> None:
    assert await world.leader_trades(Side.BUY, "1") == CopyReport(sent=1)
    assert (await world.trade()).status is TradeStatus.EXECUTED
    assert (await world.position()).quantity == world.venue().amount(BTC) == d("0.001")
    assert len(world.told(TradeExecutedEvent)) == 1


async def test_a_close_of_the_leader_closes(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    await world.leader_trades(Side.SELL, "1")
    assert world.venue().amount(BTC) == 0
    assert world.told(PositionClosedEvent)[0].cause == "leader"


async def test_one_event_reaches_many_follows(world: World) -> None:
    keys = await add_many_follows(world, 40)
    report = await world.leader_trades(Side.BUY, "1")
    assert report == CopyReport(sent=41)
    assert all(world.venue(key).amount(BTC) == d("0.001") for key in [ANNS, *keys])


async def test_every_trade_is_durable_before_its_order(world: World) -> None:
    world.venue().faults.append(Fault.LOST)
    await world.leader_trades(Side.BUY, "1")
    reserved = world.told(TradeReservedEvent)[0]
    assert reserved.trade_id == (await world.trade()).id
    assert world.venue().attempts[0].client_order_id == (await world.trade()).client_order_id


async def test_partial_fills_are_one_trade(world: World) -> None:
    fills = [replace(world.fill(Side.BUY, "0.2"), order_id="o") for _ in range(5)]
    await world.leader_fills(*fills)
    assert len(world.venue().posts) == 1


async def test_an_increase_adds_to_the_position(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    await world.leader_trades(Side.BUY, "1")
    assert (await world.position()).quantity == world.venue().amount(BTC) == d("0.002")


async def test_a_reduction_takes_the_leaders_fraction(world: World) -> None:
    await follow_with(world, CopyRules(size=d(1000)))
    await world.leader_trades(Side.BUY, "10")
    before = (await world.position()).quantity
    await world.leader_trades(Side.SELL, "5")
    assert (await world.position()).quantity == world.venue().amount(BTC) == before / 2


async def test_limits_count_what_is_still_pending(world: World) -> None:
    await follow_with(world, CopyRules(size=d(600), max_total_exposure=d(1000)))
    world.venue().faults.extend([Fault.LOST, Fault.LOST])
    await world.leader_trades(Side.BUY, "1")
    await world.leader_trades(Side.BUY, "1", symbol=ETH)
    costs = [trade.plan.cost for trade in await world.trades()]
    assert len(costs) == 2
    assert sum(costs) <= d(1000)


async def test_reserved_money_counts_as_spent(world: World) -> None:
    world.venue().wallet["USDT"] = d(120)
    await world.refresh()
    await follow_with(world, CopyRules(size=d(500), leverage=5))
    world.venue().faults.append(Fault.LOST)
    await world.leader_trades(Side.BUY, "1")
    await world.leader_trades(Side.BUY, "1", symbol=ETH)
    reserves = [trade.held_reserve for trade in await world.trades()]
    assert sum(reserves) <= d(120)


async def test_a_symbol_belongs_to_one_follow_of_an_account(world: World) -> None:
    await add_second_leader(world)
    await world.leader_trades(Side.BUY, "1")
    await world.leader_trades(Side.BUY, "1", leader_id=LeaderId("olena"))
    assert world.told(CopySkippedEvent)[-1].reason == SkipReason.SYMBOL_TAKEN
    await world.leader_trades(Side.SELL, "1", leader_id=LeaderId("olena"))
    assert world.venue().amount(BTC) == d("0.001")


async def test_two_leaders_at_the_same_instant_take_a_symbol_once(world: World) -> None:
    await add_second_leader(world)
    opens = [
        ExecuteCopyTradeCommand(leader_id=leader, fills=[world.fill(Side.BUY, "1")])
        for leader in (THE_LEADER, LeaderId("olena"))
    ]
    reports = await asyncio.gather(*(world.do(command) for command in opens))
    assert sorted(report.sent for report in reports) == [0, 1]
    assert len(world.venue().posts) == 1


async def test_a_follow_stopped_in_between_isnt_copied(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    async with world.db.units() as unit:
        (await unit.follows.get(a_follow().id)).stop(world.clock.now())
        await unit.commit()
    assert await world.leader_trades(Side.BUY, "1") == CopyReport()


async def test_the_operators_pause_stops_entries_only(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    await world.do(SwitchCopyingCommand(actor=OLENA, switch=CopyingSwitch.PAUSE))
    await world.leader_trades(Side.BUY, "1")
    assert world.told(CopySkippedEvent)[-1].reason == SkipReason.COPYING_PAUSED
    await world.leader_trades(Side.SELL, "2")
    assert world.venue().amount(BTC) == 0


async def test_a_paused_account_still_leaves(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    async with world.db.units() as unit:
        (await unit.accounts.get(ANNS)).pause_for_key("key-rejected", world.clock.now())
        await unit.commit()
    await world.leader_trades(Side.BUY, "1")
    assert world.told(CopySkippedEvent)[-1].reason == SkipReason.ACCOUNT_NOT_READY
    await world.leader_trades(Side.SELL, "2")
    assert world.venue().amount(BTC) == 0


async def test_a_skip_is_stored_with_its_numbers(world: World) -> None:
    await world.wait(1, BTC="61000")
    await world.leader_fills(replace(world.fill(Side.BUY, "1"), price=d(60000)))
    skip = world.told(CopySkippedEvent)[0]
    assert (skip.reason, skip.numbers["price"], skip.numbers["leader"]) == ("slippage", "61000", "60000")


async def test_a_price_of_nothing_is_no_price(world: World) -> None:
    await world.wait(0, BTC="0")
    await world.leader_fills(replace(world.fill(Side.BUY, "1", ETH), symbol=BTC))
    assert world.told(CopySkippedEvent)[0].reason == SkipReason.NO_PRICE


async def test_what_cant_be_decided_for_one_stops_no_other(world: World) -> None:
    """An exchange tells an unreadable fee: its follow is skipped, the neighbour elsewhere is copied."""
    world.directory.odd_markets[Exchange.BYBIT] = {"taker_fee": d("NaN")}
    await world.add(an_account(BOS, BO, exchange=Exchange.BYBIT))
    await world.add(a_follow("follow-bo", follower_id=BO, account_id=BOS))
    await world.refresh()
    assert await world.leader_trades(Side.BUY, "1") == CopyReport(sent=1, skipped=1)
    assert world.told(CopySkippedEvent)[0].reason == SkipReason.NOT_DECIDED
    assert await world.resume() == 0


async def test_a_spot_round_trip_ends_with_nothing(world: World) -> None:
    world.venue().fee_rate, world.venue().fee_coin = d("0.001"), "BTC"
    world.venue().wallet["BTC"] = d(0)
    await follow_with(world, CopyRules(size=d(1000)))
    await world.refresh()
    await world.leader_trades(Side.BUY, "1", symbol=BTC_SPOT)
    bought = (await world.position()).quantity
    assert bought == world.venue().wallet["BTC"] > 0
    await world.leader_trades(Side.SELL, "1", symbol=BTC_SPOT)
    assert await world.positions() == []
    assert world.venue().wallet["BTC"] < d("0.001")


async def test_an_unknown_leader_is_refused(world: World) -> None:
    with pytest.raises(NotFound):
        await world.leader_trades(Side.BUY, "1", leader_id=LeaderId("nobody"))
