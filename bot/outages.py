"""When an exchange counts as away: one beginning and one end, whatever its breakers do in between. Calls no exchange.

Its lanes open and close by themselves; half an outage makes some of them flap for hours (reliability.md row 74).
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from core.domain.values import Exchange

WHOLE = "exchange"
"""The lane's name in news about the exchange as a whole."""

CALM_SECONDS = 60.0
STEP_SECONDS = 5.0

Tell = Callable[[Exchange, str, str], None]


@dataclass(slots=True)
class Health:
    """What the lanes of one exchange said last."""

    failed_at: float = 0.0
    is_away: bool = False
    has_answered: bool = False


class Outages:
    """Hands every change on, and adds those of the whole: away with the first lane that opens, back after a calm."""

    def __init__(self, tell: Tell, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._tell, self._monotonic = tell, monotonic
        self._healths: dict[Exchange, Health] = {}

    def changed(self, exchange: Exchange, lane: str, state: str) -> None:
        """A breaker's listener."""
        self._tell(exchange, lane, state)
        health = self._healths.setdefault(exchange, Health())
        if state == "open":
            health.failed_at, health.has_answered = self._monotonic(), False
            self._begin(exchange, health)
        elif state == "closed":
            health.has_answered = True

    def step(self) -> None:
        """Back is what has answered since, and failed nowhere for a while."""
        for exchange, health in self._healths.items():
            is_calm = self._monotonic() - health.failed_at >= CALM_SECONDS
            if health.is_away and is_calm and health.has_answered:
                health.is_away = False
                self._tell(exchange, WHOLE, "closed")

    async def run(self) -> None:
        """For the supervisor."""
        while True:
            self.step()
            await asyncio.sleep(STEP_SECONDS)

    def _begin(self, exchange: Exchange, health: Health) -> None:
        if not health.is_away:
            health.is_away = True
            self._tell(exchange, WHOLE, "open")
