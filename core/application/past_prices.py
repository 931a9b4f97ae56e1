"""What prices did between a leader's trades, hour by hour, where the exchange still tells. Judges nothing."""

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from heapq import merge
from typing import Protocol

from core.application.leader_past import LeaderArchive, LeaderPast
from core.application.ports import Clock
from core.domain.errors import ExchangeError
from core.domain.replay_account import PastCandle
from core.domain.values import Exchange, Symbol

SYMBOLS = 12
"""The most often traded ones; who trades more of them is told that prices were not looked at."""

KEPT_FOR = timedelta(minutes=30)
KEPT = 48
READ_WITHIN_SECONDS = 20.0

Candles = Mapping[Symbol, Sequence[PastCandle]]
Key = tuple[Exchange, Symbol, int]


class PriceArchive(Protocol):
    async def candles(self, exchange: Exchange, symbol: Symbol, since: datetime) -> Sequence[PastCandle]:
        """Whole hours since, oldest first. Raises ExchangeError."""
        ...


class Archive(LeaderArchive, PriceArchive, Protocol):
    """All the past that exchanges tell."""


class PastPrices:
    """Read where somebody asks, kept a while."""

    def __init__(
        self, archive: PriceArchive | None, clock: Clock, *, read_within_seconds: float = READ_WITHIN_SECONDS
    ) -> None:
        self._archive, self._clock, self._read_within_seconds = archive, clock, read_within_seconds
        self._kept: OrderedDict[Key, tuple[datetime, Sequence[PastCandle]]] = OrderedDict()

    async def of(self, exchange: Exchange, past: LeaderPast) -> Candles:
        """Of the symbols in a leader's past; those that nobody tells in time are missing."""
        found: dict[Symbol, Sequence[PastCandle]] = {}
        if self._archive is None:
            return found
        often = Counter(intent.symbol for intent in past.intents)
        try:
            async with asyncio.timeout(self._read_within_seconds):
                for symbol, _ in often.most_common(SYMBOLS):
                    found[symbol] = await self._of(self._archive, exchange, symbol, since=past.begins_at)
        except (ExchangeError, TimeoutError):
            return found
        return found

    async def _of(
        self, archive: PriceArchive, exchange: Exchange, symbol: Symbol, *, since: datetime
    ) -> Sequence[PastCandle]:
        now = self._clock.now()
        key = (exchange, symbol, (now - since).days)
        read_at, candles = self._kept.get(key, (None, ()))
        if read_at is None or now - read_at > KEPT_FOR:
            candles = await archive.candles(exchange, symbol, since)
            self._kept[key] = (now, candles)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return candles


def are_whole(candles: Candles, past: LeaderPast) -> bool:
    """From its first event on there is a price for every symbol of a past."""
    firsts = {intent.symbol: intent.occurred_at for intent in reversed(past.intents)}
    return all(bool(candles.get(symbol)) and candles[symbol][0].begins_at <= first for symbol, first in firsts.items())


class Hours:
    """The candles of several symbols as one line of time."""

    def __init__(self, candles: Candles) -> None:
        lines = ([(candle.ends_at, symbol, candle) for candle in found] for symbol, found in candles.items())
        self._rest = merge(*lines, key=lambda place: place[0])
        self._next: tuple[datetime, Symbol, PastCandle] | None = next(self._rest, None)

    def until(self, at: datetime) -> Iterator[tuple[Symbol, PastCandle]]:
        """Those that are over by then and were not handed out yet."""
        while self._next is not None and self._next[0] <= at:
            _, symbol, candle = self._next
            self._next = next(self._rest, None)
            yield symbol, candle
