"""Bybit's streams through ccxt.pro: what is pushed, in which order, after a login that was checked."""

import asyncio
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import ccxt
import pytest

from adapters.sandbox.engine.accounts import ApiKey
from adapters.sandbox.faults import Fault, FaultKind
from tests.sandbox.bybit_room import BTC, BTC_SPOT, PRIVATE, WAIT_SECONDS, BybitRoom, Tap, bybit_room


async def _listening(room: BybitRoom, *topics: str) -> Tap:
    tap = Tap(room.ex)
    await tap.subscribe(*topics)
    return tap


async def _answers(room: BybitRoom, *messages: object, url: str = PRIVATE) -> list[dict[str, Any]]:
    """What a bare connection is told, message by message."""
    found = []
    async with asyncio.timeout(WAIT_SECONDS), room.session.ws_connect(url) as socket:
        for message in messages:
            await socket.send_str(message if isinstance(message, str) else json.dumps(message))
            found.append(json.loads(await socket.receive_str()))
    return found


async def test_market_order_is_new_before_it_is_filled(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        tap = await _listening(room, "order")
        await room.ex.create_order(BTC, "market", "buy", "0.01", None, {"clientOrderId": "c1"})
        new, filled = await tap.next_rows("order", 2)
        assert (new["orderStatus"], filled["orderStatus"]) == ("New", "Filled")
        assert (filled["orderLinkId"], filled["category"], filled["cumExecQty"]) == ("c1", "linear", "0.01")


async def test_late_rejection_comes_by_stream(tmp_path: Path) -> None:
    async with bybit_room(tmp_path, ack_delay_s=0.02) as room:
        tap = await _listening(room, "order")
        room.faults.add(Fault(kind=FaultKind.LATE_REJECTION, operation="order.create", code="EC_NoEnoughQtyToFill"))
        assert (await room.ex.create_order(BTC, "market", "buy", "0.01"))["id"]
        row = await tap.next_row("order")
        assert (row["orderStatus"], row["rejectReason"]) == ("Rejected", "EC_NoEnoughQtyToFill")


async def test_fill_follows_an_acknowledgement_by_stream(tmp_path: Path) -> None:
    async with bybit_room(tmp_path, ack_delay_s=None) as room:
        assert room.engine.settings.ack_delay_s > 0
        tap = await _listening(room, "execution")
        await room.ex.create_order(BTC, "market", "buy", "0.01", None, {"clientOrderId": "c1"})
        assert (await tap.next_row("execution"))["orderLinkId"] == "c1"
        assert (await room.lookup("c1"))[0]["orderStatus"] == "Filled"


async def test_executions_reach_watch_my_trades(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        tap = await _listening(room, "execution")
        watching = asyncio.ensure_future(room.ex.watch_my_trades(BTC))
        await tap.next_row("subscribe")
        await room.ex.create_order(BTC, "market", "sell", "0.01")
        [trade] = await asyncio.wait_for(watching, WAIT_SECONDS)
        assert (trade["symbol"], trade["side"], trade["amount"], trade["price"]) == (BTC, "sell", "0.01", "60000")
        assert (trade["fee"]["cost"], trade["fee"]["currency"], trade["takerOrMaker"]) == ("0.33", "USDT", "taker")


async def test_executions_tell_reduction_and_flip(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        tap = await _listening(room, "execution.linear")
        for side, amount in (("buy", "0.01"), ("sell", "0.004"), ("sell", "0.02")):
            await room.ex.create_order(BTC, "market", side, amount)
        rows = await tap.next_rows("execution.linear", 3)
        assert [(row["execQty"], row["closedSize"]) for row in rows] == [
            ("0.01", "0"),
            ("0.004", "0.004"),
            ("0.02", "0.006"),
        ]
        assert rows[0]["seq"] < rows[1]["seq"] < rows[2]["seq"]


async def test_liquidation_is_streamed_as_bust_trade(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        await room.ex.set_leverage(100, BTC)
        await room.ex.create_order(BTC, "market", "buy", "1.5")
        tap = await _listening(room, "execution")
        room.move(50_000)
        row = await tap.next_row("execution")
        assert (row["execType"], row["closedSize"], row["createType"]) == ("BustTrade", "1.5", "CreateByLiq")


async def test_funding_is_streamed_as_execution(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        await room.ex.create_order(BTC, "market", "sell", "0.1")
        tap = await _listening(room, "execution")
        room.engine.fund(Decimal("0.0001"))
        row = await tap.next_row("execution")
        assert (row["execType"], row["execFee"], row["side"]) == ("Funding", "-0.6", "Sell")


async def test_position_is_repeated_on_every_order_event(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        tap = await _listening(room, "position")
        order = await room.ex.create_order(BTC, "limit", "buy", "0.01", "50000")
        await room.ex.cancel_order(order["id"], BTC)
        rows = await tap.next_rows("position", 2)
        assert [(row["side"], row["size"], row["entryPrice"]) for row in rows] == [("", "0", "0")] * 2


async def test_closed_position_is_flat_and_sideless(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        await room.ex.create_order(BTC, "market", "buy", "0.01")
        tap = await _listening(room, "position")
        await room.ex.create_order(BTC, "market", "sell", "0.01", None, {"reduceOnly": True})
        _repeated, closed = await tap.next_rows("position", 2)
        assert (closed["side"], closed["size"], closed["positionIdx"]) == ("", "0", 0)


async def test_hedge_positions_carry_their_index(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        await room.ex.set_position_mode(True, BTC)
        tap = await _listening(room, "position")
        await room.ex.create_order(BTC, "market", "sell", "0.01", None, {"hedged": True})
        _repeated, opened = await tap.next_rows("position", 2)
        assert (opened["positionIdx"], opened["side"], opened["size"]) == (2, "Sell", "0.01")


async def test_wallet_is_told_after_a_trade(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        tap = await _listening(room, "wallet")
        await room.ex.create_order(BTC_SPOT, "market", "buy", None, None, {"cost": "600"})
        _paid, row = await tap.next_rows("wallet", 2)
        assert {coin["coin"]: coin["walletBalance"] for coin in row["coin"]} == {"USDT": "9400", "BTC": "0.00999"}


async def test_category_topics_keep_spot_apart(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        tap = await _listening(room, "order.spot", "execution.fast")
        await room.ex.create_order(BTC, "market", "buy", "0.01")
        await room.ex.create_order(BTC_SPOT, "market", "buy", "0.01")
        assert (await tap.next_row("order.spot"))["category"] == "spot"
        assert "execFee" not in await tap.next_row("execution.fast")


async def test_wrong_secret_cannot_log_in(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        wrong = ApiKey(key=room.key.key, secret="wrong", passphrase="", rights=room.key.rights, account=room.bo)
        with pytest.raises(ccxt.BaseError, match="error sign"):
            await room.with_key(wrong).authenticate(PRIVATE)


async def test_topics_need_a_login_and_must_exist(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        subscribe = {"op": "subscribe", "req_id": "1", "args": ["order"]}
        refused, expired, nonsense = await _answers(
            room, subscribe, {"op": "auth", "args": [room.key.key, "1", "00"]}, "nonsense"
        )
        assert (refused["success"], refused["ret_msg"], refused["req_id"]) == (False, "Request not authorized", "1")
        assert (expired["success"], nonsense["ret_msg"]) == (False, "error:invalid op")


async def test_ping_is_answered_in_bybits_words(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        [pong] = await _answers(room, {"op": "ping", "req_id": "9"})
        assert (pong["op"], pong["req_id"], len(pong["args"])) == ("pong", "9", 1)


async def test_unsubscribed_topic_falls_silent(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        tap = await _listening(room, "order", "wallet")
        await room.ex.client(PRIVATE).send({"op": "unsubscribe", "args": ["order"]})
        await tap.next_row("unsubscribe")
        await room.ex.create_order(BTC, "market", "buy", "0.01")
        assert (await tap.next_row("wallet"))["accountType"] == "UNIFIED"
        assert tap.is_empty("order")


async def test_dropped_stream_can_be_opened_again(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        watching = asyncio.ensure_future(room.ex.watch_orders(BTC))
        await _listening(room, "order")
        room.faults.add(Fault(kind=FaultKind.STREAM_DROP))
        with pytest.raises(ccxt.NetworkError):
            await asyncio.wait_for(watching, WAIT_SECONDS)
        tap = await _listening(room, "order")
        await room.ex.create_order(BTC, "market", "buy", "0.01")
        assert (await tap.next_row("order"))["orderStatus"] == "New"


@pytest.mark.parametrize("symbol", [BTC, BTC_SPOT])
async def test_tickers_follow_the_price(tmp_path: Path, symbol: str) -> None:
    async with bybit_room(tmp_path) as room:
        first = await asyncio.wait_for(room.ex.watch_ticker(symbol), WAIT_SECONDS)
        assert (first["symbol"], first["last"]) == (symbol, "60000")
        watching = asyncio.ensure_future(room.ex.watch_ticker(symbol))
        await asyncio.sleep(0)
        room.move(60_500)
        second = await asyncio.wait_for(watching, WAIT_SECONDS)
        assert (second["symbol"], second["last"], second["bid"]) == (symbol, "60500", "60499.9")
        assert second["high"] is not None


async def test_unknown_public_topics_are_refused(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        asked: tuple[object, ...] = (
            {"op": "subscribe", "args": ["tickers.NOPE"]},
            {"op": "ping"},
            {"op": "unsubscribe", "args": None},
            [],
        )
        url = "wss://stream.bybit.com/v5/public/linear"
        refused, pong, done, nonsense = await _answers(room, *asked, url=url)
        assert (refused["success"], pong["ret_msg"], done["success"]) == (False, "pong", True)
        assert nonsense["ret_msg"] == "error:invalid op"
