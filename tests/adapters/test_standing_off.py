"""Entries wait where an exchange refuses this machine or answers no questions; the gate opens when that is over."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from adapters.exchanges.circuit_breaker import FAILURES_TO_OPEN, Breakers, Lane
from adapters.exchanges.limiter import EVERYBODY, Call, Limiter
from adapters.exchanges.standing_off import StandingOff
from core.application.gates import Gate, Gates
from core.domain.errors import ExchangeUnavailable
from core.domain.values import Exchange

BYBIT = Call(Exchange.BYBIT, EVERYBODY, ())


class Guard:
    """Gates, a limiter and breakers, with a clock that moves when told."""

    def __init__(self) -> None:
        self.now = 0.0
        self.gates, self.works = Gates(), list[Coroutine[Any, Any, None]]()
        self.limiter = Limiter(monotonic=lambda: self.now)
        self.breakers = Breakers(monotonic=lambda: self.now, rest_seconds=10.0)
        StandingOff(self.gates, self.limiter, self.breakers, spawn=self.works.append)


async def fail() -> None:
    raise ExchangeUnavailable("away")


async def answer() -> None:
    return None


async def test_a_refused_address_closes_the_gate() -> None:
    guard = Guard()
    guard.limiter.block(BYBIT)
    assert guard.gates.places(Gate.FROZEN) == {"bybit"}
    guard.now = 601.0
    (work,) = guard.works
    await asyncio.wait_for(work, timeout=1)
    assert guard.gates.closed() == frozenset()


async def test_a_short_pause_closes_no_gate() -> None:
    guard = Guard()
    guard.limiter.ban(BYBIT, 2.0)
    assert guard.gates.closed() == frozenset()


async def test_dead_look_ups_close_the_gate_until_they_answer() -> None:
    guard = Guard()
    lane = guard.breakers.lane(Exchange.BINANCE, Lane.LOOKUP)
    for _ in range(FAILURES_TO_OPEN):
        with pytest.raises(ExchangeUnavailable):
            await lane.guard(fail)
    assert guard.gates.places(Gate.BLIND) == {"binance"}
    guard.now = 11.0
    await lane.guard(answer)
    assert guard.gates.closed() == frozenset()


async def test_another_lane_closes_no_gate() -> None:
    guard = Guard()
    for _ in range(FAILURES_TO_OPEN):
        with pytest.raises(ExchangeUnavailable):
            await guard.breakers.lane(Exchange.BINANCE, Lane.MARKET).guard(fail)
    assert guard.gates.closed() == frozenset()
