"""Spot at the Binance on loopback, as ccxt trades it."""

from decimal import Decimal
from pathlib import Path

import pytest
from ccxt import BadRequest, BadSymbol, InsufficientFunds, InvalidOrder, OrderNotFound

from adapters.sandbox.engine.rules import Depth
from adapters.sandbox.venues.binance.wire import plain
from tests.sandbox.binance_room import SPOT, binance_room


async def test_market_buy_tells_fills_and_fee(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        order = await room.client("spot").create_order(SPOT, "market", "buy", "0.01", None, {"clientOrderId": "s1"})
        assert (order["status"], order["filled"], order["clientOrderId"]) == ("closed", "0.01000000", "s1")
        assert order["fee"] == {"currency": "BTC", "cost": "0.00001000"}
        assert plain(room.ann.spot.balance("BTC")) == "0.00999"


async def test_buy_by_cost_spends_no_more(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        order = await room.client("spot").create_order(SPOT, "market", "buy", "0", None, {"cost": "100"})
        assert (order["filled"], order["cost"]) == ("0.00166000", "99.60000000")


async def test_sell_by_cost_becomes_an_amount(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client("spot")
        await client.create_order(SPOT, "market", "buy", "0.01")
        order = await client.create_order(SPOT, "market", "sell", "0", None, {"cost": "120"})
        assert (order["filled"], order["side"]) == ("0.00200000", "sell")


async def test_balance_shows_what_orders_hold(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client("spot")
        await client.create_order(SPOT, "limit", "buy", "0.1", "50000")
        balance = await client.fetch_balance()
        assert (balance["USDT"]["free"], balance["USDT"]["used"]) == ("5000.00000000", "5000.00000000")


async def test_empty_balances_may_be_omitted(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client("spot")
        room.ann.spot.balances["ETH"] = Decimal(0)
        assert len((await client.privateGetAccount())["balances"]) == 2
        assert len((await client.privateGetAccount({"omitZeroBalances": "true"}))["balances"]) == 1


async def test_order_is_found_by_client_id(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client("spot")
        placed = await client.create_order(SPOT, "limit", "buy", "0.1", "50000", {"clientOrderId": "s1"})
        found = await client.fetch_order(None, SPOT, {"clientOrderId": "s1"})
        assert (found["id"], found["status"]) == (placed["id"], "open")
        with pytest.raises(OrderNotFound, match="-2013"):
            await client.fetch_order(None, SPOT, {"clientOrderId": "never"})


async def test_cancel_answers_with_both_ids(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client("spot")
        await client.create_order(SPOT, "limit", "buy", "0.1", "50000", {"clientOrderId": "s1"})
        canceled = await client.cancel_order(None, SPOT, {"clientOrderId": "s1"})
        assert (canceled["status"], canceled["info"]["origClientOrderId"]) == ("canceled", "s1")
        assert canceled["clientOrderId"] != "s1"


async def test_second_cancel_is_unknown_order(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client("spot")
        order = await client.create_order(SPOT, "limit", "buy", "0.1", "50000")
        await client.cancel_order(order["id"], SPOT)
        with pytest.raises(OrderNotFound, match="-2011"):
            await client.cancel_order(order["id"], SPOT)


async def test_open_orders_are_listed_and_cleared(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client("spot")
        for price in ("50000", "51000"):
            await client.create_order(SPOT, "limit", "buy", "0.01", price)
        assert len(await client.fetch_open_orders()) == 2
        await client.cancel_all_orders(SPOT)
        assert await client.fetch_open_orders(SPOT) == []
        assert {order["status"] for order in await client.fetch_orders(SPOT)} == {"canceled"}


async def test_open_duplicate_client_id_is_refused(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client("spot")
        await client.create_order(SPOT, "limit", "buy", "0.01", "50000", {"clientOrderId": "s1"})
        with pytest.raises(InvalidOrder, match="Duplicate order sent"):
            await client.create_order(SPOT, "limit", "buy", "0.01", "50000", {"clientOrderId": "s1"})


async def test_filled_client_id_is_accepted_again(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client("spot")
        first = await client.create_order(SPOT, "market", "buy", "0.01", None, {"clientOrderId": "s1"})
        second = await client.create_order(SPOT, "market", "buy", "0.01", None, {"clientOrderId": "s1"})
        assert first["id"] != second["id"]


@pytest.mark.parametrize(
    ("error", "words", "change"),
    [
        (InsufficientFunds, "insufficient balance", {"quantity": "1"}),
        (BadRequest, "NOTIONAL", {"quantity": "0.00005"}),
        (InvalidOrder, "LOT_SIZE", {"quantity": "0.000005"}),
        (InvalidOrder, "LOT_SIZE", {"quantity": "0.010001"}),
        (BadRequest, "-1111", {"quantity": "0.0100000001"}),
        (BadSymbol, "-1121", {"symbol": "NOPEUSDT"}),
        (BadRequest, "-1102", {"quantity": ""}),
        (BadRequest, "-1100", {"quantity": "many"}),
        (BadRequest, "-1100", {"newClientOrderId": "not allowed"}),
        (BadRequest, "-1117", {"side": "HOLD"}),
        (BadRequest, "-1116", {"type": "ICEBERG"}),
    ],
)
async def test_bad_orders_get_native_refusals(
    tmp_path: Path, error: type[Exception], words: str, change: dict[str, str]
) -> None:
    async with binance_room(tmp_path) as room:
        order = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.01"} | change
        with pytest.raises(error, match=words):
            await room.client("spot").privatePostOrder(order)
        assert room.ann.orders == {}


@pytest.mark.parametrize(
    ("error", "words", "change"),
    [
        (InvalidOrder, "PRICE_FILTER", {"price": "50000.001"}),
        (BadRequest, "-1115", {"timeInForce": "SOON"}),
        (BadRequest, "-1102", {"timeInForce": ""}),
        (InvalidOrder, "immediately match", {"type": "LIMIT_MAKER", "price": "70000"}),
    ],
)
async def test_bad_limits_get_native_refusals(
    tmp_path: Path, error: type[Exception], words: str, change: dict[str, str]
) -> None:
    async with binance_room(tmp_path) as room:
        order = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "quantity": "0.01", "price": "50000"}
        with pytest.raises(error, match=words):
            await room.client("spot").privatePostOrder(order | {"timeInForce": "GTC"} | change)


async def test_thin_book_fills_ioc_in_part(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        room.engine.settings.depths["BTCUSDT"] = Depth(amount=Decimal("0.001"))
        ioc = {"timeInForce": "IOC"}
        order = await room.client("spot").create_order(SPOT, "limit", "buy", "0.01", "60000.02", ioc)
        assert (order["status"], order["filled"]) == ("expired", "0.00300000")


async def test_stop_loss_waits_then_sells(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client("spot")
        await client.create_order(SPOT, "market", "buy", "0.01")
        stop = {"stopLossPrice": "55000", "clientOrderId": "stop"}
        await client.create_order(SPOT, "market", "sell", "0.005", None, stop)
        room.move(54_000)
        sold = await client.fetch_order(None, SPOT, {"clientOrderId": "stop"})
        assert (sold["status"], sold["info"]["type"], sold["average"]) == ("closed", "STOP_LOSS", "54000")


async def test_fills_are_paged_by_id(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client("spot")
        for _ in range(3):
            await client.create_order(SPOT, "market", "buy", "0.001")
        trades = await client.fetch_my_trades(SPOT)
        later = await client.fetch_my_trades(SPOT, params={"fromId": trades[1]["id"]})
        assert [trade["id"] for trade in later] == [trade["id"] for trade in trades[1:]]
        assert len(await client.fetch_my_trades(SPOT, limit=1)) == 1
