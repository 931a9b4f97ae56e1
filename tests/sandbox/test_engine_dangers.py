"""Triggers and liquidation at the exchange. No protocol."""

from decimal import Decimal

import pytest

from adapters.sandbox.engine.accounts import WalletKind
from adapters.sandbox.engine.catalog import BYBIT
from adapters.sandbox.engine.happenings import Change, OrderChanged
from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.engine.orders import (
    ZERO,
    Attached,
    Book,
    Cause,
    FiresAs,
    Leg,
    Lifetime,
    Origin,
    PlaceOrder,
    Status,
)
from adapters.sandbox.engine.positions import MarginMode, PositionMode
from adapters.sandbox.engine.refusals import Refusal, Refused
from tests.sandbox.engine_room import BUY, SELL, EngineRoom


def test_stop_closes_the_position_by_a_child_order() -> None:
    room = EngineRoom()
    room.market_order(BUY, "0.1")
    stop = room.stop("58000")
    room.move(57_900)
    child = room.ann.orders[stop.child_id]
    assert (stop.status, child.status, child.average) == (Status.TRIGGERED, Status.FILLED, Decimal(57_900))
    assert (child.parent_id, room.position().is_flat) == (stop.order_id, True)


def test_stop_may_fire_as_the_same_order() -> None:
    room = EngineRoom(BYBIT)
    room.market_order(BUY, "0.1")
    stop = room.stop("58000", fires_as=FiresAs.SELF)
    room.move(58_000)
    changes = [happening.change for happening in room.heard if isinstance(happening, OrderChanged)]
    assert (stop.status, stop.filled, stop.child_id) == (Status.FILLED, Decimal("0.1"), "")
    assert changes == [Change.ACCEPTED, Change.ACCEPTED, Change.TRIGGERED]


def test_stop_already_reached_is_refused() -> None:
    room = EngineRoom()
    room.market_order(BUY, "0.1")
    with pytest.raises(Refused) as caught:
        room.stop("60000")
    assert caught.value.refusal is Refusal.WOULD_TRIGGER


def test_guard_ends_with_its_position() -> None:
    room = EngineRoom()
    room.market_order(BUY, "0.1")
    stop = room.stop("58000")
    room.market_order(SELL, "0.1")
    assert stop.status is Status.CANCELED


def test_lasting_stop_on_a_flat_position_is_rejected_when_it_fires() -> None:
    room = EngineRoom()
    room.market_order(BUY, "0.1")
    stop = room.stop("58000", lifetime=Lifetime.UNTIL_CANCELED)
    room.market_order(SELL, "0.1")
    assert stop.status is Status.WAITING
    room.move(57_000)
    child = room.ann.orders[stop.child_id]
    assert (child.status, child.reason) == (Status.REJECTED, "reduce_only")
    assert room.position().is_flat


def test_attached_levels_guard_the_position_once_filled() -> None:
    room = EngineRoom(BYBIT)
    levels = Attached(stop_loss=Decimal(57_000), take_profit=Decimal(66_000))
    room.limit_order(BUY, "0.1", price="59000", attached=levels)
    assert len(room.ann.open) == 1
    room.move(59_000)
    guards = room.engine.open_orders(room.ann, Kind.PERPETUAL)
    assert [order.trigger.price for order in guards if order.trigger] == [Decimal(57_000), Decimal(66_000)]
    room.move(66_100)
    assert (room.position().is_flat, room.ann.open) == (True, {})
    assert [order.status for order in guards] == [Status.CANCELED, Status.FILLED]


def test_attached_level_on_the_wrong_side_is_refused() -> None:
    room = EngineRoom()
    with pytest.raises(Refused) as caught:
        room.limit_order(BUY, "0.1", price="59000", attached=Attached(stop_loss=Decimal(59_500)))
    assert caught.value.refusal is Refusal.WOULD_TRIGGER


def test_protecting_again_replaces_and_zero_removes() -> None:
    room = EngineRoom()
    room.market_order(SELL, "0.1")
    room.engine.protect(room.ann, room.position(), Attached(stop_loss=Decimal(62_000)))
    (moved,) = room.engine.protect(room.ann, room.position(), Attached(stop_loss=Decimal(61_000)))
    assert room.engine.open_orders(room.ann, Kind.PERPETUAL, book=Book.PLANS) == [moved]
    room.engine.protect(room.ann, room.position(), Attached(stop_loss=ZERO))
    assert room.ann.open == {}


def test_protection_follows_the_size_of_the_position() -> None:
    room = EngineRoom()
    room.market_order(BUY, "0.1")
    room.engine.protect(room.ann, room.position(), Attached(take_profit=Decimal(61_000)))
    room.market_order(BUY, "0.2")
    room.move(61_000)
    assert room.ann.fills[-1].amount == Decimal("0.3")
    assert room.ann.orders[room.ann.fills[-1].order_id].origin is Origin.TAKE_PROFIT


def test_flat_position_cannot_be_protected() -> None:
    room = EngineRoom()
    with pytest.raises(Refused) as caught:
        room.engine.protect(room.ann, room.position(), Attached(stop_loss=Decimal(50_000)))
    assert caught.value.refusal is Refusal.NO_POSITION


@pytest.mark.parametrize("side", [BUY, SELL])
def test_isolated_position_is_liquidated_and_costs_its_margin_at_most(side: object) -> None:
    room = EngineRoom()
    room.lever(25, MarginMode.ISOLATED)
    room.market_order(BUY if side is BUY else SELL, "0.1")
    price = room.engine.liquidation_price(room.ann, room.position())
    assert price is not None
    room.move(price * Decimal("1.001") if side is BUY else price * Decimal("0.999"))
    assert not room.position().is_flat
    room.move(price * Decimal("0.9") if side is BUY else price * Decimal("1.1"))
    assert room.position().is_flat
    assert Decimal(9756) <= room.futures_balance() < Decimal(9758)


def test_liquidation_is_marked_and_named() -> None:
    room = EngineRoom()
    room.lever(50, MarginMode.ISOLATED)
    room.market_order(BUY, "0.1")
    resting = room.limit_order(BUY, "0.1", price="30000")
    room.move(58_000)
    fill = room.ann.fills[-1]
    assert (fill.cause, room.ann.orders[fill.order_id].origin) == (Cause.LIQUIDATION, Origin.LIQUIDATION)
    assert fill.client_id.startswith("autoclose-")
    assert (resting.status, resting.reason) == (Status.CANCELED, "liquidation")


def test_cross_position_is_liquidated_at_the_told_price() -> None:
    room = EngineRoom()
    room.lever(100)
    room.market_order(BUY, "1")
    price = room.engine.liquidation_price(room.ann, room.position())
    assert price is not None
    room.move(price + 1)
    assert not room.position().is_flat
    room.move(price - 1)
    assert room.position().is_flat
    assert room.futures_balance() >= 0


def test_profit_of_one_cross_position_carries_another() -> None:
    room = EngineRoom()
    room.engine.preferences.set_position_mode(room.ann, PositionMode.HEDGE)
    room.lever(100)
    room.market_order(BUY, "1", leg=Leg.LONG)
    room.market_order(SELL, "1", leg=Leg.SHORT)
    for price in (55_000, 50_000, 70_000, 60_000):
        room.move(price)
    assert len(room.engine.positions(room.ann)) == 2


def test_cross_account_is_watched_over_all_its_symbols() -> None:
    room = EngineRoom()
    room.lever(100)
    ether = room.engine.instrument(Kind.PERPETUAL, "ETHUSDT")
    room.market.move("ETH", Decimal(3000))
    room.market_order(BUY, "0.5")
    room.engine.place(room.ann, PlaceOrder(instrument=ether, side=BUY, amount=Decimal(10)))
    room.move(50_000)
    assert len(room.engine.positions(room.ann)) == 2
    room.market.move("ETH", Decimal(2500))
    assert [position.symbol for position in room.engine.positions(room.ann)] != ["BTCUSDT", "ETHUSDT"]
    assert room.futures_balance() >= 0


def test_money_paid_in_moves_the_liquidation_away() -> None:
    room = EngineRoom()
    room.lever(100)
    room.market_order(BUY, "1")
    price = room.engine.liquidation_price(room.ann, room.position())
    assert price is not None
    room.engine.customers.deposit(room.ann, WalletKind.FUTURES, coin="USDT", amount=Decimal(5000))
    room.move(price - 100)
    assert not room.position().is_flat


def test_order_filled_far_above_the_market_is_liquidated_at_once() -> None:
    room = EngineRoom()
    resting = room.limit_order(BUY, "3", price="50000")
    room.move(45_000)
    assert (resting.status, room.position().is_flat) == (Status.FILLED, True)
    assert room.ann.fills[-1].cause is Cause.LIQUIDATION
    assert room.futures_balance() >= 0
