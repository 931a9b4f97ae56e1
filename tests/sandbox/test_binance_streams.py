"""User and price streams of the Binance on loopback, as ccxt.pro hears them and as they stand on the wire."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import cast

from aiohttp import ClientWebSocketResponse

from adapters.sandbox.engine.accounts import WalletKind
from adapters.sandbox.engine.orders import Leg
from adapters.sandbox.faults import Fault, FaultKind
from adapters.sandbox.venues.binance.signing import signature_of_params
from tests.sandbox.binance_room import PERPETUAL, SPOT, BinanceRoom, binance_room

PATIENCE_S = 30
Event = dict[str, object]


@asynccontextmanager
async def futures_stream(room: BinanceRoom) -> AsyncIterator[ClientWebSocketResponse]:
    listening = (await room.client().fapiPrivatePostListenKey())["listenKey"]
    url = f"wss://fstream.binance.com/private/ws?listenKey={listening}"
    async with room.session.ws_connect(url) as socket:
        yield socket


@asynccontextmanager
async def spot_stream(room: BinanceRoom, *, secret: str = "") -> AsyncIterator[ClientWebSocketResponse]:
    params = {"apiKey": room.key.key, "timestamp": str(time.time_ns() // 1_000_000)}
    params["signature"] = signature_of_params(secret or room.key.secret, params)
    asked = {"id": "1", "method": "userDataStream.subscribe.signature", "params": params}
    async with room.session.ws_connect("wss://ws-api.binance.com:443/ws-api/v3") as socket:
        await socket.send_json(asked)
        yield socket


async def heard(socket: ClientWebSocketResponse, kind: str) -> Event:
    """The next event of this kind."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            told = cast(Event, json.loads(await socket.receive_str()))
            event = cast(Event, told.get("event", told))
            if event.get("e") == kind:
                return event


def part(event: Event, name: str) -> Event:
    return cast(Event, event[name])


async def test_ccxt_hears_futures_fills(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        await client.load_markets()
        waiting = asyncio.ensure_future(client.watch_my_trades())
        await room.until_heard()
        await client.create_order(PERPETUAL, "market", "buy", "0.01", None, {"clientOrderId": "f1"})
        (trade,) = await asyncio.wait_for(waiting, PATIENCE_S)
        assert (trade["symbol"], trade["amount"], trade["info"]["c"]) == (PERPETUAL, "0.01", "f1")


async def test_ccxt_hears_spot_orders(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client("spot")
        await client.load_markets()
        waiting = asyncio.ensure_future(client.watch_my_trades())
        await room.until_heard()
        await client.create_order(SPOT, "market", "buy", "0.01")
        (trade,) = await asyncio.wait_for(waiting, PATIENCE_S)
        assert (trade["symbol"], trade["fee"]) == (SPOT, {"currency": "BTC", "cost": "0.00001000"})


async def test_account_is_told_before_the_fill(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room, futures_stream(room) as socket:
        await room.client().create_order(PERPETUAL, "market", "buy", "0.01")
        kinds = [(await socket.receive_json())["e"] for _ in range(4)]
        assert kinds == ["ORDER_TRADE_UPDATE", "ACCOUNT_UPDATE", "ORDER_TRADE_UPDATE", "TRADE_LITE"]


async def test_account_update_tells_position_after(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room, futures_stream(room) as socket:
        await room.client().create_order(PERPETUAL, "market", "sell", "0.01")
        account = part(await heard(socket, "ACCOUNT_UPDATE"), "a")
        (position,) = cast(list[Event], account["P"])
        assert (account["m"], position["pa"], position["ep"], position["ps"]) == ("ORDER", "-0.01", "60000", "BOTH")


async def test_every_slice_is_its_own_trade(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room, futures_stream(room) as socket:
        room.ann.slices = 3
        await room.client().create_order(PERPETUAL, "market", "buy", "0.03")
        updates = [part(await heard(socket, "ORDER_TRADE_UPDATE"), "o") for _ in range(4)]
        assert [row["x"] for row in updates] == ["NEW", "TRADE", "TRADE", "TRADE"]
        assert [row["z"] for row in updates] == ["0", "0.01", "0.02", "0.03"]
        assert [row["X"] for row in updates[1:]] == ["PARTIALLY_FILLED", "PARTIALLY_FILLED", "FILLED"]


async def test_liquidation_is_calculated_not_traded(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        await client.set_leverage(100, PERPETUAL)
        await client.set_margin_mode("isolated", PERPETUAL)
        await client.create_order(PERPETUAL, "market", "buy", "0.1")
        async with futures_stream(room) as socket:
            room.move(59_000)
            row = part(await heard(socket, "ORDER_TRADE_UPDATE"), "o")
            assert (row["x"], row["o"], row["X"]) == ("CALCULATED", "LIQUIDATION", "FILLED")
            assert str(row["c"]).startswith("autoclose-")


async def test_deleveraging_is_told_as_adl(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        await room.client().create_order(PERPETUAL, "market", "buy", "0.1")
        async with futures_stream(room) as socket:
            room.engine.deleverage(room.ann, "BTCUSDT", leg=Leg.NET, fraction=Decimal("0.5"))
            row = part(await heard(socket, "ORDER_TRADE_UPDATE"), "o")
            assert (row["c"], row["x"], row["X"], row["l"]) == ("adl_autoclose", "CALCULATED", "NEW_ADL", "0.05")


async def test_stop_tells_its_whole_life(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        await client.create_order(PERPETUAL, "market", "buy", "0.01")
        async with futures_stream(room) as socket:
            wish = {"stopLossPrice": "55000", "clientOrderId": "sl", "reduceOnly": True}
            await client.create_order(PERPETUAL, "market", "sell", "0.01", None, wish)
            room.move(54_000)
            told = [part(await heard(socket, "ALGO_UPDATE"), "o") for _ in range(3)]
            assert [row["X"] for row in told] == ["NEW", "TRIGGERED", "FINISHED"]
            assert told[2]["ai"] == told[1]["ai"] != ""


async def test_fired_stop_fills_as_an_ordinary_order(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        await client.create_order(PERPETUAL, "market", "buy", "0.01")
        wish = {"stopLossPrice": "55000", "reduceOnly": True}
        await client.create_order(PERPETUAL, "market", "sell", "0.01", None, wish)
        async with futures_stream(room) as socket:
            room.move(54_000)
            fresh, filled = [part(await heard(socket, "ORDER_TRADE_UPDATE"), "o") for _ in range(2)]
            assert (fresh["x"], filled["x"], filled["ot"], filled["o"]) == ("NEW", "TRADE", "STOP_MARKET", "MARKET")


async def test_leverage_funding_and_deposit_are_told(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        await client.create_order(PERPETUAL, "market", "buy", "0.1")
        async with futures_stream(room) as socket:
            await client.set_leverage(7, PERPETUAL)
            assert (await heard(socket, "ACCOUNT_CONFIG_UPDATE"))["ac"] == {"s": "BTCUSDT", "l": 7}
            room.engine.fund(Decimal("0.0001"))
            funded = part(await heard(socket, "ACCOUNT_UPDATE"), "a")
            assert (funded["m"], cast(list[Event], funded["B"])[0]["bc"]) == ("FUNDING_FEE", "-0.6")
            room.engine.customers.deposit(room.ann, WalletKind.FUTURES, coin="USDT", amount=Decimal(5))
            assert part(await heard(socket, "ACCOUNT_UPDATE"), "a")["m"] == "DEPOSIT"


async def test_listen_key_is_kept_and_closed(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        first = await client.fapiPrivatePostListenKey()
        assert (await client.fapiPrivatePostListenKey(), await client.fapiPrivatePutListenKey()) == (first, first)
        async with futures_stream(room) as socket:
            await client.fapiPrivateDeleteListenKey()
            assert (await heard(socket, "listenKeyExpired"))["listenKey"] == first["listenKey"]
        assert await client.fapiPrivatePostListenKey() != first


async def test_old_listen_key_hears_nothing(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        url = f"wss://fstream.binance.com/private/ws?listenKey={'x' * 40}"
        async with room.session.ws_connect(url) as socket:
            await room.client().create_order(PERPETUAL, "market", "buy", "0.01")
            await socket.send_json({"id": 1, "method": "LIST_SUBSCRIPTIONS"})
            assert await socket.receive_json() == {"id": 1, "result": None}


async def test_spot_stream_tells_order_and_balances(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room, spot_stream(room) as socket:
        await room.client("spot").create_order(SPOT, "market", "buy", "0.01", None, {"clientOrderId": "s1"})
        fresh, filled = [await heard(socket, "executionReport") for _ in range(2)]
        assert (fresh["x"], filled["x"], filled["X"], filled["c"]) == ("NEW", "TRADE", "FILLED", "s1")
        balances = cast(list[Event], (await heard(socket, "outboundAccountPosition"))["B"])
        assert {row["a"] for row in balances} == {"BTC", "USDT"}


async def test_spot_cancel_tells_the_orders_own_id(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client("spot")
        await client.create_order(SPOT, "limit", "buy", "0.01", "50000", {"clientOrderId": "s1"})
        async with spot_stream(room) as socket:
            assert (await socket.receive_json())["status"] == 200
            await client.cancel_order(None, SPOT, {"clientOrderId": "s1"})
            canceled = await heard(socket, "executionReport")
            assert (canceled["x"], canceled["C"], canceled["c"] == "s1") == ("CANCELED", "s1", False)


async def test_spot_stream_checks_the_signature(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room, spot_stream(room, secret="wrong") as socket:
        answer = await socket.receive_json()
        assert (answer["status"], answer["error"]["code"]) == (400, -1022)


async def test_spot_stream_survives_nonsense(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room, spot_stream(room) as socket:
        await socket.receive_json()
        for text in ("nonsense", "[1]", '{"id": 7, "method": "dream", "params": [1]}'):
            await socket.send_str(text)
            assert (await socket.receive_json())["error"]["code"] == -1100


async def test_unsubscribing_ends_the_spot_stream(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room, spot_stream(room) as socket:
        await socket.receive_json()
        await socket.send_json({"id": "2", "method": "userDataStream.unsubscribe"})
        assert (await heard(socket, "eventStreamTerminated"))["E"]
        assert (await socket.receive_json())["status"] == 200


async def test_spot_deposit_is_a_balance_update(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room, spot_stream(room) as socket:
        await socket.receive_json()
        room.engine.customers.deposit(room.ann, WalletKind.SPOT, coin="ETH", amount=Decimal(2))
        told = await heard(socket, "balanceUpdate")
        assert (told["a"], told["d"]) == ("ETH", "2.00000000")


async def test_dropped_stream_hears_again_after_redial(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        async with futures_stream(room) as socket:
            room.faults.add(Fault(kind=FaultKind.STREAM_DROP))
            assert (await socket.receive()).data is not None or socket.closed
        async with futures_stream(room) as socket:
            await room.client().create_order(PERPETUAL, "market", "buy", "0.01")
            assert part(await heard(socket, "ORDER_TRADE_UPDATE"), "o")["s"] == "BTCUSDT"


async def test_duplicated_event_comes_twice(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room, futures_stream(room) as socket:
        room.faults.add(Fault(kind=FaultKind.STREAM_DUPLICATE))
        await room.client().create_order(PERPETUAL, "market", "buy", "0.01")
        first, second = [await heard(socket, "ORDER_TRADE_UPDATE") for _ in range(2)]
        assert first == second


async def test_book_ticker_follows_the_price(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        seen = await client.watch_bids_asks([PERPETUAL])
        assert seen[PERPETUAL]["bid"] == "59999.9"
        waiting = asyncio.ensure_future(client.watch_bids_asks([PERPETUAL]))
        await asyncio.sleep(0)
        room.move(61_000)
        assert (await asyncio.wait_for(waiting, PATIENCE_S))[PERPETUAL]["ask"] == "61000.1"


async def test_marks_and_day_tickers_stream(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        marks = await client.watch_mark_prices([PERPETUAL])
        days = await client.watch_tickers([PERPETUAL])
        spot = await room.client("spot").watch_tickers([SPOT], {"name": "ticker"})
        assert (marks[PERPETUAL]["markPrice"], days[PERPETUAL]["last"], spot[SPOT]["last"]) == ("60000",) * 3
