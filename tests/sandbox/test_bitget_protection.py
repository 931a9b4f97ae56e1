"""Stop-loss and take-profit at Bitget: attached, separate, whole, partial; classic plans and unified strategies."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import ccxt
import pytest

from tests.sandbox.bitget_room import BTC, FUTURES, BitgetRoom, bitget_room
from tests.sandbox.test_bitget_access import refused

TPSL = {"trigger": True, "planType": "profit_loss"}


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[BitgetRoom]:
    async with bitget_room(tmp_path) as found:
        yield found


async def enter(client: Any, side: str = "buy", **params: Any) -> None:
    await client.create_order(BTC, "market", side, "0.01", None, params)


async def guard(client: Any, side: str = "sell", **params: Any) -> Any:
    return await client.create_order(BTC, "market", side, "0.01", None, {"reduceOnly": True, **params})


async def plans(room: BitgetRoom) -> list[dict[str, Any]]:
    return [order["info"] for order in await room.classic.fetch_open_orders(BTC, params=TPSL)]


async def strategies(room: BitgetRoom) -> list[dict[str, Any]]:
    return [order["info"] for order in await room.unified.fetch_open_orders(BTC, params={"trigger": True})]


async def test_classic_guards_are_listed_as_plans(room: BitgetRoom) -> None:
    await enter(room.classic)
    await guard(room.classic, stopLossPrice="58000", clientOrderId="sl")
    await guard(room.classic, takeProfitPrice="65000", clientOrderId="tp")
    found = {row["clientOid"]: (row["planType"], row["triggerPrice"]) for row in await plans(room)}
    assert found == {"sl": ("pos_loss", "58000"), "tp": ("pos_profit", "65000")}


async def test_stop_loss_closes_the_whole_position(room: BitgetRoom) -> None:
    for client in (room.classic, room.unified):
        await enter(client)
        await guard(client, stopLossPrice="58000")
        await enter(client)
    room.move(57_900)
    for client in (room.classic, room.unified):
        assert await client.fetch_positions([BTC]) == []
        assert (await client.fetch_my_trades(BTC))[-1]["amount"] == "0.02"


async def test_take_profit_of_a_short_fires_below(room: BitgetRoom) -> None:
    for client in (room.classic, room.unified):
        await enter(client, "sell")
        await guard(client, "buy", takeProfitPrice="58000")
    room.move(57_900)
    for client in (room.classic, room.unified):
        assert await client.fetch_positions([BTC]) == []


async def test_new_stop_replaces_the_old(room: BitgetRoom) -> None:
    await enter(room.classic)
    await guard(room.classic, stopLossPrice="57000")
    await guard(room.classic, stopLossPrice="58000")
    assert [row["triggerPrice"] for row in await plans(room)] == ["58000"]


async def test_refused_stop_leaves_the_old(room: BitgetRoom) -> None:
    await enter(room.classic)
    await guard(room.classic, stopLossPrice="57000")
    await refused(guard(room.classic, stopLossPrice="61000"), ccxt.InvalidOrder, "40917")
    assert [row["triggerPrice"] for row in await plans(room)] == ["57000"]


async def test_guards_go_with_the_position(room: BitgetRoom) -> None:
    await enter(room.classic)
    await guard(room.classic, stopLossPrice="58000")
    await room.classic.create_order(BTC, "market", "sell", "0.01", None, {"reduceOnly": True})
    answer = await room.classic.private_mix_get_v2_mix_order_orders_plan_pending(FUTURES | {"planType": "profit_loss"})
    assert answer["data"]["entrustedList"] is None


async def test_nothing_to_guard_is_refused(room: BitgetRoom) -> None:
    await refused(guard(room.classic, stopLossPrice="58000"), ccxt.ExchangeError, "43023")
    await refused(guard(room.unified, stopLossPrice="58000"), ccxt.ExchangeError, "25601")


async def test_attached_levels_become_guards(room: BitgetRoom) -> None:
    levels: dict[str, Any] = {"stopLoss": {"triggerPrice": "58000"}, "takeProfit": {"triggerPrice": "65000"}}
    await enter(room.classic, **levels)
    await enter(room.unified, **levels)
    assert {row["planType"]: row["triggerPrice"] for row in await plans(room)} == {
        "pos_loss": "58000",
        "pos_profit": "65000",
    }
    assert {(row["stopLoss"], row["takeProfit"]) for row in await strategies(room)} == {("58000", ""), ("", "65000")}


async def test_partial_stop_closes_its_part(room: BitgetRoom) -> None:
    await enter(room.classic)
    wish = {**FUTURES, "symbol": "BTCUSDT", "marginCoin": "USDT", "holdSide": "buy", "triggerPrice": "58000"}
    await room.classic.private_mix_post_v2_mix_order_place_tpsl_order(wish | {"planType": "loss_plan", "size": "0.004"})
    room.move(57_900)
    (position,) = await room.classic.fetch_positions([BTC])
    assert position["contracts"] == "0.006"


async def test_cancel_needs_the_right_plan_type(room: BitgetRoom) -> None:
    await enter(room.classic)
    await guard(room.classic, stopLossPrice="58000", clientOrderId="sl")
    wrong = await room.classic.cancel_order(None, BTC, {"trigger": True, "clientOrderId": "sl"})
    assert wrong["id"] is None
    right = await room.classic.cancel_order(None, BTC, {"trigger": True, "clientOrderId": "sl", "planType": "pos_loss"})
    assert right["clientOrderId"] == "sl"
    assert await plans(room) == []


async def test_hedge_guard_names_its_leg(room: BitgetRoom) -> None:
    for client in (room.classic, room.unified):
        await client.set_position_mode(True, BTC)
        await enter(client, hedged=True)
        await enter(client, "sell", hedged=True)
        await guard(client, "buy", stopLossPrice="62000", hedged=True)
    room.move(62_100)
    for client in (room.classic, room.unified):
        assert [row["side"] for row in await client.fetch_positions([BTC])] == ["long"]


async def test_one_way_guard_refuses_hedge_words(room: BitgetRoom) -> None:
    await enter(room.classic)
    await refused(guard(room.classic, stopLossPrice="58000", hedged=True), ccxt.InvalidOrder, "40774")


async def test_ordinary_plan_opens_at_its_price(room: BitgetRoom) -> None:
    await room.classic.create_order(BTC, "market", "buy", "0.01", None, {"triggerPrice": "61000"})
    assert len(await room.classic.fetch_open_orders(BTC, params={"trigger": True})) == 1
    room.move(61_000)
    assert [row["side"] for row in await room.classic.fetch_positions([BTC])] == ["long"]


async def test_strategy_brings_both_under_one_id(room: BitgetRoom) -> None:
    await enter(room.unified)
    wish = {"category": "USDT-FUTURES", "symbol": "BTCUSDT", "posSide": "long", "clientOid": "both"}
    levels: dict[str, Any] = {"stopLoss": "58000", "takeProfit": "65000"}
    await room.unified.private_uta_post_v3_trade_place_strategy_order(wish | levels)
    (row,) = await strategies(room)
    assert (row["clientOid"], row["stopLoss"], row["takeProfit"]) == ("both", "58000", "65000")
    await room.unified.cancel_order(None, BTC, {"trigger": True, "clientOrderId": "both"})
    assert await strategies(room) == []


async def test_guard_can_be_moved(room: BitgetRoom) -> None:
    await enter(room.classic)
    placed = await guard(room.classic, stopLossPrice="57000")
    wish = {**FUTURES, "symbol": "BTCUSDT", "marginCoin": "USDT", "orderId": placed["id"], "triggerPrice": "58500"}
    await room.classic.private_mix_post_v2_mix_order_modify_tpsl_order(wish)
    assert [row["triggerPrice"] for row in await plans(room)] == ["58500"]
