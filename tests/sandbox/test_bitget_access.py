"""Who Bitget lets in and what it tells of a key: signatures, families, rights, limits, planned faults."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import ccxt
import pytest

from adapters.sandbox.engine.accounts import KeyState, Right
from adapters.sandbox.faults import Fault, FaultKind, Stage
from tests.sandbox.bitget_room import BTC, FUTURES, BitgetRoom, bitget_room

API = "https://api.bitget.com"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[BitgetRoom]:
    async with bitget_room(tmp_path) as found:
        yield found


async def refused(call: Any, kind: type[Exception], code: str) -> None:
    with pytest.raises(kind, match=f'"code": "{code}"'):
        await call


async def test_wrong_secret_is_refused(room: BitgetRoom) -> None:
    client = room.client(room.cleo.keys[0], secret="somebody-elses")
    await refused(client.private_spot_get_v2_spot_account_assets(), ccxt.AuthenticationError, "40009")


async def test_wrong_passphrase_is_refused(room: BitgetRoom) -> None:
    client = room.client(room.cleo.keys[0], passphrase="forgotten")
    await refused(client.private_spot_get_v2_spot_account_assets(), ccxt.AuthenticationError, "40012")


async def test_revoked_key_is_refused(room: BitgetRoom) -> None:
    room.engine.customers.set_key_state(room.cleo, KeyState.REVOKED)
    await refused(room.classic.fetch_positions([BTC]), ccxt.AuthenticationError, "40037")


async def test_key_bound_to_another_address_is_refused(room: BitgetRoom) -> None:
    key = room.engine.customers.add_key(room.cleo, ips=("203.0.113.7",))
    await refused(room.client(key).fetch_positions([BTC]), ccxt.PermissionDenied, "40018")


async def test_clock_far_behind_is_refused(room: BitgetRoom) -> None:
    room.classic.options["timeDifference"] = 60_000
    await refused(room.classic.fetch_positions([BTC]), ccxt.InvalidNonce, "40008")


async def test_missing_header_is_named(room: BitgetRoom) -> None:
    async with room.session.get(f"{API}/api/v2/spot/account/assets") as answer:
        assert (await answer.json())["code"] == "40001"


async def test_classic_api_refuses_unified_accounts(room: BitgetRoom) -> None:
    await refused(room.unified.set_margin_mode("cross", BTC), ccxt.PermissionDenied, "40085")


async def test_unified_api_refuses_classic_accounts(room: BitgetRoom) -> None:
    await refused(room.classic.private_uta_get_v3_account_settings(), ccxt.ExchangeError, "40084")


async def test_ccxt_finds_the_family_itself(room: BitgetRoom) -> None:
    for account in (room.cleo, room.dan):
        client = room.client(account.keys[0], uta=None)
        await client.fetch_balance()
        assert client.options["uta"] is account.is_unified


async def test_settings_tell_modes_and_leverages(room: BitgetRoom) -> None:
    await room.unified.set_position_mode(True, BTC)
    await room.unified.set_leverage(7, BTC)
    settings = (await room.unified.private_uta_get_v3_account_settings())["data"]
    assert settings["holdMode"] == "hedge_mode"
    assert {"BTCUSDT": "7"}.items() <= {row["symbol"]: row["leverage"] for row in settings["symbolConfigList"]}.items()


async def test_classic_authorities_show_a_withdrawal_right(room: BitgetRoom) -> None:
    own = (await room.classic.private_spot_get_v2_spot_account_info())["data"]
    assert {"coow", "cpow", "stow"} <= set(own["authorities"])
    assert "wwow" not in own["authorities"]
    risky = room.with_rights(room.cleo, *Right)
    told = (await risky.private_spot_get_v2_spot_account_info())["data"]
    assert {"wwow", "wtow"} <= set(told["authorities"])


async def test_unified_permissions_show_a_withdrawal_right(room: BitgetRoom) -> None:
    own = (await room.unified.private_uta_get_v3_account_info())["data"]
    assert own["permType"] == "read-and-write"
    assert own["permissions"] == ["uta_mgt", "uta_trade"]
    risky = (await room.with_rights(room.dan, *Right).private_uta_get_v3_account_info())["data"]
    assert "withdraw" in risky["permissions"]


async def test_read_only_key_cannot_trade(room: BitgetRoom) -> None:
    for account in (room.cleo, room.dan):
        reader = room.with_rights(account, Right.READ)
        await reader.fetch_positions([BTC])
        await refused(reader.create_order(BTC, "market", "buy", "0.01"), ccxt.PermissionDenied, "40014")


async def test_too_many_requests_are_refused(room: BitgetRoom) -> None:
    room.engine.limits.define("bitget.classic.positions", units=2, window_s=3600)
    for _ in range(2):
        await room.classic.fetch_positions([BTC])
    await refused(room.classic.fetch_positions([BTC]), ccxt.DDoSProtection, "429")


async def test_unknown_path_is_not_found(room: BitgetRoom) -> None:
    async with room.session.get(f"{API}/api/v2/spot/nowhere") as answer:
        assert (answer.status, (await answer.json())["code"]) == (404, "40404")


async def test_unknown_symbol_is_named(room: BitgetRoom) -> None:
    call = room.classic.private_mix_get_v2_mix_account_account(FUTURES | {"symbol": "NOPEUSDT", "marginCoin": "USDT"})
    await refused(call, ccxt.ExchangeError, "40034")


@pytest.mark.parametrize("stage", list(Stage))
async def test_unknown_outcome_may_hide_an_order(room: BitgetRoom, stage: Stage) -> None:
    kind = FaultKind.NATIVE_CODE_AFTER if stage is Stage.AFTER else FaultKind.NATIVE_CODE_BEFORE
    room.faults.add(Fault(kind=kind, venue="bitget", operation="order.create", code="40010"))
    order = room.classic.create_order(BTC, "market", "buy", "0.01", None, {"clientOrderId": "u1"})
    await refused(order, ccxt.AuthenticationError, "40010")
    assert len(room.cleo.orders) == (1 if stage is Stage.AFTER else 0)


@pytest.mark.parametrize("operation", ["order.find", "fills", "balance", "leverage", "permissions", "order.cancel"])
async def test_faults_find_their_operation(room: BitgetRoom, operation: str) -> None:
    calls = {
        "order.find": lambda: room.classic.fetch_order(None, BTC, {"clientOrderId": "x"}),
        "fills": lambda: room.unified.fetch_my_trades(BTC),
        "balance": room.classic.fetch_balance,
        "leverage": lambda: room.unified.set_leverage(3, BTC),
        "permissions": room.unified.private_uta_get_v3_account_info,
        "order.cancel": lambda: room.classic.cancel_order("1", BTC),
    }
    room.faults.add(Fault(kind=FaultKind.NATIVE_CODE_BEFORE, operation=operation, code="45001"))
    await refused(calls[operation](), ccxt.ExchangeError, "45001")


async def test_rate_fault_tells_when_to_retry(room: BitgetRoom) -> None:
    room.faults.add(Fault(kind=FaultKind.RATE_LIMITED, venue="bitget", retry_after_s=9))
    with pytest.raises(ccxt.DDoSProtection):
        await room.classic.fetch_positions([BTC])
    assert room.classic.last_response_headers["Retry-After"] == "9"
