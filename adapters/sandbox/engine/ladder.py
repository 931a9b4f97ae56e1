"""Prices at which something is to happen, in order; looking costs nothing while none is reached. Knows no order."""

import itertools
from collections.abc import Callable
from decimal import Decimal
from heapq import heapify, heappop, heappush

from adapters.sandbox.engine.orders import Direction

Action = Callable[[], None]
DEAD_WORTH_SWEEPING = 64


class Rung:
    """One price and what to do there, once."""

    __slots__ = ("_ladder", "action", "alive")

    def __init__(self, action: Action, ladder: "PriceLadder") -> None:
        self.action, self.alive, self._ladder = action, True, ladder

    def cancel(self) -> None:
        if self.alive:
            self.alive = False
            self._ladder.bury()


class PriceLadder:
    """Two heaps: what waits for a rise, what waits for a fall. Cancelled rungs stay until they are worth a sweep."""

    def __init__(self) -> None:
        self._rises: list[tuple[Decimal, int, Rung]] = []
        self._falls: list[tuple[Decimal, int, Rung]] = []
        self._numbers = itertools.count()
        self._dead = 0

    def add(self, price: Decimal, direction: Direction, *, action: Action) -> Rung:
        rung = Rung(action, self)
        if direction is Direction.RISES:
            heappush(self._rises, (price, next(self._numbers), rung))
        else:
            heappush(self._falls, (-price, next(self._numbers), rung))
        return rung

    def reach(self, price: Decimal) -> None:
        """Do everything due at `price`; what that adds waits for the next price."""
        for rung in self._due(self._rises, price) + self._due(self._falls, -price):
            if rung.alive:
                rung.alive = False
                rung.action()

    def bury(self) -> None:
        self._dead += 1
        if self._dead > DEAD_WORTH_SWEEPING and self._dead * 2 > len(self._rises) + len(self._falls):
            self._rises = [entry for entry in self._rises if entry[2].alive]
            self._falls = [entry for entry in self._falls if entry[2].alive]
            heapify(self._rises)
            heapify(self._falls)
            self._dead = 0

    def _due(self, heap: list[tuple[Decimal, int, Rung]], bound: Decimal) -> list[Rung]:
        found = []
        while heap and heap[0][0] <= bound:
            rung = heappop(heap)[2]
            if rung.alive:
                found.append(rung)
            else:
                self._dead -= 1
        return found
