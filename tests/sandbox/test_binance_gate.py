"""Who is let in at the Binance on loopback: keys, signatures, clock, rights, request weights, planned refusals."""

import time
from pathlib import Path

import pytest
from ccxt import AuthenticationError, BaseError, DDoSProtection, InvalidNonce, RequestTimeout

from adapters.sandbox.engine.accounts import KeyState, Right
from adapters.sandbox.faults import Fault, FaultKind
from tests.sandbox.binance_room import PERPETUAL, READ_ONLY, SPOT, binance_room

ACCOUNT = "https://fapi.binance.com/fapi/v3/account"


async def test_wrong_secret_is_a_bad_signature(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        with pytest.raises(AuthenticationError, match="-1022"):
            await room.client(secret="wrong").fetch_balance()


async def test_unknown_and_revoked_keys_are_refused(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        stranger = room.client()
        stranger.apiKey = "nobody"
        with pytest.raises(AuthenticationError, match="-2015"):
            await stranger.fetch_balance()
        room.engine.customers.set_key_state(room.ann, KeyState.REVOKED)
        with pytest.raises(AuthenticationError, match="-2015"):
            await room.client().fetch_balance()


async def test_missing_key_is_a_format_error(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room, room.session.get(ACCOUNT) as answer:
        assert (answer.status, (await answer.json())["code"]) == (401, -2014)


async def test_foreign_address_is_refused(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        room.key.ips = ("203.0.113.7",)
        with pytest.raises(AuthenticationError, match="-2015"):
            await room.client().fetch_balance()


@pytest.mark.parametrize(("offset_ms", "words"), [(-6_000, "outside of the recvWindow"), (5_000, "ahead of")])
async def test_clock_outside_the_window_is_refused(tmp_path: Path, offset_ms: int, words: str) -> None:
    async with binance_room(tmp_path) as room:
        text = f"timestamp={time.time_ns() // 1_000_000 + offset_ms}&recvWindow=5000"
        status, body = await room.raw("GET", ACCOUNT, text=text)
        assert (status, '"code": -1021' in body, words in body) == (400, True, True)


async def test_clock_drift_is_invalid_nonce_to_ccxt(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        client.options["timeDifference"] = 20_000
        with pytest.raises(InvalidNonce, match="-1021"):
            await client.fetch_balance()
        await client.load_time_difference()
        assert (await client.fetch_balance())["USDT"]["total"] == "10000.00000000"


async def test_signature_covers_every_character(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        now = time.time_ns() // 1_000_000
        assert (await room.raw("GET", ACCOUNT, text=f"timestamp={now}"))[0] == 200
        status, body = await room.raw("GET", ACCOUNT, text=f"timestamp={now}", signature="0" * 64)
        assert (status, '"code": -1022' in body) == (400, True)
        assert (await room.raw("GET", ACCOUNT, text="recvWindow=5000"))[0] == 400


async def test_read_only_key_reads_and_cannot_trade(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        reader = room.client(key=room.add_key(READ_ONLY))
        assert (await reader.fetch_balance())["USDT"]["free"] == "10000.00000000"
        with pytest.raises(AuthenticationError, match="-2015"):
            await reader.create_order(PERPETUAL, "market", "buy", "0.01")
        restrictions = await reader.sapiGetAccountApiRestrictions()
        assert (restrictions["enableReading"], restrictions["enableFutures"]) == (True, False)


async def test_withdrawing_key_says_so(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        key = room.add_key(READ_ONLY | {Right.WITHDRAW, Right.TRANSFER})
        restrictions = await room.client(key=key).sapiGetAccountApiRestrictions()
        assert restrictions["enableWithdrawals"] is True
        assert restrictions["permitsUniversalTransfer"] is True


async def test_used_weight_and_orders_stand_in_headers(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        await client.create_order(PERPETUAL, "market", "buy", "0.01")
        assert client.last_response_headers["X-MBX-ORDER-COUNT-10S"] == "1"
        await client.fetch_balance()
        before = int(client.last_response_headers["X-MBX-USED-WEIGHT-1M"])
        await client.fetch_balance()
        assert int(client.last_response_headers["X-MBX-USED-WEIGHT-1M"]) == before + 5


async def test_too_much_weight_is_429_then_418(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        room.engine.limits.define("futures_weight", units=12, window_s=86_400)
        statuses = [(await room.raw("GET", ACCOUNT, text="x=1"))[0] for _ in range(6)]
        assert statuses == [400, 400, 429, 429, 418, 418]
        with pytest.raises(DDoSProtection, match="418"):
            await client.fapiPrivateV3GetAccount()


async def test_too_many_orders_are_refused_per_account(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        room.engine.limits.define("futures_orders_10s", units=2, window_s=86_400)
        for _ in range(2):
            await client.create_order(PERPETUAL, "market", "buy", "0.01")
        with pytest.raises(DDoSProtection, match="-1015"):
            await client.create_order(PERPETUAL, "market", "buy", "0.01")
        assert len(room.ann.orders) == 2


async def test_filled_spot_orders_do_not_count(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client("spot")
        room.engine.limits.define("spot_orders_10s", units=1, window_s=86_400)
        for _ in range(3):
            await client.create_order(SPOT, "market", "buy", "0.01")
        await client.create_order(SPOT, "limit", "buy", "0.01", "50000")
        with pytest.raises(DDoSProtection, match="-1015"):
            await client.create_order(SPOT, "limit", "buy", "0.01", "50000")


async def test_unknown_outcome_may_hide_an_order(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        room.faults.add(Fault(kind=FaultKind.NATIVE_CODE_AFTER, operation="order.create", code="-1007"))
        with pytest.raises(RequestTimeout, match="-1007"):
            await client.create_order(PERPETUAL, "market", "buy", "0.01", None, {"clientOrderId": "f1"})
        assert (await client.fetch_order(None, PERPETUAL, {"clientOrderId": "f1"}))["status"] == "closed"


async def test_planned_refusal_places_nothing(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        room.faults.add(Fault(kind=FaultKind.NATIVE_CODE_BEFORE, operation="order.create", code="-1008"))
        with pytest.raises(BaseError, match="-1008"):
            await room.client().create_order(PERPETUAL, "market", "buy", "0.01")
        assert room.ann.orders == {}


async def test_bare_503_carries_no_code(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        fault = Fault(kind=FaultKind.NATIVE_CODE_BEFORE, operation="balance", text="Unknown error, please check.")
        room.faults.add(fault)
        async with room.session.get(ACCOUNT) as answer:
            assert (answer.status, await answer.text()) == (503, "Unknown error, please check.")


async def test_planned_ban_names_its_end(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        room.faults.add(Fault(kind=FaultKind.IP_BANNED, retry_after_s=120))
        room.faults.add(Fault(kind=FaultKind.RATE_LIMITED, retry_after_s=7))
        async with room.session.get(ACCOUNT) as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (418, "120")
            assert "banned until" in await answer.text()
        async with room.session.get(ACCOUNT) as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (429, "7")


async def test_unknown_path_is_404(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room, room.session.get("https://api.binance.com/api/v3/dreams") as answer:
        assert answer.status == 404
