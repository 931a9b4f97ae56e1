"""A few numbers about the running bot, for Prometheus. Counts what events tell; decides nothing, names nobody."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from adapters.messaging.event_bus import EventBus
from core.domain.events import (
    BreakerChangedEvent,
    CopySkippedEvent,
    PositionClosedEvent,
    PositionLiquidatedEvent,
    PositionOpenedEvent,
    TradeExecutedEvent,
    TradeFailedEvent,
    TradeNeedsReconciliationEvent,
    TradeReservedEvent,
)
from core.shared import DomainEvent

COMMIT_SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2.0)

COUNTED: dict[type[DomainEvent], str] = {
    TradeReservedEvent: "trade_reserved",
    TradeExecutedEvent: "trade_executed",
    TradeFailedEvent: "trade_failed",
    TradeNeedsReconciliationEvent: "trade_needs_reconciliation",
    PositionOpenedEvent: "position_opened",
    PositionClosedEvent: "position_closed",
    PositionLiquidatedEvent: "position_liquidated",
}

BREAKER_STATES = {"closed": 0, "half-open": 1, "open": 2}


class Metrics:
    """One registry per app, so that two apps in one process don't meet."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.events = Counter("tandem_events", "Domain events delivered", ["event"], registry=self.registry)
        self.skips = Counter("tandem_skips", "Leader events not copied", ["reason"], registry=self.registry)
        self.breakers = Gauge(
            "tandem_breaker_state", "0 closed, 1 half-open, 2 open", ["exchange", "lane"], registry=self.registry
        )
        self.works = Counter("tandem_committed_works", "Units of work committed", registry=self.registry)
        self.commits = Histogram(
            "tandem_commit_seconds", "Time of one grouped commit", buckets=COMMIT_SECONDS, registry=self.registry
        )
        self.undelivered = Gauge("tandem_undelivered_events", "Events in the outbox", registry=self.registry)
        self.unresolved = Gauge("tandem_unresolved_trades", "Trades that need reconciliation", registry=self.registry)

    def listen(self, bus: EventBus) -> None:
        """Count from now on."""
        for kind in COUNTED:
            bus.subscribe(kind, self._count)
        bus.subscribe(CopySkippedEvent, self._count_skip)
        bus.subscribe(BreakerChangedEvent, self._note_breaker)

    def observe_commit(self, works: int, seconds: float) -> None:
        """The writer's observer."""
        self.works.inc(works)
        self.commits.observe(seconds)

    def observe_backlog(self, *, undelivered: int, unresolved: int) -> None:
        """What waits, as the read model counts it."""
        self.undelivered.set(undelivered)
        self.unresolved.set(unresolved)

    def render(self) -> bytes:
        """The text that Prometheus reads."""
        return generate_latest(self.registry)

    async def _count(self, event: DomainEvent) -> None:
        self.events.labels(event=COUNTED[type(event)]).inc()

    async def _count_skip(self, event: CopySkippedEvent) -> None:
        self.skips.labels(reason=event.reason).inc()

    async def _note_breaker(self, event: BreakerChangedEvent) -> None:
        self.breakers.labels(exchange=event.exchange, lane=event.lane).set(BREAKER_STATES.get(event.state, 2))
