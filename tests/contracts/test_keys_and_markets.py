"""Keys' rights, markets, prices, clocks, open orders: every live adapter."""

import itertools
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from adapters.exchanges.candles import ExchangeCandles
from adapters.sandbox.engine.accounts import TRADING_RIGHTS, Right
from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.engine.orders import OrderType, PlaceOrder
from adapters.sandbox.engine.orders import Side as HandSide
from core.application.candles import Stretch
from core.domain.values import ClientOrderId, MarketKind, OrderStatus, Outcome, Symbol
from tests.contracts.room import BTC, BTC_SPOT, LIVE, START, House, Room, Subject

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.parametrize("subject", LIVE, ids=lambda subject: subject.name),
]


async def test_trading_key_may_trade_and_no_more(house: House, subject: Subject) -> None:
    connection = await house.connect(subject, TRADING_RIGHTS)
    rights = await connection.fetch_key_rights()
    await connection.aclose()
    assert (rights.can_trade_spot, rights.can_trade_perpetual) == (True, True)
    assert (rights.can_withdraw, rights.can_transfer, rights.is_read_only) == (False, False, False)
    assert rights.uid


async def test_reading_key_is_read_only(house: House, subject: Subject) -> None:
    connection = await house.connect(subject, frozenset({Right.READ}))
    rights = await connection.fetch_key_rights()
    await connection.aclose()
    assert (rights.is_read_only, rights.can_withdraw) == (True, False)


async def test_withdrawing_key_shows_itself(house: House, subject: Subject) -> None:
    connection = await house.connect(subject, TRADING_RIGHTS | {Right.WITHDRAW})
    rights = await connection.fetch_key_rights()
    await connection.aclose()
    assert rights.can_withdraw


async def test_markets_tell_the_exchanges_rules(room: Room) -> None:
    for kind, symbol in ((Kind.PERPETUAL, BTC), (Kind.SPOT, BTC_SPOT)):
        market, listed = await room.market(symbol), room.engine.instrument(kind, "BTCUSDT")
        assert (market.price_step, market.amount_step) == (listed.price_step, listed.amount_step)
        assert market.min_amount <= listed.min_amount
        assert market.min_cost > 0
        assert market.taker_fee > 0


async def test_every_instrument_is_listed(room: Room) -> None:
    found = await room.house.factory.markets(room.subject.exchange).fetch_markets()
    assert len(found) == sum(len(room.engine.instruments(kind)) for kind in Kind)


@pytest.mark.parametrize("kind", MarketKind, ids=lambda kind: kind.value)
async def test_prices_are_the_live_ones(room: Room, kind: MarketKind) -> None:
    prices = await room.house.factory.markets(room.subject.exchange).fetch_prices(kind)
    symbol = BTC if kind is MarketKind.PERPETUAL else BTC_SPOT
    assert abs(prices[symbol] - START) < START / 1000
    assert {found.kind for found in prices} == {kind}


@pytest.mark.parametrize("symbol", [BTC, BTC_SPOT], ids=str)
async def test_past_hours_are_told_whole_and_in_order(room: Room, symbol: Symbol) -> None:
    source = room.house.factory.markets(room.subject.exchange)
    now = await source.fetch_time()
    candles = await source.fetch_past_hours(symbol, now - timedelta(hours=30))
    assert 20 < len(candles) <= 30
    assert all(one.ends_at == other.begins_at for one, other in itertools.pairwise(candles))
    assert candles[-1].ends_at <= now < candles[-1].ends_at + timedelta(hours=1)
    assert all(0 < candle.low <= candle.close <= candle.high for candle in candles)


async def test_clock_of_the_exchange_is_told(room: Room) -> None:
    told = await room.house.factory.markets(room.subject.exchange).fetch_time()
    assert abs(told.timestamp() * 1000 - room.engine.now_ms()) < 60_000


@pytest.mark.parametrize("symbol", [BTC, BTC_SPOT], ids=str)
async def test_resting_order_is_listed_and_cancelled(room: Room, symbol: Symbol) -> None:
    kind = Kind.PERPETUAL if symbol == BTC else Kind.SPOT
    wish = PlaceOrder(
        instrument=room.engine.instrument(kind, "BTCUSDT"),
        side=HandSide.BUY,
        type=OrderType.LIMIT,
        amount=Decimal("0.01"),
        price=START / 2,
        client_id="byhand000001",
    )
    room.engine.place(room.account, wish)
    await room.acknowledged()
    [resting] = await room.exchange.fetch_open_orders()
    cancelled = await room.exchange.cancel_order(symbol, ClientOrderId("byhand000001"))
    assert (resting.client_order_id, resting.status) == ("byhand000001", OrderStatus.OPEN)
    assert (cancelled.outcome, cancelled.status) == (Outcome.ACCEPTED, OrderStatus.CANCELED)
    assert list(await room.exchange.fetch_open_orders(symbol)) == []


@pytest.mark.parametrize("symbol", [BTC, BTC_SPOT], ids=str)
async def test_candles_are_read_for_pictures(room: Room, symbol: Symbol) -> None:
    """In order, of the wanted length, and not beyond what was asked for."""
    now = datetime.fromtimestamp(room.engine.now_ms() / 1000, UTC)
    stretch = Stretch(since=now - timedelta(hours=2), until=now, step_seconds=300)
    candles = await ExchangeCandles(room.house.factory).candles(room.subject.exchange, symbol, stretch)
    assert 22 <= len(candles) <= 25
    assert {(after.at - before.at).total_seconds() for before, after in pairwise(candles)} == {300.0}
    assert all(candle.low <= min(candle.open, candle.close) for candle in candles)
    assert all(candle.high >= max(candle.open, candle.close) for candle in candles)
