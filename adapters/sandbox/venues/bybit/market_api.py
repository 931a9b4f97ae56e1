"""The public market endpoints: time, instruments, tickers, order book, candles. Reads the engine, writes rows."""

from decimal import Decimal

from adapters.sandbox.candles import Candle
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.venues.bybit.calls import Call
from adapters.sandbox.venues.bybit.order_rows import CATEGORIES
from adapters.sandbox.venues.bybit.wire import Native, Row, plain

HOUR_S = 3600
DAY_S = 24 * 3600
FUNDING_INTERVAL_MS = 8 * 3600 * 1000
FUNDING_RATE = "0.0001"
LAUNCHED_MS = "1585526400000"
LARGEST_LIMIT = 10  # limit orders may be so many times larger than market orders
INTERVALS_S = {
    **{str(minutes): minutes * 60 for minutes in (1, 3, 5, 15, 30, 60, 120, 240, 360, 720)},
    "D": DAY_S,
    "W": 7 * DAY_S,
    "M": 30 * DAY_S,
}
DEFAULT_LEVELS = {Kind.SPOT: 1, Kind.PERPETUAL: 25}
LEVEL_SIZE = Decimal(100)


def time(call: Call) -> Row:
    now = call.engine.now_ms()
    return {"timeSecond": str(now // 1000), "timeNano": str(now * 1_000_000)}


def instruments(call: Call) -> Row:
    """All on one page. Nothing is before its launch, and no inverse contracts or options are listed."""
    category, symbol = call.fields.need("category"), call.fields.text("symbol")
    listed = category in CATEGORIES.values() and call.fields.text("status", "Trading") == "Trading"
    found = call.engine.instruments(call.kind()) if listed else []
    write = _spot_instrument if category == "spot" else _linear_instrument
    return {
        "category": category,
        "list": [write(each) for each in found if symbol in ("", each.symbol)],
        "nextPageCursor": "",
    }


def tickers(call: Call) -> Row:
    kind = call.kind()
    found = [call.instrument()] if "symbol" in call.fields else call.engine.instruments(kind)
    return {"category": CATEGORIES[kind], "list": [ticker_row(call.engine, each) for each in found]}


def order_book(call: Call) -> Row:
    """Levels one tick apart around the last price."""
    instrument = call.instrument()
    levels = min(call.fields.number("limit", DEFAULT_LEVELS[instrument.kind]), 200)
    quote, tick = call.engine.quote(instrument), instrument.price_step
    size = plain(instrument.on_grid(instrument.min_amount * LEVEL_SIZE))
    now = call.engine.now_ms()
    return {
        "s": instrument.symbol,
        "b": [[plain(quote.bid - tick * level), size] for level in range(levels) if quote.bid > tick * level],
        "a": [[plain(quote.ask + tick * level), size] for level in range(levels)],
        "ts": now,
        "u": now,
        "seq": now,
        "cts": now,
    }


def candles(call: Call) -> Row:
    """Newest first."""
    instrument = call.instrument()
    interval = call.fields.need("interval")
    if interval not in INTERVALS_S:
        raise Native(10001, "Invalid period!")
    limit = min(call.fields.number("limit", 200), 1000)
    start, end = call.fields.number("start"), call.fields.number("end")
    found = call.engine.candles(instrument, INTERVALS_S[interval], limit=1000)
    chosen = [each for each in found if each.start_ms >= start and (not end or each.start_ms <= end)]
    # With a start Bybit answers the candles nearest to it, without one the newest.
    shown = chosen[:limit] if start and not end else chosen[-limit:]
    return {
        "category": CATEGORIES[instrument.kind],
        "symbol": instrument.symbol,
        "list": [_candle(instrument, each) for each in reversed(shown)],
    }


def ticker_row(engine: Engine, instrument: Instrument) -> Row:
    quote = engine.quote(instrument)
    hours = engine.candles(instrument, HOUR_S, limit=DAY_S // HOUR_S)
    size = plain(instrument.on_grid(instrument.min_amount * LEVEL_SIZE))
    row: Row = {
        "symbol": instrument.symbol,
        "lastPrice": plain(quote.last),
        "bid1Price": plain(quote.bid),
        "bid1Size": size,
        "ask1Price": plain(quote.ask),
        "ask1Size": size,
    }
    return row | _day(instrument, hours, last=quote.last) | _of_kind(engine, instrument, mark=quote.mark)


def _day(instrument: Instrument, hours: list[Candle], *, last: Decimal) -> Row:
    many = instrument.multiple
    opened = hours[0].open * many if hours else last
    turnover = sum((hour.volume for hour in hours), Decimal(0))
    return {
        "prevPrice24h": plain(instrument.tick_down(opened)),
        "price24hPcnt": plain(((last - opened) / opened).quantize(Decimal("0.000001"))),
        "highPrice24h": plain(instrument.tick_down(max((each.high * many for each in hours), default=last))),
        "lowPrice24h": plain(instrument.tick_down(min((each.low * many for each in hours), default=last))),
        "turnover24h": plain(turnover),
        "volume24h": plain(instrument.on_grid(turnover / last)),
    }


def _of_kind(engine: Engine, instrument: Instrument, *, mark: Decimal) -> Row:
    """Clients tell the two kinds of ticker apart by these keys."""
    if instrument.kind is Kind.SPOT:
        return {"usdIndexPrice": plain(mark)}
    now = engine.now_ms()
    return {
        "indexPrice": plain(mark),
        "markPrice": plain(mark),
        "prevPrice1h": plain(mark),
        "openInterest": "1000",
        "openInterestValue": plain(mark * 1000),
        "fundingRate": FUNDING_RATE,
        "nextFundingTime": str(now // FUNDING_INTERVAL_MS * FUNDING_INTERVAL_MS + FUNDING_INTERVAL_MS),
        "predictedDeliveryPrice": "",
        "basisRate": "",
        "deliveryFeeRate": "",
        "deliveryTime": "0",
    }


def _candle(instrument: Instrument, candle: Candle) -> list[str]:
    prices = (candle.open, candle.high, candle.low, candle.close)
    texts = [plain(instrument.tick_down(price * instrument.multiple)) for price in prices]
    amount = instrument.on_grid(candle.volume / (candle.close * instrument.multiple))
    return [str(candle.start_ms), *texts, plain(amount), plain(candle.volume)]


def _spot_instrument(instrument: Instrument) -> Row:
    largest = instrument.max_market_amount
    return {
        "symbol": instrument.symbol,
        "baseCoin": instrument.base,
        "quoteCoin": instrument.quote,
        "innovation": "0",
        "status": "Trading",
        "marginTrading": "utaOnly",
        "stTag": "0",
        "lotSizeFilter": {
            "basePrecision": plain(instrument.amount_step),
            "quotePrecision": "0.0000001",
            "minOrderQty": plain(instrument.min_amount),
            "maxOrderQty": plain(largest * LARGEST_LIMIT),
            "minOrderAmt": plain(instrument.min_cost),
            "maxOrderAmt": "8000000",
            "maxLimitOrderQty": plain(largest * LARGEST_LIMIT),
            "maxMarketOrderQty": plain(largest),
        },
        "priceFilter": {"tickSize": plain(instrument.price_step)},
        "riskParameters": {"priceLimitRatioX": "0.05", "priceLimitRatioY": "0.05"},
    }


def _linear_instrument(instrument: Instrument) -> Row:
    largest = instrument.max_market_amount
    return {
        "symbol": instrument.symbol,
        "contractType": "LinearPerpetual",
        "status": "Trading",
        "baseCoin": instrument.base,
        "quoteCoin": instrument.quote,
        "settleCoin": instrument.quote,
        "launchTime": LAUNCHED_MS,
        "deliveryTime": "0",
        "deliveryFeeRate": "",
        "priceScale": str(max(0, -int(instrument.price_step.normalize().as_tuple().exponent))),
        "leverageFilter": {
            "minLeverage": "1",
            "maxLeverage": f"{instrument.max_leverage}.00",
            "leverageStep": "0.01",
        },
        "priceFilter": {
            "minPrice": plain(instrument.price_step),
            "maxPrice": plain(instrument.price_step * 19_999_998),
            "tickSize": plain(instrument.price_step),
        },
        "lotSizeFilter": {
            "maxOrderQty": plain(largest * LARGEST_LIMIT),
            "minOrderQty": plain(instrument.min_amount),
            "qtyStep": plain(instrument.amount_step),
            "postOnlyMaxOrderQty": plain(largest * LARGEST_LIMIT),
            "maxMktOrderQty": plain(largest),
            "minNotionalValue": plain(instrument.min_cost),
        },
        "unifiedMarginTrade": True,
        "fundingInterval": 480,
        "copyTrading": "both",
        "upperFundingRate": "0.005",
        "lowerFundingRate": "-0.005",
        "isPreListing": False,
        "preListingInfo": None,
    }
