"""A classic account: permissions, balances, leverage and modes, positions, funding payments. Trades nothing."""

from decimal import Decimal
from typing import Any

from adapters.sandbox.engine.accounts import QUOTE, LedgerLine, Right, VenueAccount, WalletKind
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Instrument
from adapters.sandbox.engine.orders import ZERO, Leg
from adapters.sandbox.engine.positions import Position, PositionMode
from adapters.sandbox.engine.refusals import Refusal, Refused
from adapters.sandbox.venues.bitget.call import Call, is_traded, product_type
from adapters.sandbox.venues.bitget.envelope import NativeError, now_ms, plain, ratio
from adapters.sandbox.venues.bitget.futures import MODES_BY_WORD, switch_margin_mode, traded_instrument
from adapters.sandbox.venues.bitget.orders import LEGS, is_hedged
from adapters.sandbox.venues.bitget.paging import end_of, page
from adapters.sandbox.venues.bitget.words import MARGIN_MODES, POSITION_MODES, hold_side, position_mode

AUTHORITIES = {
    Right.READ: ("coor", "cpor", "stor", "smor", "wtor"),
    Right.SPOT: ("stow",),
    Right.FUTURES: ("coow", "cpow"),
    Right.TRANSFER: ("wtow",),
    Right.WITHDRAW: ("wwow",),
}
FUNDING = "contract_settle_fee"
LAUNCHED_MS = "1532454360000"
MODES_OF_POSITIONS = {word: mode for mode, word in POSITION_MODES.items()}


def permissions(call: Call) -> Any:
    key = call.signer
    return {
        "userId": call.account.uid,
        "inviterId": "",
        "ips": ",".join(key.ips),
        "authorities": [word for right, words in AUTHORITIES.items() if key.may(right) for word in words],
        "parentId": int(call.account.uid),
        "traderType": "not_trader",
        "channelCode": "",
        "channel": "",
        "regisTime": LAUNCHED_MS,
    }


def spot_assets(call: Call) -> Any:
    wanted = call.fields.find("coin").upper()
    wallet = call.account.spot
    coins = [coin for coin, amount in wallet.balances.items() if amount and wanted in ("", coin)]
    return [spot_asset(call.account, coin) for coin in coins]


def spot_asset(account: VenueAccount, coin: str) -> dict[str, Any]:
    held = account.spot.held(coin)
    return {
        "coin": coin,
        "available": plain(account.spot.balance(coin) - held),
        "limitAvailable": "0",
        "frozen": plain(held),
        "locked": "0",
        "uTime": str(account.spot.updated_ms or now_ms()),
    }


def futures_accounts(call: Call) -> Any:
    return [futures_account(call.engine, call.account)] if is_traded(call.fields) else []


def futures_account(engine: Engine, account: VenueAccount) -> dict[str, Any]:
    available = plain(max(engine.available(account, WalletKind.FUTURES), ZERO))
    equity, positions = engine.equity(account), engine.positions(account)
    profit = sum((position.unrealised(engine.quote(position.instrument).mark) for position in positions), ZERO)
    isolated = sum((position.initial_margin for position in positions if position.is_isolated), ZERO)
    crossed = sum((position.initial_margin for position in positions if not position.is_isolated), ZERO)
    return {
        "marginCoin": QUOTE,
        "locked": plain(account.futures.held(QUOTE)),
        "available": plain(account.futures.balance(QUOTE)),
        "crossedMaxAvailable": available,
        "isolatedMaxAvailable": available,
        "maxTransferOut": available,
        "accountEquity": plain(equity),
        "usdtEquity": plain(equity),
        "btcEquity": "0",
        "crossedRiskRate": "0",
        "unrealizedPL": plain(profit),
        "coupon": "0",
        "unionTotalMargin": "0",
        "unionAvailable": "0",
        "unionMm": "0",
        "assetList": [],
        "isolatedMargin": plain(isolated),
        "crossedMargin": plain(crossed),
        "crossedUnrealizedPL": plain(profit),
        "isolatedUnrealizedPL": "",
        "assetMode": "single",
    }


def symbol_account(call: Call) -> Any:
    """The whole account with one symbol's settings; leverages are numbers here, not texts."""
    instrument, account = traded_instrument(call), call.account
    return {
        **futures_account(call.engine, account),
        "crossedMarginLeverage": account.leverage_of(instrument.symbol),
        "isolatedLongLever": account.leverage_of(instrument.symbol, _leg_of(account, instrument, leg=Leg.LONG)),
        "isolatedShortLever": account.leverage_of(instrument.symbol, _leg_of(account, instrument, leg=Leg.SHORT)),
        "marginMode": MARGIN_MODES[account.margin_mode_of(instrument.symbol)],
        "posMode": POSITION_MODES[account.position_mode_of(instrument.symbol)],
    }


def set_leverage(call: Call) -> Any:
    instrument = traded_instrument(call)
    word = call.fields.find("holdSide")
    leverage = whole(call.fields.get_number("leverage"))
    if word in LEGS and is_hedged(call.account, instrument):
        call.engine.preferences.set_leverage(call.account, instrument, leverage=leverage, legs=(LEGS[word],))
    else:
        call.engine.preferences.set_leverage(call.account, instrument, leverage=leverage)
    return _settings(call.account, instrument)


def whole(leverage: Decimal) -> int:
    if leverage != int(leverage):
        raise NativeError("40017", "Parameter verification failed leverage")
    return int(leverage)


def set_margin_mode(call: Call) -> Any:
    instrument = traded_instrument(call)
    mode = MODES_BY_WORD.get(call.fields.get("marginMode"))
    if mode is None:
        raise NativeError("40017", "Parameter verification failed marginMode")
    switch_margin_mode(call, instrument, mode=mode)
    return _settings(call.account, instrument)


def set_position_mode(call: Call) -> Any:
    """For the whole product type; asking for the mode that holds already is fine."""
    product_type(call.fields)
    word = call.fields.get("posMode")
    switch_position_mode(call, word)
    return {"posMode": word}


def switch_position_mode(call: Call, word: str) -> None:
    mode: PositionMode | None = MODES_OF_POSITIONS.get(word)
    if mode is None:
        raise NativeError("40017", "Parameter verification failed posMode")
    try:
        call.engine.preferences.set_position_mode(call.account, mode)
    except Refused as refused:
        if refused.refusal is not Refusal.NO_CHANGE:
            raise


def positions(call: Call) -> Any:
    if not is_traded(call.fields):
        return []
    symbol = call.fields.find("symbol").upper()
    return [
        position_row(call.engine, call.account, position=found)
        for found in call.engine.positions(call.account, symbol=symbol)
    ]


def position_row(engine: Engine, account: VenueAccount, *, position: Position) -> dict[str, Any]:
    mark = engine.quote(position.instrument).mark
    return {
        "marginCoin": position.instrument.quote,
        "symbol": position.symbol,
        "holdSide": hold_side(position),
        "openDelegateSize": "0",
        "marginSize": plain(position.initial_margin),
        "available": plain(position.size),
        "locked": "0",
        "total": plain(position.size),
        "leverage": str(position.leverage),
        "achievedProfits": plain(position.realised_pnl),
        "openPriceAvg": plain(position.entry_price),
        "marginMode": MARGIN_MODES[position.margin_mode],
        "posMode": position_mode(position.leg),
        "unrealizedPL": plain(position.unrealised(mark)),
        "liquidationPrice": plain(engine.liquidation_price(account, position)) or "0",
        "keepMarginRate": plain(position.instrument.maintenance_margin_rate),
        "markPrice": plain(mark),
        "marginRatio": margin_ratio(engine, account, position=position),
        "breakEvenPrice": plain(position.entry_price),
        "totalFee": plain(position.funding),
        "deductedFee": plain(position.fees),
        "assetMode": "single",
        "autoMargin": "off",
        "cTime": str(position.created_ms),
        "uTime": str(position.updated_ms),
    }


def margin_ratio(engine: Engine, account: VenueAccount, *, position: Position) -> str:
    """Maintenance margin over what covers it; at 1 the position is liquidated."""
    mark = engine.quote(position.instrument).mark
    cover = position.isolated_margin + position.unrealised(mark) if position.is_isolated else engine.equity(account)
    return ratio(position.maintenance(mark), cover) if cover > 0 else "1"


def bills(call: Call) -> Any:
    """Payments that are no trades: here, funding."""
    kind = call.fields.find("businessType")
    shown = is_traded(call.fields) and kind in ("", FUNDING)
    lines = page(call.account.ledger, call.fields, number=lambda line: line.number, at=lambda line: line.time_ms)
    rows = [_bill(line, call.account) for line in lines] if shown else []
    return {"bills": rows, "endId": end_of(rows, "billId")}


def _bill(line: LedgerLine, account: VenueAccount) -> dict[str, Any]:
    return {
        "billId": str(line.number),
        "symbol": line.symbol,
        "amount": plain(line.amount),
        "fee": "0",
        "feeByCoupon": "",
        "businessType": FUNDING,
        "coin": line.coin,
        "balance": plain(account.futures.balance(line.coin)),
        "cTime": str(line.time_ms),
    }


def _settings(account: VenueAccount, instrument: Instrument) -> dict[str, Any]:
    symbol = instrument.symbol
    return {
        "symbol": symbol,
        "marginCoin": instrument.quote,
        "longLeverage": str(account.leverage_of(symbol, _leg_of(account, instrument, leg=Leg.LONG))),
        "shortLeverage": str(account.leverage_of(symbol, _leg_of(account, instrument, leg=Leg.SHORT))),
        "crossMarginLeverage": str(account.leverage_of(symbol)),
        "marginMode": MARGIN_MODES[account.margin_mode_of(symbol)],
    }


def _leg_of(account: VenueAccount, instrument: Instrument, *, leg: Leg) -> Leg:
    return leg if is_hedged(account, instrument) else Leg.NET
