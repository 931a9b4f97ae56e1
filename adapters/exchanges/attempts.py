"""What became of one request: did it leave the machine, and what came back. Classifies nothing.

An exception's class can't tell a connect timeout from a read timeout (exchanges.md 3.1); aiohttp's trace can.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import SimpleNamespace

from aiohttp import ClientSession, TraceConfig, TraceRequestHeadersSentParams

from core.application.points import Point, reached


@dataclass(slots=True)
class Attempt:
    """Filled in while the request travels; `code` is the exchange's own code, "" when it spoke of success."""

    point: Point | None = None
    left_machine: bool = False
    status: int = 0
    code: str = ""
    message: str = ""
    retry_after_seconds: Decimal | None = None

    @property
    def was_answered(self) -> bool:
        return self.status != 0


_current: ContextVar[Attempt | None] = ContextVar("exchange_attempt", default=None)


@contextmanager
def attempting(point: Point | None = None) -> Iterator[Attempt]:
    """Follow every request made inside; the attempt describes the last of them, each leaves at the `point`."""
    attempt = Attempt(point=point)
    token = _current.set(attempt)
    try:
        yield attempt
    finally:
        _current.reset(token)


def note_answer(status: int, headers: Mapping[str, str], *, code: str, message: str) -> None:
    """Told by the exchange clients for every response they can see."""
    attempt = _current.get()
    if attempt is not None:
        attempt.status, attempt.code, attempt.message = status, code, message
        attempt.retry_after_seconds = _seconds(headers.get("Retry-After", ""))


def departure_trace() -> TraceConfig:
    """The trace every exchange session carries: it notes the moment a request starts to leave."""
    trace = TraceConfig()
    trace.on_request_headers_sent.append(_note_departure)
    return trace


async def _note_departure(
    _session: ClientSession, _context: SimpleNamespace, _params: TraceRequestHeadersSentParams
) -> None:
    attempt = _current.get()
    if attempt is not None:
        attempt.left_machine, attempt.status, attempt.code, attempt.message = True, 0, "", ""
        if attempt.point is not None:
            reached(attempt.point)


def _seconds(text: str) -> Decimal | None:
    try:
        seconds = Decimal(text)
    except InvalidOperation:
        return None
    return seconds if seconds.is_finite() and seconds >= 0 else None
