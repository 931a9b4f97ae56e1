"""Keeps the market walking in real time, or standing still. Sets no price itself."""

from adapters.sandbox.engine.timers import Timers
from adapters.sandbox.market import SimulatedMarket

TICK_S = 0.25


class Pulse:
    """Stands still until told to run. At speed 10 prices live through ten seconds in one."""

    def __init__(self, market: SimulatedMarket, timers: Timers) -> None:
        self._market, self._timers = market, timers
        self.speed = 0.0

    @property
    def running(self) -> bool:
        return self.speed > 0

    def start(self) -> None:
        self._timers.after(TICK_S, self._tick)

    def run(self, speed: float) -> None:
        self.speed = speed

    def pause(self) -> None:
        self.speed = 0.0

    def _tick(self) -> None:
        self._timers.after(TICK_S, self._tick)
        if self.running:
            self._market.advance(TICK_S * self.speed)
        self._market.set_clock(self._timers.now_ms())
