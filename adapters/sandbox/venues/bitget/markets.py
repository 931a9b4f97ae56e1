"""What can be traded, in the three shapes Bitget tells it: spot symbols, contracts, unified instruments."""

from typing import Any

from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.venues.bitget.call import Call, is_traded
from adapters.sandbox.venues.bitget.envelope import NativeError, now_ms, places, plain
from adapters.sandbox.venues.bitget.words import FUTURES, PRODUCT_TYPES, SPOT

UNLIMITED = "900000000000000000000"
LAUNCHED_MS = "1532454360000"
CATEGORIES = (SPOT, "MARGIN", *PRODUCT_TYPES)


def time(_: Call) -> Any:
    return {"serverTime": str(now_ms())}


def coins(call: Call) -> Any:
    wanted = call.fields.find("coin").upper()
    names = ["USDT", *(found.base for found in call.engine.instruments(Kind.SPOT))]
    return [_coin(number, name) for number, name in enumerate(names, 1) if wanted in ("", name)]


def symbols(call: Call) -> Any:
    return [_symbol(found) for found in call.instruments(Kind.SPOT)]


def contracts(call: Call) -> Any:
    return [_contract(found) for found in call.instruments(Kind.PERPETUAL)] if is_traded(call.fields) else []


def margin_currencies(call: Call) -> Any:
    """Nothing can be borrowed here, but clients tell this list from the symbols by its flags."""
    return [_margin_currency(found) for found in call.engine.instruments(Kind.SPOT)]


def instruments(call: Call) -> Any:
    kind = kind_of_category(category(call))
    if kind is None:
        return []
    shape = _unified_spot if kind is Kind.SPOT else _unified_contract
    return [shape(found) for found in call.instruments(kind)]


def category(call: Call) -> str:
    named = call.fields.get("category").upper()
    if named not in CATEGORIES:
        raise NativeError("25200", "category validation error")
    return named


def kind_of_category(named: str) -> Kind | None:
    """Which instruments a unified category means; None for categories with nothing to trade here."""
    return {SPOT: Kind.SPOT, FUTURES: Kind.PERPETUAL}.get(named)


def _coin(number: int, name: str) -> dict[str, Any]:
    chain = {
        "chain": "ERC20" if name in ("USDT", "ETH") else name,
        "needTag": "false",
        "withdrawable": "true",
        "rechargeable": "true",
        "withdrawFee": "0.1",
        "extraWithdrawFee": "0",
        "depositConfirm": "12",
        "withdrawConfirm": "64",
        "minDepositAmount": "0.0001",
        "minWithdrawAmount": "1",
        "browserUrl": "",
        "contractAddress": None,
        "withdrawStep": "0",
        "withdrawMinScale": "8",
        "congestion": "normal",
    }
    return {"coinId": str(number), "coin": name, "transfer": "true", "chains": [chain], "areaCoin": "no"}


def _symbol(instrument: Instrument) -> dict[str, Any]:
    return {
        **_names(instrument),
        # Bitget says its minimum amount is obsolete and shows 0; the minimum that counts is minTradeUSDT.
        "minTradeAmount": "0",
        "maxTradeAmount": UNLIMITED,
        "takerFeeRate": plain(instrument.taker_fee),
        "makerFeeRate": plain(instrument.maker_fee),
        "pricePrecision": str(places(instrument.price_step)),
        "quantityPrecision": str(places(instrument.amount_step)),
        "quotePrecision": "8",
        "status": "online",
        "minTradeUSDT": plain(instrument.min_cost),
        "buyLimitPriceRatio": "0.05",
        "sellLimitPriceRatio": "0.05",
        "areaSymbol": "no",
        "orderQuantity": "200",
        "openTime": LAUNCHED_MS,
        "offTime": "",
    }


def _contract(instrument: Instrument) -> dict[str, Any]:
    decimals = places(instrument.price_step)
    return {
        **_names(instrument),
        "buyLimitPriceRatio": "0.05",
        "sellLimitPriceRatio": "0.05",
        "feeRateUpRatio": "0.005",
        "makerFeeRate": plain(instrument.maker_fee),
        "takerFeeRate": plain(instrument.taker_fee),
        "openCostUpRatio": "0.01",
        "supportMarginCoins": [instrument.quote],
        "minTradeNum": plain(instrument.min_amount),
        # priceEndStep counts in units of the last decimal: 5 with one decimal is a step of 0.5.
        "priceEndStep": plain(instrument.price_step.scaleb(decimals)),
        "volumePlace": str(places(instrument.amount_step)),
        "pricePlace": str(decimals),
        "sizeMultiplier": plain(instrument.amount_step),
        "symbolType": "perpetual",
        "minTradeUSDT": plain(instrument.min_cost),
        "maxSymbolOrderNum": "200",
        "maxProductOrderNum": "1000",
        "maxPositionNum": "150",
        "symbolStatus": "normal",
        "offTime": "-1",
        "limitOpenTime": "-1",
        "deliveryTime": "",
        "deliveryStartTime": "",
        "launchTime": "",
        "fundInterval": "8",
        "minLever": "1",
        "maxLever": str(instrument.max_leverage),
        "posLimit": "0.1",
        "maintainTime": "",
        "maxMarketOrderQty": plain(instrument.max_market_amount),
        "maxOrderQty": plain(instrument.max_market_amount * 5),
        "isRwa": "NO",
    }


def _unified_spot(instrument: Instrument) -> dict[str, Any]:
    return {
        **_unified(instrument),
        "category": SPOT,
        # "0" means no maximum; clients that take it for a number see a maximum of nothing (exchanges.md 8).
        "maxOrderQty": "0",
        "maxMarketOrderQty": "0",
        "quotePrecision": "8",
        "areaSymbol": "no",
        "isReality": "no",
        "launchTime": LAUNCHED_MS,
    }


def _unified_contract(instrument: Instrument) -> dict[str, Any]:
    return {
        **_unified(instrument),
        "category": FUTURES,
        "feeRateUpRatio": "0.005",
        "makerFeeRate": plain(instrument.maker_fee),
        "takerFeeRate": plain(instrument.taker_fee),
        "openCostUpRatio": "0.01",
        "maxOrderQty": plain(instrument.max_market_amount * 5),
        "maxMarketOrderQty": plain(instrument.max_market_amount),
        "quotePrecision": None,
        "priceMultiplier": plain(instrument.price_step),
        "quantityMultiplier": plain(instrument.amount_step),
        "type": "perpetual",
        "offTime": "-1",
        "limitOpenTime": "-1",
        "deliveryTime": "",
        "deliveryStartTime": "",
        "deliveryPeriod": "",
        "launchTime": "",
        "fundInterval": "8",
        "minLeverage": "1",
        "maxLeverage": str(instrument.max_leverage),
    }


def _unified(instrument: Instrument) -> dict[str, Any]:
    return {
        **_names(instrument),
        "buyLimitPriceRatio": "0.05",
        "sellLimitPriceRatio": "0.05",
        "minOrderQty": plain(instrument.min_amount),
        "pricePrecision": str(places(instrument.price_step)),
        "quantityPrecision": str(places(instrument.amount_step)),
        "minOrderAmount": plain(instrument.min_cost),
        "maxSymbolOrderNum": "400",
        "maxProductOrderNum": "400",
        "maxPositionNum": "150",
        "status": "online",
        "maintainTime": "",
    }


def _margin_currency(instrument: Instrument) -> dict[str, Any]:
    return {
        **_names(instrument),
        "maxCrossedLeverage": "3",
        "maxIsolatedLeverage": "10",
        "isBorrowable": False,
        "isCrossBorrowable": False,
        "isIsolatedBaseBorrowable": False,
        "isIsolatedQuoteBorrowable": False,
        "status": "1",
    }


def _names(instrument: Instrument) -> dict[str, Any]:
    return {"symbol": instrument.symbol, "baseCoin": instrument.base, "quoteCoin": instrument.quote}
