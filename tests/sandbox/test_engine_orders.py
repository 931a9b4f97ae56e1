"""Orders at the exchange: limits, thin books, slices, client ids, delays, refusals. No protocol."""

from decimal import Decimal

import pytest

from adapters.sandbox.engine.catalog import BINANCE, BITGET, BYBIT
from adapters.sandbox.engine.happenings import Change, OrderChanged
from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.engine.orders import Origin, PlaceOrder, Role, Status, TimeInForce
from adapters.sandbox.engine.refusals import Refusal, Refused
from adapters.sandbox.engine.rules import Depth, Rules
from tests.sandbox.engine_room import BUY, SELL, EngineRoom


def test_resting_limit_order_fills_as_maker_at_its_price() -> None:
    room = EngineRoom()
    order = room.limit_order(BUY, "0.1", price="59000")
    room.move(58_500)
    assert (order.status, order.average) == (Status.FILLED, Decimal(59_000))
    assert (order.fills[0].role, order.fee) == (Role.MAKER, Decimal("1.18"))


def test_resting_order_holds_money_until_canceled() -> None:
    room = EngineRoom()
    order = room.limit_order(BUY, "0.1", price="59000")
    assert room.available() < 10_000
    room.engine.cancel(room.ann, order)
    assert (order.status, room.available()) == (Status.CANCELED, Decimal(10_000))
    room.move(58_000)
    assert order.filled == 0


def test_an_ended_order_cannot_be_canceled() -> None:
    room = EngineRoom()
    order = room.market_order(BUY, "0.1")
    with pytest.raises(Refused) as caught:
        room.engine.cancel(room.ann, order)
    assert caught.value.refusal is Refusal.NOT_FOUND


def test_ioc_limit_beyond_the_price_fills_at_once() -> None:
    room = EngineRoom()
    order = room.limit_order(BUY, "0.1", price="60060", time_in_force=TimeInForce.IOC)
    assert (order.status, order.average) == (Status.FILLED, Decimal(60_000))


def test_ioc_limit_short_of_the_price_expires_unfilled() -> None:
    room = EngineRoom()
    order = room.limit_order(BUY, "0.1", price="59990", time_in_force=TimeInForce.IOC)
    assert (order.status, order.filled) == (Status.EXPIRED, Decimal(0))


def test_thin_book_fills_an_ioc_within_its_limit_only() -> None:
    room = EngineRoom()
    room.engine.settings.depths["BTCUSDT"] = Depth(amount=Decimal("0.04"), step_ticks=10, levels=5)
    order = room.limit_order(BUY, "0.1", price="60001", time_in_force=TimeInForce.IOC)
    assert (order.status, order.filled) == (Status.EXPIRED, Decimal("0.08"))
    assert [fill.price for fill in order.fills] == [Decimal(60_000), Decimal(60_001)]
    assert room.ann.futures.held("USDT") == 0


def test_thin_book_makes_a_market_order_slip_and_end_short() -> None:
    room = EngineRoom()
    room.engine.settings.depths["BTCUSDT"] = Depth(amount=Decimal("0.01"), step_ticks=1, levels=3)
    order = room.market_order(SELL, "0.1")
    assert (order.status, order.filled, order.average) == (Status.EXPIRED, Decimal("0.03"), Decimal("59999.9"))


def test_fill_or_kill_takes_all_or_nothing() -> None:
    room = EngineRoom()
    room.engine.settings.depths["BTCUSDT"] = Depth(amount=Decimal("0.04"))
    order = room.limit_order(BUY, "0.1", price="60000", time_in_force=TimeInForce.FOK)
    assert (order.status, order.filled) == (Status.EXPIRED, Decimal(0))


def test_post_only_refuses_to_take() -> None:
    room = EngineRoom()
    order = room.limit_order(BUY, "0.1", price="60100", time_in_force=TimeInForce.POST_ONLY)
    assert (order.status, order.reason) == (Status.REJECTED, "would_take")
    assert room.available() == 10_000


def test_slices_fill_one_by_one_with_pauses() -> None:
    room = EngineRoom()
    wanted = PlaceOrder(
        instrument=room.perpetual, side=BUY, amount=Decimal("0.1"), slices=3, slice_pause_s=0.2, origin=Origin.HAND
    )
    order = room.engine.place(room.ann, wanted)
    assert (order.status, order.filled) == (Status.PARTIALLY_FILLED, Decimal("0.033"))
    room.timers.advance(0.5)
    assert (order.status, [fill.amount for fill in order.fills]) == (
        Status.FILLED,
        [Decimal("0.033"), Decimal("0.033"), Decimal("0.034")],
    )
    assert order.client_id.startswith("web_")


def test_canceling_between_slices_keeps_what_is_filled() -> None:
    room = EngineRoom()
    room.ann.slices, room.ann.slice_pause_s = 4, 0.1
    order = room.market_order(BUY, "0.1")
    room.engine.cancel(room.ann, order)
    room.timers.advance(1)
    assert (order.status, order.filled, room.position().amount) == (
        Status.CANCELED,
        Decimal("0.025"),
        Decimal("0.025"),
    )


def test_acknowledged_order_is_matched_a_moment_later() -> None:
    room = EngineRoom(BYBIT)
    room.engine.settings.ack_delay_s = 0.05
    order = room.market_order(BUY, "0.1")
    assert (order.status, room.heard, room.available() < 10_000) == (Status.PENDING, [], True)
    room.timers.advance(0.05)
    assert order.status is Status.FILLED


def test_acknowledged_order_may_be_rejected_later() -> None:
    room = EngineRoom(BYBIT)
    room.engine.settings.ack_delay_s = 0.05
    wanted = PlaceOrder(
        instrument=room.perpetual, side=BUY, amount=Decimal("0.1"), late_rejection="EC_PerCancelRequest"
    )
    order = room.engine.place(room.ann, wanted)
    room.timers.advance(0.1)
    assert (order.status, order.reason) == (Status.REJECTED, "EC_PerCancelRequest")
    assert [happening.change for happening in room.heard if isinstance(happening, OrderChanged)] == [Change.REJECTED]
    assert room.available() == 10_000


def test_reduce_only_ack_is_rejected_when_the_position_went_away() -> None:
    room = EngineRoom(BYBIT)
    room.market_order(BUY, "0.1")
    room.engine.settings.ack_delay_s = 0.05
    first = room.market_order(SELL, "0.1", reduce_only=True)
    second = room.market_order(SELL, "0.1", reduce_only=True)
    room.timers.advance(0.1)
    assert (first.status, second.status, second.reason) == (Status.FILLED, Status.REJECTED, "reduce_only")


def test_new_order_is_invisible_during_the_query_lag() -> None:
    room = EngineRoom()
    room.engine.settings.query_lag_s = 2.0
    order = room.market_order(BUY, "0.1", client_id="mine")
    assert room.engine.find_order(room.ann, Kind.PERPETUAL, client_id="mine") is None
    room.timers.advance(2)
    assert room.engine.find_order(room.ann, Kind.PERPETUAL, client_id="mine") is order
    assert room.engine.find_order(room.ann, Kind.SPOT, client_id="mine") is None


@pytest.mark.parametrize(
    ("rules", "open_again", "filled_again"),
    [(BINANCE, False, True), (BYBIT, False, False), (BITGET, False, True)],
)
def test_client_id_rules_differ_by_exchange(rules: Rules, open_again: bool, filled_again: bool) -> None:
    room = EngineRoom(rules)
    room.limit_order(BUY, "0.1", price="50000", client_id="resting")
    assert _accepts(room, "resting") is open_again
    room.market_order(BUY, "0.01", client_id="filled")
    assert _accepts(room, "filled") is filled_again


@pytest.mark.parametrize(("rules", "accepted"), [(BINANCE, True), (BYBIT, False), (BITGET, False)])
def test_canceled_client_id_may_be_taken_again_only_on_binance(rules: Rules, accepted: bool) -> None:
    room = EngineRoom(rules)
    order = room.limit_order(BUY, "0.1", price="50000", client_id="mine")
    room.engine.cancel(room.ann, order)
    assert _accepts(room, "mine") is accepted


@pytest.mark.parametrize(
    ("amount", "price", "refusal"),
    [
        ("0.0005", "60000", Refusal.BELOW_MIN_AMOUNT),
        ("0.0015", "60000", Refusal.BAD_STEP),
        ("0.001", "60000", Refusal.BELOW_MIN_COST),
        ("0.1", "60000.05", Refusal.BAD_TICK),
        ("0", "60000", Refusal.BAD_PARAMETER),
        ("-1", "60000", Refusal.BAD_PARAMETER),
        ("1000", "60000", Refusal.INSUFFICIENT_FUNDS),
    ],
)
def test_bad_numbers_are_refused_by_name(amount: str, price: str, refusal: Refusal) -> None:
    room = EngineRoom()
    with pytest.raises(Refused) as caught:
        room.limit_order(BUY, amount, price=price)
    assert caught.value.refusal is refusal
    assert (room.ann.orders, room.available()) == ({}, Decimal(10_000))


def test_market_orders_have_a_largest_size() -> None:
    with pytest.raises(Refused) as caught:
        EngineRoom().market_order(BUY, "121")
    assert caught.value.refusal is Refusal.MAX_AMOUNT


def test_amending_moves_a_resting_order_and_its_lock() -> None:
    room = EngineRoom()
    order = room.limit_order(BUY, "0.1", price="59000")
    room.engine.amend(room.ann, order, amount=Decimal("0.2"), price=Decimal(58_000))
    room.move(58_900)
    assert order.filled == 0
    room.move(58_000)
    assert (order.status, order.filled, order.average) == (Status.FILLED, Decimal("0.2"), Decimal(58_000))
    assert room.ann.futures.held("USDT") == 0


def test_refused_amendment_changes_nothing() -> None:
    room = EngineRoom()
    order = room.limit_order(BUY, "0.1", price="59000")
    before = room.available()
    with pytest.raises(Refused, match="not enough"):
        room.engine.amend(room.ann, order, amount=Decimal(50))
    assert (order.amount, room.available()) == (Decimal("0.1"), before)


def test_records_filter_by_symbol_time_and_id() -> None:
    room = EngineRoom()
    room.market_order(BUY, "0.1")
    room.timers.advance(10)
    room.spot_order(BUY, amount="0.01")
    second = room.market_order(SELL, "0.05")
    engine, since = room.engine, room.timers.now_ms()
    assert [fill.order_id for fill in engine.fills(room.ann, Kind.PERPETUAL, since_ms=since)] == [second.order_id]
    assert len(engine.fills(room.ann, Kind.PERPETUAL, symbol="BTCUSDT")) == 2
    assert len(engine.fills(room.ann, Kind.PERPETUAL, from_id=3)) == 1
    assert [order.order_id for order in engine.orders(room.ann, Kind.PERPETUAL, since_ms=since)] == [second.order_id]


def _accepts(room: EngineRoom, client_id: str) -> bool:
    try:
        room.market_order(BUY, "0.01", client_id=client_id)
    except Refused as refused:
        return refused.refusal is not Refusal.DUPLICATE_CLIENT_ID
    return True
