"""What became of one request: did it leave the machine, and what came back. Classifies nothing.

An exception's class can't tell a connect timeout from a read timeout (exchanges.md 3.1); aiohttp's trace can.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import SimpleNamespace

from aiohttp import ClientSession, TraceConfig, TraceRequestHeadersSentParams

from adapters.exchanges.budgets import Purpose
from core.application.points import Point, reached
from core.domain.errors import BreakerOpen


def never() -> bool:
    """Most requests are welcome whenever they leave."""
    return False


def nobody_waits() -> None:
    """Most requests keep nobody waiting until they have left."""


@dataclass(slots=True)
class Attempt:
    """Filled in while the request travels; `code` is the exchange's own code, "" when it spoke of success."""

    point: Point | None = None
    purpose: Purpose = Purpose.READ
    is_late: Callable[[], bool] = never
    left: Callable[[], None] = nobody_waits
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
def attempting(purpose: Purpose = Purpose.READ) -> Iterator[Attempt]:
    """Follow every request made inside; the attempt describes the last of them."""
    with following(Attempt(purpose=purpose)) as attempt:
        yield attempt


@contextmanager
def following(attempt: Attempt) -> Iterator[Attempt]:
    """The same with an attempt of one's own: each request leaves at its `point` and calls its `left`."""
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
        attempt.retry_after_seconds = retry_after(headers)


def is_order() -> bool:
    """The request that is about to leave is an order."""
    attempt = _current.get()
    return attempt is not None and attempt.point is Point.ORDER_LEFT


def refuse_the_late() -> None:
    """Right before a request is signed; what is signed is refused by the exchange itself when it comes too late."""
    attempt = _current.get()
    if attempt is not None and attempt.is_late():
        raise BreakerOpen("too old to leave", code="too-old")


def present_purpose() -> Purpose:
    """What the request that is about to leave is for."""
    attempt = _current.get()
    return Purpose.READ if attempt is None else attempt.purpose


def departure_trace() -> TraceConfig:
    """The trace every exchange session carries: it notes the moment a request starts to leave."""
    trace = TraceConfig()
    trace.on_request_headers_sent.append(_note_departure)
    return trace


async def _note_departure(
    _session: ClientSession, _context: SimpleNamespace, _params: TraceRequestHeadersSentParams
) -> None:
    note_departure()


def note_departure() -> None:
    """From here on the exchange may have the request."""
    attempt = _current.get()
    if attempt is not None:
        attempt.left_machine, attempt.status, attempt.code, attempt.message = True, 0, "", ""
        attempt.left()
        if attempt.point is not None:
            reached(attempt.point)


def retry_after(headers: Mapping[str, str]) -> Decimal | None:
    """How long the exchange asks to be left alone."""
    return _seconds(header(headers, "Retry-After") or "")


def header(headers: Mapping[str, str], name: str) -> str | None:
    """Some exchanges write their headers' names in capitals, some don't."""
    return headers.get(name) or headers.get(name.lower())


def _seconds(text: str) -> Decimal | None:
    try:
        seconds = Decimal(text)
    except InvalidOperation:
        return None
    return seconds if seconds.is_finite() and seconds >= 0 else None
