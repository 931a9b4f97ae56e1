"""Unknown outcomes are found out by asking; absence needs proof; exits stay owed until they are done."""

import asyncio

import pytest

from core.domain.errors import ExchangeUnavailable
from core.domain.trade import TradeStatus
from core.domain.values import Side
from tests.application.mishaps import Fault
from tests.application.steps import until_attempted
from tests.application.world import ANNS, World
from tests.builders import BTC, d


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


async def test_a_doubt_dated_ahead_is_resolved_all_the_same(world: World) -> None:
    """The clock of the process that sent it was an hour ahead, and was set right since (row 93)."""
    world.clock.move(3600)
    await world.refresh()
    world.venue().faults.append(Fault.LOST)
    await world.leader_trades(Side.BUY, "1")
    world.clock.move(-3600)
    world.restart()
    await world.refresh()
    await world.prove_absence()
    assert (await world.trade()).is_settled


async def test_an_exit_that_never_left_is_sent_again_soon(world: World) -> None:
    """Nothing left the machine: no proof of absence is needed, only growing pauses."""
    await world.leader_trades(Side.BUY, "1")
    world.venue().faults.extend([Fault.NOT_SENT] * 4)
    await world.leader_trades(Side.SELL, "1")
    assert len(world.venue().attempts) == 4
    await world.resolve()
    assert len(world.venue().attempts) == 4
    await world.wait(1)
    await world.resolve()
    assert (len(world.venue().attempts), world.venue().looks) == (6, 0)
    assert world.venue().amount(BTC) == 0


async def test_an_unsent_exit_of_nothing_is_given_up(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    world.venue().faults.extend([Fault.NOT_SENT] * 3)
    await world.leader_trades(Side.SELL, "1")
    async with world.db.units() as unit:
        (position,) = await unit.positions.open_of_accounts([ANNS])
        position.close(d(60000), "by-hand", at=world.clock.now())
        await unit.commit()
    await world.wait(1)
    await world.resolve()
    assert (await world.trade()).failure_code == "not-at-exchange"


async def test_an_unsent_exit_is_asked_about_after_a_restart(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    world.venue().faults.extend([Fault.NOT_SENT] * 3)
    await world.leader_trades(Side.SELL, "1")
    world.restart()
    await world.refresh()
    await world.resolve()
    assert (len(world.venue().attempts), world.venue().looks) == (4, 1)


async def test_what_left_after_all_is_in_doubt_like_anything(world: World) -> None:
    """It was known not to have left; its next try may have."""
    await world.leader_trades(Side.BUY, "1")
    world.venue().faults.extend([Fault.NOT_SENT] * 3 + [Fault.LOST])
    await world.leader_trades(Side.SELL, "1")
    for _ in range(2):
        await world.wait(16)
        await world.resolve()
    assert len(world.venue().dangers) == 2
    await world.wait(6)
    await world.resolve()
    assert len(world.venue().dangers) == 3
