"""The control API: what a person, a test or the page can do to the exchanges, and what it reads back."""

from decimal import Decimal

import pytest

from adapters.sandbox.faults import FaultKind
from tests.sandbox.control_room import control_room


async def test_leader_trades_by_hand_and_the_book_shows_it() -> None:
    async with control_room() as room:
        await room.post("market/price", base="BTC", price="60000")
        wish = {"account": "leader@binance", "base": "BTC", "side": "buy", "cost": "6000", "slices": 3}
        status, order = await room.post("exchanges/binance/orders", **wish)
        leader = await room.account("binance", "leader")
        assert (status, order["status"], order["filled"]) == (200, "filled", "0.1")
        assert [fill["amount"] for fill in leader["fills"]] == ["0.033", "0.033", "0.034"]  # type: ignore[attr-defined]
        assert leader["positions"][0]["amount"] == "0.1"  # type: ignore[index]


async def test_spot_round_trip_by_hand() -> None:
    async with control_room() as room:
        wish = {"account": "bo", "kind": "spot", "base": "ETH"}
        assert (await room.post("exchanges/bybit/orders", **wish, side="buy", cost="1000"))[1]["status"] == "filled"
        status, refused = await room.post("exchanges/bybit/orders", **wish, side="sell", amount="100")
        assert (status, refused["refusal"]) == (409, "insufficient_funds")


async def test_leverage_is_set_before_the_order() -> None:
    async with control_room() as room:
        wish = {"account": "cleo", "base": "SOL", "side": "sell", "cost": "500", "leverage": 50}
        await room.post("exchanges/bitget/orders", **wish)
        await room.post("exchanges/bitget/orders", **wish)
        position = (await room.account("bitget", "cleo"))["positions"][0]  # type: ignore[index]
        assert (position["leverage"], position["side"]) == (50, "short")


async def test_hedged_person_need_not_name_the_side() -> None:
    async with control_room() as room:
        await room.post("exchanges/binance/accounts/ann", position_mode="hedge")
        wish = {"account": "ann", "base": "BTC", "amount": "0.01"}
        await room.post("exchanges/binance/orders", **wish, side="sell")
        await room.post("exchanges/binance/orders", account="ann", base="BTC", side="buy", close=True)
        ann = await room.account("binance", "ann")
        assert ([order["position_side"] for order in ann["orders"]], ann["positions"]) == (["short", "short"], [])  # type: ignore[attr-defined]


async def test_open_order_is_canceled_by_hand() -> None:
    async with control_room() as room:
        wish = {"account": "ann", "base": "BTC", "side": "buy", "amount": "0.01", "price": "20000"}
        _, order = await room.post("exchanges/binance/orders", **wish)
        path = f"exchanges/binance/accounts/ann/orders/{order['order_id']}"
        assert [await room.delete(path), await room.delete(path)] == [200, 404]


async def test_revoked_key_is_seen_by_the_engine() -> None:
    async with control_room() as room:
        await room.post("exchanges/binance/accounts/ann", state="revoked", rights=["read"])
        (key,) = room.engines["binance"].floor.accounts["ann"].keys
        assert (key.state.value, [right.value for right in key.rights]) == ("revoked", ["read"])


async def test_many_accounts_open_at_once() -> None:
    async with control_room() as room:
        async with room.client.post(
            "/control/exchanges/bybit/accounts", json={"name": "load", "count": 50, "family": "unified"}
        ) as answer:
            opened = await answer.json()
        assert len({account["keys"][0]["api_key"] for account in opened}) == 50


async def test_settings_change_delays_and_depth() -> None:
    async with control_room() as room:
        depth = {"symbol": "BTCUSDT", "amount": "0.01"}
        _, settings = await room.post("exchanges/binance/settings", ack_delay_s=0.5, latency_s=0.1, depth=depth)
        assert (settings["ack_delay_s"], settings["query_lag_s"]) == (0.5, 0.0)
        assert room.engines["binance"].settings.depths["BTCUSDT"].amount == Decimal("0.01")
        await room.post("exchanges/binance/settings", depth={"symbol": "BTCUSDT"})
        assert room.engines["binance"].settings.depths == {}


async def test_moved_price_liquidates_the_daring() -> None:
    async with control_room() as room:
        await room.post("market/price", base="BTC", price="60000")
        wish = {"account": "dan", "base": "BTC", "side": "buy", "cost": "90000", "leverage": 10}
        await room.post("exchanges/bitget/orders", **wish)
        await room.post("market/price", base="BTC", price="52000")
        dan = await room.account("bitget", "dan")
        assert (dan["positions"], dan["fills"][-1]["cause"]) == ([], "liquidation")  # type: ignore[index]


async def test_running_market_moves_and_paused_stands() -> None:
    async with control_room() as room:
        before = await room.get("market")
        room.timers.advance(2)
        assert await room.get("market") == before
        await room.post("market/run", running=True, speed=60)
        room.timers.advance(2)
        running = await room.get("market")
        assert running != before
        _, paused = await room.post("market/run", running=False)
        assert paused["running"] is False


async def test_funding_is_paid_at_one_exchange() -> None:
    async with control_room() as room:
        for venue, name in (("binance", "ann"), ("bybit", "bo")):
            await room.post(f"exchanges/{venue}/orders", account=name, base="BTC", side="buy", amount="0.01")
        async with room.client.post("/control/funding", json={"rate": "0.0001", "venue": "bybit"}) as answer:
            assert [line["exchange"] for line in await answer.json()] == ["bybit"]


async def test_deleveraging_on_request() -> None:
    async with control_room() as room:
        await room.post("exchanges/bybit/orders", account="bo", base="BTC", side="buy", amount="0.01")
        wish = {"account": "bo", "base": "BTC", "fraction": "0.5"}
        assert (await room.post("exchanges/bybit/deleverage", **wish))[1]["origin"] == "adl"


async def test_faults_are_listed_and_removed() -> None:
    async with control_room() as room:
        _, first = await room.post("faults", kind="drop_after", account="ann@binance", operation="order.create")
        await room.post("faults", kind="stream_silent", venue="bybit")
        (planned, _) = room.faults.listed()[int(str(first["id"]))]
        assert (planned.kind, planned.venue, planned.account) == (FaultKind.DROP_AFTER, "binance", "ann")
        await room.delete(f"faults/{first['id']}")
        assert [fault["kind"] for fault in await room.get("faults")] == ["stream_silent"]  # type: ignore[attr-defined]
        await room.delete("faults")
        assert await room.get("faults") == []


@pytest.mark.parametrize(
    ("path", "wish", "status"),
    [
        ("exchanges/kraken/orders", {}, 404),
        ("exchanges/binance/orders", {"account": "ann"}, 400),
        ("exchanges/binance/orders", {"account": "ann", "base": "BTC", "side": "buy", "amount": "much"}, 400),
        ("exchanges/binance/orders", {"account": "nobody", "base": "BTC", "side": "buy", "amount": "1"}, 404),
        ("exchanges/binance/orders", {"account": "ann", "base": "XYZ", "side": "buy", "amount": "1"}, 409),
        ("exchanges/binance/orders", {"account": "ann", "base": "BTC", "side": "buy"}, 409),
        ("exchanges/binance/settings", {"speed_of_light": 1}, 400),
        ("market/price", {"base": "XYZ", "price": "1"}, 409),
        ("market/price", {"base": "BTC", "price": "-1"}, 409),
        ("faults", {"kind": "earthquake"}, 400),
    ],
)
async def test_wrong_wishes_are_answered_plainly(path: str, wish: dict[str, object], status: int) -> None:
    async with control_room() as room:
        answered, body = await room.post(path, **wish)
        assert answered == status
        assert body["error"]
