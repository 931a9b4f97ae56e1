"""The one simulated market behind all three exchanges: a seeded random walk per coin. Knows no order."""

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from adapters.sandbox.candles import Candle, CandleHistory

SECONDS_PER_YEAR = 365 * 24 * 3600
SHARED_WEIGHT = 0.8  # how much of a coin's move is everybody's move, as crypto goes
PAST_MINUTES = 1500
MAX_STEP_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Coin:
    """`grid` is finer than any exchange's tick; `yearly_volatility` is a fraction."""

    base: str
    start: Decimal
    grid: Decimal
    yearly_volatility: float


COINS = (
    Coin(base="BTC", start=Decimal(64000), grid=Decimal("0.01"), yearly_volatility=0.5),
    Coin(base="ETH", start=Decimal(3200), grid=Decimal("0.001"), yearly_volatility=0.65),
    Coin(base="SOL", start=Decimal(150), grid=Decimal("0.0001"), yearly_volatility=0.85),
    Coin(base="XRP", start=Decimal("0.6"), grid=Decimal("0.000001"), yearly_volatility=0.8),
    Coin(base="DOGE", start=Decimal("0.12"), grid=Decimal("0.0000001"), yearly_volatility=0.95),
    Coin(base="PEPE", start=Decimal("0.000011"), grid=Decimal("0.0000000001"), yearly_volatility=1.3),
)

PriceListener = Callable[[str], None]


class SimulatedMarket:
    """Prices in USDT per coin. The walk is a function of the seed and the seconds advanced; `move` overrides it."""

    def __init__(self, seed: int, now_ms: int = 0) -> None:
        self._random = random.Random(seed)
        self._coins = {coin.base: coin for coin in COINS}
        self._prices = {coin.base: coin.start for coin in COINS}
        self._histories = {
            coin.base: CandleHistory(partial(_invented_past, coin, f"{seed}:{coin.base}")) for coin in COINS
        }
        self._listeners: list[PriceListener] = []
        self.set_clock(now_ms)

    @property
    def bases(self) -> tuple[str, ...]:
        return tuple(self._coins)

    def price(self, base: str) -> Decimal:
        return self._prices[base]

    def listen(self, listener: PriceListener) -> None:
        """Call `listener(base)` after every change of that coin's price."""
        self._listeners.append(listener)

    def move(self, base: str, price: Decimal) -> None:
        """Set one price by hand; the walk goes on from there."""
        self._set(self._coins[base], price)
        self._announce(base)

    def advance(self, seconds: float) -> None:
        """Let the walk go on for so long, in steps of a minute at the most."""
        left = seconds
        while left > 0:
            self._walk(min(left, MAX_STEP_SECONDS))
            left -= MAX_STEP_SECONDS
        for base in self._coins:
            self._announce(base)

    def set_clock(self, now_ms: int) -> None:
        """Tell the time candles are kept by: the walk may run slower or faster than the clock, or stand still."""
        self.now_ms = now_ms
        for base, price in self._prices.items():
            self._histories[base].record(now_ms, price)

    def candles(self, base: str, interval_s: int, *, limit: int) -> list[Candle]:
        """Oldest first, the running one last."""
        return self._histories[base].candles(interval_s, limit)

    def _walk(self, seconds: float) -> None:
        self.now_ms += round(seconds * 1000)
        shared = self._random.gauss(0, 1)
        for coin in self._coins.values():
            own = self._random.gauss(0, 1)
            move = SHARED_WEIGHT * shared + math.sqrt(1 - SHARED_WEIGHT**2) * own
            self._set(coin, self._prices[coin.base] * _factor(coin, move, seconds=seconds))

    def _set(self, coin: Coin, price: Decimal) -> None:
        self._prices[coin.base] = max(price.quantize(coin.grid), coin.grid)
        self._histories[coin.base].record(self.now_ms, self._prices[coin.base])

    def _announce(self, base: str) -> None:
        for listener in self._listeners:
            listener(base)


def _factor(coin: Coin, move: float, *, seconds: float) -> Decimal:
    """Randomness is a float, money is not: the factor is rounded once and multiplied as a Decimal."""
    deviation = coin.yearly_volatility * math.sqrt(seconds / SECONDS_PER_YEAR)
    return Decimal(str(round(math.exp(deviation * move - deviation**2 / 2), 9)))


def _invented_past(coin: Coin, seed: str) -> Iterator[Decimal]:
    """A walk backwards from the start; the same kind of walk in either direction."""
    source, price = random.Random(seed), coin.start
    for _ in range(PAST_MINUTES):
        price = max((price * _factor(coin, source.gauss(0, 1), seconds=60.0)).quantize(coin.grid), coin.grid)
        yield price
