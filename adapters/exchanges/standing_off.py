"""Closes the gates for entries where an exchange refuses this machine, or takes orders but answers no questions.

Exits pass no gate: they keep trying. What was closed here is opened here, once the reason is over.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from adapters.exchanges.circuit_breaker import Breakers, BreakerState, Lane
from adapters.exchanges.limiter import Limiter, Silence
from core.application.gates import Gate, Gates
from core.domain.values import Exchange

Spawn = Callable[[Coroutine[Any, Any, None]], None]


class StandingOff:
    """Rows 11, 12 and 77 of the fault table, as gates."""

    def __init__(self, gates: Gates, limiter: Limiter, breakers: Breakers, *, spawn: Spawn) -> None:
        self._gates, self._limiter, self._spawn = gates, limiter, spawn
        limiter.listen(self._refused)
        breakers.listen(self._breaker_changed)

    def _refused(self, exchange: Exchange, _why: Silence, _seconds: float) -> None:
        self._gates.close(Gate.FROZEN, exchange.value)
        self._spawn(self._wait(exchange))

    async def _wait(self, exchange: Exchange) -> None:
        await asyncio.sleep(self._limiter.silent_for(exchange))
        if self._limiter.silent_for(exchange) > 0:
            self._spawn(self._wait(exchange))  # it was prolonged meanwhile
        else:
            self._gates.open(Gate.FROZEN, exchange.value)

    def _breaker_changed(self, exchange: Exchange, lane: Lane, state: BreakerState) -> None:
        if lane is not Lane.LOOKUP:
            return
        match state:
            case BreakerState.OPEN:
                self._gates.close(Gate.BLIND, exchange.value)
            case BreakerState.CLOSED:
                self._gates.open(Gate.BLIND, exchange.value)
            case BreakerState.HALF_OPEN:
                return
