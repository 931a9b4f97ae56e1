"""Bybit's orders through ccxt: what is sent, what comes back, how refusals are worded."""

from decimal import Decimal
from pathlib import Path

import ccxt
import pytest

from adapters.sandbox.faults import Fault, FaultKind
from tests.sandbox.bybit_room import BTC, BTC_SPOT, bybit_room


async def test_markets_carry_steps_and_minimums(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        swap, spot = room.ex.market(BTC), room.ex.market(BTC_SPOT)
        assert (swap["precision"], swap["contractSize"]) == ({"amount": "0.001", "price": "0.1"}, "1")
        assert (swap["limits"]["cost"]["min"], swap["limits"]["leverage"]["max"]) == ("5", "100.00")
        assert (spot["precision"]["amount"], spot["limits"]["cost"]["min"]) == ("0.000001", "5")
        assert "1000PEPE/USDT:USDT" in room.ex.markets


async def test_create_answers_with_ids_only(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        answer = await room.ex.create_order(BTC, "market", "buy", "0.01", None, {"clientOrderId": "c1"})
        assert (answer["clientOrderId"], answer["status"], answer["filled"]) == ("c1", None, None)
        assert set(answer["info"]) == {"orderId", "orderLinkId"}


async def test_acknowledged_order_is_not_matched_yet(tmp_path: Path) -> None:
    async with bybit_room(tmp_path, ack_delay_s=3600) as room:
        answer = await room.ex.create_order(BTC, "market", "buy", "0.01", None, {"clientOrderId": "c1"})
        [row] = await room.lookup("c1")
        assert (row["orderId"], row["orderStatus"], row["cumExecQty"]) == (answer["id"], "New", "0")
        assert room.bo.fills == []


async def test_filled_market_order_is_found_by_client_id(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        await room.ex.create_order(BTC, "market", "buy", "0.01", None, {"clientOrderId": "c1"})
        for path in ("realtime", "history"):
            [row] = await room.lookup("c1", path=path)
            order = room.ex.parse_order(row, room.ex.market(BTC))
            assert (order["status"], order["filled"], order["average"]) == ("closed", "0.01", "60000")
            assert order["fee"] == {"cost": "0.33", "currency": "USDT"}


async def test_restarted_exchange_knows_ended_orders_in_history_only(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        await room.ex.create_order(BTC, "market", "buy", "0.01", None, {"clientOrderId": "c1"})
        room.venue.restart()
        assert await room.lookup("c1") == []
        assert len(await room.lookup("c1", path="history")) == 1


async def test_new_order_may_be_invisible_for_a_while(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        room.engine.settings.query_lag_s = 3600
        await room.ex.create_order(BTC, "market", "buy", "0.01", None, {"clientOrderId": "c1"})
        assert await room.lookup("c1") == await room.lookup("c1", path="history") == []


async def test_wrong_order_id_outranks_right_client_id(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        await room.ex.create_order(BTC, "market", "buy", "0.01", None, {"clientOrderId": "c1"})
        with pytest.raises(ccxt.OrderNotFound):
            await room.ex.fetch_order(None, BTC, {"orderLinkId": "c1", "acknowledged": True})


async def test_client_id_is_unique_for_ever(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        again = {"clientOrderId": "c1"}
        await room.ex.create_order(BTC, "market", "buy", "0.01", None, again)
        with pytest.raises(ccxt.InvalidOrder, match="110072"):
            await room.ex.create_order(BTC, "market", "buy", "0.01", None, again)
        await room.ex.create_order(BTC_SPOT, "market", "buy", None, None, again | {"cost": "50"})
        with pytest.raises(ccxt.InvalidOrder, match="170141"):
            await room.ex.create_order(BTC_SPOT, "market", "buy", None, None, again | {"cost": "50"})


@pytest.mark.parametrize(
    ("symbol", "amount", "price", "code"),
    [
        (BTC, "1000", None, "10001"),
        (BTC, "50", None, "110007"),
        (BTC, "0.0015", None, "10001"),
        (BTC, "0.01", "50000.05", "10001"),
        (BTC, "0.001", "4000", "110094"),
        (BTC_SPOT, "40", None, "170131"),
        (BTC_SPOT, "0.00001", None, "170140"),
        (BTC_SPOT, "0.0000001", None, "170136"),
        (BTC_SPOT, "0.0010005", None, "170137"),
        (BTC_SPOT, "0.01", "50000.05", "170134"),
        (BTC_SPOT, "60", None, "170135"),
    ],
)
async def test_refusals_use_native_codes(
    tmp_path: Path, symbol: str, amount: str, price: str | None, code: str
) -> None:
    async with bybit_room(tmp_path) as room:
        body = {
            "category": "linear" if room.ex.market(symbol)["linear"] else "spot",
            "symbol": "BTCUSDT",
            "side": "Buy",
            "orderType": "Limit" if price else "Market",
            "marketUnit": "baseCoin",
            "qty": amount,
            "price": price,
        }
        with pytest.raises(ccxt.BaseError, match=f'"retCode": ?{code}'):
            await room.ex.private_post_v5_order_create(body)
        assert not room.bo.orders


@pytest.mark.parametrize("quantity", ["", "0", "-1", "abc", "NaN", "1e999", None])
async def test_nonsense_quantities_are_refused(tmp_path: Path, quantity: str | None) -> None:
    async with bybit_room(tmp_path) as room:
        body = {"category": "linear", "symbol": "BTCUSDT", "side": "Buy", "orderType": "Market", "qty": quantity}
        with pytest.raises(ccxt.BadRequest, match="10001"):
            await room.ex.private_post_v5_order_create(body)


@pytest.mark.parametrize(("category", "code"), [("linear", "10001"), ("spot", "170121"), ("inverse", "10001")])
async def test_unknown_symbols_are_refused(tmp_path: Path, category: str, code: str) -> None:
    async with bybit_room(tmp_path) as room:
        body = {"category": category, "symbol": "NOPEUSDT", "side": "Buy", "orderType": "Market", "qty": "1"}
        with pytest.raises(ccxt.BaseError, match=f'"retCode": ?{code}'):
            await room.ex.private_post_v5_order_create(body)


async def test_spot_buy_by_cost_pays_fee_in_base(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        await room.ex.create_order(BTC_SPOT, "market", "buy", None, None, {"cost": "600", "clientOrderId": "s1"})
        [order] = await room.ex.fetch_closed_orders(BTC_SPOT)
        assert (order["filled"], order["cost"], order["fee"]["currency"]) == ("0.01", "600", "BTC")
        balance = await room.ex.fetch_balance()
        assert (balance["BTC"]["total"], balance["USDT"]["total"]) == ("0.00999", "9400")


async def test_spot_sell_counts_in_base(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        await room.ex.create_order(BTC_SPOT, "market", "buy", "0.01")
        await room.ex.create_order(BTC_SPOT, "market", "sell", "0.005")
        [sold, bought] = sorted(await room.ex.fetch_my_trades(BTC_SPOT), key=lambda trade: trade["side"], reverse=True)
        assert (sold["side"], sold["amount"], sold["fee"]["currency"]) == ("sell", "0.005", "USDT")
        assert (bought["amount"], bought["fee"]["cost"]) == ("0.01", "0.00001")


async def test_resting_limit_is_listed_amended_and_cancelled(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        await room.ex.create_order(BTC, "limit", "buy", "0.01", "50000", {"clientOrderId": "c1"})
        [listed] = await room.ex.fetch_open_orders()
        await room.ex.edit_order(listed["id"], BTC, "limit", "buy", "0.02", "51000")
        [amended] = await room.ex.fetch_open_orders(BTC)
        assert (amended["amount"], amended["price"], amended["status"]) == ("0.02", "51000", "open")
        await room.ex.cancel_order(None, BTC, {"orderLinkId": "c1"})
        [row] = await room.lookup("c1")
        assert (row["orderStatus"], row["cancelType"], row["leavesQty"]) == ("Cancelled", "CancelByUser", "0")


async def test_cancelling_what_is_gone_is_not_found(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        with pytest.raises(ccxt.OrderNotFound, match="110001"):
            await room.ex.cancel_order(None, BTC, {"orderLinkId": "c1"})
        with pytest.raises(ccxt.OrderNotFound, match="170213"):
            await room.ex.cancel_order("7", BTC_SPOT)


async def test_cancel_all_empties_the_book(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        for price in ("50000", "51000"):
            await room.ex.create_order(BTC, "limit", "buy", "0.01", price)
        await room.ex.cancel_all_orders(BTC)
        assert await room.ex.fetch_open_orders(BTC) == []


async def test_immediate_order_cancels_what_the_book_lacks(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        params = {"timeInForce": "IOC", "clientOrderId": "c1"}
        await room.ex.create_order(BTC, "limit", "buy", "0.01", "59000", params)
        [row] = await room.lookup("c1")
        assert (row["orderStatus"], row["rejectReason"]) == ("Cancelled", "EC_NoImmediateQtyToFill")


async def test_post_only_that_would_take_is_cancelled(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        await room.ex.create_order(BTC, "limit", "buy", "0.01", "61000", {"postOnly": True, "clientOrderId": "c1"})
        [row] = await room.lookup("c1")
        assert (row["orderStatus"], row["rejectReason"]) == ("Cancelled", "EC_PostOnlyWillTakeLiquidity")


async def test_acknowledged_order_may_be_rejected_later(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        room.faults.add(Fault(kind=FaultKind.LATE_REJECTION, operation="order.create", code="EC_NoEnoughQtyToFill"))
        answer = await room.ex.create_order(BTC, "market", "buy", "0.01", None, {"clientOrderId": "c1"})
        assert answer["id"]
        [row] = await room.lookup("c1")
        assert (row["orderStatus"], row["rejectReason"]) == ("Rejected", "EC_NoEnoughQtyToFill")
        assert room.bo.fills == []


async def test_conditional_order_waits_for_its_price(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        await room.ex.create_order(BTC, "market", "buy", "0.01")
        await room.ex.create_order(
            BTC, "market", "sell", "0.01", None, {"stopLossPrice": "59000", "clientOrderId": "sl"}
        )
        [stop] = await room.ex.fetch_open_orders(BTC, params={"trigger": True})
        assert (stop["stopLossPrice"], stop["reduceOnly"], stop["info"]["orderStatus"]) == (
            "59000",
            True,
            "Untriggered",
        )
        room.move(58_990)
        [row] = await room.lookup("sl")
        assert (row["orderStatus"], row["stopOrderType"]) == ("Filled", "Stop")
        assert await room.ex.fetch_positions() == []


@pytest.mark.parametrize(("price", "direction", "code"), [("59000", "above", "110092"), ("61000", "below", "110093")])
async def test_trigger_on_the_wrong_side_is_refused(tmp_path: Path, price: str, direction: str, code: str) -> None:
    async with bybit_room(tmp_path) as room:
        params = {"triggerPrice": price, "triggerDirection": direction}
        with pytest.raises(ccxt.InvalidOrder, match=code):
            await room.ex.create_order(BTC, "market", "sell", "0.01", None, params)


async def test_spot_stop_sells_when_the_price_falls(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        await room.ex.create_order(BTC_SPOT, "market", "buy", "0.01")
        await room.ex.create_order(BTC_SPOT, "market", "sell", "0.009", None, {"stopLossPrice": "59000"})
        params = {"orderFilter": "tpslOrder"}
        [stop] = await room.ex.fetch_open_orders(BTC_SPOT, params=params)
        assert (stop["info"]["stopOrderType"], stop["triggerPrice"]) == ("tpslOrder", "59000")
        room.move(58_900)
        assert await room.ex.fetch_open_orders(BTC_SPOT, params=params) == []
        assert (await room.ex.fetch_balance())["BTC"]["total"] == "0.00099"


async def test_spot_cancel_needs_the_right_filter(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        await room.ex.create_order(BTC_SPOT, "market", "buy", "0.01")
        stop = await room.ex.create_order(BTC_SPOT, "market", "sell", "0.009", None, {"stopLossPrice": "59000"})
        with pytest.raises(ccxt.OrderNotFound):
            await room.ex.cancel_order(stop["id"], BTC_SPOT)
        await room.ex.cancel_order(stop["id"], BTC_SPOT, {"orderFilter": "tpslOrder"})
        assert room.bo.open == {}


async def test_attached_levels_are_refused_on_spot(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        with pytest.raises(ccxt.ExchangeError, match="170227"):
            await room.ex.create_order(BTC_SPOT, "limit", "buy", "0.01", "59000", {"stopLoss": "50000"})


async def test_partial_fills_are_separate_executions(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        room.bo.slices = 3
        await room.ex.create_order(BTC, "market", "buy", "0.03", None, {"clientOrderId": "c1"})
        trades = await room.ex.fetch_my_trades(BTC)
        assert [trade["amount"] for trade in trades] == ["0.01", "0.01", "0.01"]
        assert sorted(trade["info"]["leavesQty"] for trade in trades) == ["0", "0.01", "0.02"]
        assert Decimal((await room.lookup("c1"))[0]["avgPrice"]) > 60_000
