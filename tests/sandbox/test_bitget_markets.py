"""What a stranger may ask Bitget: markets, prices, candles; exact numbers, as ccxt reads them."""

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.sandbox.bitget_room import BTC, BTC_SPOT, START, BitgetRoom, bitget_room


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[BitgetRoom]:
    async with bitget_room(tmp_path) as found:
        await found.classic.load_markets()
        await found.unified.load_markets()
        yield found


async def test_contract_steps_are_told_exactly(room: BitgetRoom) -> None:
    market = room.classic.market(BTC)
    assert market["precision"] == {"amount": "0.0001", "price": "0.1"}
    assert market["limits"]["cost"]["min"] == "5"
    assert market["limits"]["leverage"]["max"] == "125"
    assert market["info"]["maxMarketOrderQty"] == "220"


async def test_spot_steps_are_told_exactly(room: BitgetRoom) -> None:
    market = room.classic.market(BTC_SPOT)
    assert market["precision"] == {"amount": "0.000001", "price": "0.01"}
    assert market["limits"]["cost"]["min"] == "1"
    assert market["active"] is True


async def test_tiny_prices_keep_all_digits(room: BitgetRoom) -> None:
    assert room.classic.market("PEPE/USDT:USDT")["precision"]["price"] == "0.0000000001"
    ticker = await room.classic.fetch_ticker("PEPE/USDT:USDT")
    assert Decimal(ticker["last"]) == room.engine.market.price("PEPE")


async def test_both_families_know_the_same_markets(room: BitgetRoom) -> None:
    assert set(room.classic.symbols) == set(room.unified.symbols)
    for symbol in (BTC, BTC_SPOT):
        assert room.classic.market(symbol)["precision"] == room.unified.market(symbol)["precision"]


async def test_other_products_have_nothing_listed(room: BitgetRoom) -> None:
    answer = await room.classic.public_mix_get_v2_mix_market_contracts({"productType": "COIN-FUTURES"})
    assert answer["data"] == []


async def test_coins_are_listed_with_their_chains(room: BitgetRoom) -> None:
    currencies = await room.classic.fetch_currencies()
    assert {"USDT", "BTC", "SOL"} <= set(currencies)


@pytest.mark.parametrize("symbol", [BTC, BTC_SPOT])
async def test_tickers_follow_the_price(room: BitgetRoom, symbol: str) -> None:
    room.move(61_234)
    for client in (room.classic, room.unified):
        ticker = await client.fetch_ticker(symbol)
        assert Decimal(ticker["last"]) == 61_234
        assert Decimal(ticker["bid"]) < 61_234 < Decimal(ticker["ask"])


async def test_all_futures_tickers_come_at_once(room: BitgetRoom) -> None:
    for client in (room.classic, room.unified):
        tickers = await client.fetch_tickers([BTC, "ETH/USDT:USDT"])
        assert set(tickers) == {BTC, "ETH/USDT:USDT"}
        assert Decimal(tickers[BTC]["markPrice"]) == START


@pytest.mark.parametrize("symbol", [BTC, BTC_SPOT])
async def test_candles_end_at_the_price(room: BitgetRoom, symbol: str) -> None:
    for client in (room.classic, room.unified):
        candles = await client.fetch_ohlcv(symbol, "15m", limit=5)
        assert len(candles) == 5
        assert Decimal(candles[-1][4]) == START


async def test_book_surrounds_the_price(room: BitgetRoom) -> None:
    for client in (room.classic, room.unified):
        for symbol in (BTC, BTC_SPOT):
            book = await client.fetch_order_book(symbol, 5)
            assert book["bids"][0][0] < START < book["asks"][0][0]


async def test_server_tells_its_time(room: BitgetRoom) -> None:
    assert abs(await room.classic.fetch_time() - room.classic.milliseconds()) < 10_000
