"""Where a close may cancel others of our orders, positions and stops are read again right behind it (row 66). Decides
nothing: what differs is dealt with as in every round of recovery, only sooner.
"""

import asyncio
from collections.abc import Awaitable, Callable

from core.application.timing import Timing
from core.domain.errors import TandemError
from core.domain.trade import Trade
from core.domain.values import AccountId, Exchange, Symbol

CANCELS_OTHERS = frozenset({Exchange.BITGET})
"""A reduce-only order may cancel earlier ones there, and a resting one shrinks a later one (exchanges.md 3.5)."""

Place = tuple[AccountId, Symbol]
Look = Callable[[AccountId, Symbol], Awaitable[bool]]


class CloseLooks:
    """One look at once, and another when they differ; closes that come meanwhile share the next look."""

    def __init__(self, look: Look, timing: Timing) -> None:
        self._look, self._seconds = look, timing.between_looks.total_seconds()
        self._wanted: set[Place] = set()
        self._looking: set[Place] = set()

    async def closed(self, trade: Trade) -> None:
        """At most exchanges it disturbs nobody."""
        plan = trade.plan
        place = plan.account_id, plan.symbol
        if plan.exchange not in CANCELS_OTHERS or not plan.symbol.settle:
            return
        self._wanted.add(place)
        if place not in self._looking:
            self._looking.add(place)
            try:
                await self._look_while_wanted(place)
            finally:
                self._looking.discard(place)

    async def _look_while_wanted(self, place: Place) -> None:
        while place in self._wanted:
            self._wanted.discard(place)
            if await self._differs(place):
                await asyncio.sleep(self._seconds)
                await self._differs(place)

    async def _differs(self, place: Place) -> bool:
        """What can't be read now is read by the next round."""
        try:
            return await self._look(*place)
        except TandemError:
            return False
