"""After a crash, a gap or somebody's hand: consistent again by two looks, nothing opened, nothing done twice."""

from dataclasses import replace

import pytest

from core.application.commands import ChangeFollowCommand, ResolveTradesCommand, StopFollowCommand
from core.application.ports import FillCause
from core.domain.copy_rules import CopyRules
from core.domain.errors import ExchangeUnavailable
from core.domain.events import DriftFoundEvent, PositionClosedEvent, PositionReducedEvent, TradeReservedEvent
from core.domain.follow import FollowMode, StopChoice
from core.domain.values import PositionSide, Side
from tests.application.mishaps import Fault
from tests.application.steps import a_fill, follow_with, look_twice, opened
from tests.application.world import World, seconds
from tests.builders import ANN, BTC, BTC_SPOT, NOON, a_follow, d

LONG, SHORT = (BTC, PositionSide.LONG), (BTC, PositionSide.SHORT)


async def test_equal_books_stay_as_they_are(world: World) -> None:
    await opened(world)
    before = len(world.db.events)
    assert (await world.recover()).drifts == 0
    await world.wait(6)
    assert (await world.recover()).drifts == 0
    assert len(world.db.events) == before


async def test_nothing_open_asks_nothing(world: World) -> None:
    """But for the first look of a process: it may have lost something."""
    await world.recover()
    world.venue().reads_fail = ExchangeUnavailable("no answer")
    assert (await world.recover()).drifts == 0


async def test_a_manual_close_is_found_by_two_looks(world: World) -> None:
    await opened(world)
    world.venue().positions.clear()
    assert (await world.recover()).drifts == 1
    assert len(await world.positions()) == 1
    await world.wait(6)
    await world.recover()
    assert world.told(PositionClosedEvent)[0].cause == "external"


async def test_two_looks_at_once_are_one_look(world: World) -> None:
    await opened(world)
    world.venue().positions.clear()
    for _ in range(3):
        await world.recover()
    assert len(await world.positions()) == 1


async def test_an_empty_answer_once_closes_nothing(world: World) -> None:
    await opened(world)
    there = dict(world.venue().positions)
    world.venue().positions.clear()
    await world.recover()
    world.venue().positions.update(there)
    await look_twice(world)
    assert (await world.position()).quantity == d("0.099")


async def test_a_changed_position_is_looked_at_anew(world: World) -> None:
    await opened(world)
    world.venue().positions[LONG] = d("0.05")
    await world.recover()
    await world.wait(6)
    await world.leader_trades(Side.BUY, "1")
    world.venue().positions[LONG] = d("0.05")
    await world.recover()
    assert world.told(PositionReducedEvent) == []


async def test_a_part_taken_by_hand_is_taken_off_with_its_stop(world: World) -> None:
    await opened(world, stop_loss=d("0.02"))
    world.venue().positions[LONG] = d("0.05")
    await look_twice(world)
    assert (await world.position()).quantity == world.venue().protections[LONG][0] == d("0.05")


async def test_a_fill_that_explains_it_is_booked_first(world: World) -> None:
    await opened(world)
    world.venue().positions[LONG] = d("0.05")
    world.venue().fills.append(a_fill(world, "0.049"))
    await look_twice(world)
    assert [event.amount for event in world.told(PositionReducedEvent)] == [d("0.049")]


async def test_fills_are_read_from_where_they_were_read(world: World) -> None:
    await opened(world)
    await world.wait(600)
    await world.recover()
    await world.wait(600)
    new, old = a_fill(world, "0.02"), replace(a_fill(world, "0.02"), at=NOON + seconds(1))
    world.venue().fills.extend([new, old])
    world.venue().positions[LONG] = d("0.079")
    await look_twice(world)
    assert (await world.position()).quantity == d("0.079")


async def test_more_than_booked_is_told_once(world: World) -> None:
    await opened(world)
    world.venue().positions[LONG] = d(5)
    for _ in range(4):
        await world.recover()
        await world.wait(6)
    world.restart()
    await world.refresh()
    await look_twice(world)
    assert [event.found for event in world.told(DriftFoundEvent)] == [d(5)]
    assert (await world.position()).quantity == d("0.099")


async def test_the_followers_own_hedge_isnt_ours(world: World) -> None:
    await opened(world)
    world.venue().positions[SHORT] = d("0.099")
    await look_twice(world)
    assert (await world.position()).quantity == d("0.099")


async def test_a_position_turned_by_hand_is_gone(world: World) -> None:
    await opened(world)
    world.venue().positions.clear()
    world.venue().positions[SHORT] = d(1)
    await look_twice(world)
    assert await world.positions() == []


async def test_an_order_on_its_way_defers_the_comparison(world: World) -> None:
    await opened(world)
    world.venue().faults.append(Fault.UNHEARD)
    world.venue().lag_looks = 100
    await world.leader_trades(Side.SELL, "0.5")
    await look_twice(world)
    assert world.told(PositionReducedEvent) == []
    world.venue().lag_looks = 0
    await look_twice(world)
    assert len(world.told(PositionReducedEvent)) == 1


async def test_coins_gone_from_the_wallet_leave_the_book(world: World) -> None:
    await follow_with(world, CopyRules(size=d(6000)))
    await world.leader_trades(Side.BUY, "1", symbol=BTC_SPOT)
    world.venue().wallet["BTC"] = d("0.05")
    await look_twice(world)
    assert (await world.position()).quantity == d("0.05")
    del world.venue().wallet["BTC"]
    await look_twice(world)
    assert await world.positions() == []


async def test_without_a_price_the_entry_stands_in(world: World) -> None:
    await opened(world)
    world.venue().positions.clear()
    await world.recover()
    world.clock.move(60)
    await world.recover()
    assert world.told(PositionClosedEvent)[0].exit_price == d(60000)


async def test_protection_lost_in_a_crash_is_restored_once(world: World) -> None:
    await opened(world, stop_loss=d("0.02"))
    await world.recover()
    world.venue().protections.clear()
    await world.recover()
    assert world.venue().protections == {}
    world.restart()
    await world.refresh()
    await world.recover()
    assert world.venue().protections[LONG][0] == d("0.099")


async def test_recovery_twice_changes_nothing_the_second_time(world: World) -> None:
    await opened(world, stop_loss=d("0.02"))
    world.venue().faults.append(Fault.UNHEARD)
    await world.leader_trades(Side.BUY, "1")
    world.restart()
    await world.refresh()
    await look_twice(world)
    events, attempts = len(world.db.events), len(world.venue().attempts)
    await look_twice(world)
    assert (len(world.db.events), len(world.venue().attempts)) == (events, attempts)


async def test_an_exchange_that_is_away_is_told_to_the_caller(world: World) -> None:
    await opened(world)
    world.venue().reads_fail = ExchangeUnavailable("no answer")
    with pytest.raises(ExchangeUnavailable):
        await world.recover()


async def test_a_kept_position_is_nobodys_to_close(world: World) -> None:
    await opened(world)
    await world.do(StopFollowCommand(actor=ANN, follow_id=a_follow().id, choice=StopChoice.KEEP))
    await world.leader_trades(Side.SELL, "1")
    await look_twice(world)
    assert world.venue().amount(BTC) == d("0.099")


async def test_recovery_reports_what_it_resolved(world: World) -> None:
    await opened(world)
    world.venue().faults.extend([Fault.UNHEARD])
    await world.leader_trades(Side.SELL, "0.5")
    assert (await world.recover()).executed == 1
    world.venue().faults.append(Fault.STAYS_OPEN)
    await world.leader_trades(Side.SELL, "0.25")
    assert (await world.recover()).unknown == 1


async def test_a_failed_lookup_result_is_counted(world: World) -> None:
    world.venue().faults.append(Fault.STAYS_OPEN)
    await world.leader_trades(Side.BUY, "1")
    world.prices[BTC] = d(70000)
    world.venue().finish((await world.trade()).client_order_id)
    assert (await world.resolve()).failed == 1


async def test_a_question_isnt_a_doubt(asking: World) -> None:
    await asking.leader_trades(Side.BUY, "1")
    assert (await asking.resolve()).unknown == 0
    assert asking.venue().looks == 0


async def test_what_is_being_sent_isnt_in_doubt(world: World) -> None:
    await opened(world)
    world.venue().gate.clear()
    world.desk.submit(await world.account(), [await world.trade()])
    assert (await world.bus.handle(ResolveTradesCommand())).unknown == 0
    world.venue().gate.set()
    await world.desk.idle()


async def test_every_reserved_trade_ends(world: World) -> None:
    await world.do(ChangeFollowCommand(actor=ANN, follow_id=a_follow().id, rules=CopyRules(), mode=FollowMode.AUTO))
    world.venue().faults.extend([Fault.UNHEARD, Fault.LOST, Fault.NOT_SENT, Fault.THROTTLED])
    for side in (Side.BUY, Side.SELL, Side.BUY, Side.SELL):
        await world.leader_trades(side, "1")
        await world.resume()
    for _ in range(8):
        await world.prove_absence()
        await world.resume()
    assert all(trade.is_settled for trade in await world.trades())
    assert len(world.told(TradeReservedEvent)) == len(await world.trades())
    assert world.venue().amount(BTC) == 0


@pytest.mark.parametrize("cause", [FillCause.STOP_LOSS, FillCause.TAKE_PROFIT])
async def test_a_stop_hit_while_we_were_down_is_told_with_its_time(world: World, cause: FillCause) -> None:
    await opened(world, stop_loss=d("0.02"), take_profit=d("0.05"))
    await world.wait(60)
    hit = a_fill(world, "0.099", cause)
    world.venue().fills.append(hit)
    world.venue().positions.clear()
    await world.wait(3600)
    world.restart()
    await world.refresh()
    await world.recover()
    (closed,) = world.told(PositionClosedEvent)
    assert (closed.cause, closed.occurred_at) == (cause, hit.at)
    assert world.venue().protections == {}
    assert len(world.venue().posts) == 1
