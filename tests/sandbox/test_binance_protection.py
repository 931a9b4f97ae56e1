"""Stop-loss and take-profit at the Binance on loopback: conditional orders on their own endpoint."""

from pathlib import Path

import pytest
from ccxt import BaseError, InvalidOrder, OrderNotFound

from tests.sandbox.binance_room import PERPETUAL, binance_room

STOP = {"stopLossPrice": "55000", "clientOrderId": "sl", "reduceOnly": True}
CLOSING = {"stopLossPrice": "55000", "clientOrderId": "sl", "closePosition": True}
BY_ID = {"clientOrderId": "sl", "trigger": True}


async def test_stop_waits_apart_from_ordinary_orders(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        await client.create_order(PERPETUAL, "market", "buy", "0.01")
        stop = await client.create_order(PERPETUAL, "market", "sell", "0.01", None, STOP)
        assert (stop["status"], stop["triggerPrice"], stop["clientOrderId"]) == ("open", "55000", "sl")
        assert await client.fetch_open_orders(PERPETUAL) == []
        (waiting,) = await client.fetch_open_orders(PERPETUAL, params={"trigger": True})
        assert waiting["id"] == stop["id"]


async def test_fired_stop_names_the_order_it_became(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        await client.create_order(PERPETUAL, "market", "buy", "0.01")
        await client.create_order(PERPETUAL, "market", "sell", "0.01", None, STOP)
        room.move(54_000)
        fired = await client.fetch_order(None, PERPETUAL, BY_ID)
        became = await client.fetch_order(fired["info"]["actualOrderId"], PERPETUAL)
        assert (fired["info"]["algoStatus"], fired["filled"]) == ("FINISHED", "0")
        assert (became["status"], became["filled"], became["info"]["origType"]) == ("closed", "0.01", "STOP_MARKET")


async def test_take_profit_of_a_short_fires_below(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        await client.create_order(PERPETUAL, "market", "sell", "0.01")
        wish = {"takeProfitPrice": "57000", "reduceOnly": True}
        await client.create_order(PERPETUAL, "market", "buy", "0.01", None, wish)
        room.move(56_000)
        assert await client.fetch_positions() == []


async def test_closing_stop_ends_with_the_position(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        await client.create_order(PERPETUAL, "market", "buy", "0.01")
        await client.create_order(PERPETUAL, "market", "sell", "0", None, CLOSING)
        await client.create_order(PERPETUAL, "market", "sell", "0.01", None, {"reduceOnly": True})
        assert (await client.fetch_order(None, PERPETUAL, BY_ID))["status"] == "canceled"


async def test_closing_stop_needs_a_position(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        with pytest.raises(BaseError, match="-4509"):
            await room.client().create_order(PERPETUAL, "market", "sell", "0", None, CLOSING)


async def test_stop_is_canceled_by_client_id(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        await client.create_order(PERPETUAL, "market", "buy", "0.01")
        await client.create_order(PERPETUAL, "market", "sell", "0.01", None, STOP)
        assert (await client.cancel_order(None, PERPETUAL, BY_ID))["clientOrderId"] == "sl"
        with pytest.raises(OrderNotFound, match="-2011"):
            await client.cancel_order(None, PERPETUAL, BY_ID)
        with pytest.raises(OrderNotFound, match="-2013"):
            await client.fetch_order(None, PERPETUAL, {"clientOrderId": "never", "trigger": True})


async def test_stops_have_a_name_space_of_their_own(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        await client.create_order(PERPETUAL, "limit", "buy", "0.01", "50000", {"clientOrderId": "sl"})
        await client.create_order(PERPETUAL, "market", "buy", "0.01")
        await client.create_order(PERPETUAL, "market", "sell", "0.01", None, STOP)
        with pytest.raises(InvalidOrder, match="-4116"):
            await client.create_order(PERPETUAL, "market", "sell", "0.01", None, STOP)


async def test_attached_levels_are_ignored_as_in_reality(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        await client.create_order(PERPETUAL, "market", "buy", "0.01", None, {"stopLoss": {"triggerPrice": "55000"}})
        assert await client.fetch_open_orders(PERPETUAL, params={"trigger": True}) == []
