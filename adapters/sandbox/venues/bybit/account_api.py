"""The account endpoints: key, account info, wallet, margin mode, fee rates, coins. Reads requests, writes rows."""

from datetime import UTC, datetime

from adapters.sandbox.engine.accounts import QUOTE, ApiKey, Family, Right
from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.positions import MarginMode
from adapters.sandbox.engine.refusals import Refusal, Refused
from adapters.sandbox.venues.bybit.calls import PrivateCall
from adapters.sandbox.venues.bybit.position_rows import MARGIN_MODES, wallet_row
from adapters.sandbox.venues.bybit.wire import Native, Row, plain

UNIFIED_2 = 5
CLASSIC = 1
UNBOUND_KEY_DAYS = 90
DAY_MS = 24 * 3600 * 1000
WANTED_MARGIN_MODES = {word: mode for mode, word in MARGIN_MODES.items()}
REASONS_WORDED = {
    Refusal.NO_CHANGE: (110026, "Cross/isolated margin mode is not modified"),
    Refusal.MODE_LOCKED: (3400045, "Set margin mode failed"),
}
COIN_PLACES = 8


def query_api(call: PrivateCall) -> Row:
    """Who this key is and what it may do."""
    key = call.key
    unified = call.account.family is Family.UNIFIED
    return {
        "id": f"{call.account.uid}{call.account.keys.index(key)}",
        "note": call.account.name,
        "apiKey": key.key,
        "readOnly": int(not (key.may(Right.SPOT) or key.may(Right.FUTURES))),
        "secret": "",
        "permissions": permissions(key),
        "ips": list(key.ips) or ["*"],
        "type": 1,
        "deadlineDay": -2 if key.ips else UNBOUND_KEY_DAYS,
        "expiredAt": _iso(0 if key.ips else key.created_ms + UNBOUND_KEY_DAYS * DAY_MS),
        "createdAt": _iso(key.created_ms),
        "unified": 0,
        "uta": int(unified),
        "userID": int(call.account.uid),
        "inviterID": 0,
        "vipLevel": "No VIP",
        "mktMakerLevel": "0",
        "affiliateID": 0,
        "rsaPublicKey": "",
        "isMaster": True,
        "parentUid": "0",
        "kycLevel": "LEVEL_1",
        "kycRegion": "UKR",
    }


def permissions(key: ApiKey) -> Row:
    """A read-only key names the same areas; that it may only look is told by readOnly."""
    only_reads = not (key.may(Right.SPOT) or key.may(Right.FUTURES))
    wallet = ["AccountTransfer", "SubMemberTransfer"] if key.may(Right.TRANSFER) else []
    return {
        "ContractTrade": ["Order", "Position"] if only_reads or key.may(Right.FUTURES) else [],
        "Spot": ["SpotTrade"] if only_reads or key.may(Right.SPOT) else [],
        "Wallet": [*wallet, *(["Withdraw"] if key.may(Right.WITHDRAW) else [])],
        "Options": [],
        "Derivatives": ["DerivativesTrade"] if only_reads or key.may(Right.FUTURES) else [],
        "CopyTrading": [],
        "BlockTrade": [],
        "Exchange": [],
        "NFT": [],
        "Affiliate": [],
        "Earn": [],
    }


def info(call: PrivateCall) -> Row:
    account = call.account
    return {
        "marginMode": MARGIN_MODES[account.margin_mode],
        "updatedTime": str(account.futures.updated_ms),
        "unifiedMarginStatus": UNIFIED_2 if account.family is Family.UNIFIED else CLASSIC,
        "dcpStatus": "OFF",
        "timeWindow": 0,
        "smpGroup": 0,
        "isMasterTrader": False,
        "spotHedgingStatus": "OFF",
    }


def wallet_balance(call: PrivateCall) -> Row:
    wanted = call.fields.need("accountType")
    if wanted != "UNIFIED":
        raise Native(10001, "accountType only support UNIFIED.")
    row = wallet_row(call.engine, call.account)
    coins = call.fields.text("coin")
    rows = row["coin"]
    if coins and isinstance(rows, list):
        row["coin"] = [coin for coin in rows if coin["coin"] in coins.split(",")]
    return {"list": [row]}


def set_margin_mode(call: PrivateCall) -> Row:
    """Of the whole account: no symbol has a margin mode of its own here."""
    wanted = call.fields.need("setMarginMode")
    if wanted not in WANTED_MARGIN_MODES:
        raise Native(10001, "params error: setMarginMode invalid")
    mode: MarginMode = WANTED_MARGIN_MODES[wanted]
    try:
        call.engine.preferences.set_margin_mode(call.account, mode)
    except Refused as refused:
        raise Native(*REASONS_WORDED[refused.refusal]) from refused
    return {"reasons": []}


def fee_rate(call: PrivateCall) -> Row:
    category = call.fields.text("category", "linear")
    symbol = call.fields.text("symbol")
    found = call.engine.instruments(Kind.SPOT if category == "spot" else Kind.PERPETUAL)
    return {"category": category, "list": [_fee_row(each) for each in found if symbol in ("", each.symbol)]}


def coins_info(call: PrivateCall) -> Row:
    """Coins and their chains; nothing can be deposited or withdrawn in this world."""
    wanted = call.fields.text("coin")
    names = sorted({each.base for each in call.engine.instruments(Kind.SPOT)} | {QUOTE})
    return {"rows": [_coin_row(name) for name in names if wanted in ("", name)]}


def funding_wallet(call: PrivateCall) -> Row:
    """The funding wallet, from which nobody here trades: empty."""
    wanted = call.fields.text("coin")
    names = wanted.split(",") if wanted else [QUOTE]
    row = {"walletBalance": "0", "transferBalance": "0", "bonus": ""}
    return {
        "accountType": call.fields.text("accountType", "FUND"),
        "memberId": call.account.uid,
        "balance": [{"coin": name} | row for name in names],
    }


def _fee_row(instrument: Instrument) -> Row:
    return {
        "symbol": instrument.symbol,
        "baseCoin": instrument.base if instrument.kind is Kind.SPOT else "",
        "takerFeeRate": plain(instrument.taker_fee),
        "makerFeeRate": plain(instrument.maker_fee),
    }


def _coin_row(name: str) -> Row:
    chain = {
        "chain": name,
        "chainType": name,
        "confirmation": "1",
        "withdrawFee": "1",
        "depositMin": "0",
        "withdrawMin": "10",
        "minAccuracy": str(COIN_PLACES),
        "chainDeposit": "0",
        "chainWithdraw": "0",
        "withdrawPercentageFee": "0",
    }
    return {"name": name, "coin": name, "remainAmount": "0", "chains": [chain]}


def _iso(time_ms: int) -> str:
    return datetime.fromtimestamp(time_ms // 1000, tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
