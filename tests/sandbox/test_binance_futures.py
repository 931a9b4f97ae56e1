"""USDT-margined futures at the Binance on loopback: orders, positions, settings, money, as ccxt meets them."""

from decimal import Decimal
from pathlib import Path

import pytest
from ccxt import (
    BadRequest,
    BadSymbol,
    InsufficientFunds,
    InvalidOrder,
    MarginModeAlreadySet,
    OperationRejected,
    OrderImmediatelyFillable,
    OrderNotFillable,
    OrderNotFound,
)

from adapters.sandbox.engine.orders import Leg
from adapters.sandbox.engine.rules import Depth
from tests.sandbox.binance_room import PERPETUAL, SPOT, binance_room

REDUCE = {"reduceOnly": True}
LONG, SHORT = {"positionSide": "LONG"}, {"positionSide": "SHORT"}


async def test_markets_carry_steps_and_minimums(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        markets = await room.client().load_markets()
        perpetual, spot = markets[PERPETUAL], markets[SPOT]
        assert (perpetual["precision"]["amount"], perpetual["limits"]["cost"]["min"]) == ("0.001", "100")
        assert (perpetual["contractSize"], perpetual["limits"]["market"]["max"]) == ("1", "120")
        assert (spot["precision"]["amount"], spot["limits"]["cost"]["min"]) == ("0.00001", "5")
        assert "1000PEPE/USDT:USDT" in markets


async def test_market_order_answers_with_its_result(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        order = await room.client().create_order(PERPETUAL, "market", "buy", "0.01", None, {"clientOrderId": "f1"})
        assert (order["status"], order["average"], order["filled"]) == ("closed", "60000", "0.01")
        assert (order["clientOrderId"], order["cost"], order["fee"]) == ("f1", "600", None)


async def test_sliced_order_is_answered_after_its_last_fill(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        room.ann.slices, room.ann.slice_pause_s = 4, 0.01
        order = await room.client().create_order(PERPETUAL, "market", "buy", "0.04")
        assert (order["status"], order["filled"]) == ("closed", "0.04")
        assert len(await room.client().fetch_my_trades(PERPETUAL)) == 4


async def test_position_shows_margin_and_profit(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        await client.create_order(PERPETUAL, "market", "buy", "1")
        room.move(61_000)
        (position,) = await client.fetch_positions()
        assert (position["side"], position["contracts"], position["entryPrice"]) == ("long", "1", "60000")
        assert (position["unrealizedPnl"], position["initialMargin"]) == ("1000.00000000", "3050.00000000")
        assert position["marginMode"] == "cross"
        assert Decimal(50_000) < Decimal(position["liquidationPrice"]) < Decimal(51_000)


async def test_account_form_of_positions_agrees(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        await client.create_order(PERPETUAL, "market", "sell", "0.5")
        (risk,) = await client.fetch_positions()
        (told,) = await client.fetch_positions(None, {"method": "account"})
        assert (risk["side"], told["side"], told["contracts"]) == ("short", "short", "0.5")
        older = await client.fetch_positions(None, {"method": "account", "useV2": True})
        assert [row["leverage"] for row in older if row["contracts"] == "0.5"] == ["20"]


async def test_balance_splits_margin_from_free(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        await client.create_order(PERPETUAL, "market", "buy", "1")
        balance = await client.fetch_balance()
        assert (balance["USDT"]["total"], balance["USDT"]["used"]) == ("9970.00000000", "3000.00000000")
        assert balance["USDT"]["free"] == "6970.00000000"
        (line,) = await client.fapiPrivateV2GetBalance()
        assert line["balance"] == "9970.00000000"


async def test_reduce_only_is_cut_to_the_position(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        await client.create_order(PERPETUAL, "market", "buy", "0.01")
        order = await client.create_order(PERPETUAL, "market", "sell", "0.05", None, REDUCE)
        assert (order["filled"], await client.fetch_positions()) == ("0.01", [])
        with pytest.raises(InvalidOrder, match="-2022"):
            await client.create_order(PERPETUAL, "market", "sell", "0.01", None, REDUCE)


async def test_hedge_mode_keeps_two_positions(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        await client.load_markets()
        await client.set_position_mode(True, PERPETUAL)
        await client.create_order(PERPETUAL, "market", "buy", "0.02", None, LONG)
        await client.create_order(PERPETUAL, "market", "sell", "0.01", None, SHORT)
        sides = {found["side"]: found["contracts"] for found in await client.fetch_positions()}
        assert sides == {"long": "0.02", "short": "0.01"}
        await client.create_order(PERPETUAL, "market", "sell", "0.02", None, {"hedged": True, "reduceOnly": True})
        assert [found.leg for found in room.engine.positions(room.ann)] == [Leg.SHORT]


async def test_position_side_must_match_the_mode(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        await client.load_markets()
        with pytest.raises(OperationRejected, match="-4061"):
            await client.create_order(PERPETUAL, "market", "buy", "0.01", None, LONG)
        await client.set_position_mode(True, PERPETUAL)
        with pytest.raises(OperationRejected, match="-4061"):
            await client.create_order(PERPETUAL, "market", "buy", "0.01")
        with pytest.raises(BadRequest, match="-1106"):
            await client.create_order(PERPETUAL, "market", "sell", "0.01", None, LONG | REDUCE)


async def test_position_mode_is_locked_by_positions(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        await client.load_markets()
        with pytest.raises(OperationRejected, match="-4059"):
            await client.set_position_mode(False, PERPETUAL)
        await client.create_order(PERPETUAL, "limit", "buy", "0.01", "50000")
        with pytest.raises(OperationRejected, match="-4067"):
            await client.set_position_mode(True, PERPETUAL)
        await client.create_order(PERPETUAL, "market", "buy", "0.01")
        with pytest.raises(OperationRejected, match="-4068"):
            await client.set_position_mode(True, PERPETUAL)
        assert (await client.fetch_position_mode(PERPETUAL))["hedged"] is False


async def test_margin_mode_is_locked_and_idempotent(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        assert (await client.set_margin_mode("isolated", PERPETUAL))["code"] == 200
        with pytest.raises(MarginModeAlreadySet, match="-4046"):
            await client.fapiPrivatePostMarginType({"symbol": "BTCUSDT", "marginType": "ISOLATED"})
        await client.create_order(PERPETUAL, "market", "buy", "0.01")
        with pytest.raises(OperationRejected, match="-4048"):
            await client.set_margin_mode("cross", PERPETUAL)


async def test_leverage_is_set_and_told(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        for _ in range(2):
            assert (await client.set_leverage(7, PERPETUAL))["leverage"] == 7
        (config,) = await client.fapiPrivateGetSymbolConfig({"symbol": "BTCUSDT"})
        assert (config["leverage"], config["marginType"]) == (7, "CROSSED")
        with pytest.raises(BadRequest, match="-4028"):
            await client.set_leverage(100, "DOGE/USDT:USDT")


@pytest.mark.parametrize(
    ("error", "words", "change"),
    [
        (InsufficientFunds, "-2019", {"quantity": "100"}),
        (InvalidOrder, "no smaller than 100", {"quantity": "0.001"}),
        (BadRequest, "-1111", {"quantity": "0.0101"}),
        (BadRequest, "-4003", {"quantity": "0"}),
        (BadRequest, "-4005", {"quantity": "121"}),
        (BadRequest, "-1102", {"quantity": ""}),
        (BadRequest, "-4014", {"type": "LIMIT", "price": "50000.05", "timeInForce": "GTC"}),
        (BadSymbol, "-1121", {"symbol": "NOPEUSDT"}),
        (BadRequest, "-4015", {"newClientOrderId": "x" * 37}),
        (InvalidOrder, "-4120", {"type": "STOP_MARKET", "stopPrice": "50000"}),
        (OrderNotFillable, "-5022", {"type": "LIMIT", "price": "61000", "timeInForce": "GTX"}),
    ],
)
async def test_bad_orders_get_native_refusals(
    tmp_path: Path, error: type[Exception], words: str, change: dict[str, str]
) -> None:
    async with binance_room(tmp_path) as room:
        order = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.01"} | change
        with pytest.raises(error, match=words):
            await room.client().fapiPrivatePostOrder(order)
        assert room.ann.fills == []


async def test_fok_beyond_the_book_is_refused(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        room.engine.settings.depths["BTCUSDT"] = Depth(amount=Decimal("0.001"), levels=2)
        fok = {"timeInForce": "FOK"}
        with pytest.raises(OrderNotFillable, match="-5021"):
            await room.client().create_order(PERPETUAL, "limit", "buy", "0.01", "60001", fok)


async def test_ioc_beyond_the_book_expires_the_rest(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        room.engine.settings.depths["BTCUSDT"] = Depth(amount=Decimal("0.002"), levels=2)
        ioc = {"timeInForce": "IOC"}
        order = await room.client().create_order(PERPETUAL, "limit", "buy", "0.01", "60001", ioc)
        assert (order["status"], order["filled"], order["average"]) == ("expired", "0.004", "60000.05")


async def test_open_client_id_is_unique_until_filled(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        await client.create_order(PERPETUAL, "limit", "buy", "0.01", "50000", {"clientOrderId": "f1"})
        with pytest.raises(InvalidOrder, match="-4116"):
            await client.create_order(PERPETUAL, "market", "buy", "0.01", None, {"clientOrderId": "f1"})
        room.move(49_000)
        again = await client.create_order(PERPETUAL, "market", "buy", "0.01", None, {"clientOrderId": "f1"})
        assert again["status"] == "closed"


async def test_lookup_lags_when_told_to(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        room.engine.settings.query_lag_s = 60
        client = room.client()
        await client.create_order(PERPETUAL, "market", "buy", "0.01", None, {"clientOrderId": "f1"})
        with pytest.raises(OrderNotFound, match="-2013"):
            await client.fetch_order(None, PERPETUAL, {"clientOrderId": "f1"})


async def test_resting_order_is_listed_found_canceled(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        order = await client.create_order(PERPETUAL, "limit", "buy", "0.01", "50000", {"clientOrderId": "f1"})
        assert [found["id"] for found in await client.fetch_open_orders()] == [order["id"]]
        canceled = await client.cancel_order(None, PERPETUAL, {"clientOrderId": "f1"})
        assert (canceled["status"], await client.fetch_open_orders(PERPETUAL)) == ("canceled", [])
        with pytest.raises(OrderNotFound, match="-2011"):
            await client.cancel_order(order["id"], PERPETUAL)


async def test_fills_tell_fee_and_realised_profit(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        await client.create_order(PERPETUAL, "market", "buy", "0.1")
        room.move(61_000)
        await client.create_order(PERPETUAL, "market", "sell", "0.1", None, REDUCE)
        opened, closed = await client.fetch_my_trades(PERPETUAL)
        assert (opened["fee"]["cost"], opened["info"]["realizedPnl"]) == ("3", "0")
        assert (closed["info"]["realizedPnl"], closed["side"]) == ("100", "sell")


async def test_income_lists_funding_profit_and_fees(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        await client.create_order(PERPETUAL, "market", "buy", "0.1")
        room.engine.fund(Decimal("0.0001"))
        await client.create_order(PERPETUAL, "market", "sell", "0.1", None, REDUCE)
        kinds = {row["incomeType"]: row["income"] for row in await client.fapiPrivateGetIncome()}
        assert kinds["FUNDING_FEE"] == "-0.60000000"
        assert set(kinds) == {"FUNDING_FEE", "COMMISSION", "REALIZED_PNL"}


async def test_liquidation_stands_among_force_orders(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        await client.set_leverage(100, PERPETUAL)
        await client.set_margin_mode("isolated", PERPETUAL)
        await client.create_order(PERPETUAL, "market", "buy", "0.1")
        room.move(59_000)
        (forced,) = await client.fapiPrivateGetForceOrders({"symbol": "BTCUSDT"})
        assert (forced["type"], forced["clientOrderId"].startswith("autoclose-")) == ("LIQUIDATION", True)
        assert await client.fetch_positions() == []


async def test_would_trigger_is_told_at_once(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        await client.create_order(PERPETUAL, "market", "buy", "0.01")
        with pytest.raises(OrderImmediatelyFillable, match="-4142"):
            await client.create_order(PERPETUAL, "market", "sell", "0.01", None, {"stopLossPrice": "61000"})
