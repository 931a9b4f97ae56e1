"""What becomes of a trade after each outcome: known fills, refusals, doubts, retries of what never left."""

import asyncio

import pytest

from core.application.commands import BookAccountFillsCommand
from core.application.key_commands import CheckSuspectKeysCommand
from core.application.ports import AccountFill
from core.domain.account import AccountStatus
from core.domain.copy_rules import CopyRules
from core.domain.errors import ExchangeUnavailable, StorageError
from core.domain.events import AccountPausedEvent, TradeFailedEvent, TradeNeedsReconciliationEvent
from core.domain.trade import TradeStatus
from core.domain.values import Credentials, Outcome, Side
from tests.application.mishaps import Fault
from tests.application.steps import follow_with, until_attempted
from tests.application.world import ANNS, World
from tests.builders import BTC, ETH, d, some_rights


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
    await follow_with(world, CopyRules(size=d(1000)))
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


async def test_a_refused_key_pauses_the_account(world: World) -> None:
    await world.vault.store(await world.account(), Credentials(api_key="gone", secret="s"))
    world.venue().faults.append(Fault.AUTH)
    await world.leader_trades(Side.BUY, "1")
    await asyncio.sleep(0.05)
    assert (await world.account()).status is AccountStatus.ACTIVE
    await world.wait(61)
    await world.do(CheckSuspectKeysCommand())
    assert world.told(AccountPausedEvent)[0].code == "-2015"


async def test_a_passing_refusal_pauses_nothing(world: World) -> None:
    await world.vault.store(await world.account(), Credentials(api_key="good", secret="s"))
    world.directory.keys["good"] = world.venue()
    world.venue().rights = some_rights()
    world.venue().faults.append(Fault.AUTH)
    await world.leader_trades(Side.BUY, "1")
    await asyncio.sleep(0.05)
    assert (await world.account()).status is AccountStatus.ACTIVE


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


async def test_the_ledger_takes_what_was_filled_not_what_was_asked(world: World) -> None:
    await follow_with(world, CopyRules(size=d(1000)))
    world.venue().faults.append(Fault.PARTIAL)
    await world.leader_trades(Side.BUY, "1")
    trade = await world.trade()
    assert trade.execution is not None
    assert trade.execution.filled == world.venue().amount(BTC) < trade.plan.amount
    assert (await world.position()).quantity == trade.execution.filled
    assert trade.held_reserve == 0


async def test_a_fill_heard_before_its_answer_counts_once(world: World) -> None:
    """The stream is faster than the answer to the order: the answer settles, the fill adds nothing."""
    world.venue().gate.clear()
    sending = asyncio.ensure_future(world.leader_trades(Side.BUY, "1"))
    await until_attempted(world.venue())
    (order,) = world.venue().attempts
    fill = AccountFill(
        fill_id="early",
        symbol=BTC,
        side=Side.BUY,
        amount=order.amount,
        price=d(60000),
        at=world.clock.now(),
        client_order_id=order.client_order_id,
    )
    await world.bus.handle(BookAccountFillsCommand(account_id=ANNS, fills=[fill]))
    world.venue().gate.set()
    await sending
    await world.do(BookAccountFillsCommand(account_id=ANNS, fills=[fill]))
    assert (await world.position()).quantity == order.amount == world.venue().amount(BTC)
    assert len(world.venue().posts) == 1
