"""One lane of orders per account: exits first, each order once, no failure in the way of another."""

import asyncio

from core.application.commands import ExecuteCopyTradeCommand
from core.application.order_desk import OrderDesk
from core.application.settlement import Settlement
from core.application.timing import USUAL, Timing
from core.domain.trade import Trade, TradeStatus
from core.domain.values import Side
from tests.application.mishaps import Fault
from tests.application.steps import until_attempted
from tests.application.world import ANNS, THE_LEADER, World
from tests.builders import BTC, BTC_SPOT, ETH


async def test_an_order_that_raises_keeps_no_other_back(world: World) -> None:
    world.venue().gate.clear()
    world.venue().faults.append(Fault.RAISES)
    sending = asyncio.ensure_future(world.leader_trades(Side.BUY, "1"))
    await until_attempted(world.venue())
    other = asyncio.ensure_future(world.leader_trades(Side.BUY, "1", symbol=ETH))
    await asyncio.sleep(0.02)
    world.venue().gate.set()
    await asyncio.gather(sending, other)
    first, second = await world.trades()
    assert (first.status, second.status) == (TradeStatus.NEEDS_RECONCILIATION, TradeStatus.EXECUTED)
    assert isinstance(world.failures.pop(), ExceptionGroup)


async def test_exits_overtake_entries_in_the_lane(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    world.venue().gate.clear()
    first = asyncio.ensure_future(world.leader_trades(Side.BUY, "1", symbol=ETH))
    await until_attempted(world.venue(), 2)
    entry = ExecuteCopyTradeCommand(leader_id=THE_LEADER, fills=[world.fill(Side.BUY, "1", BTC_SPOT)])
    leave = ExecuteCopyTradeCommand(leader_id=THE_LEADER, fills=[world.fill(Side.SELL, "1")])
    await world.bus.handle(entry)
    await world.bus.handle(leave)
    world.venue().gate.set()
    await first
    symbols = [order.symbol for order in world.venue().attempts]
    assert symbols == [BTC, ETH, BTC, BTC_SPOT]


async def test_a_trade_is_queued_once(world: World) -> None:
    world.venue().gate.clear()
    sending = asyncio.ensure_future(world.leader_trades(Side.BUY, "1"))
    await until_attempted(world.venue())
    assert world.desk.is_sending(ANNS)
    world.desk.submit(await world.account(), [await world.trade()])
    world.venue().gate.set()
    await sending
    assert len(world.venue().attempts) == 1


async def until_waiting(world: World) -> None:
    """A second trade is in the lane behind the one on its way."""
    for _ in range(3_000):
        if any(lane.queue for lane in world.desk._lanes.values()):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nobody waits")


async def test_an_entry_knows_until_when_it_may_leave(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    await world.leader_trades(Side.SELL, "1")
    entry, leaving = world.venue().posts
    assert entry.leave_by == (await world.trade(0)).plan.decided_at + USUAL.entry_fresh
    assert leaving.leave_by is None


async def test_an_entry_that_waited_too_long_isnt_sent(world: World) -> None:
    """Behind slow orders, or in a machine that slept."""
    world.venue().gate.clear()
    first = asyncio.ensure_future(world.leader_trades(Side.BUY, "1", symbol=ETH))
    await until_attempted(world.venue())
    second = asyncio.ensure_future(world.leader_trades(Side.BUY, "1"))
    await until_waiting(world)
    world.clock.move(600)
    world.venue().gate.set()
    await asyncio.gather(first, second)
    assert [order.symbol for order in world.venue().attempts] == [ETH]
    assert (await world.trade()).failure_code == "not-sent"


class Hearing:
    """A watcher that notes what it is told."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def settled(self, trade: Trade) -> None:
        self.heard.append(f"settled {trade.status}")

    def in_doubt(self, trade: Trade) -> None:
        self.heard.append(f"doubt {trade.status}")


async def test_watchers_hear_of_doubt_and_end(world: World) -> None:
    hearing = Hearing()
    world.desk.watch(hearing)
    world.venue().faults.append(Fault.UNHEARD)
    await world.leader_trades(Side.BUY, "1")
    await world.resolve()
    assert hearing.heard == ["doubt needs_reconciliation", "settled executed"]


async def test_a_stopping_lane_drops_nothing_durable(world: World) -> None:
    """Cancelled in the middle of sending: nothing is sent afterwards, the next start finds both trades."""
    works: list[asyncio.Task[None]] = []
    desk = OrderDesk(
        world.db.units,
        world.directory,
        settlement=Settlement(world.ids, world.board),
        wallets=world.wallets,
        clock=world.clock,
        spawn=lambda work: works.append(asyncio.get_running_loop().create_task(work)),
    )
    world.venue().gate.clear()
    world.venue().faults.extend([Fault.LOST, Fault.LOST])
    world.venue().gate.set()
    await world.leader_trades(Side.BUY, "1")
    await world.leader_trades(Side.BUY, "1", symbol=ETH)
    world.venue().gate.clear()
    desk.submit(await world.account(), await world.trades())
    await until_attempted(world.venue(), 3)
    works[0].cancel()
    await asyncio.gather(*works, return_exceptions=True)
    world.venue().gate.set()
    await desk.idle()
    assert not desk.is_sending(ANNS)
    assert len(works) == 1
    assert world.venue().posts == []


async def test_an_exit_passes_an_entry_that_is_tried_again(world: World) -> None:
    """The entry waits half a second for its next try; the exit doesn't."""
    await world.leader_trades(Side.BUY, "1")
    world.timing = Timing(resend_pauses_seconds=(0.3, 0.3))
    world.restart()
    await world.refresh()
    world.venue().faults.extend([Fault.NOT_SENT, Fault.NONE, Fault.NONE])
    entry = ExecuteCopyTradeCommand(leader_id=THE_LEADER, fills=[world.fill(Side.BUY, "1", ETH)])
    await world.bus.handle(entry)
    await until_attempted(world.venue(), 2)
    await world.leader_trades(Side.SELL, "1")
    assert [order.symbol for order in world.venue().attempts] == [BTC, ETH, BTC, ETH]


async def test_an_entry_waits_for_the_budget_while_it_is_fresh(world: World) -> None:
    """Held back by our own limiter, again and again: more often than other failures are tried."""
    world.venue().faults.extend([Fault.HELD_BACK] * 6)
    await world.leader_trades(Side.BUY, "1")
    assert (await world.trade()).status is TradeStatus.EXECUTED
    assert len(world.venue().attempts) == 7


async def test_a_ban_is_not_waited_out_in_the_lane(world: World) -> None:
    world.venue().faults.extend([Fault.BANNED])
    await world.leader_trades(Side.BUY, "1")
    assert (await world.trade()).failure_code == "not-sent"
    assert len(world.venue().attempts) == 1
