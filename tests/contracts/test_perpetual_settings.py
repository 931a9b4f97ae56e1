"""Leverage, margin mode, position mode, protection, liquidation: every adapter, one-way and hedge."""

import asyncio
from decimal import Decimal

import pytest

from adapters.sandbox.engine.positions import PositionMode as SwitchedMode
from core.application.ports import FillCause
from core.domain.errors import ExchangeRefused
from core.domain.exposure import ProtectionHit
from core.domain.values import POSITION_MODE, Exchange, MarginMode, PositionMode, PositionSide, Protection
from tests.contracts.room import ALL, AMOUNT, BTC, BTC_SPOT, PATIENCE_SECONDS, START, UNIFIED, Room

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.parametrize("subject", ALL, ids=lambda subject: subject.name),
    pytest.mark.parametrize("mode", PositionMode, ids=lambda mode: mode.value),
]

STOP, TARGET = START * 95 / 100, START * 105 / 100


async def protect(room: Room, protection: Protection, key: str = "v1") -> None:
    await room.exchange.place_protection(BTC, PositionSide.LONG, amount=AMOUNT, protection=protection, key=key)
    await room.acknowledged()


async def causes(room: Room, count: int) -> list[FillCause]:
    """Of so many fills, once they are there; asking for positions lets paper look at the price too."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            await room.exchange.fetch_positions()
            fills = await room.fills()
            if len(fills) >= count:
                return [fill.cause for fill in fills]
            await asyncio.sleep(0.02)


async def test_leverage_set_twice_is_success(room: Room) -> None:
    await room.exchange.set_leverage(BTC, 3)
    await room.exchange.set_leverage(BTC, 3)
    await room.opened()
    held = await room.position()
    assert held is not None
    assert held.leverage == 3


async def test_absurd_leverage_is_refused(room: Room) -> None:
    with pytest.raises(ExchangeRefused):
        await room.exchange.set_leverage(BTC, 1000)


async def test_margin_mode_set_twice_is_success(room: Room) -> None:
    await room.exchange.set_margin_mode(BTC, MarginMode.CROSS)
    await room.exchange.set_margin_mode(BTC, MarginMode.CROSS)
    await room.opened()
    held = await room.position()
    assert held is not None
    assert held.margin_mode is MarginMode.CROSS


async def test_isolated_margin_or_a_clear_no(room: Room) -> None:
    """Bitget's unified accounts offer no way to change it by key."""
    if room.subject is UNIFIED:
        with pytest.raises(ExchangeRefused):
            await room.exchange.set_margin_mode(BTC, MarginMode.ISOLATED)
        return
    await room.exchange.set_margin_mode(BTC, MarginMode.ISOLATED)
    order = room.order()
    await room.exchange.place_order(order)
    held = await room.position()
    assert held is not None


async def test_position_mode_is_told_and_kept(room: Room) -> None:
    assert await room.exchange.fetch_position_mode() is room.mode
    await room.exchange.set_position_mode(room.mode)
    assert await room.exchange.fetch_position_mode() is room.mode


def other_mode(room: Room) -> PositionMode:
    return PositionMode.HEDGE if room.mode is PositionMode.ONE_WAY else PositionMode.ONE_WAY


async def test_an_order_for_another_mode_is_named(room: Room) -> None:
    """Switched by hand behind our back; what is read then is what the next order is made for."""
    if room.subject.is_paper:
        return  # nobody else has a hand on it
    await room.exchange.fetch_position_mode()
    room.engine.preferences.set_position_mode(room.account, SwitchedMode(other_mode(room)))
    answer = await room.exchange.place_order(room.order())
    ignores_sides = room.subject.exchange is Exchange.BITGET and room.mode is PositionMode.HEDGE
    assert answer.code == ("" if ignores_sides else POSITION_MODE)
    assert await room.exchange.fetch_position_mode(BTC) is other_mode(room)
    await room.opened()


async def test_mode_is_locked_by_a_position(room: Room) -> None:
    await room.opened()
    other = other_mode(room)
    with pytest.raises(ExchangeRefused):
        await room.exchange.set_position_mode(other)


async def test_stop_loss_closes_the_position(room: Room) -> None:
    await room.opened()
    await protect(room, Protection(stop_loss=STOP))
    room.move(STOP - 10)
    assert await causes(room, 2) == [FillCause.ORDER, FillCause.STOP_LOSS]
    assert await room.position() is None


async def test_take_profit_closes_the_position(room: Room) -> None:
    await room.opened()
    await protect(room, Protection(stop_loss=STOP, take_profit=TARGET))
    room.move(TARGET + 10)
    assert await causes(room, 2) == [FillCause.ORDER, FillCause.TAKE_PROFIT]
    assert await room.position() is None


async def test_new_protection_replaces_the_old(room: Room) -> None:
    await room.opened()
    await protect(room, Protection(stop_loss=STOP, take_profit=TARGET))
    await protect(room, Protection(stop_loss=STOP - 1000), key="v2")
    room.move(STOP - 10)
    await room.exchange.fetch_positions()
    room.move(TARGET + 10)
    assert await room.position() is not None
    room.move(STOP - 1010)
    assert await causes(room, 2) == [FillCause.ORDER, FillCause.STOP_LOSS]


async def test_same_protection_twice_stands_once(room: Room) -> None:
    await room.opened()
    await protect(room, Protection(stop_loss=STOP))
    await protect(room, Protection(stop_loss=STOP))
    room.move(STOP - 10)
    assert await causes(room, 2) == [FillCause.ORDER, FillCause.STOP_LOSS]


async def test_cancelled_protection_never_fires(room: Room) -> None:
    await room.opened()
    await protect(room, Protection(stop_loss=STOP))
    await room.exchange.cancel_protection(BTC, PositionSide.LONG)
    room.move(STOP - 10)
    assert await room.position() is not None
    assert await causes(room, 1) == [FillCause.ORDER]


async def test_what_stands_is_told(room: Room) -> None:
    await room.opened()
    await protect(room, Protection(stop_loss=STOP, take_profit=TARGET))
    stops = await room.exchange.fetch_stops([BTC])
    assert {(stop.side, stop.hit, stop.trigger) for stop in stops} == {
        (PositionSide.LONG, ProtectionHit.STOP_LOSS, STOP),
        (PositionSide.LONG, ProtectionHit.TAKE_PROFIT, TARGET),
    }
    assert {stop.amount for stop in stops} <= {AMOUNT, None}
    await room.exchange.cancel_protection(BTC, PositionSide.LONG)
    assert list(await room.exchange.fetch_stops([BTC])) == []


async def test_cancelling_no_protection_is_success(room: Room) -> None:
    await room.exchange.cancel_protection(BTC, PositionSide.LONG)
    assert list(await room.exchange.fetch_positions()) == []


async def test_stop_beyond_the_price_is_refused(room: Room) -> None:
    await room.opened()
    with pytest.raises(ExchangeRefused):
        await protect(room, Protection(stop_loss=START + 500))


async def test_short_is_protected_the_other_way(room: Room) -> None:
    await room.opened(PositionSide.SHORT)
    protection = Protection(stop_loss=TARGET, take_profit=STOP)
    await room.exchange.place_protection(BTC, PositionSide.SHORT, amount=AMOUNT, protection=protection, key="v1")
    await room.acknowledged()
    room.move(TARGET + 10)
    assert await causes(room, 2) == [FillCause.ORDER, FillCause.STOP_LOSS]


async def test_spot_protection_is_refused_with_reason(room: Room) -> None:
    with pytest.raises(ExchangeRefused) as refusal:
        await room.exchange.place_protection(
            BTC_SPOT, PositionSide.LONG, amount=AMOUNT, protection=Protection(stop_loss=STOP), key="v1"
        )
    assert refusal.value.code == "no-spot-protection"


async def test_liquidation_is_told_as_such(room: Room) -> None:
    await room.exchange.set_leverage(BTC, 20)
    await room.opened(amount=Decimal(1))
    held = await room.position()
    assert held is not None
    assert held.liquidation_price is not None
    room.move(held.liquidation_price * 98 / 100)
    assert FillCause.LIQUIDATION in await causes(room, 2)
    assert await room.position() is None
