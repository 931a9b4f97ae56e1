"""What becomes of a trade after each outcome: known fills, refusals, doubts, proofs of absence, owed exits."""

import asyncio

import pytest

from core.application.commands import ExecuteCopyTradeCommand
from core.application.order_desk import OrderDesk
from core.application.settlement import Settlement
from core.domain.account import AccountStatus
from core.domain.copy_rules import CopyRules
from core.domain.errors import ExchangeUnavailable, StorageError
from core.domain.events import AccountPausedEvent, TradeFailedEvent, TradeNeedsReconciliationEvent
from core.domain.trade import Trade, TradeStatus
from core.domain.values import Credentials, Outcome, Side
from tests.application.venue import Fault, Venue
from tests.application.world import ANNS, THE_LEADER, World
from tests.builders import BTC, BTC_SPOT, ETH, d, some_rights


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (Fault.NONE, TradeStatus.EXECUTED, ""),
        (Fault.PARTIAL, TradeStatus.EXECUTED, ""),
        (Fault.REJECTED, TradeStatus.FAILED, "rejected-by-exchange"),
        (Fault.AUTH, TradeStatus.FAILED, "key-rejected"),
        (Fault.LOST, TradeStatus.NEEDS_RECONCILIATION, "ambiguous"),
        (Fault.UNHEARD, TradeStatus.NEEDS_RECONCILIATION, "ambiguous"),
        (Fault.THROTTLED, TradeStatus.NEEDS_RECONCILIATION, "throttled"),
        (Fault.STAYS_OPEN, TradeStatus.NEEDS_RECONCILIATION, "order-open"),
        (Fault.UNPRICED, TradeStatus.NEEDS_RECONCILIATION, "order-open"),
        (Fault.EMPTY_FILL, TradeStatus.NEEDS_RECONCILIATION, "order-open"),
        (Fault.RAISES, TradeStatus.NEEDS_RECONCILIATION, "ambiguous"),
    ],
)
async def test_an_outcome_decides_the_state(world: World, fault: Fault, status: TradeStatus, code: str) -> None:
    await set_size(world, "1000")
    world.venue().faults.append(fault)
    await world.leader_trades(Side.BUY, "1")
    trade = await world.trade()
    assert (trade.status, trade.failure_code) == (status, code)
    assert trade.held_reserve == (0 if trade.is_settled else trade.plan.reserve)
    world.failures.clear()


@pytest.mark.parametrize("fault", [Fault.NOT_SENT, Fault.CLOCK])
async def test_what_never_left_is_sent_again(world: World, fault: Fault) -> None:
    world.venue().faults.append(fault)
    await world.leader_trades(Side.BUY, "1")
    assert (await world.trade()).status is TradeStatus.EXECUTED
    assert len({order.client_order_id for order in world.venue().attempts}) == 1


async def test_an_entry_that_never_leaves_fails(world: World) -> None:
    world.venue().faults.extend([Fault.NOT_SENT] * 3)
    await world.leader_trades(Side.BUY, "1")
    assert ((await world.trade()).status, (await world.trade()).failure_code) == (TradeStatus.FAILED, "not-sent")


async def test_no_connection_means_nothing_was_sent(world: World) -> None:
    world.directory.broken[ANNS] = StorageError("the key ring can't open it")
    await world.leader_trades(Side.BUY, "1")
    assert (await world.trade()).failure_code == "not-sent"


async def test_a_stale_entry_isnt_sent_again(world: World) -> None:
    trade_at = world.clock.now()
    world.venue().gate.clear()
    world.venue().faults.append(Fault.NOT_SENT)
    sending = asyncio.ensure_future(world.leader_trades(Side.BUY, "1"))
    await until_attempted(world.venue())
    world.clock.move(31)
    world.venue().gate.set()
    await sending
    assert (await world.trade()).plan.decided_at == trade_at
    assert len(world.venue().attempts) == 1


async def test_an_unheard_fill_is_found_and_booked(world: World) -> None:
    world.venue().faults.append(Fault.UNHEARD)
    await world.leader_trades(Side.BUY, "1")
    assert (await world.resolve()).executed == 1
    assert (await world.position()).quantity == world.venue().amount(BTC)
    assert len(world.venue().posts) == 1


async def test_a_duplicate_is_looked_up(world: World) -> None:
    """The row was lost in doubt, the order wasn't: the second attempt meets the first."""
    world.venue().faults.extend([Fault.UNHEARD])
    await world.leader_trades(Side.BUY, "1")
    trade = await world.trade()
    world.desk.submit(await world.account(), [trade])
    await world.desk.idle()
    assert (await world.trade()).status is TradeStatus.EXECUTED
    assert len(world.venue().posts) == 1


async def test_a_duplicate_that_cant_be_looked_up_stays_in_doubt(world: World) -> None:
    world.venue().faults.append(Fault.UNHEARD)
    await world.leader_trades(Side.BUY, "1")
    world.venue().reads_fail = ExchangeUnavailable("no answer")
    world.desk.submit(await world.account(), [await world.trade()])
    await world.desk.idle()
    assert (await world.trade()).status is TradeStatus.NEEDS_RECONCILIATION


async def test_an_open_order_settles_when_it_is_final(world: World) -> None:
    world.venue().faults.append(Fault.STAYS_OPEN)
    await world.leader_trades(Side.BUY, "1")
    assert (await world.resolve()).unknown == 1
    world.venue().finish((await world.trade()).client_order_id)
    assert (await world.resolve()).executed == 1


async def test_a_canceled_order_without_fill_fails(world: World) -> None:
    world.prices[BTC] = d(70000)
    await world.leader_trades(Side.BUY, "1")
    world.prices[BTC] = d(60000)
    await world.leader_trades(Side.BUY, "1", symbol=ETH)
    world.prices[ETH] = d(4000)
    await world.leader_fills(world.fill(Side.BUY, "1", ETH))
    codes = [event.code for event in world.told(TradeFailedEvent)]
    assert set(codes) <= {"not-filled"}


async def test_a_lookup_that_fails_proves_nothing(world: World) -> None:
    world.venue().faults.append(Fault.LOST)
    await world.leader_trades(Side.BUY, "1")
    world.venue().reads_fail = ExchangeUnavailable("no answer")
    for _ in range(5):
        await world.wait(60)
        assert (await world.resolve()).unknown == 1


async def test_one_look_proves_no_absence(world: World) -> None:
    world.venue().faults.append(Fault.LOST)
    await world.leader_trades(Side.BUY, "1")
    await world.wait(60)
    await world.resolve()
    assert (await world.trade()).status is TradeStatus.NEEDS_RECONCILIATION


async def test_two_looks_too_close_prove_no_absence(world: World) -> None:
    world.venue().faults.append(Fault.LOST)
    await world.leader_trades(Side.BUY, "1")
    await world.wait(60)
    for _ in range(5):
        await world.resolve()
        await world.wait(0.5)
    assert not (await world.trade()).is_settled


async def test_two_looks_before_the_bound_prove_no_absence(world: World) -> None:
    world.venue().faults.append(Fault.LOST)
    await world.leader_trades(Side.BUY, "1")
    await world.resolve()
    await world.wait(19)
    await world.resolve()
    assert not (await world.trade()).is_settled


async def test_a_late_order_is_found_not_sent_again(world: World) -> None:
    world.venue().faults.append(Fault.UNHEARD)
    world.venue().lag_looks = 1
    await world.leader_trades(Side.BUY, "1")
    await world.prove_absence()
    assert (await world.trade()).status is TradeStatus.EXECUTED
    assert len(world.venue().attempts) == 1


async def test_an_entry_proven_absent_while_fresh_is_sent_again(world: World) -> None:
    world.venue().faults.append(Fault.LOST)
    await world.leader_trades(Side.BUY, "1")
    await world.prove_absence()
    assert (await world.trade()).status is TradeStatus.EXECUTED
    first, second = world.venue().attempts
    assert first == second


async def test_an_entry_proven_absent_too_late_is_given_up(world: World) -> None:
    world.venue().faults.append(Fault.LOST)
    await world.leader_trades(Side.BUY, "1")
    await world.resolve()
    await world.wait(31)
    await world.resolve()
    assert (await world.trade()).failure_code == "not-at-exchange"
    assert len(world.venue().attempts) == 1


async def test_each_attempt_needs_its_own_proof(world: World) -> None:
    """The second attempt was lost too: two quick looks after it prove nothing about it."""
    await world.leader_trades(Side.BUY, "1")
    world.venue().faults.extend([Fault.LOST, Fault.LOST])
    await world.leader_trades(Side.SELL, "1")
    await world.prove_absence()
    assert len(world.venue().attempts) == 3
    await world.resolve()
    await world.wait(6)
    await world.resolve()
    assert len(world.venue().attempts) == 3
    await world.wait(20)
    await world.resolve()
    assert world.venue().amount(BTC) == 0


async def test_the_proof_starts_anew_after_a_restart(world: World) -> None:
    world.venue().faults.append(Fault.LOST)
    await world.leader_trades(Side.BUY, "1")
    await world.wait(15)
    world.restart()
    await world.refresh()
    await world.resolve()
    await world.wait(10)
    await world.resolve()
    assert not (await world.trade()).is_settled


async def test_what_a_crash_left_reserved_is_asked_about(world: World) -> None:
    world.venue().gate.clear()
    sending = asyncio.ensure_future(world.leader_trades(Side.BUY, "1"))
    await until_attempted(world.venue())
    sending.cancel()
    world.restart()
    await world.refresh()
    await world.resolve()
    world.venue().gate.set()
    await asyncio.gather(sending, return_exceptions=True)
    await world.wait(1)
    await world.resolve()
    assert (await world.trade()).status is TradeStatus.EXECUTED
    assert len(world.venue().posts) == 1


@pytest.mark.parametrize("change", ["paused", "stopped", "operator", "account"])
async def test_an_entry_nobody_wants_any_more_isnt_sent_again(world: World, change: str) -> None:
    world.venue().faults.append(Fault.LOST)
    await world.leader_trades(Side.BUY, "1")
    async with world.db.units() as unit:
        trade = await unit.trades.get((await world.trade()).id)
        assert trade.plan.follow_id is not None
        follow, account = await unit.follows.get(trade.plan.follow_id), await unit.accounts.get(ANNS)
        match change:
            case "paused":
                follow.pause()
            case "stopped":
                follow.stop(world.clock.now())
            case "operator":
                unit.switches.pause_copying()
            case _:
                account.pause_for_key("key-rejected", world.clock.now())
        await unit.commit()
    await world.prove_absence()
    assert (await world.trade()).failure_code == "not-at-exchange"


@pytest.mark.parametrize("fault", [Fault.NOT_SENT, Fault.LOST, Fault.THROTTLED])
async def test_an_exit_is_owed_until_it_is_done(world: World, fault: Fault) -> None:
    await world.leader_trades(Side.BUY, "1")
    world.venue().faults.extend([fault] * (3 if fault is Fault.NOT_SENT else 1))
    await world.leader_trades(Side.SELL, "1")
    assert not (await world.trade()).is_settled
    await world.prove_absence()
    assert world.venue().amount(BTC) == 0
    assert len({order.client_order_id for order in world.venue().attempts if order.reduce_only}) == 1


async def test_an_owed_exit_outlives_a_restart(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    world.venue().faults.append(Fault.LOST)
    await world.leader_trades(Side.SELL, "1")
    world.restart()
    await world.wait(3600)
    await world.prove_absence()
    assert world.venue().amount(BTC) == 0


async def test_an_owed_exit_of_nothing_is_given_up(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    world.venue().faults.append(Fault.LOST)
    await world.leader_trades(Side.SELL, "1")
    async with world.db.units() as unit:
        (position,) = await unit.positions.open_of_accounts([ANNS])
        position.close(d(60000), "by-hand", at=world.clock.now())
        await unit.commit()
    await world.prove_absence()
    assert (await world.trade()).failure_code == "not-at-exchange"


async def test_a_refused_key_pauses_the_account(world: World) -> None:
    await world.vault.store(await world.account(), Credentials(api_key="gone", secret="s"))
    world.venue().faults.append(Fault.AUTH)
    await world.leader_trades(Side.BUY, "1")
    await asyncio.sleep(0.05)
    assert (await world.account()).status is AccountStatus.PAUSED_AUTH
    assert world.told(AccountPausedEvent)[0].code == "-2015"


async def test_a_passing_refusal_pauses_nothing(world: World) -> None:
    await world.vault.store(await world.account(), Credentials(api_key="good", secret="s"))
    world.directory.keys["good"] = world.venue()
    world.venue().rights = some_rights()
    world.venue().faults.append(Fault.AUTH)
    await world.leader_trades(Side.BUY, "1")
    await asyncio.sleep(0.05)
    assert (await world.account()).status is AccountStatus.ACTIVE


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


async def test_doubt_is_told_once(world: World) -> None:
    world.venue().faults.append(Fault.STAYS_OPEN)
    await world.leader_trades(Side.BUY, "1")
    for _ in range(3):
        await world.resolve()
    assert len(world.told(TradeNeedsReconciliationEvent)) == 1


async def test_a_settled_trade_stays_settled(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    result = await world.venue().place_order((await world.trade()).order_request())
    assert result.outcome is Outcome.DUPLICATE
    await world.desk.settle((await world.trade()).id, result)
    await world.desk.give_up((await world.trade()).id, "not-at-exchange")
    assert (await world.trade()).status is TradeStatus.EXECUTED


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


async def until_attempted(venue: Venue, count: int = 1) -> None:
    async with asyncio.timeout(5), venue.attempted:
        await venue.attempted.wait_for(lambda: len(venue.attempts) >= count)


async def set_size(world: World, size: str) -> None:
    async with world.db.units() as unit:
        (follow,) = await unit.follows.running_of_account(ANNS)
        follow.change(CopyRules(size=d(size)), follow.mode)
        await unit.commit()
