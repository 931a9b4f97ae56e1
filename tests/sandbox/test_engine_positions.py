"""Positions at the exchange: one-way and hedge, reduce-only, profit, fees, funding. No protocol."""

from decimal import Decimal

import pytest

from adapters.sandbox.engine.accounts import Family
from adapters.sandbox.engine.happenings import Filled, FundingPaid, OrderChanged, PositionChanged, WalletChanged
from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.engine.orders import Cause, Leg, Status
from adapters.sandbox.engine.positions import MarginMode, PositionMode
from adapters.sandbox.engine.refusals import Refusal, Refused
from tests.sandbox.engine_room import BUY, SELL, EngineRoom


def test_market_order_opens_a_position_and_pays_the_fee() -> None:
    room = EngineRoom()
    order = room.market_order(BUY, "0.1")
    assert (order.status, order.average, order.fee) == (Status.FILLED, Decimal(60_000), Decimal(3))
    assert room.position().amount == Decimal("0.1")
    assert room.futures_balance() == Decimal(9997)


def test_happenings_come_in_the_promised_order() -> None:
    room = EngineRoom()
    room.market_order(BUY, "0.1")
    kinds = [type(happening) for happening in room.heard]
    assert kinds == [OrderChanged, Filled, PositionChanged, WalletChanged]


def test_adding_averages_the_entry_price() -> None:
    room = EngineRoom()
    room.market_order(BUY, "0.1")
    room.move(63_000)
    room.market_order(BUY, "0.2")
    assert room.position().entry_price == Decimal(62_000)


def test_reducing_realises_profit_and_keeps_the_entry() -> None:
    room = EngineRoom()
    room.market_order(BUY, "0.2")
    room.move(61_000)
    order = room.market_order(SELL, "0.1")
    assert order.realised_pnl == Decimal(100)
    assert (room.position().amount, room.position().entry_price) == (Decimal("0.1"), Decimal(60_000))


def test_one_order_may_flip_a_one_way_position() -> None:
    room = EngineRoom()
    room.market_order(BUY, "0.1")
    room.move(61_000)
    fill = room.market_order(SELL, "0.3").fills[0]
    assert (fill.closed, fill.position_after) == (Decimal("0.1"), Decimal("-0.2"))
    assert (room.position().entry_price, room.position().realised_pnl) == (Decimal(61_000), Decimal(0))


def test_reduce_only_is_cut_to_the_position() -> None:
    room = EngineRoom()
    room.market_order(BUY, "0.1")
    order = room.market_order(SELL, "0.5", reduce_only=True)
    assert (order.asked, order.amount, order.filled) == (Decimal("0.5"), Decimal("0.1"), Decimal("0.1"))
    assert room.position().is_flat


@pytest.mark.parametrize("held", [None, SELL])
def test_reduce_only_needs_an_opposite_position(held: object) -> None:
    room = EngineRoom()
    if held is not None:
        room.market_order(SELL, "0.1")
    with pytest.raises(Refused) as caught:
        room.market_order(SELL, "0.1", reduce_only=True)
    assert caught.value.refusal is Refusal.REDUCE_ONLY


def test_hedge_mode_holds_both_legs() -> None:
    room = EngineRoom()
    room.engine.preferences.set_position_mode(room.ann, PositionMode.HEDGE)
    room.market_order(BUY, "0.1", leg=Leg.LONG)
    room.market_order(SELL, "0.2", leg=Leg.SHORT)
    amounts = {position.leg: position.amount for position in room.engine.positions(room.ann)}
    assert amounts == {Leg.LONG: Decimal("0.1"), Leg.SHORT: Decimal("-0.2")}


def test_hedge_close_never_opens_the_other_way() -> None:
    room = EngineRoom()
    room.engine.preferences.set_position_mode(room.ann, PositionMode.HEDGE)
    room.market_order(BUY, "0.1", leg=Leg.LONG)
    room.market_order(SELL, "0.4", leg=Leg.LONG)
    assert room.engine.positions(room.ann) == []
    with pytest.raises(Refused, match="no position"):
        room.market_order(SELL, "0.1", leg=Leg.LONG)


@pytest.mark.parametrize(("mode", "leg"), [(PositionMode.ONE_WAY, Leg.LONG), (PositionMode.HEDGE, Leg.NET)])
def test_position_side_must_match_the_mode(mode: PositionMode, leg: Leg) -> None:
    room = EngineRoom()
    if mode is PositionMode.HEDGE:
        room.engine.preferences.set_position_mode(room.ann, mode)
    with pytest.raises(Refused) as caught:
        room.market_order(BUY, "0.1", leg=leg)
    assert caught.value.refusal is Refusal.POSITION_SIDE_MISMATCH


def test_modes_are_locked_by_a_position() -> None:
    room = EngineRoom()
    room.market_order(BUY, "0.1")
    preferences = room.engine.preferences
    with pytest.raises(Refused) as caught:
        preferences.set_position_mode(room.ann, PositionMode.HEDGE)
    assert caught.value.refusal is Refusal.MODE_LOCKED
    with pytest.raises(Refused, match="open position"):
        preferences.set_margin_mode(room.ann, MarginMode.ISOLATED, instrument=room.perpetual)


def test_modes_are_locked_by_an_open_order() -> None:
    room = EngineRoom()
    room.limit_order(BUY, "0.1", price="50000")
    with pytest.raises(Refused, match="open orders"):
        room.engine.preferences.set_position_mode(room.ann, PositionMode.HEDGE)


def test_unchanged_settings_are_told_apart() -> None:
    room = EngineRoom()
    room.lever(7)
    with pytest.raises(Refused) as leverage:
        room.lever(7)
    with pytest.raises(Refused) as mode:
        room.engine.preferences.set_margin_mode(room.ann, MarginMode.CROSS)
    assert leverage.value.refusal is mode.value.refusal is Refusal.NO_CHANGE


def test_leverage_has_a_ceiling() -> None:
    room = EngineRoom()
    with pytest.raises(Refused) as caught:
        room.lever(126)
    assert caught.value.refusal is Refusal.LEVERAGE_TOO_HIGH


def test_leverage_decides_what_an_order_needs() -> None:
    room = EngineRoom()
    room.lever(1)
    with pytest.raises(Refused) as caught:
        room.market_order(BUY, "0.2")
    assert caught.value.refusal is Refusal.INSUFFICIENT_FUNDS
    room.lever(10)
    assert room.market_order(BUY, "0.2").status is Status.FILLED


def test_lower_leverage_takes_more_isolated_margin() -> None:
    room = EngineRoom()
    room.lever(10, MarginMode.ISOLATED)
    room.market_order(BUY, "0.1")
    assert room.position().isolated_margin == Decimal(600)
    room.lever(5)
    assert room.position().isolated_margin == Decimal(1200)


def test_available_money_excludes_margin_and_losses() -> None:
    room = EngineRoom()
    room.lever(10)
    room.market_order(BUY, "0.1")
    assert room.available() == Decimal(9997 - 600)
    room.move(59_000)
    assert room.available() == Decimal(9997 - 600 - 100)


def test_longs_pay_funding_and_shorts_receive_it() -> None:
    room = EngineRoom()
    room.market_order(BUY, "0.1")
    assert [line.amount for line in room.engine.fund(Decimal("0.0001"))] == [Decimal("-0.6")]
    room.market_order(SELL, "0.2")
    room.engine.fund(Decimal("0.0001"))
    received = [happening.amount for happening in room.heard if isinstance(happening, FundingPaid)]
    assert received == [Decimal("-0.6"), Decimal("0.6")]
    assert sum(line.amount for line in room.ann.ledger) == 0


def test_funding_of_an_isolated_position_eats_its_margin() -> None:
    room = EngineRoom()
    room.lever(10, MarginMode.ISOLATED)
    room.market_order(BUY, "0.1")
    room.engine.fund(Decimal("0.001"))
    assert room.position().isolated_margin == Decimal(594)


def test_deleveraging_closes_a_part_and_says_so() -> None:
    room = EngineRoom()
    room.market_order(BUY, "0.1")
    order = room.engine.deleverage(room.ann, "BTCUSDT", leg=Leg.NET, fraction=Decimal("0.3"))
    assert (order.fills[0].cause, order.client_id) == (Cause.ADL, "adl_autoclose")
    assert room.position().amount == Decimal("0.07")


def test_spot_buy_pays_its_fee_in_the_coin_bought() -> None:
    room = EngineRoom()
    order = room.spot_order(BUY, amount="0.1")
    assert (order.fee, order.fee_coin) == (Decimal("0.0001"), "BTC")
    assert room.ann.spot.balance("BTC") == Decimal("0.0999")
    assert room.ann.spot.balance("USDT") == Decimal(4000)


def test_spot_sell_cannot_exceed_what_is_there() -> None:
    room = EngineRoom()
    room.spot_order(BUY, amount="0.1")
    with pytest.raises(Refused) as caught:
        room.spot_order(SELL, amount="0.1")
    assert caught.value.refusal is Refusal.INSUFFICIENT_FUNDS
    order = room.spot_order(SELL, amount="0.0999")
    assert (order.fee_coin, order.fee) == ("USDT", Decimal("5.994"))


def test_spot_buy_by_cost_stays_within_the_cost() -> None:
    room = EngineRoom()
    order = room.spot_order(BUY, cost="1000")
    assert order.filled == Decimal("0.01666")
    assert order.filled_cost <= 1000
    assert room.ann.spot.held("USDT") == 0


def test_unified_account_pays_everything_from_one_wallet() -> None:
    room = EngineRoom(family=Family.UNIFIED)
    room.lever(1)
    room.spot_order(BUY, amount="0.1")
    with pytest.raises(Refused, match="not enough USDT"):
        room.market_order(BUY, "0.1")
    assert room.ann.spot is room.ann.futures


def test_unknown_symbol_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        EngineRoom().engine.instrument(Kind.SPOT, "NOPEUSDT")
    assert caught.value.refusal is Refusal.UNKNOWN_SYMBOL
