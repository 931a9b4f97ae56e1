"""A unified Bitget account trades: one wallet, true sides, its own codes, by ccxt's real calls."""

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import ccxt
import pytest

from tests.sandbox.bitget_room import BTC, BTC_SPOT, BitgetRoom, bitget_room
from tests.sandbox.test_bitget_access import refused


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[BitgetRoom]:
    async with bitget_room(tmp_path) as found:
        yield found


async def trade(room: BitgetRoom, side: str, amount: str = "0.01", **params: Any) -> Any:
    return await room.unified.create_order(BTC, "market", side, amount, None, params)


async def info(room: BitgetRoom, client_id: str, symbol: str = BTC) -> dict[str, Any]:
    found: dict[str, Any] = (await room.unified.fetch_order(None, symbol, {"clientOrderId": client_id}))["info"]
    return found


async def test_filled_order_is_found_by_client_id(room: BitgetRoom) -> None:
    await trade(room, "buy", clientOrderId="o1")
    found = await info(room, "o1")
    assert (found["orderStatus"], found["avgPrice"], found["cumExecQty"]) == ("filled", "60000", "0.01")
    assert found["feeDetail"] == [{"feeCoin": "USDT", "fee": "0.36"}]


async def test_reduce_only_answer_has_no_order_id(room: BitgetRoom) -> None:
    await trade(room, "buy")
    answer = await trade(room, "sell", reduceOnly=True, clientOrderId="r1")
    assert answer["info"] == {"orderId": None, "clientOid": "r1"}
    assert (await info(room, "r1"))["reduceOnly"] == "YES"


async def test_hedge_close_sells_a_long(room: BitgetRoom) -> None:
    await room.unified.set_position_mode(True, BTC)
    await trade(room, "buy", "0.02", hedged=True)
    await trade(room, "sell", "0.01", hedged=True, reduceOnly=True, clientOrderId="c1")
    found = await info(room, "c1")
    assert (found["side"], found["posSide"]) == ("sell", "long")
    (position,) = await room.unified.fetch_positions([BTC])
    assert (position["side"], position["contracts"], position["hedged"]) == ("long", "0.01", True)


async def test_hedge_mode_needs_a_position_side(room: BitgetRoom) -> None:
    await room.unified.set_position_mode(True, BTC)
    await refused(trade(room, "buy"), ccxt.ExchangeError, "25236")


async def test_one_wallet_pays_for_everything(room: BitgetRoom) -> None:
    params = {"qty": "600", "clientOrderId": "s1"}
    await room.unified.create_order(BTC_SPOT, "market", "buy", "0.01", None, params)
    await trade(room, "buy")
    balance = await room.unified.fetch_balance()
    assert Decimal(balance["USDT"]["total"]) == Decimal(10_000) - 600 - Decimal("0.36")
    assert balance["BTC"]["total"] == "0.00999"
    assert (await info(room, "s1", BTC_SPOT))["qty"] == "600"


async def test_fills_of_all_products_come_together(room: BitgetRoom) -> None:
    await room.unified.create_order(BTC_SPOT, "market", "buy", "0.01", None, {"qty": "600"})
    await trade(room, "buy")
    rows = (await room.unified.private_uta_get_v3_trade_fills())["data"]["list"]
    assert [row["category"] for row in rows] == ["USDT-FUTURES", "SPOT"]
    assert all(Decimal(row["feeDetail"][0]["fee"]) > 0 for row in rows)


async def test_limit_order_rests_and_is_cancelled(room: BitgetRoom) -> None:
    await room.unified.create_order(BTC, "limit", "buy", "0.01", "50000", {"clientOrderId": "l1"})
    assert [order["clientOrderId"] for order in await room.unified.fetch_open_orders(BTC)] == ["l1"]
    await room.unified.cancel_order(None, BTC, {"clientOrderId": "l1"})
    assert (await info(room, "l1"))["orderStatus"] == "cancelled"


@pytest.mark.parametrize(
    ("amount", "code"), [("1000", "25233"), ("100", "25202"), ("0.00005", "25611"), ("0.00015", "25610")]
)
async def test_bad_amounts_get_their_codes(room: BitgetRoom, amount: str, code: str) -> None:
    wish = {"category": "USDT-FUTURES", "symbol": "BTCUSDT", "side": "buy", "orderType": "market", "qty": amount}
    await refused(room.unified.private_uta_post_v3_trade_place_order(wish), ccxt.ExchangeError, code)


async def test_refusals_speak_unified_codes(room: BitgetRoom) -> None:
    await refused(info(room, "never"), ccxt.ExchangeError, "25204")
    await refused(trade(room, "sell", reduceOnly=True), ccxt.ExchangeError, "25227")
    await room.unified.create_order(BTC, "limit", "buy", "0.01", "50000", {"clientOrderId": "same"})
    await refused(trade(room, "buy", clientOrderId="same"), ccxt.ExchangeError, "25212")
    await refused(trade(room, "buy", clientOrderId="x" * 33), ccxt.ExchangeError, "25200")


async def test_leverage_holds_for_the_next_position(room: BitgetRoom) -> None:
    await room.unified.set_leverage(5, BTC)
    await trade(room, "buy")
    (position,) = await room.unified.fetch_positions([BTC])
    assert (position["leverage"], position["info"]["positionBalance"]) == ("5", "120")


async def test_funding_is_a_financial_record(room: BitgetRoom) -> None:
    await trade(room, "sell")
    room.engine.fund(Decimal("0.0001"))
    answer = await room.unified.private_uta_get_v3_account_financial_records({"category": "USDT-FUTURES"})
    (record,) = answer["data"]["list"]
    assert (record["type"], record["amount"]) == ("CONTRACT_MAIN_SETTLE_FEE_USER_IN", "0.06")


async def test_liquidation_is_marked_in_the_fills(room: BitgetRoom) -> None:
    await room.unified.set_leverage(100, BTC)
    await trade(room, "buy", "10")
    room.move(59_000)
    rows = (await room.unified.private_uta_get_v3_trade_fills({"category": "USDT-FUTURES"}))["data"]["list"]
    assert rows[0]["execType"] == "liquidation"
    assert await room.unified.fetch_positions([BTC]) == []
