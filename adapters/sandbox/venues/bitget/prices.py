"""Tickers, order books and candles, classic and unified. The book shows the price and a few levels behind it."""

from decimal import Decimal
from typing import Any

from adapters.sandbox.candles import Candle
from adapters.sandbox.engine.engine import Engine, Quote
from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.venues.bitget.call import Call, is_traded
from adapters.sandbox.venues.bitget.envelope import NativeError, now_ms, plain
from adapters.sandbox.venues.bitget.markets import category, kind_of_category
from adapters.sandbox.venues.bitget.words import FUTURES, SPOT

DAY_HOURS = 24
HOUR_S = 3600
BOOK_LEVELS = 15
LEVEL_AMOUNT_STEPS = 5000  # how many amount steps stand on one level
FUNDING_RATE = "0.0001"
MINUTES = {"m": 60, "min": 60, "h": 3600, "d": 86400, "day": 86400, "w": 604800, "week": 604800}
MAX_CANDLES = 1000


def spot_tickers(call: Call) -> Any:
    return [spot_ticker(call.engine, found) for found in call.instruments(Kind.SPOT)]


def futures_tickers(call: Call) -> Any:
    if not is_traded(call.fields):
        return []
    return [futures_ticker(call.engine, found) for found in call.instruments(Kind.PERPETUAL)]


def mark_prices(call: Call) -> Any:
    names = ("symbol", "indexPrice", "markPrice", "ts")
    return [{"price": row["lastPr"], **{name: row[name] for name in names}} for row in futures_tickers(call)]


def unified_tickers(call: Call) -> Any:
    kind = kind_of_category(category(call))
    return [unified_ticker(call.engine, found) for found in call.instruments(kind)] if kind else []


def spot_book(call: Call) -> Any:
    bids, asks = _book(call, Kind.SPOT)
    return {"asks": asks, "bids": bids, "ts": str(now_ms())}


def futures_book(call: Call) -> Any:
    bids, asks = _book(call, Kind.PERPETUAL)
    scale = {"precision": "scale0", "scale": "0.1", "isMaxPrecision": "YES"}
    return {"asks": asks, "bids": bids, "ts": str(now_ms()), **scale}


def unified_book(call: Call) -> Any:
    bids, asks = _book(call, _kind(call))
    return {"a": asks, "b": bids, "ts": str(now_ms())}


def spot_candles(call: Call) -> Any:
    return _candles(call, Kind.SPOT, granularity=call.fields.get("granularity"))


def futures_candles(call: Call) -> Any:
    return _candles(call, Kind.PERPETUAL, granularity=call.fields.get("granularity"))


def unified_candles(call: Call) -> Any:
    return _candles(call, _kind(call), granularity=call.fields.get("interval"))


def funding_rates(call: Call) -> Any:
    return [
        {
            "symbol": found.symbol,
            "fundingRate": FUNDING_RATE,
            "fundingRateInterval": "8",
            "nextUpdate": str(_next_funding_ms()),
            "minFundingRate": "-0.003",
            "maxFundingRate": "0.003",
        }
        for found in call.instruments(Kind.PERPETUAL)
    ]


def spot_ticker(engine: Engine, instrument: Instrument) -> dict[str, Any]:
    day = _day(engine, instrument)
    return {"open": plain(day.open), **_classic_ticker(engine, instrument, day=day)}


def futures_ticker(engine: Engine, instrument: Instrument) -> dict[str, Any]:
    day, quote = _day(engine, instrument), engine.quote(instrument)
    return {
        **_classic_ticker(engine, instrument, day=day),
        "open24h": plain(day.open),
        "indexPrice": plain(quote.mark),
        "markPrice": plain(quote.mark),
        "fundingRate": FUNDING_RATE,
        "nextFundingTime": str(_next_funding_ms()),
        "holdingAmount": "10000",
        "deliveryStartTime": None,
        "deliveryTime": None,
        "deliveryStatus": "",
    }


def unified_ticker(engine: Engine, instrument: Instrument) -> dict[str, Any]:
    day, quote = _day(engine, instrument), engine.quote(instrument)
    row = {
        "category": SPOT if instrument.kind is Kind.SPOT else FUTURES,
        "symbol": instrument.symbol,
        "ts": str(now_ms()),
        "lastPrice": plain(quote.last),
        "openPrice24h": plain(day.open),
        "highPrice24h": plain(day.high),
        "lowPrice24h": plain(day.low),
        "ask1Price": plain(quote.ask),
        "bid1Price": plain(quote.bid),
        "bid1Size": plain(_level_amount(instrument)),
        "ask1Size": plain(_level_amount(instrument)),
        "price24hPcnt": _change(day, quote),
        "volume24h": plain(_base_volume(day)),
        "turnover24h": plain(day.volume),
    }
    if instrument.kind is Kind.SPOT:
        return row
    marks = {"indexPrice": plain(quote.mark), "markPrice": plain(quote.mark), "fundingRate": FUNDING_RATE}
    return row | marks | {"openInterest": "10000", "deliveryTime": "", "deliveryStatus": ""}


def _classic_ticker(engine: Engine, instrument: Instrument, *, day: Candle) -> dict[str, Any]:
    quote, amount = engine.quote(instrument), plain(_level_amount(instrument))
    return {
        "symbol": instrument.symbol,
        "lastPr": plain(quote.last),
        "high24h": plain(day.high),
        "low24h": plain(day.low),
        "askPr": plain(quote.ask),
        "bidPr": plain(quote.bid),
        "bidSz": amount,
        "askSz": amount,
        "ts": str(now_ms()),
        "change24h": _change(day, quote),
        "changeUtc24h": _change(day, quote),
        "baseVolume": plain(_base_volume(day)),
        "quoteVolume": plain(day.volume),
        "usdtVolume": plain(day.volume),
        "openUtc": plain(day.open),
    }


def _day(engine: Engine, instrument: Instrument) -> Candle:
    """The last day as one candle on the instrument's tick, with the running price inside."""
    hours = [_scaled(found, instrument) for found in engine.candles(instrument, HOUR_S, limit=DAY_HOURS)]
    last = engine.quote(instrument).last
    day = hours[0] if hours else Candle(start_ms=now_ms(), open=last, high=last, low=last, close=last)
    for hour in hours[1:]:
        day.take(hour.high)
        day.take(hour.low)
    day.take(last)
    return day


def _scaled(candle: Candle, instrument: Instrument) -> Candle:
    return Candle(
        start_ms=candle.start_ms,
        open=instrument.tick_down(candle.open * instrument.multiple),
        high=instrument.tick_down(candle.high * instrument.multiple),
        low=instrument.tick_down(candle.low * instrument.multiple),
        close=instrument.tick_down(candle.close * instrument.multiple),
    )


def _candles(call: Call, kind: Kind, *, granularity: str) -> list[list[str]]:
    instrument, interval_s = call.instrument(kind), _interval_s(granularity)
    limit = min(call.fields.find_whole("limit", 100), MAX_CANDLES)
    found = [_scaled(candle, instrument) for candle in call.engine.candles(instrument, interval_s, limit=limit)]
    since, until = call.fields.find_whole("startTime", 0), call.fields.find_whole("endTime", 2**62)
    return [_candle(candle) for candle in found if since <= candle.start_ms <= until]


def _candle(candle: Candle) -> list[str]:
    prices = (plain(price) for price in (candle.open, candle.high, candle.low, candle.close))
    return [str(candle.start_ms), *prices, plain(_base_volume(candle)), plain(candle.volume)]


def _interval_s(granularity: str) -> int:
    """1m and 1min, 1H and 1h, 1D and 1day, with or without a trailing utc."""
    text = granularity.lower().removesuffix("utc")
    digits = "".join(letter for letter in text if letter.isdigit())
    unit = MINUTES.get(text.removeprefix(digits))
    if not digits or unit is None:
        raise NativeError("40017", "Parameter verification failed granularity")
    return int(digits) * unit


def _book(call: Call, kind: Kind) -> tuple[list[list[str]], list[list[str]]]:
    instrument = call.instrument(kind)
    quote, step = call.engine.quote(instrument), instrument.price_step
    amount = plain(_level_amount(instrument))
    levels = min(call.fields.find_whole("limit", BOOK_LEVELS), BOOK_LEVELS)
    bids = [[plain(quote.bid - step * n), amount] for n in range(levels) if quote.bid > step * n]
    return bids, [[plain(quote.ask + step * n), amount] for n in range(levels)]


def _kind(call: Call) -> Kind:
    kind = kind_of_category(category(call))
    if kind is None:
        raise NativeError("25100", f"Trading pair {call.fields.find('symbol')} does not exist")
    return kind


def _level_amount(instrument: Instrument) -> Decimal:
    return instrument.amount_step * LEVEL_AMOUNT_STEPS


def _change(day: Candle, quote: Quote) -> str:
    return plain(((quote.last - day.open) / day.open).quantize(Decimal("0.00001")))


def _base_volume(candle: Candle) -> Decimal:
    return (candle.volume / candle.close).quantize(Decimal("0.0001"))


def _next_funding_ms() -> int:
    interval_ms = 8 * HOUR_S * 1000
    return (now_ms() // interval_ms + 1) * interval_ms
