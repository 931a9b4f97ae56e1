"""Counting requests in fixed windows, per address and per account. A venue words the refusal and the headers."""

from dataclasses import dataclass

from adapters.sandbox.engine.timers import Timers


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many units in a window of so many seconds."""

    units: int
    window_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a subject stands in the running window, this request included."""

    used: int
    limit: int
    reset_ms: int
    exceeded: bool

    @property
    def left(self) -> int:
        return max(self.limit - self.used, 0)


class RateLimits:
    """Named limits (a venue defines them, control may change them) and who used how much."""

    def __init__(self, timers: Timers) -> None:
        self._timers = timers
        self.limits: dict[str, Limit] = {}
        self._windows: dict[tuple[str, str], tuple[int, int]] = {}

    def define(self, name: str, *, units: int, window_s: int) -> None:
        self.limits[name] = Limit(units=units, window_s=window_s)

    def hit(self, name: str, subject: str, *, weight: int = 1) -> Standing:
        """Count a request of `subject` (an address, a uid) against the limit called `name`."""
        limit = self.limits[name]
        window_ms = limit.window_s * 1000
        start = self._timers.now_ms() // window_ms * window_ms
        since, used = self._windows.get((name, subject), (start, 0))
        used = weight if since != start else used + weight
        self._windows[(name, subject)] = (start, used)
        return Standing(used=used, limit=limit.units, reset_ms=start + window_ms, exceeded=used > limit.units)

    def begin_anew(self) -> None:
        """As if every window had just begun."""
        self._windows.clear()
