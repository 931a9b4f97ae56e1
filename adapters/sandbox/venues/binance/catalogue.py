"""What can be traded, in exchangeInfo's fields, with Binance's filters and leverage brackets. Knows no price."""

from decimal import Decimal

from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.venues.binance.routes import Access, Answer, Call, Route, Routes
from adapters.sandbox.venues.binance.wire import Payload, plain

ONBOARD_MS = 1_569_398_400_000
PERPETUAL_DELIVERY_MS = 4_133_404_800_000
MAX_AMOUNT = Decimal(9_000_000)
BRACKET_CAP = 1_000_000_000

SPOT_ORDER_TYPES = [
    "LIMIT",
    "LIMIT_MAKER",
    "MARKET",
    "STOP_LOSS",
    "STOP_LOSS_LIMIT",
    "TAKE_PROFIT",
    "TAKE_PROFIT_LIMIT",
]
FUTURES_ORDER_TYPES = [
    "LIMIT",
    "MARKET",
    "STOP",
    "STOP_MARKET",
    "TAKE_PROFIT",
    "TAKE_PROFIT_MARKET",
]


class Catalogue:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def routes(self) -> Routes:
        return [
            Route(method="GET", path="/api/v3/exchangeInfo", operation="markets", handler=self.spot, weight=20),
            Route(method="GET", path="/fapi/v1/exchangeInfo", operation="markets", handler=self.futures),
            Route(method="GET", path="/dapi/v1/exchangeInfo", operation="markets", handler=self.nothing),
            Route(method="GET", path="/eapi/v1/exchangeInfo", operation="markets", handler=self.no_options),
            Route(
                method="GET",
                path="/fapi/v1/leverageBracket",
                operation="leverage",
                handler=self.brackets,
                access=Access.READ,
            ),
        ]

    async def spot(self, call: Call) -> Answer:
        rows = [spot_symbol(found) for found in self._engine.instruments(Kind.SPOT)]
        return self._frame(call, rows) | {"rateLimits": SPOT_LIMITS}

    async def futures(self, call: Call) -> Answer:
        rows = [futures_symbol(found) for found in self._engine.instruments(Kind.PERPETUAL)]
        assets = [{"asset": "USDT", "marginAvailable": True, "autoAssetExchange": "-10000"}]
        return self._frame(call, rows) | {"rateLimits": FUTURES_LIMITS, "futuresType": "U_MARGINED", "assets": assets}

    async def nothing(self, call: Call) -> Answer:
        """Coin-margined futures exist and list nothing."""
        return self._frame(call, [])

    async def no_options(self, call: Call) -> Answer:
        return self._frame(call, []) | {"optionContracts": [], "optionAssets": [], "optionSymbols": []}

    async def brackets(self, call: Call) -> Answer:
        symbol = call.params.text("symbol")
        found = self._engine.instruments(Kind.PERPETUAL)
        rows = [bracket(instrument) for instrument in found if symbol in ("", instrument.symbol)]
        return rows[0] if symbol and rows else rows

    def _frame(self, call: Call, rows: list[Payload]) -> Payload:
        return {
            "timezone": "UTC",
            "serverTime": call.now_ms,
            "rateLimits": [],
            "exchangeFilters": [],
            "symbols": rows,
        }


def limit(kind: str, interval: str, *, count: int, units: int) -> Payload:
    return {"rateLimitType": kind, "interval": interval, "intervalNum": count, "limit": units}


SPOT_LIMITS = [
    limit("REQUEST_WEIGHT", "MINUTE", count=1, units=6000),
    limit("ORDERS", "SECOND", count=10, units=100),
    limit("ORDERS", "DAY", count=1, units=200_000),
]
FUTURES_LIMITS = [
    limit("REQUEST_WEIGHT", "MINUTE", count=1, units=2400),
    limit("ORDERS", "MINUTE", count=1, units=1200),
    limit("ORDERS", "SECOND", count=10, units=300),
]


def places(step: Decimal) -> int:
    """Decimal places a step needs: 0.001 has three."""
    exponent = step.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def price_filter(instrument: Instrument) -> Payload:
    step = plain(instrument.price_step)
    return {"filterType": "PRICE_FILTER", "minPrice": step, "maxPrice": "10000000", "tickSize": step}


def lot_filter(name: str, instrument: Instrument, *, largest: Decimal) -> Payload:
    return {
        "filterType": name,
        "minQty": plain(instrument.min_amount),
        "maxQty": plain(largest),
        "stepSize": plain(instrument.amount_step),
    }


def notional_filter(instrument: Instrument) -> Payload:
    return {
        "filterType": "NOTIONAL",
        "minNotional": plain(instrument.min_cost),
        "applyMinToMarket": True,
        "maxNotional": "9000000",
        "applyMaxToMarket": False,
        "avgPriceMins": 5,
    }


def spot_symbol(instrument: Instrument) -> Payload:
    return {
        "symbol": instrument.symbol,
        "status": "TRADING",
        "baseAsset": instrument.base,
        "baseAssetPrecision": 8,
        "quoteAsset": instrument.quote,
        "quotePrecision": 8,
        "quoteAssetPrecision": 8,
        "baseCommissionPrecision": 8,
        "quoteCommissionPrecision": 8,
        "orderTypes": SPOT_ORDER_TYPES,
        "icebergAllowed": True,
        "ocoAllowed": True,
        "quoteOrderQtyMarketAllowed": True,
        "allowTrailingStop": True,
        "cancelReplaceAllowed": True,
        "isSpotTradingAllowed": True,
        "isMarginTradingAllowed": False,
        "filters": [
            price_filter(instrument),
            lot_filter("LOT_SIZE", instrument, largest=MAX_AMOUNT),
            {
                "filterType": "MARKET_LOT_SIZE",
                "minQty": "0",
                "maxQty": plain(instrument.max_market_amount),
                "stepSize": "0",
            },
            notional_filter(instrument),
        ],
        "permissions": [],
        "permissionSets": [["SPOT"]],
        "defaultSelfTradePreventionMode": "EXPIRE_MAKER",
        "allowedSelfTradePreventionModes": ["EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"],
    }


def futures_symbol(instrument: Instrument) -> Payload:
    return {
        "symbol": instrument.symbol,
        "pair": instrument.symbol,
        "contractType": "PERPETUAL",
        "deliveryDate": PERPETUAL_DELIVERY_MS,
        "onboardDate": ONBOARD_MS,
        "status": "TRADING",
        "maintMarginPercent": plain(instrument.maintenance_margin_rate * 100),
        "requiredMarginPercent": "5.0000",
        "baseAsset": instrument.base,
        "quoteAsset": instrument.quote,
        "marginAsset": instrument.quote,
        "pricePrecision": places(instrument.price_step),
        "quantityPrecision": places(instrument.amount_step),
        "baseAssetPrecision": 8,
        "quotePrecision": 8,
        "underlyingType": "COIN",
        "underlyingSubType": [],
        "triggerProtect": "0.0500",
        "liquidationFee": "0.012500",
        "marketTakeBound": "0.05",
        "filters": [
            price_filter(instrument),
            lot_filter("LOT_SIZE", instrument, largest=MAX_AMOUNT),
            lot_filter("MARKET_LOT_SIZE", instrument, largest=instrument.max_market_amount),
            {"filterType": "MAX_NUM_ORDERS", "limit": 200},
            {"filterType": "MAX_NUM_ALGO_ORDERS", "limit": 10},
            {"filterType": "MIN_NOTIONAL", "notional": plain(instrument.min_cost)},
        ],
        "orderTypes": FUTURES_ORDER_TYPES,
        "timeInForce": ["GTC", "IOC", "FOK", "GTX", "GTD"],
    }


def bracket(instrument: Instrument) -> Payload:
    """One bracket per symbol: the engine keeps one maintenance rate."""
    return {
        "symbol": instrument.symbol,
        "notionalCoef": 1,
        "brackets": [
            {
                "bracket": 1,
                "initialLeverage": instrument.max_leverage,
                "notionalCap": BRACKET_CAP,
                "notionalFloor": 0,
                "maintMarginRatio": float(instrument.maintenance_margin_rate),
                "cum": 0,
            }
        ],
    }
