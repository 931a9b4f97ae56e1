"""The wire between one process and its account's book: implements ExchangePort, and fails as chance has it.

An order that left travels on although its sender died. Decides nothing about money.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from core.application.ports import AccountFill, Clock, ExchangePosition, FundingPayment, StandingStop
from core.domain.errors import ExchangeRefused, ExchangeUnavailable
from core.domain.values import (
    ZERO,
    Balance,
    ClientOrderId,
    Exchange,
    KeyRights,
    MarginMode,
    MarketKind,
    OrderRequest,
    OrderResult,
    OrderStatus,
    Outcome,
    PositionMode,
    PositionSide,
    Protection,
    Symbol,
)
from tests.application.stops import stops_in
from tests.builders import some_rights
from tests.faults.simulation.book import Book, refused
from tests.faults.simulation.storage import Breath
from tests.faults.simulation.weather import HARMLESS, LATEST_SECONDS, REFUSALS, Attempt, Mishap, Weather

R = TypeVar("R")


Witness = Callable[[OrderRequest], None]
"""Looks at every order that is about to leave, while the database still is as it was."""


class Line:
    """One process's connection."""

    shares_wallet = True

    def __init__(self, book: Book, weather: Weather, *, breath: Breath, witness: Witness, clock: Clock) -> None:
        self._book, self._weather, self._breath, self._witness = book, weather, breath, witness
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self.exchange = book.exchange

    async def place_order(self, order: OrderRequest) -> OrderResult:
        await self._breath()
        if order.is_late(self._clock.now()):
            return refused(order, Outcome.NOT_SENT)
        self._witness(order)
        mishap = self._mishap()
        self._note(order, mishap)
        if mishap is Mishap.RAISES:
            raise RuntimeError("the adapter broke its promise")
        if mishap in REFUSALS:
            await self._travel()
            return refused(order, REFUSALS[mishap])
        landed: asyncio.Future[OrderResult] = self._loop.create_future()
        self._loop.call_later(self._journey_seconds(mishap), self._land, order, mishap, landed)
        if mishap in {Mishap.UNHEARD, Mishap.LATE}:
            await asyncio.sleep(min(2.0, self._weather.longest_seconds * 4))
            return refused(order, Outcome.AMBIGUOUS)
        result = await landed
        await self._travel()
        return result

    def _land(self, order: OrderRequest, mishap: Mishap, landed: "asyncio.Future[OrderResult]") -> None:
        """At the exchange, whoever still waits for it."""
        part = {Mishap.PARTIAL: Decimal("0.5"), Mishap.OTHER_AMOUNT: Decimal("0.75")}.get(mishap, Decimal(1))
        visible_at = self._book.truth() + timedelta(seconds=self._lag_seconds(mishap))
        stays_open = mishap is Mishap.STAYS_OPEN
        amount = on_grid(order, part)
        result = self._book.take(order, amount=amount, stays_open=stays_open, visible_at=visible_at)
        taken = self._book.find(order.client_order_id)
        if stays_open and taken is not None:
            self._loop.call_later(self._weather.chance.choice([3.0, 30.0, 200.0]), self._book.finish, taken)
        if mishap is Mishap.DOUBLED:
            again = self._book.take(order, amount=amount, stays_open=False, visible_at=visible_at)
            result = again
        if not landed.done():
            landed.set_result(told(result, mishap))

    def _mishap(self) -> Mishap:
        if self._loop.time() < self._weather.silent_until:
            return Mishap.NOT_SENT
        mishap = self._weather.mishaps.pop(0) if self._weather.mishaps else Mishap.NONE
        # At Binance an id is free again once its order is done: a wire that doubles would double, whoever sends.
        return Mishap.NONE if mishap is Mishap.DOUBLED and self.exchange is Exchange.BINANCE else mishap

    def _note(self, order: OrderRequest, mishap: Mishap) -> None:
        self._weather.requests += 1
        self._weather.attempts.append(
            Attempt(
                order=order,
                at=self._loop.time(),
                wall=self._book.truth(),
                may_exist=mishap not in HARMLESS,
                leverage_there=self._book.leverages.get(order.symbol),
            )
        )

    def _journey_seconds(self, mishap: Mishap) -> float:
        latest = LATEST_SECONDS[self.exchange] if mishap is Mishap.LATE else self._weather.longest_seconds
        return self._weather.chance.uniform(0, latest)

    def _lag_seconds(self, mishap: Mishap) -> float:
        return 0.0 if mishap is Mishap.LATE else self._weather.chance.choice([0.0, 0.0, 0.0, 2.0, 8.0])

    async def _travel(self) -> None:
        await asyncio.sleep(self._weather.chance.uniform(0, self._weather.longest_seconds))
        await self._breath()

    async def _read(self, answer: Callable[[], R]) -> R:
        await self._breath()
        self._weather.requests += 1
        if self._loop.time() < self._weather.silent_until:
            raise ExchangeUnavailable("no answer")
        await self._travel()
        return answer()

    async def find_order(self, symbol: Symbol, client_order_id: ClientOrderId) -> OrderResult | None:
        if self._loop.time() < self._weather.lookups_fail_until:
            raise ExchangeUnavailable("look-ups don't answer")
        return await self._read(lambda: self._visible(client_order_id))

    def _visible(self, client_order_id: ClientOrderId) -> OrderResult | None:
        taken = self._book.find(client_order_id)
        return None if taken is None or taken.visible_at > self._book.truth() else taken.result

    async def cancel_order(self, symbol: Symbol, client_order_id: ClientOrderId) -> OrderResult:
        found = await self.find_order(symbol, client_order_id)
        if found is None:
            raise ExchangeUnavailable("no such order yet")
        return found

    async def fetch_open_orders(self, symbol: Symbol | None = None) -> Sequence[OrderResult]:
        return await self._read(lambda: [t.result for t in self._book.taken if t.result.status is OrderStatus.OPEN])

    async def fetch_fills(self, since: datetime, symbols: Sequence[Symbol] = ()) -> Sequence[AccountFill]:
        return await self._read(lambda: [fill for fill in self._book.fills if fill.at >= since])

    async def fetch_funding(self, since: datetime, symbols: Sequence[Symbol]) -> Sequence[FundingPayment]:
        return await self._read(list)

    async def fetch_positions(self) -> Sequence[ExchangePosition]:
        if self._loop.time() < self._weather.empty_until:
            return []
        return await self._read(self._positions)

    def _positions(self) -> Sequence[ExchangePosition]:
        return [
            ExchangePosition(
                symbol=symbol,
                side=PositionSide.LONG if net > 0 else PositionSide.SHORT,
                amount=abs(net),
                entry_price=self._book.prices[symbol],
                leverage=self._book.leverages.get(symbol),
            )
            for symbol, net in self._book.net.items()
            if net
        ]

    async def fetch_balance(self, kind: MarketKind) -> Mapping[str, Balance]:
        return await self._read(self._wallet)

    def _wallet(self) -> Mapping[str, Balance]:
        """What is open binds a part, also while the positions' own endpoint says that there is nothing."""
        total = Decimal(100_000)
        bound = sum((abs(net) * self._book.prices[symbol] for symbol, net in self._book.net.items()), ZERO) / 10
        return {"USDT": Balance(coin="USDT", total=total, free=max(total - bound, ZERO))}

    async def set_leverage(self, symbol: Symbol, leverage: int) -> None:
        def store() -> None:
            self._book.leverages[symbol] = leverage

        await self._read(store)

    async def set_margin_mode(self, symbol: Symbol, mode: MarginMode) -> None:
        await self._read(lambda: None)

    async def fetch_position_mode(self, symbol: Symbol | None = None) -> PositionMode:
        return await self._read(lambda: PositionMode.ONE_WAY)

    async def set_position_mode(self, mode: PositionMode) -> None:
        await self._read(lambda: None)

    async def place_protection(
        self, symbol: Symbol, side: PositionSide, *, amount: Decimal, protection: Protection, key: str
    ) -> None:
        def store() -> None:
            place = (symbol, side)
            if self._book.would_trigger(place, protection):
                raise ExchangeRefused("would trigger at once", code="sim-would-trigger")
            self._book.stops[place] = (amount, protection)
            self._book.stops_by_hand.discard(place)

        await self._read(store)

    async def cancel_protection(self, symbol: Symbol, side: PositionSide) -> None:
        await self._read(lambda: self._book.stops.pop((symbol, side), None))

    async def fetch_stops(self, symbols: Sequence[Symbol]) -> Sequence[StandingStop]:
        def read() -> Sequence[StandingStop]:
            stops = [stop for place, held in self._book.stops.items() for stop in stops_in(place, *held)]
            return [stop for stop in stops if stop.symbol in symbols]

        return await self._read(read)

    async def fetch_key_rights(self) -> KeyRights:
        return await self._read(some_rights)

    async def watch_fills(self, kind: MarketKind) -> AsyncIterator[AccountFill | None]:
        yield None

    async def aclose(self) -> None:
        return None


def on_grid(order: OrderRequest, part: Decimal) -> Decimal:
    """The part of the amount, in whole steps of a thousandth."""
    return (order.amount * part).quantize(Decimal("0.001")) or order.amount


def told(result: OrderResult, mishap: Mishap) -> OrderResult:
    """The answer, as it arrives."""
    match mishap:
        case Mishap.UNPRICED:
            return replace(result, average_price=None)
        case Mishap.EMPTY_FILL if result.outcome is Outcome.ACCEPTED:
            return replace(result, status=OrderStatus.FILLED, filled=ZERO, average_price=None)
        case _:
            return result
