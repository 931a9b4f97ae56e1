"""The exchange's stops follow the book: placed, resized, removed, told when refused, owed when it is away."""

import asyncio
from dataclasses import replace

import pytest

from core.application.commands import (
    ProtectPositionCommand,
)
from core.domain.copy_rules import CopyRules
from core.domain.errors import (
    BadInput,
    CredentialsRejected,
    ExchangeRefused,
    ExchangeUnavailable,
    NotFound,
    NotPossibleNow,
    StorageError,
)
from core.domain.events import (
    ProtectionMissedEvent,
)
from core.domain.values import PositionSide, Protection, Side
from tests.application.steps import close, follow_with, opened
from tests.application.world import ANNS, World
from tests.builders import ANN, BO, BTC, BTC_SPOT, d

LONG = (BTC, PositionSide.LONG)


async def test_protection_follows_the_entry(world: World) -> None:
    await opened(world, stop_loss=d("0.02"), take_profit=d("0.05"))
    expected = Protection(stop_loss=d(58800), take_profit=d(63000))
    assert world.venue().protections[LONG] == (d("0.099"), expected)
    assert (await world.position()).protection == expected


async def test_protection_follows_every_change(world: World) -> None:
    await opened(world, stop_loss=d("0.02"))
    await world.leader_trades(Side.SELL, "0.5")
    assert world.venue().protections[LONG][0] == (await world.position()).quantity == d("0.049")
    await world.leader_trades(Side.SELL, "0.5")
    assert world.venue().protections == {}


async def test_a_refused_protection_is_told(world: World) -> None:
    world.venue().protecting_fails = ExchangeRefused("would trigger", code="-2021")
    await opened(world, stop_loss=d("0.02"))
    assert world.told(ProtectionMissedEvent)[0].code == "-2021"
    assert (await world.position()).protection.is_empty


@pytest.mark.parametrize("error", [CredentialsRejected("no right"), ExchangeRefused("no")])
async def test_a_refusal_without_a_code_has_a_name(world: World, error: ExchangeRefused) -> None:
    world.venue().protecting_fails = error
    await opened(world, stop_loss=d("0.02"))
    assert world.told(ProtectionMissedEvent)[0].code == type(error).__name__


async def test_an_exchange_that_is_away_still_owes_protection(world: World) -> None:
    world.venue().protecting_fails = ExchangeUnavailable("no answer")
    await opened(world, stop_loss=d("0.02"))
    assert not (await world.position()).protection.is_empty
    assert world.told(ProtectionMissedEvent) == []
    await world.recover()
    world.venue().protecting_fails = None
    await world.recover()
    assert world.venue().protections[LONG][0] == d("0.099")


async def test_a_stop_left_behind_is_removed_under_the_next_position(world: World) -> None:
    await opened(world, stop_loss=d("0.02"))
    world.venue().protecting_fails = ExchangeUnavailable("no answer")
    await close(world)
    assert LONG in world.venue().protections
    world.venue().protecting_fails = None
    await world.leader_trades(Side.SELL, "1")
    await follow_with(world, CopyRules())
    await world.leader_trades(Side.BUY, "1")
    assert world.venue().protections == {}


async def test_the_follower_sets_and_removes_protection(world: World) -> None:
    await opened(world)
    position = await world.position()
    wanted = Protection(stop_loss=d(59000))
    await world.do(ProtectPositionCommand(actor=ANN, position_id=position.id, protection=wanted))
    assert world.venue().protections[LONG] == (d("0.099"), wanted)
    for _ in range(2):
        await world.do(ProtectPositionCommand(actor=ANN, position_id=position.id, protection=Protection()))
    assert world.venue().protections == {}


async def test_protection_on_the_wrong_side_is_refused(world: World) -> None:
    await opened(world)
    position = await world.position()
    wrong = ProtectPositionCommand(actor=ANN, position_id=position.id, protection=Protection(stop_loss=d(61000)))
    with pytest.raises(BadInput, match="protection-wrong-side"):
        await world.do(wrong)
    with pytest.raises(NotFound, match="position-unknown"):
        await world.do(replace(wrong, actor=BO))
    world.clock.move(60)
    with pytest.raises(NotPossibleNow, match="no-price"):
        await world.do(wrong)
    assert world.venue().protections == {}


async def test_protecting_races_with_a_fill_without_losing_either(world: World) -> None:
    await opened(world)
    position = await world.position()
    protect = ProtectPositionCommand(actor=ANN, position_id=position.id, protection=Protection(stop_loss=d(59000)))
    await asyncio.gather(world.do(protect), world.leader_trades(Side.BUY, "1"))
    after = await world.position()
    assert world.venue().protections[LONG] == (after.quantity, after.protection)
    assert after.quantity > d("0.1")


async def test_a_database_that_is_away_leaves_the_protection_owed(world: World) -> None:
    await opened(world, stop_loss=d("0.02"))
    world.directory.broken[ANNS] = StorageError("the key ring can't open it")
    position = await world.position()
    wanted = Protection(stop_loss=d(59000))
    await world.do(ProtectPositionCommand(actor=ANN, position_id=position.id, protection=wanted))
    assert world.desk.owes_protection(await world.position())
    world.directory.broken.clear()
    await world.recover()
    assert world.venue().protections[LONG][1] == wanted


async def test_a_spot_holdings_stop_is_never_carried_to_the_exchange(world: World) -> None:
    """Whether it is planned, changed by hand or restored after a crash: the book keeps it, we watch it."""
    world.venue().protecting_fails = ExchangeRefused("not for spot")
    await follow_with(world, CopyRules(size=d(6000), stop_loss=d("0.02")))
    await world.leader_trades(Side.BUY, "1", symbol=BTC_SPOT)
    position, wanted = await world.position(), Protection(stop_loss=d(59000))
    assert not position.protection.is_empty
    await world.do(ProtectPositionCommand(actor=ANN, position_id=position.id, protection=wanted))
    await world.recover()
    assert (await world.position()).protection == wanted
    assert world.told(ProtectionMissedEvent) == []


@pytest.mark.parametrize("wanted", [Protection(stop_loss=d(59000)), Protection()])
async def test_an_addition_keeps_what_was_set_by_hand(world: World, wanted: Protection) -> None:
    await opened(world, stop_loss=d("0.02"))
    position = await world.position()
    await world.do(ProtectPositionCommand(actor=ANN, position_id=position.id, protection=wanted))
    await world.leader_trades(Side.BUY, "1")
    after = await world.position()
    assert (after.protection, after.quantity > d("0.1")) == (wanted, True)
    assert world.venue().protections.get(LONG, (None, Protection()))[1] == wanted
