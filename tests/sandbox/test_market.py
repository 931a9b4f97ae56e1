"""The simulated market: repeatable, lively, moved by hand, told to listeners."""

from decimal import Decimal
from itertools import pairwise

from adapters.sandbox.engine.timers import HandTimers
from adapters.sandbox.market import SimulatedMarket
from adapters.sandbox.pulse import Pulse


def test_same_seed_walks_the_same_way() -> None:
    first, second = SimulatedMarket(seed=3), SimulatedMarket(seed=3)
    first.advance(600)
    second.advance(600)
    assert [first.price(base) for base in first.bases] == [second.price(base) for base in second.bases]
    other = SimulatedMarket(seed=4)
    other.advance(600)
    assert other.price("BTC") != first.price("BTC")


def test_a_day_moves_like_a_coin() -> None:
    market = SimulatedMarket(seed=11)
    before = market.price("BTC")
    market.advance(24 * 3600)
    assert Decimal("0.0001") < abs(market.price("BTC") / before - 1) < Decimal("0.2")


def test_moving_by_hand_tells_listeners() -> None:
    market, heard = SimulatedMarket(seed=1), list[str]()
    market.listen(heard.append)
    market.move("ETH", Decimal(2000))
    assert (heard, market.price("ETH")) == (["ETH"], Decimal(2000))


def test_hurried_market_keeps_its_candles_in_order() -> None:
    timers = HandTimers()
    market = SimulatedMarket(seed=1, now_ms=timers.now_ms())
    pulse = Pulse(market, timers)
    pulse.start()
    pulse.run(60)
    timers.advance(180)
    starts = [candle.start_ms for candle in market.candles("BTC", 60, limit=10)]
    assert starts == sorted(set(starts))


def test_candles_follow_each_other_without_gaps() -> None:
    market = SimulatedMarket(seed=1, now_ms=1_700_000_000_000)
    candles = market.candles("BTC", 3600, limit=24)
    assert len(candles) == 24
    assert {later.start_ms - earlier.start_ms for earlier, later in pairwise(candles)} == {3_600_000}
    assert all(candle.low <= candle.open <= candle.high for candle in candles)
    assert all(candle.low <= candle.close <= candle.high for candle in candles)
    assert candles[-1].close == market.price("BTC")
