"""Which rare states a schedule came through, counted: a run that never meets them is noticed. Judges nothing."""

from collections import Counter

from tests.faults.simulation.town import Town

NEWS = (
    "DriftFoundEvent",
    "FollowPausedEvent",
    "PositionLiquidatedEvent",
    "ProtectionLostEvent",
    "ProtectionMissedEvent",
    "ProtectionRestoredEvent",
    "StrayOrderCancelledEvent",
    "TradesRecoveredEvent",
)
FAILURES = {
    "not-at-exchange": "proof of absence",
    "close-leg-failed": "flip without its close",
    "leader-left": "overtaken",
}


def sights(town: Town) -> Counter[str]:
    """After the last step."""
    seen: Counter[str] = Counter()
    for row in town.tables.events():
        seen.update([row["kind"]] if row["kind"] in NEWS else [])
    for trade in town.tables.trades():
        seen.update([FAILURES[trade.failure_code]] if trade.failure_code in FAILURES else [])
    for key, book in town.books.items():
        names = Counter(attempt.order.client_order_id for attempt in town.weathers[key].attempts)
        seen["sent again after a proof"] += sum(1 for count in names.values() if count > 1)
        seen["refused as duplicate"] += book.duplicates
    closes = {row["event_key"] for row in town.tables.decisions() if row["leg"] == "close"}
    seen["flip"] += len({row["event_key"] for row in town.tables.decisions() if row["leg"] == "open"} & closes)
    return +seen
