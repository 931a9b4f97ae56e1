"""Bitget's streams as ccxt.pro and a bare socket see them: login, orders, fills, positions, balances, tickers."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import ccxt
import pytest

from adapters.sandbox.engine.accounts import KeyState
from adapters.sandbox.faults import Fault, FaultKind
from tests.sandbox.bitget_room import BTC, BTC_SPOT, WAIT_SECONDS, BitgetRoom, Tap, bitget_room

FRAMES_OF_A_FILL = 3  # positions as the order comes in, the fill, positions after it
PRIVATE = "wss://ws.bitget.com/v2/ws/private"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[BitgetRoom]:
    async with bitget_room(tmp_path) as found:
        yield found


@asynccontextmanager
async def listening(client: Any, *watches: str, **params: Any) -> AsyncIterator[Tap]:
    """Watch in the background until the block ends; the first position frame says that we are subscribed."""
    tap = Tap(client)
    tasks = [asyncio.ensure_future(getattr(client, watch)(params=params)) for watch in watches]
    positions = asyncio.ensure_future(client.watch_positions())
    await tap.next_frame("position" if client.options["uta"] else "positions")
    yield tap
    for task in (*tasks, positions):
        task.cancel()
    await asyncio.gather(*tasks, positions, return_exceptions=True)


async def test_flat_account_has_an_empty_snapshot(room: BitgetRoom) -> None:
    for client in (room.classic, room.unified):
        assert await asyncio.wait_for(client.watch_positions(), WAIT_SECONDS) == []


async def test_classic_order_is_told_live_then_filled(room: BitgetRoom) -> None:
    room.engine.settings.ack_delay_s = 0.01
    async with listening(room.classic, "watch_orders") as tap:
        await room.classic.create_order(BTC, "market", "buy", "0.01", None, {"clientOrderId": "o1"})
        (live,), (filled,) = await tap.next_frame("orders"), await tap.next_frame("orders")
    assert [row["status"] for row in (live, filled)] == ["live", "filled"]
    assert (filled["clientOid"], filled["accBaseVolume"], filled["priceAvg"]) == ("o1", "0.01", "60000")


async def test_positions_after_a_fill_are_whole(room: BitgetRoom) -> None:
    async with listening(room.classic) as tap:
        await room.classic.create_order(BTC, "market", "buy", "0.01")
        before, (held,) = await tap.next_frame("positions"), await tap.next_frame("positions")
        await room.classic.create_order(BTC, "market", "sell", "0.01", None, {"reduceOnly": True})
        (still,), flat = await tap.next_frame("positions"), await tap.next_frame("positions")
    assert (before, flat) == ([], [])
    assert (held["instId"], held["holdSide"], held["total"]) == ("BTCUSDT", "long", "0.01")
    assert still["total"] == "0.01"


async def test_closing_a_long_sells_in_the_fill_channel(room: BitgetRoom) -> None:
    await room.classic.set_position_mode(True, BTC)
    await room.classic.create_order(BTC, "market", "buy", "0.01", None, {"hedged": True})
    async with listening(room.classic, "watch_my_trades") as tap:
        await room.classic.create_order(BTC, "market", "sell", "0.01", None, {"hedged": True, "reduceOnly": True})
        (fill,) = await tap.next_frame("fill")
    assert (fill["side"], fill["tradeSide"], fill["posMode"]) == ("sell", "close", "hedge_mode")


async def test_partial_fills_come_one_by_one(room: BitgetRoom) -> None:
    room.cleo.slices, room.cleo.slice_pause_s = 3, 0.01
    async with listening(room.classic, "watch_my_trades") as tap:
        await room.classic.create_order(BTC, "market", "buy", "0.03")
        fills = [(await tap.next_frame("fill"))[0] for _ in range(3)]
    assert sum(Decimal(fill["baseVolume"]) for fill in fills) == Decimal("0.03")
    assert len({fill["tradeId"] for fill in fills}) == 3


async def test_liquidation_is_told_as_a_burst(room: BitgetRoom) -> None:
    await room.classic.set_leverage(50, BTC)
    await room.classic.create_order(BTC, "market", "buy", "0.1", None, {"marginMode": "isolated"})
    async with listening(room.classic, "watch_my_trades") as tap:
        room.move(57_000)
        (fill,) = await tap.next_frame("fill")
    assert fill["tradeSide"] == "burst_sell_single"


async def test_spot_orders_have_a_channel_of_their_own(room: BitgetRoom) -> None:
    watching = asyncio.ensure_future(room.classic.watch_my_trades(BTC_SPOT))
    async with listening(room.classic, "watch_orders", type="spot") as tap:
        await room.classic.create_order(BTC_SPOT, "market", "buy", "0.01", None, {"cost": "600"})
        (order,) = await tap.next_frame("orders")
        (trade,) = await asyncio.wait_for(watching, WAIT_SECONDS)
    assert (order["instId"], order["newSize"]) == ("BTCUSDT", "600")
    assert (trade["symbol"], trade["amount"], trade["fee"]["currency"]) == (BTC_SPOT, "0.01", "BTC")


async def test_trigger_orders_have_a_channel(room: BitgetRoom) -> None:
    await room.classic.create_order(BTC, "market", "buy", "0.01")
    async with listening(room.classic, "watch_orders", trigger=True) as tap:
        await room.classic.create_order(BTC, "market", "sell", "0.01", None, {"stopLossPrice": "58000"})
        (placed,) = await tap.next_frame("orders-algo")
        room.move(57_000)
        (fired,) = await tap.next_frame("orders-algo")
    assert (placed["planType"], placed["status"], fired["status"]) == ("psl", "live", "executed")


async def test_balance_is_told_after_a_trade(room: BitgetRoom) -> None:
    first = await asyncio.wait_for(room.classic.watch_balance(), WAIT_SECONDS)
    assert first["USDT"]["total"] == "10000"
    again = asyncio.ensure_future(room.classic.watch_balance())
    await room.classic.create_order(BTC, "market", "buy", "0.01")
    assert (await asyncio.wait_for(again, WAIT_SECONDS))["USDT"]["total"] == "9999.64"


async def test_unified_topics_tell_order_fill_and_position(room: BitgetRoom) -> None:
    room.unified.options["watchMyTrades"] = {"uta": True}
    async with listening(room.unified, "watch_orders", "watch_my_trades") as tap:
        await room.unified.create_order(BTC, "market", "buy", "0.01", None, {"clientOrderId": "o1"})
        (order,) = await tap.next_frame("order")
        (fill,) = await tap.next_frame("fill")
        (position,) = await tap.next_frame("position")
    assert (order["clientOid"], order["category"]) == ("o1", "usdt-futures")
    assert (fill["execQty"], fill["holdSide"], fill["tradeSide"]) == ("0.01", "net", "buy_single")
    assert (position["size"], position["positionStatus"]) == ("0.01", "normal")


async def test_unified_position_ends_with_size_zero(room: BitgetRoom) -> None:
    await room.unified.create_order(BTC, "market", "buy", "0.01")
    async with listening(room.unified) as tap:
        await room.unified.create_order(BTC, "market", "sell", "0.01", None, {"reduceOnly": True})
        (position,) = await tap.next_frame("position")
    assert (position["size"], position["positionStatus"]) == ("0", "ended")


async def test_public_tickers_follow_the_price(room: BitgetRoom) -> None:
    for client in (room.classic, room.unified):
        await asyncio.wait_for(client.watch_ticker(BTC), WAIT_SECONDS)
    following = [asyncio.ensure_future(client.watch_ticker(BTC)) for client in (room.classic, room.unified)]
    room.move(61_500)
    for told in await asyncio.wait_for(asyncio.gather(*following), WAIT_SECONDS):
        assert Decimal(told["last"]) == 61_500


async def test_bad_login_is_refused(room: BitgetRoom) -> None:
    stranger = room.client(room.cleo.keys[0], secret="somebody-elses")
    await stranger.load_markets()
    with pytest.raises(ccxt.AuthenticationError, match="30015"):
        await asyncio.wait_for(stranger.watch_positions(), WAIT_SECONDS)


async def test_revoked_key_cannot_log_in(room: BitgetRoom) -> None:
    room.engine.customers.set_key_state(room.cleo, KeyState.REVOKED)
    with pytest.raises(ccxt.AuthenticationError, match="30011"):
        await asyncio.wait_for(room.classic.watch_positions(), WAIT_SECONDS)


async def test_ping_is_a_word(room: BitgetRoom) -> None:
    async with room.session.ws_connect(PRIVATE) as socket:
        await socket.send_str("ping")
        assert await socket.receive_str(timeout=WAIT_SECONDS) == "pong"
        await socket.send_str(json.dumps({"op": "subscribe", "args": [{"instType": "SPOT", "channel": "orders"}]}))
        assert json.loads(await socket.receive_str(timeout=WAIT_SECONDS))["code"] == 30004


async def test_lost_events_are_found_by_asking(room: BitgetRoom) -> None:
    async with listening(room.classic, "watch_my_trades") as tap:
        room.faults.add(Fault(kind=FaultKind.STREAM_GAP, venue="bitget", times=FRAMES_OF_A_FILL))
        await room.classic.create_order(BTC, "market", "buy", "0.01")
        await room.classic.create_order(BTC, "market", "buy", "0.02")
        (fill,) = await tap.next_frame("fill")
    assert fill["baseVolume"] == "0.02"
    assert [trade["amount"] for trade in await room.classic.fetch_my_trades(BTC)] == ["0.01", "0.02"]
