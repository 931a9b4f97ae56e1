"""One event of a leader becomes one order per follow: once, in order, whatever is repeated or interrupted."""

import asyncio
from dataclasses import replace

import pytest

from core.application.commands import CopyingSwitch, CopyReport, ExecuteCopyTradeCommand, SwitchCopyingCommand
from core.domain.copy_rules import CopyRules
from core.domain.errors import NotFound
from core.domain.events import CopySkippedEvent, PositionClosedEvent, TradeExecutedEvent, TradeReservedEvent
from core.domain.follow import FollowMode
from core.domain.follower import Follower, Role
from core.domain.leader import Leader
from core.domain.trade import TradeStatus
from core.domain.values import AccountId, Exchange, FollowerId, LeaderId, Side
from core.domain.verdict import SkipReason
from tests.application.venue import Fault
from tests.application.world import ANNS, BOS, THE_LEADER, World
from tests.builders import BO, BTC, BTC_SPOT, ETH, NOON, OLENA, a_follow, an_account, d, some_rights


async def add_many_follows(world: World, count: int) -> list[AccountId]:
    """More followers of Lev, each with an account of their own."""
    keys = [AccountId(f"acc-{number}") for number in range(count)]
    for number, key in enumerate(keys):
        person = FollowerId(5000 + number)
        await world.add(Follower(person, name="F", language="en", role=Role.FOLLOWER, joined_at=NOON))
        await world.add(an_account(key, person))
        await world.add(a_follow(f"follow-{number}", follower_id=person, account_id=key))
    await world.refresh()
    return keys


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


async def test_an_increase_adds_to_the_position(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    await world.leader_trades(Side.BUY, "1")
    assert (await world.position()).quantity == world.venue().amount(BTC) == d("0.002")


async def test_a_reduction_takes_the_leaders_fraction(world: World) -> None:
    await set_rules(world, CopyRules(size=d(1000)))
    await world.leader_trades(Side.BUY, "10")
    before = (await world.position()).quantity
    await world.leader_trades(Side.SELL, "5")
    assert (await world.position()).quantity == world.venue().amount(BTC) == before / 2


async def test_an_exit_waits_for_the_entry_in_flight(world: World) -> None:
    world.venue().gate.clear()
    opening = ExecuteCopyTradeCommand(leader_id=THE_LEADER, fills=[world.fill(Side.BUY, "1")])
    closing = ExecuteCopyTradeCommand(leader_id=THE_LEADER, fills=[world.fill(Side.SELL, "1")])
    await world.bus.handle(opening)
    assert await world.bus.handle(closing) == CopyReport()
    world.venue().gate.set()
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


@pytest.mark.parametrize("fault", [Fault.REJECTED, Fault.UNHEARD, Fault.LOST, Fault.NOT_SENT, Fault.PARTIAL])
async def test_a_flip_opens_only_after_a_whole_close(world: World, fault: Fault) -> None:
    await set_rules(world, CopyRules(size=d(1000)))
    await world.leader_trades(Side.BUY, "1")
    world.venue().faults.extend([fault] * (3 if fault is Fault.NOT_SENT else 1))
    await world.leader_trades(Side.SELL, "2")
    close, opening = (await world.trades())[1:]
    assert (opening.status, opening.failure_code) == (TradeStatus.FAILED, "close-leg-failed")
    assert len(world.venue().attempts) - 1 == (3 if fault is Fault.NOT_SENT else 1)
    assert close.plan.reduce_only


async def test_a_flip_without_a_position_only_opens(world: World) -> None:
    world.venue().faults.append(Fault.REJECTED)
    await world.leader_trades(Side.BUY, "1")
    await world.leader_trades(Side.SELL, "2")
    assert (await world.position()).owner.side.value == "short"


async def test_limits_count_what_is_still_pending(world: World) -> None:
    await set_rules(world, CopyRules(size=d(600), max_total_exposure=d(1000)))
    world.venue().faults.extend([Fault.LOST, Fault.LOST])
    await world.leader_trades(Side.BUY, "1")
    await world.leader_trades(Side.BUY, "1", symbol=ETH)
    costs = [trade.plan.cost for trade in await world.trades()]
    assert len(costs) == 2
    assert sum(costs) <= d(1000)


async def test_reserved_money_counts_as_spent(world: World) -> None:
    world.venue().wallet["USDT"] = d(120)
    await world.refresh()
    await set_rules(world, CopyRules(size=d(500), leverage=5))
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
    await set_rules(world, CopyRules(size=d(1000)))
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


async def set_rules(world: World, rules: CopyRules) -> None:
    async with world.db.units() as unit:
        follow = await unit.follows.get(a_follow().id)
        follow.change(rules, follow.mode)
        await unit.commit()


async def add_second_leader(world: World) -> None:
    """Olena leads too, and Ann follows her into the same account."""
    await world.add(an_account("acc-olena", OLENA, rights=some_rights(uid="olena")))
    await world.add(a_leader_named("olena"))
    await world.add(a_follow("follow-olena", leader_id=LeaderId("olena")))


def a_leader_named(name: str) -> Leader:
    account = AccountId(f"acc-{name}")
    return Leader(LeaderId(name), owner_id=OLENA, account_id=account, name=name, since=NOON)
