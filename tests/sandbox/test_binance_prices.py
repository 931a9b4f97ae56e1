"""Public prices of the Binance on loopback: tickers, candles, books, marks, as ccxt reads them."""

from decimal import Decimal
from pathlib import Path

import pytest
from ccxt import BadRequest

from tests.sandbox.binance_room import PERPETUAL, SPOT, binance_room


@pytest.mark.parametrize(("kind", "symbol"), [("spot", SPOT), ("swap", PERPETUAL)])
async def test_ticker_tells_the_last_price(tmp_path: Path, kind: str, symbol: str) -> None:
    async with binance_room(tmp_path) as room:
        ticker = await room.client(kind).fetch_ticker(symbol)
        assert ticker["last"] == "60000"
        assert Decimal(ticker["low"]) <= 60_000 <= Decimal(ticker["high"])


@pytest.mark.parametrize(("kind", "count"), [("spot", 5), ("swap", 6)])
async def test_all_tickers_come_at_once(tmp_path: Path, kind: str, count: int) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client(kind)
        assert len(await client.fetch_tickers()) == count
        assert len(await client.fetch_last_prices()) == count
        assert len(await client.fetch_bids_asks()) == count


async def test_named_tickers_come_alone(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        assert set(await room.client("spot").fetch_tickers([SPOT, "ETH/USDT"])) == {SPOT, "ETH/USDT"}


async def test_book_stands_around_the_price(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        book = await room.client().fetch_order_book(PERPETUAL, limit=5)
        assert (len(book["bids"]), len(book["asks"])) == (5, 5)
        assert book["bids"][0][0] < 60_000 < book["asks"][0][0]


async def test_candles_end_with_the_present(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        candles = await room.client().fetch_ohlcv("1000PEPE/USDT:USDT", "1h", limit=3)
        assert len(candles) == 3
        assert candles[-1][4] == str(room.engine.market.price("PEPE") * 1000).rstrip("0")


async def test_unknown_interval_is_refused(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        with pytest.raises(BadRequest, match="-1120"):
            await room.client().fapiPublicGetKlines({"symbol": "BTCUSDT", "interval": "7m"})


async def test_mark_price_comes_with_funding(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        funding = await room.client().fetch_funding_rate(PERPETUAL)
        assert funding["markPrice"] == "60000"
        assert funding["fundingTimestamp"] > room.engine.now_ms()


async def test_full_load_of_markets_works_with_a_key(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        client = room.client()
        client.options.update({"fetchCurrencies": True, "fetchMargins": True})
        client.options["fetchMarkets"] = {"types": ["spot", "linear", "inverse"]}
        markets = await client.load_markets()
        assert (len(markets), "BTC" in client.currencies) == (11, True)


async def test_brackets_tell_the_greatest_leverage(tmp_path: Path) -> None:
    async with binance_room(tmp_path) as room:
        tiers = await room.client().fetch_leverage_tiers([PERPETUAL])
        assert tiers[PERPETUAL][0]["maxLeverage"] == "125"
