"""Faults on purpose: what goes wrong, where, how often. Only decides; the gateway and the streams act it out."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from aiohttp import web

ANY = "*"
FOREVER = 1_000_000_000


class FaultKind(StrEnum):
    """BEFORE means the exchange never took the request, AFTER that it did and only the answer suffers."""

    DROP_BEFORE = "drop_before"
    DROP_AFTER = "drop_after"
    DELAY_BEFORE = "delay_before"
    DELAY_AFTER = "delay_after"
    STATUS_HTML = "status_html"
    EMPTY_BODY = "empty_body"
    NULL_BODY = "null_body"
    HTML_200 = "html_200"
    TRUNCATED_BODY = "truncated_body"
    NATIVE_CODE_BEFORE = "native_code_before"
    NATIVE_CODE_AFTER = "native_code_after"
    LATE_REJECTION = "late_rejection"
    MISSING_ORDER_ID = "missing_order_id"
    REFUSE_CONNECTIONS = "refuse_connections"
    RATE_LIMITED = "rate_limited"
    IP_BANNED = "ip_banned"
    STREAM_DROP = "stream_drop"
    STREAM_SILENT = "stream_silent"
    STREAM_DUPLICATE = "stream_duplicate"
    STREAM_REORDER = "stream_reorder"
    STREAM_GAP = "stream_gap"


STREAM_KINDS = frozenset(kind for kind in FaultKind if kind.value.startswith("stream_"))
CONNECTION_KINDS = frozenset({FaultKind.REFUSE_CONNECTIONS})


class Stage(StrEnum):
    """For the kinds that spoil the answer: had the exchange taken the request?"""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One planned misfortune. `venue`, `operation`, `account` (a name or an API key) match anything as "*"."""

    kind: FaultKind
    venue: str = ANY
    operation: str = ANY
    account: str = ANY
    times: int = 1
    delay_s: float = 0.0
    status: int = 0
    code: str = ""
    text: str = ""
    stage: Stage = Stage.AFTER
    retry_after_s: int = 1

    def concerns(self, venue: str, operation: str, *, account: frozenset[str]) -> bool:
        return (
            self.venue in (ANY, venue)
            and self.operation in (ANY, operation)
            and (self.account == ANY or self.account in account)
        )


FAULT: web.RequestKey[Fault] = web.RequestKey("fault", Fault)


def fault_of(request: web.Request) -> Fault | None:
    """The fault this request suffers, for those a venue must play itself."""
    return request.get(FAULT)


class FaultPlan:
    """The faults in force, oldest first; each is used up after its `times`."""

    def __init__(self) -> None:
        self._faults: dict[int, Fault] = {}
        self._left: dict[int, int] = {}
        self._numbers = itertools.count(1)
        self._watchers: list[Callable[[Fault], None]] = []

    def add(self, fault: Fault) -> int:
        number = next(self._numbers)
        self._faults[number], self._left[number] = fault, fault.times
        for watcher in self._watchers:
            watcher(fault)
        return number

    def remove(self, number: int) -> None:
        self._faults.pop(number, None)
        self._left.pop(number, None)

    def clear(self) -> None:
        self._faults.clear()
        self._left.clear()

    def watch(self, watcher: Callable[[Fault], None]) -> None:
        """Tell of every fault the moment it is planned: some act at once on open connections."""
        self._watchers.append(watcher)

    def listed(self) -> dict[int, tuple[Fault, int]]:
        """Every fault with the times it has left."""
        return {number: (fault, self._left[number]) for number, fault in self._faults.items()}

    def take(self, venue: str, operation: str, *, account: frozenset[str], kinds: frozenset[FaultKind]) -> Fault | None:
        """The first fault of these kinds that concerns this event, used once; None when all is well."""
        for number, fault in self._faults.items():
            if fault.kind in kinds and fault.concerns(venue, operation, account=account):
                self._use(number)
                return fault
        return None

    def _use(self, number: int) -> None:
        self._left[number] -= 1
        if self._left[number] <= 0:
            self.remove(number)


REQUEST_KINDS = frozenset(FaultKind) - STREAM_KINDS - CONNECTION_KINDS
