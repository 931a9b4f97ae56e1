"""The stops that stand at the exchange: lost ones are told and restored, strays cleaned, a hand's wish kept."""

from dataclasses import replace

import pytest

from core.application.ports import StandingStop
from core.domain.drift_events import ProtectionLostEvent, ProtectionRestoredEvent, RepairsStoppedEvent
from core.domain.errors import ExchangeRefused, ExchangeUnavailable
from core.domain.events import ProtectionMissedEvent
from core.domain.exposure import ProtectedBy, ProtectionHit
from core.domain.values import PositionSide, Protection, Side
from tests.application.mishaps import Fault
from tests.application.steps import close, look_twice, opened
from tests.application.world import World
from tests.builders import BTC, ETH, d

LONG = (BTC, PositionSide.LONG)
PLANNED = Protection(stop_loss=d(58800), take_profit=d(63000))


async def guarded(world: World) -> None:
    await opened(world, stop_loss=d("0.02"), take_profit=d("0.05"))
    await world.recover()


async def minutes(world: World, count: int) -> None:
    """The reconciler's rounds of half a minute."""
    for _ in range(2 * count):
        await world.wait(30)
        await world.recover()


@pytest.mark.parametrize(
    ("left", "lost"),
    [
        (Protection(), "both"),
        (Protection(take_profit=d(63000)), "stop_loss"),
        (Protection(stop_loss=d(58800)), "take_profit"),
    ],
)
async def test_a_cancelled_stop_is_told_then_restored(world: World, left: Protection, lost: str) -> None:
    await guarded(world)
    world.venue().protections[LONG] = (d("0.099"), left)
    await look_twice(world)
    assert [event.lost for event in world.told(ProtectionLostEvent)] == [lost]
    assert world.venue().protections[LONG][1] == left
    await minutes(world, 2)
    assert world.venue().protections[LONG][1] == PLANNED
    assert len(world.told(ProtectionRestoredEvent)) == len(world.told(ProtectionLostEvent)) == 1


async def test_a_stop_that_comes_back_was_never_lost(world: World) -> None:
    await guarded(world)
    del world.venue().protections[LONG]
    await world.recover()
    world.venue().protections[LONG] = (d("0.099"), PLANNED)
    await look_twice(world)
    assert world.told(ProtectionLostEvent) == []


async def test_nobody_is_fought_over_their_stop(world: World) -> None:
    await guarded(world)
    for _ in range(3):
        world.venue().protections.pop(LONG, None)
        await minutes(world, 3)
    assert LONG not in world.venue().protections
    assert [event.restore_at is None for event in world.told(ProtectionLostEvent)] == [False, False, True]
    assert len(world.told(ProtectionRestoredEvent)) == 2


async def test_a_restoration_that_is_refused_is_told_as_missed(world: World) -> None:
    await guarded(world)
    del world.venue().protections[LONG]
    world.venue().protecting_fails = ExchangeRefused("would trigger", code="-2021")
    await minutes(world, 3)
    assert world.told(ProtectionRestoredEvent) == []
    assert [event.code for event in world.told(ProtectionMissedEvent)] == ["-2021"]
    assert (await world.position()).protection.is_empty


async def test_a_doubled_stop_becomes_one(world: World) -> None:
    await guarded(world)
    stop = StandingStop(
        symbol=BTC, side=PositionSide.LONG, hit=ProtectionHit.STOP_LOSS, trigger=d(58000), amount=d("0.099")
    )
    world.venue().more_stops.append(stop)
    await look_twice(world)
    assert world.venue().more_stops == []


async def test_a_stop_of_a_wrong_size_is_corrected(world: World) -> None:
    await guarded(world)
    world.venue().protections[LONG] = (d("0.05"), PLANNED)
    await look_twice(world)
    assert world.venue().protections[LONG] == (d("0.099"), PLANNED)


async def test_a_moved_stop_is_the_followers_wish(world: World) -> None:
    await guarded(world)
    moved = replace(PLANNED, stop_loss=d(59000))
    world.venue().protections[LONG] = (d("0.099"), moved)
    await look_twice(world)
    position = await world.position()
    assert (position.protection, position.protected_by) == (moved, ProtectedBy.HAND)


async def test_a_stop_on_the_wrong_side_isnt_a_wish(world: World) -> None:
    await guarded(world)
    world.venue().protections[LONG] = (d("0.099"), replace(PLANNED, stop_loss=d(60001)))
    await look_twice(world)
    assert (await world.position()).protection == PLANNED


async def test_an_order_on_its_way_defers_the_look(world: World) -> None:
    await guarded(world)
    world.venue().faults.append(Fault.STAYS_OPEN)
    await world.leader_trades(Side.SELL, "0.5")
    del world.venue().protections[LONG]
    await look_twice(world)
    assert world.told(ProtectionLostEvent) == []


async def test_a_stop_whose_cancel_failed_is_cleaned_alone(world: World) -> None:
    await guarded(world)
    world.venue().protecting_fails = ExchangeUnavailable("no answer")
    await close(world)
    assert LONG in world.venue().protections
    assert (await world.recover()).owed == 1
    world.venue().protecting_fails = None
    assert (await world.recover()).owed == 0
    assert world.venue().protections == {}


async def test_after_a_restart_a_stray_stop_is_cleaned(world: World) -> None:
    await guarded(world)
    world.venue().protecting_fails = ExchangeUnavailable("no answer")
    await close(world)
    world.venue().protecting_fails = None
    world.restart()
    await world.refresh()
    await world.leader_trades(Side.BUY, "1", symbol=ETH)
    await look_twice(world)
    assert LONG not in world.venue().protections


async def test_a_stray_stop_is_cleaned_though_nothing_is_open(world: World) -> None:
    """The last position ended, and the process died before its stop was taken away."""
    await opened(world, stop_loss=d("0.05"))
    left = dict(world.venue().protections)
    await close(world)
    world.venue().protections.update(left)
    world.restart()
    await world.refresh()
    await look_twice(world)
    assert world.venue().protections == {}


async def test_what_an_own_position_carries_stays(world: World) -> None:
    """On Bybit stops belong to the position, whoever set them."""
    await guarded(world)
    own = StandingStop(symbol=BTC, side=PositionSide.SHORT, hit=ProtectionHit.STOP_LOSS, trigger=d(70000))
    world.venue().more_stops.append(own)
    await look_twice(world)
    assert world.venue().more_stops == [own]


async def test_repairs_of_an_account_have_a_cap(world: World) -> None:
    """Somebody moves the size of the stop again and again: told once, left alone for the rest of the hour."""
    world.timing = replace(world.timing, repairs_per_hour=2)
    world.restart()
    await world.refresh()
    await guarded(world)
    for _ in range(4):
        world.venue().protections[LONG] = (d("0.05"), PLANNED)
        await minutes(world, 1)
    assert world.venue().protections[LONG][0] == d("0.05")
    assert [event.count for event in world.told(RepairsStoppedEvent)] == [2]
    await minutes(world, 60)
    assert world.venue().protections[LONG][0] == d("0.099")


async def test_no_cap_keeps_an_exit_from_leaving(world: World) -> None:
    world.timing = replace(world.timing, repairs_per_hour=0)
    world.restart()
    await world.refresh()
    await guarded(world)
    await world.leader_trades(Side.SELL, "1")
    assert world.venue().amount(BTC) == 0
    assert LONG not in world.venue().protections
