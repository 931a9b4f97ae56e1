"""A classic Bitget account trades: spot and futures, one-way and hedge, by ccxt's real calls."""

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import ccxt
import pytest

from adapters.sandbox.engine.orders import Leg
from adapters.sandbox.faults import Fault, FaultKind
from tests.sandbox.bitget_room import BTC, BTC_SPOT, FUTURES, BitgetRoom, bitget_room
from tests.sandbox.test_bitget_access import refused

ISOLATED = {"marginMode": "isolated"}


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[BitgetRoom]:
    async with bitget_room(tmp_path) as found:
        yield found


async def buy(room: BitgetRoom, amount: str = "0.01", **params: Any) -> Any:
    return await room.classic.create_order(BTC, "market", "buy", amount, None, params)


async def sell(room: BitgetRoom, amount: str = "0.01", **params: Any) -> Any:
    return await room.classic.create_order(BTC, "market", "sell", amount, None, params)


async def detail(room: BitgetRoom, client_id: str, symbol: str = BTC) -> Any:
    return await room.classic.fetch_order(None, symbol, {"clientOrderId": client_id})


async def test_answer_tells_ids_and_nothing_else(room: BitgetRoom) -> None:
    answer = await buy(room, clientOrderId="o1")
    assert set(answer["info"]) == {"orderId", "clientOid"}
    found = await detail(room, "o1")
    assert (found["status"], found["average"], found["filled"]) == ("closed", "60000", "0.01")
    assert found["fee"]["cost"] == "0.36"


async def test_order_is_matched_after_the_answer(room: BitgetRoom) -> None:
    room.engine.settings.ack_delay_s = 3600
    await buy(room, clientOrderId="o1")
    assert (await detail(room, "o1"))["status"] == "open"
    assert await room.classic.fetch_positions([BTC]) == []


async def test_planned_rejection_comes_after_the_answer(room: BitgetRoom) -> None:
    room.faults.add(Fault(kind=FaultKind.LATE_REJECTION, operation="order.create"))
    assert (await buy(room, clientOrderId="o1"))["id"]
    assert (await detail(room, "o1"))["status"] == "canceled"


async def test_position_shows_margin_mode_and_leverage(room: BitgetRoom) -> None:
    await room.classic.set_leverage(10, BTC)
    await buy(room, **ISOLATED)
    (position,) = await room.classic.fetch_positions([BTC])
    assert (position["side"], position["contracts"], position["leverage"]) == ("long", "0.01", "10")
    assert (position["marginMode"], position["hedged"]) == ("isolated", False)
    assert Decimal(position["liquidationPrice"]) < 60_000


async def test_settings_of_a_closed_position_do_not_stick(room: BitgetRoom) -> None:
    await buy(room)
    await sell(room, reduceOnly=True)
    await room.classic.set_leverage(5, BTC)
    await buy(room, **ISOLATED)
    (position,) = await room.classic.fetch_positions([BTC])
    assert (position["marginMode"], position["leverage"], position["collateral"]) == ("isolated", "5", "120")


async def test_reduce_only_answer_has_no_order_id(room: BitgetRoom) -> None:
    await buy(room)
    answer = await sell(room, clientOrderId="r1", reduceOnly=True)
    assert (answer["id"], answer["clientOrderId"]) == (None, "r1")
    assert (await detail(room, "r1"))["status"] == "closed"
    assert await room.classic.fetch_positions([BTC]) == []


async def test_reduce_only_pushes_out_earlier_ones(room: BitgetRoom) -> None:
    await buy(room, "0.02")
    for number, price in enumerate(("70000", "71000")):
        params = {"reduceOnly": True, "clientOrderId": f"r{number}"}
        await room.classic.create_order(BTC, "limit", "sell", "0.01", price, params)
    await sell(room, "0.01", reduceOnly=True)
    assert (await detail(room, "r0"))["status"] == "canceled"
    assert (await detail(room, "r1"))["status"] == "open"


async def test_reduce_only_needs_a_position(room: BitgetRoom) -> None:
    await refused(sell(room, reduceOnly=True), ccxt.ExchangeError, "22002")


async def test_any_answer_may_lose_its_order_id(room: BitgetRoom) -> None:
    room.faults.add(Fault(kind=FaultKind.MISSING_ORDER_ID, operation="order.create"))
    assert (await buy(room, clientOrderId="o1"))["id"] is None
    assert (await detail(room, "o1"))["id"]


async def test_hedge_mode_keeps_both_sides(room: BitgetRoom) -> None:
    await room.classic.set_position_mode(True, BTC)
    await buy(room, "0.01", hedged=True)
    await sell(room, "0.02", hedged=True)
    found = {row["side"]: row["contracts"] for row in await room.classic.fetch_positions([BTC])}
    assert found == {"long": "0.01", "short": "0.02"}


async def test_closing_a_long_is_a_buy_on_the_wire(room: BitgetRoom) -> None:
    await room.classic.set_position_mode(True, BTC)
    await buy(room, hedged=True)
    await sell(room, clientOrderId="c1", hedged=True, reduceOnly=True)
    closed = await detail(room, "c1")
    assert (closed["info"]["side"], closed["info"]["tradeSide"], closed["side"]) == ("buy", "close", "sell")
    assert await room.classic.fetch_positions([BTC]) == []


async def test_hedge_mode_needs_a_trade_side(room: BitgetRoom) -> None:
    await room.classic.set_position_mode(True, BTC)
    await refused(buy(room), ccxt.InvalidOrder, "40774")


async def test_modes_are_locked_by_a_position(room: BitgetRoom) -> None:
    await buy(room)
    await refused(room.classic.set_position_mode(True, BTC), ccxt.ExchangeError, "40920")
    await refused(room.classic.set_margin_mode("isolated", BTC), ccxt.ExchangeError, "45117")


async def test_same_leverage_again_is_no_change(room: BitgetRoom) -> None:
    await room.classic.set_leverage(10, BTC)
    await refused(room.classic.set_leverage(10, BTC), ccxt.ExchangeError, "45054")
    await refused(room.classic.set_leverage(126, BTC), ccxt.ExchangeError, "40797")
    leverage = await room.classic.fetch_leverage(BTC)
    assert (leverage["longLeverage"], leverage["marginMode"]) == (10, "cross")


@pytest.mark.parametrize(
    ("amount", "error", "code"),
    [
        ("1000", ccxt.ExchangeError, "45112"),
        ("100", ccxt.InsufficientFunds, "40762"),
        ("0.00005", ccxt.ExchangeError, "45111"),
        ("0.00015", ccxt.InvalidOrder, "40808"),
    ],
)
async def test_bad_amounts_get_their_codes(room: BitgetRoom, amount: str, error: type[Exception], code: str) -> None:
    wish = {**FUTURES, "symbol": "BTCUSDT", "marginCoin": "USDT", "marginMode": "crossed", "side": "buy"}
    call = room.classic.private_mix_post_v2_mix_order_place_order(wish | {"orderType": "market", "size": amount})
    await refused(call, error, code)


async def test_small_value_is_refused(room: BitgetRoom) -> None:
    await refused(room.classic.create_order("ETH/USDT:USDT", "limit", "buy", "0.01", "100"), ccxt.InvalidOrder, "45110")


async def test_client_id_is_unique_until_filled(room: BitgetRoom) -> None:
    await room.classic.create_order(BTC, "limit", "buy", "0.01", "50000", {"clientOrderId": "same"})
    await refused(buy(room, clientOrderId="same"), ccxt.ExchangeError, "40786")
    await buy(room, clientOrderId="other")
    assert (await buy(room, clientOrderId="other"))["id"]


async def test_unknown_order_is_not_found(room: BitgetRoom) -> None:
    await refused(detail(room, "never"), ccxt.OrderNotFound, "40109")
    await refused(room.classic.cancel_order("1", BTC), ccxt.OrderNotFound, "40109")


async def test_filled_order_cannot_be_cancelled(room: BitgetRoom) -> None:
    order = await buy(room)
    await refused(room.classic.cancel_order(order["id"], BTC), ccxt.OrderNotFound, "40768")


async def test_limit_order_rests_and_is_cancelled(room: BitgetRoom) -> None:
    await room.classic.create_order(BTC, "limit", "buy", "0.01", "50000", {"clientOrderId": "l1"})
    assert [order["clientOrderId"] for order in await room.classic.fetch_open_orders(BTC)] == ["l1"]
    await room.classic.cancel_order(None, BTC, {"clientOrderId": "l1"})
    assert await room.classic.fetch_open_orders(BTC) == []
    assert (await detail(room, "l1"))["status"] == "canceled"


async def test_unfilled_ioc_is_cancelled(room: BitgetRoom) -> None:
    params = {"timeInForce": "IOC", "clientOrderId": "i1"}
    await room.classic.create_order(BTC, "limit", "buy", "0.01", "59999", params)
    found = await detail(room, "i1")
    assert (found["status"], found["filled"]) == ("canceled", "0")


async def test_fills_are_paged_newest_first(room: BitgetRoom) -> None:
    for _ in range(3):
        await buy(room)
    first = (await room.classic.private_mix_get_v2_mix_order_fills(FUTURES | {"limit": "2"}))["data"]
    rest = (await room.classic.private_mix_get_v2_mix_order_fills(FUTURES | {"idLessThan": first["endId"]}))["data"]
    ids = [int(row["tradeId"]) for row in first["fillList"] + rest["fillList"]]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == 3


async def test_funding_is_a_bill(room: BitgetRoom) -> None:
    await buy(room)
    room.engine.fund(Decimal("0.0001"))
    bills = (await room.classic.private_mix_get_v2_mix_account_bill(FUTURES))["data"]["bills"]
    assert [(bill["businessType"], bill["amount"]) for bill in bills] == [("contract_settle_fee", "-0.06")]


async def test_liquidation_is_marked_in_the_fills(room: BitgetRoom) -> None:
    await room.classic.set_leverage(50, BTC)
    await buy(room, "0.1", **ISOLATED)
    room.move(57_000)
    (fill, _) = (await room.classic.private_mix_get_v2_mix_order_fills(FUTURES))["data"]["fillList"]
    assert (fill["tradeSide"], fill["enterPointSource"]) == ("burst_sell_single", "SYS")
    assert await room.classic.fetch_positions([BTC]) == []


async def test_deleveraging_is_marked_in_the_fills(room: BitgetRoom) -> None:
    await buy(room)
    room.engine.deleverage(room.cleo, "BTCUSDT", leg=Leg.NET, fraction=Decimal("0.5"))
    (fill, _) = (await room.classic.private_mix_get_v2_mix_order_fills(FUTURES))["data"]["fillList"]
    assert (fill["tradeSide"], fill["baseVolume"]) == ("dte_sys_adl_sell_in_single_side_mode", "0.005")


async def test_spot_buy_is_sized_in_quote(room: BitgetRoom) -> None:
    await room.classic.create_order(BTC_SPOT, "market", "buy", "0.01", None, {"cost": "600", "clientOrderId": "s1"})
    found = await detail(room, "s1", BTC_SPOT)
    assert (found["status"], found["filled"], found["info"]["size"]) == ("closed", "0.01", "600")
    assert found["fee"] == {"cost": "0.00001", "currency": "BTC"}


async def test_spot_round_trip_pays_both_fees(room: BitgetRoom) -> None:
    await room.classic.create_order(BTC_SPOT, "market", "buy", "0.01", None, {"cost": "600"})
    await room.classic.create_order(BTC_SPOT, "market", "sell", "0.00999")
    trades = await room.classic.fetch_my_trades(BTC_SPOT)
    assert [(trade["side"], trade["fee"]["currency"]) for trade in trades] == [("buy", "BTC"), ("sell", "USDT")]
    assert Decimal((await room.classic.fetch_balance({"type": "spot"}))["USDT"]["total"]) < 10_000


async def test_unknown_spot_order_is_an_empty_list(room: BitgetRoom) -> None:
    answer = await room.classic.private_spot_get_v2_spot_trade_orderinfo({"clientOid": "never"})
    assert answer["data"] == []
    await refused(room.classic.cancel_order("1", BTC_SPOT), ccxt.OrderNotFound, "43001")


async def test_spot_without_money_is_refused(room: BitgetRoom) -> None:
    order = room.classic.create_order(BTC_SPOT, "market", "sell", "0.01")
    await refused(order, ccxt.InsufficientFunds, "43012")
    cheap = room.classic.create_order(BTC_SPOT, "market", "buy", "0.00001", None, {"cost": "0.5"})
    await refused(cheap, ccxt.InvalidOrder, "45110")


async def test_spot_trigger_order_waits_and_fires(room: BitgetRoom) -> None:
    await room.classic.create_order(BTC_SPOT, "market", "buy", "0.01", None, {"cost": "600"})
    await room.classic.create_order(BTC_SPOT, "market", "sell", "0.005", None, {"triggerPrice": "55000"})
    assert len(await room.classic.fetch_open_orders(BTC_SPOT, params={"trigger": True})) == 1
    room.move(54_000)
    assert await room.classic.fetch_open_orders(BTC_SPOT, params={"trigger": True}) == []
    assert (await room.classic.fetch_my_trades(BTC_SPOT))[-1]["side"] == "sell"


async def test_query_lag_hides_a_new_order(room: BitgetRoom) -> None:
    room.engine.settings.query_lag_s = 3600
    await buy(room, clientOrderId="o1")
    await refused(detail(room, "o1"), ccxt.OrderNotFound, "40109")
