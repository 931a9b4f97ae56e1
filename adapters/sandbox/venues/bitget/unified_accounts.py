"""A unified account: settings, permissions, assets, leverage, hold mode, positions, records. Trades nothing."""

from decimal import Decimal
from typing import Any

from adapters.sandbox.engine.accounts import LedgerLine, Right, VenueAccount, WalletKind
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.orders import ZERO
from adapters.sandbox.venues.bitget.accounts import switch_position_mode, whole
from adapters.sandbox.venues.bitget.call import Call
from adapters.sandbox.venues.bitget.envelope import NativeError, plain
from adapters.sandbox.venues.bitget.markets import category
from adapters.sandbox.venues.bitget.orders import LEGS, is_hedged
from adapters.sandbox.venues.bitget.paging import end_of, page
from adapters.sandbox.venues.bitget.unified_rows import unified_position
from adapters.sandbox.venues.bitget.words import FUTURES, MARGIN_MODES, POSITION_MODES

FUNDING_IN, FUNDING_OUT = "CONTRACT_MAIN_SETTLE_FEE_USER_IN", "CONTRACT_MAIN_SETTLE_FEE_USER_OUT"
TRADING = (Right.SPOT, Right.FUTURES)


def settings(call: Call) -> Any:
    """Answers for unified accounts alone, which is how clients tell the families apart."""
    account = call.account
    return {
        "uid": account.uid,
        "accountMode": "unified",
        "accountLevel": "advanced",
        "assetMode": "multi_assets",
        "holdMode": POSITION_MODES[account.position_mode],
        "stpMode": "none",
        "symbolConfigList": [
            {
                "category": FUTURES,
                "symbol": found.symbol,
                "marginMode": MARGIN_MODES[account.margin_mode_of(found.symbol)],
                "leverage": str(account.leverage_of(found.symbol)),
            }
            for found in call.engine.instruments(Kind.PERPETUAL)
        ],
        "coinConfigList": [{"coin": "USDT", "leverage": "1"}],
    }


def permissions(call: Call) -> Any:
    key = call.signer
    rights = {
        "uta_mgt": key.may(Right.READ),
        "uta_trade": any(key.may(right) for right in TRADING),
        "transfer": key.may(Right.TRANSFER),
        "withdraw": key.may(Right.WITHDRAW),
    }
    writes = any(key.may(right) for right in (*TRADING, Right.TRANSFER, Right.WITHDRAW))
    return {
        "userId": call.account.uid,
        "inviterId": "",
        "parentId": call.account.uid,
        "ips": ",".join(key.ips),
        "permType": "read-and-write" if writes else "read-only",
        "permissions": [name for name, granted in rights.items() if granted],
        "channelCode": "",
        "regisTime": "1532454360000",
    }


def assets(call: Call) -> Any:
    engine, account = call.engine, call.account
    equity = _equity(engine, account)
    profit = _profit(engine, account)
    positions = engine.positions(account)
    needed = sum((found.initial_margin for found in positions), ZERO)
    maintained = sum((found.maintenance(engine.quote(found.instrument).mark) for found in positions), ZERO)
    return {
        "accountEquity": plain(equity),
        "usdtEquity": plain(equity),
        "btcEquity": "0",
        "unrealisedPnl": plain(profit),
        "usdtUnrealisedPnl": plain(profit),
        "btcUnrealizedPnl": "0",
        "effEquity": plain(equity),
        "mmr": plain(maintained),
        "imr": plain(needed),
        "mgnRatio": "0",
        "positionMgnRatio": "0",
        "assets": asset_rows(engine, account),
    }


def asset_rows(engine: Engine, account: VenueAccount) -> list[dict[str, Any]]:
    return [_asset(engine, account, coin=coin) for coin, amount in account.futures.balances.items() if amount]


def set_leverage(call: Call) -> Any:
    instrument = _perpetual(call)
    leverage = whole(call.fields.get_number("leverage"))
    word = call.fields.find("posSide")
    if word in LEGS and is_hedged(call.account, instrument):
        call.engine.preferences.set_leverage(call.account, instrument, leverage=leverage, legs=(LEGS[word],))
    else:
        call.engine.preferences.set_leverage(call.account, instrument, leverage=leverage)
    return "success"


def set_hold_mode(call: Call) -> Any:
    switch_position_mode(call, call.fields.get("holdMode"))
    return "success"


def positions(call: Call) -> Any:
    if category(call) != FUTURES:
        return {"list": []}
    symbol, word = call.fields.find("symbol").upper(), call.fields.find("posSide")
    rows = [
        unified_position(call.engine, call.account, position=found) for found in call.engine.positions(call.account)
    ]
    return {"list": [row for row in rows if symbol in ("", row["symbol"]) and word in ("", row["posSide"])]}


def financial_records(call: Call) -> Any:
    shown = category(call) == FUTURES
    wanted = call.fields.find("type")
    lines = [line for line in call.account.ledger if wanted in ("", _kind_of(line))] if shown else []
    found = page(lines, call.fields, number=lambda line: line.number, at=lambda line: line.time_ms)
    rows = [_record(line, call.account) for line in found]
    return {"list": rows, "cursor": end_of(rows, "id")}


def _record(line: LedgerLine, account: VenueAccount) -> dict[str, Any]:
    return {
        "category": FUTURES,
        "id": str(line.number),
        "symbol": line.symbol,
        "coin": line.coin,
        "type": _kind_of(line),
        "amount": plain(line.amount),
        "fee": "0",
        "balance": plain(account.futures.balance(line.coin)),
        "ts": str(line.time_ms),
    }


def _kind_of(line: LedgerLine) -> str:
    return FUNDING_IN if line.amount > 0 else FUNDING_OUT


def _asset(engine: Engine, account: VenueAccount, *, coin: str) -> dict[str, Any]:
    balance, held = account.futures.balance(coin), account.futures.held(coin)
    quoted = coin == "USDT"
    equity = engine.equity(account) if quoted else balance
    free = max(engine.available(account, WalletKind.FUTURES), ZERO) if quoted else balance - held
    return {
        "coin": coin,
        "equity": plain(equity),
        "usdValue": plain(equity * _price(engine, coin)),
        "balance": plain(balance),
        "available": plain(free),
        "debt": "0",
        "locked": plain(held),
    }


def _equity(engine: Engine, account: VenueAccount) -> Decimal:
    other = sum(
        (amount * _price(engine, coin) for coin, amount in account.futures.balances.items() if coin != "USDT"), ZERO
    )
    return engine.equity(account) + other


def _profit(engine: Engine, account: VenueAccount) -> Decimal:
    found = engine.positions(account)
    return sum((position.unrealised(engine.quote(position.instrument).mark) for position in found), ZERO)


def _price(engine: Engine, coin: str) -> Decimal:
    if coin == "USDT":
        return Decimal(1)
    priced = [found for found in engine.instruments(Kind.SPOT) if found.base == coin]
    return engine.quote(priced[0]).last if priced else ZERO


def _perpetual(call: Call) -> Instrument:
    if category(call) != FUTURES:
        raise NativeError("25002", "Unsupported operation")
    return call.instrument(Kind.PERPETUAL)
