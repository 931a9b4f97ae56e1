"""Bybit's gate: signatures, clock, keys, permissions, addresses, limits; and the public market answers."""

from decimal import Decimal
from pathlib import Path

import ccxt
import pytest

from adapters.sandbox.engine.accounts import ApiKey, KeyState, Right
from adapters.sandbox.faults import Fault, FaultKind
from adapters.sandbox.venues.bybit.throttle import use_published_limits
from tests.sandbox.bybit_room import API, BTC, BTC_SPOT, bybit_room

ORDER = {"category": "linear", "symbol": "BTCUSDT", "side": "Buy", "orderType": "Market", "qty": "0.01"}


async def test_wrong_secret_is_a_wrong_signature(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        wrong = ApiKey(key=room.key.key, secret="wrong", passphrase="", rights=room.key.rights, account=room.bo)
        with pytest.raises(ccxt.AuthenticationError, match="10004"):
            await room.with_key(wrong).fetch_balance()


@pytest.mark.parametrize(("ahead_ms", "code"), [(0, 0), (-4000, 0), (-6000, 10002), (2000, 10002)])
async def test_clock_must_be_inside_the_window(tmp_path: Path, ahead_ms: int, code: int) -> None:
    async with bybit_room(tmp_path) as room:
        answer = await room.raw("POST", "/v5/order/create", body={**ORDER}, ahead_ms=ahead_ms)
        assert answer["retCode"] == code


async def test_missing_signature_and_path_are_told(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        for path, code in (("/v5/position/list", 10001), ("/v5/nowhere", 10017)):
            async with room.session.get(API + path) as answer:
                assert (await answer.json())["retCode"] == code


@pytest.mark.parametrize(("state", "code"), [(KeyState.REVOKED, "10003"), (KeyState.EXPIRED, "33004")])
async def test_dead_key_is_refused(tmp_path: Path, state: KeyState, code: str) -> None:
    async with bybit_room(tmp_path) as room:
        room.engine.customers.set_key_state(room.bo, state)
        with pytest.raises(ccxt.AuthenticationError, match=code):
            await room.ex.fetch_positions()


async def test_read_only_key_may_look_but_not_trade(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        reader = room.another(rights=frozenset({Right.READ}))
        await reader.load_markets()
        answer = await reader.private_get_v5_user_query_api()
        assert (answer["result"]["readOnly"], answer["result"]["ips"]) == (1, ["*"])
        assert await reader.fetch_positions() == []
        with pytest.raises(ccxt.PermissionDenied, match="10005"):
            await reader.create_order(BTC, "market", "buy", "0.01")
        with pytest.raises(ccxt.PermissionDenied, match="10005"):
            await reader.set_leverage(5, BTC)


async def test_rights_differ_by_category(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        spotter = room.another(rights=frozenset({Right.READ, Right.SPOT}))
        await spotter.load_markets()
        await spotter.create_order(BTC_SPOT, "market", "buy", None, None, {"cost": "50"})
        with pytest.raises(ccxt.PermissionDenied):
            await spotter.create_order(BTC, "market", "buy", "0.01")


async def test_key_that_withdraws_says_so(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        risky = room.another(rights=frozenset(Right), ips=("127.0.0.1",))
        result = (await risky.private_get_v5_user_query_api())["result"]
        assert result["permissions"]["Wallet"] == ["AccountTransfer", "SubMemberTransfer", "Withdraw"]
        assert (result["ips"], result["readOnly"], result["uta"]) == (["127.0.0.1"], 0, 1)
        plain = (await room.ex.private_get_v5_user_query_api())["result"]
        assert plain["permissions"]["Wallet"] == []


async def test_key_bound_elsewhere_is_refused(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        with pytest.raises(ccxt.PermissionDenied, match="10010"):
            await room.another(ips=("203.0.113.7",)).fetch_balance()


async def test_account_limit_counts_in_the_headers(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        use_published_limits(room.engine)
        await room.ex.set_margin_mode("isolated", BTC)
        headers = room.ex.last_response_headers
        assert headers["X-Bapi-Limit"] == "5"
        assert int(headers["X-Bapi-Limit-Status"]) < 5
        assert int(headers["X-Bapi-Limit-Reset-Timestamp"]) > room.engine.now_ms() - 1000


async def test_account_over_its_limit_waits(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        room.engine.limits.define("create.linear", units=1, window_s=3600)
        await room.ex.create_order(BTC, "market", "buy", "0.01")
        with pytest.raises(ccxt.RateLimitExceeded, match="10006"):
            await room.ex.create_order(BTC, "market", "buy", "0.01")
        assert len(room.bo.orders) == 1


async def test_address_over_its_limit_is_shut_out(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        room.engine.limits.define("ip", units=0, window_s=3600)
        with pytest.raises(ccxt.BaseError, match="403"):
            await room.ex.fetch_time()


async def test_planned_throttling_uses_native_words(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        room.faults.add(Fault(kind=FaultKind.RATE_LIMITED, operation="positions"))
        room.faults.add(Fault(kind=FaultKind.IP_BANNED, operation="balance"))
        with pytest.raises(ccxt.RateLimitExceeded, match="10006"):
            await room.ex.fetch_positions()
        with pytest.raises(ccxt.RateLimitExceeded, match="403"):
            await room.ex.fetch_balance()


@pytest.mark.parametrize(("kind", "orders"), [(FaultKind.NATIVE_CODE_BEFORE, 0), (FaultKind.NATIVE_CODE_AFTER, 1)])
async def test_unclear_code_hides_whether_the_order_exists(tmp_path: Path, kind: FaultKind, orders: int) -> None:
    async with bybit_room(tmp_path) as room:
        room.faults.add(Fault(kind=kind, operation="order.create", code="170146", text="Order creation timeout."))
        with pytest.raises(ccxt.InvalidOrder, match="170146"):
            await room.ex.create_order(BTC, "market", "buy", "0.01", None, {"clientOrderId": "c1"})
        assert len(await room.lookup("c1")) == orders


async def test_lookup_fault_spares_the_open_orders(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        room.faults.add(Fault(kind=FaultKind.RATE_LIMITED, operation="order.find"))
        assert await room.ex.fetch_open_orders(BTC) == []
        with pytest.raises(ccxt.RateLimitExceeded):
            await room.lookup("c1")


@pytest.mark.parametrize("body", ["", "[]", "{"])
async def test_malformed_body_is_refused(tmp_path: Path, body: str) -> None:
    async with bybit_room(tmp_path) as room, room.session.post(API + "/v5/order/create", data=body) as answer:
        assert (await answer.json())["retCode"] == 10001


async def test_time_is_the_servers(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        before = room.engine.now_ms()
        assert before <= await room.ex.fetch_time() <= room.engine.now_ms()


async def test_tickers_stand_around_the_last_price(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        ticker = await room.ex.fetch_ticker(BTC)
        assert (ticker["bid"], ticker["last"], ticker["ask"]) == ("59999.9", "60000", "60000.1")
        assert Decimal(ticker["low"]) <= Decimal(ticker["last"]) <= Decimal(ticker["high"])
        spot = await room.ex.fetch_tickers([BTC_SPOT, "ETH/USDT"])
        assert set(spot) == {BTC_SPOT, "ETH/USDT"}


async def test_order_book_and_candles_are_sorted(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        book = await room.ex.fetch_order_book(BTC, 5)
        assert [level[0] for level in book["bids"][:2]] == [59999.9, 59999.8]
        candles = await room.ex.fetch_ohlcv(BTC, "1h", limit=10)
        assert len(candles) == 10
        assert candles == sorted(candles, key=lambda candle: candle[0])


async def test_coins_and_funding_wallet_are_told(tmp_path: Path) -> None:
    async with bybit_room(tmp_path) as room:
        assert {"BTC", "USDT"} <= set(await room.ex.fetch_currencies())
        balance = await room.ex.fetch_balance({"type": "funding"})
        assert balance["USDT"]["total"] == "0"
        fees = await room.ex.fetch_trading_fees()
        assert fees[BTC]["taker"] == "0.00055"
