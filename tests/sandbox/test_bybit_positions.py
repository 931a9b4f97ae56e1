"""Bybit's positions through ccxt: modes, leverage, protection, liquidation, what is left in the wallet."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import ccxt
import pytest

from adapters.sandbox.engine.orders import Leg
from tests.sandbox.bybit_room import BTC, BybitRoom, bybit_room


async def _flat_row(room: BybitRoom) -> dict[str, Any]:
    answer = await room.ex.private_get_v5_position_list({"category": "linear", "symbol": "BTCUSDT"})
    row: dict[str, Any] = answer["result"]["list"][0]
    return row


async def test_long_position_is_told_in_full(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        await room.ex.create_order(BTC, "market", "buy", "0.01")
        room.move(61_000)
        [position] = await room.ex.fetch_positions()
        assert (position["side"], position["contracts"], position["entryPrice"]) == ("long", "0.01", "60000")
        assert (position["unrealizedPnl"], position["leverage"], position["hedged"]) == ("10", "10", False)
        assert Decimal(position["initialMargin"]) == 60


async def test_flat_position_shows_only_by_symbol(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        row = await _flat_row(room)
        assert (row["side"], row["size"], row["positionIdx"], row["leverage"]) == ("", "0", 0, "10")
        assert await room.ex.fetch_positions() == []


async def test_hedge_mode_keeps_two_positions(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        await room.ex.set_position_mode(True, BTC)
        for side, amount in (("buy", "0.02"), ("sell", "0.01")):
            await room.ex.create_order(BTC, "market", side, amount, None, {"hedged": True})
        await room.ex.create_order(BTC, "market", "sell", "0.005", None, {"hedged": True, "reduceOnly": True})
        found = {each["side"]: each["contracts"] for each in await room.ex.fetch_positions()}
        assert found == {"long": "0.015", "short": "0.01"}


@pytest.mark.parametrize(("hedged", "params"), [(True, {}), (False, {"positionIdx": 1})])
async def test_position_index_must_match_the_mode(tmp_path: Path, hedged: bool, params: dict[str, int]) -> None:
    async with bybit_room(tmp_path) as room:
        if hedged:
            await room.ex.set_position_mode(True, BTC)
        with pytest.raises(ccxt.BadRequest, match="position idx not match position mode"):
            await room.ex.create_order(BTC, "market", "buy", "0.01", None, params)


async def test_position_mode_change_words_its_refusals(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        with pytest.raises(ccxt.NoChange, match="110025"):
            await room.ex.set_position_mode(False, BTC)
        await room.ex.create_order(BTC, "limit", "buy", "0.01", "50000")
        with pytest.raises(ccxt.BadRequest, match="110028"):
            await room.ex.set_position_mode(True)
        await room.ex.create_order(BTC, "market", "buy", "0.01")
        with pytest.raises(ccxt.BadRequest, match="110024"):
            await room.ex.set_position_mode(True, BTC)


async def test_leverage_change_words_its_refusals(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        await room.ex.set_leverage(25, BTC)
        assert (await _flat_row(room))["leverage"] == "25"
        for leverage, code in ((25, "110043"), (101, "110013"), (0, "10001")):
            with pytest.raises(ccxt.BaseError, match=f'"retCode": ?{code}'):
                await room.ex.set_leverage(leverage, BTC)


async def test_margin_mode_belongs_to_the_account(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        await room.ex.set_margin_mode("isolated", BTC)
        answer = await room.ex.private_get_v5_account_info()
        assert answer["result"]["marginMode"] == "ISOLATED_MARGIN"
        with pytest.raises(ccxt.MarginModeAlreadySet):
            await room.ex.set_margin_mode("isolated", BTC)
        with pytest.raises(ccxt.PermissionDenied, match="100028"):
            await room.ex.private_post_v5_position_switch_isolated({"category": "linear", "symbol": "BTCUSDT"})


async def test_reduce_only_without_position_is_refused(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        with pytest.raises(ccxt.InvalidOrder, match="110017"):
            await room.ex.create_order(BTC, "market", "sell", "0.01", None, {"reduceOnly": True})


async def test_reduce_only_never_turns_the_position(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        await room.ex.create_order(BTC, "market", "buy", "0.01")
        await room.ex.create_order(BTC, "market", "sell", "0.05", None, {"reduceOnly": True, "clientOrderId": "c1"})
        assert await room.ex.fetch_positions() == []
        assert (await room.lookup("c1"))[0]["cumExecQty"] == "0.01"


async def test_quantity_zero_closes_everything(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        await room.ex.create_order(BTC, "market", "buy", "0.037")
        body = {"category": "linear", "symbol": "BTCUSDT", "side": "Sell", "orderType": "Market", "qty": "0"}
        with pytest.raises(ccxt.BadRequest, match="Qty invalid"):
            await room.ex.private_post_v5_order_create(body)
        await room.ex.private_post_v5_order_create({**body, "reduceOnly": True, "closeOnTrigger": True})
        assert await room.ex.fetch_positions() == []


async def test_attached_levels_protect_the_position(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        params = {"stopLoss": {"triggerPrice": "59000"}, "takeProfit": {"triggerPrice": "62000"}}
        await room.ex.create_order(BTC, "market", "buy", "0.01", None, params)
        [position] = await room.ex.fetch_positions()
        assert (position["stopLossPrice"], position["takeProfitPrice"]) == ("59000", "62000")
        assert (await room.ex.fetch_closed_orders(BTC))[0]["stopLossPrice"] == "59000"
        room.move(62_100)
        assert await room.ex.fetch_positions() == []
        orders = await room.ex.fetch_canceled_and_closed_orders(BTC)
        told = {row["info"]["createType"]: row["info"]["orderStatus"] for row in orders}
        assert told == {"CreateByUser": "Filled", "CreateByTakeProfit": "Filled", "CreateByStopLoss": "Deactivated"}


@pytest.mark.parametrize("levels", [{"stopLoss": "60100"}, {"takeProfit": "59000"}])
async def test_level_on_the_wrong_side_is_refused(tmp_path: Path, levels: dict[str, str]) -> None:
    async with bybit_room(tmp_path) as room:
        with pytest.raises(ccxt.BadRequest, match="set for Buy position should"):
            await room.ex.create_order(BTC, "market", "buy", "0.01", None, levels)


async def test_full_trading_stop_sets_changes_and_removes(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        stop = {"category": "linear", "symbol": "BTCUSDT", "positionIdx": 0, "tpslMode": "Full"}
        with pytest.raises(ccxt.BadRequest, match="zero position"):
            await room.ex.private_post_v5_position_trading_stop({**stop, "stopLoss": "59000"})
        await room.ex.create_order(BTC, "market", "buy", "0.01")
        told = []
        for level in ("59000", "59500", "0"):
            await room.ex.private_post_v5_position_trading_stop({**stop, "stopLoss": level})
            told.append((await _flat_row(room))["stopLoss"])
        assert told == ["59000", "59500", ""]
        with pytest.raises(ccxt.ExchangeError, match="34040"):
            await room.ex.private_post_v5_position_trading_stop({**stop, "stopLoss": "0"})


async def test_trading_stop_without_position_index_is_refused(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        await room.ex.create_order(BTC, "market", "buy", "0.01")
        levels = {"stopLossPrice": "59000", "takeProfitPrice": "62000"}
        with pytest.raises(ccxt.BadRequest, match="positionIdx"):
            await room.ex.create_order(BTC, "market", "sell", "0", None, levels)
        await room.ex.create_order(BTC, "market", "sell", "0", None, {**levels, "positionIdx": 0})
        row = await _flat_row(room)
        assert (row["stopLoss"], row["takeProfit"]) == ("59000", "62000")


async def test_partial_stops_close_their_part(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        await room.ex.create_order(BTC, "market", "buy", "0.03")
        levels = {"stopLossPrice": "59000", "takeProfitPrice": "62000", "positionIdx": 0}
        await room.ex.create_order(BTC, "market", "sell", "0.01", None, levels)
        stops = await room.ex.fetch_open_orders(BTC)
        assert {stop["info"]["stopOrderType"] for stop in stops} == {"PartialStopLoss", "PartialTakeProfit"}
        room.move(58_990)
        [position] = await room.ex.fetch_positions()
        assert position["contracts"] == "0.02"


async def test_partial_levels_may_come_with_the_order(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        params = {"stopLoss": {"triggerPrice": "59000"}, "tpslMode": "Partial", "slOrderType": "Market"}
        await room.ex.create_order(BTC, "market", "buy", "0.02", None, params)
        [stop] = await room.ex.fetch_open_orders(BTC)
        assert (stop["amount"], stop["info"]["tpslMode"]) == ("0.02", "Partial")
        room.move(58_990)
        assert await room.ex.fetch_positions() == []


async def test_more_than_the_position_cannot_be_protected(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        await room.ex.create_order(BTC, "market", "buy", "0.01")
        params = {"stopLossPrice": "59000", "takeProfitPrice": "62000", "positionIdx": 0}
        with pytest.raises(ccxt.InvalidOrder, match="110058"):
            await room.ex.create_order(BTC, "market", "sell", "0.02", None, params)


async def test_liquidation_is_absent_from_trades_of_type_trade(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        await room.ex.set_leverage(100, BTC)
        await room.ex.create_order(BTC, "market", "buy", "1.5")
        [position] = await room.ex.fetch_positions()
        room.move(int(Decimal(position["liquidationPrice"])) - 100)
        assert await room.ex.fetch_positions() == []
        assert len(await room.ex.fetch_my_trades(BTC)) == 1
        answer = await room.ex.private_get_v5_execution_list({"category": "linear"})
        assert [row["execType"] for row in answer["result"]["list"]] == ["BustTrade", "Trade"]
        assert answer["result"]["list"][0]["createType"] == "CreateByLiq"


async def test_deleveraging_has_its_own_type(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        await room.ex.create_order(BTC, "market", "buy", "0.02")
        room.engine.deleverage(room.bo, "BTCUSDT", leg=Leg.NET, fraction=Decimal("0.5"))
        answer = await room.ex.private_get_v5_execution_list({"category": "linear", "execType": "AdlTrade"})
        [row] = answer["result"]["list"]
        assert (row["execQty"], row["closedSize"], row["createType"]) == ("0.01", "0.01", "CreateByAdl_PassThrough")


async def test_funding_is_an_execution_and_a_settlement(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        await room.ex.create_order(BTC, "market", "buy", "0.1")
        room.engine.fund(Decimal("0.0001"))
        [funding] = await room.ex.fetch_funding_history(BTC)
        assert (funding["amount"], funding["rate"]) == ("0.6", "0.0001")
        answer = await room.ex.private_get_v5_account_transaction_log({"type": "SETTLEMENT"})
        [line] = answer["result"]["list"]
        assert (line["funding"], line["change"], line["symbol"]) == ("-0.6", "-0.6", "BTCUSDT")


async def test_wallet_tells_margin_and_profit(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        await room.ex.create_order(BTC, "market", "buy", "0.1")
        room.move(61_000)
        balance = await room.ex.fetch_balance()
        row = balance["info"]["result"]["list"][0]
        assert (balance["USDT"]["total"], balance["USDT"]["used"]) == ("9996.7", "600")
        assert (row["totalEquity"], row["totalPerpUPL"]) == ("10096.7", "100")


async def test_executions_come_in_pages_without_a_symbol(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        for _ in range(5):
            await room.ex.create_order(BTC, "market", "buy", "0.001")
        seen: list[str] = []
        cursor = ""
        while not seen or cursor:
            query = {"category": "linear", "limit": 2, **({"cursor": cursor} if cursor else {})}
            page = (await room.ex.private_get_v5_execution_list(query))["result"]
            seen += [row["execId"] for row in page["list"]]
            cursor = page["nextPageCursor"]
        assert len(seen) == len(set(seen)) == 5
