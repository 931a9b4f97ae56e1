"""What exchanges and the writer tell of themselves to operators. Asks no exchange, reads no row."""

from collections.abc import Sequence

from adapters.exchanges.circuit_breaker import Breakers
from adapters.exchanges.limiter import Limiter
from adapters.persistence.writer import Writer
from core.application.operator_views import ExchangeVitals, Lane
from core.application.vitals import Gauges
from core.domain.values import Exchange

WRITES = "works"


class LiveVitals(Gauges):
    """Implements Vitals; the chat adds its own queue."""

    def __init__(self, breakers: Breakers, limiter: Limiter, *, writer: Writer) -> None:
        super().__init__()
        self._breakers, self._limiter, self._writer = breakers, limiter, writer
        self.watch(WRITES, lambda: writer.waiting)

    def exchanges(self) -> Sequence[ExchangeVitals]:
        states = self._breakers.states()
        return [
            ExchangeVitals(
                exchange=exchange,
                lanes=[Lane(name=lane, state=state) for (place, lane), state in states.items() if place is exchange],
                used_percent=self._limiter.used_percent(exchange),
                silent_seconds=round(self._limiter.silent_for(exchange)),
            )
            for exchange in Exchange
        ]

    def commit_ms(self) -> int:
        return round(self._writer.last_seconds * 1000)
