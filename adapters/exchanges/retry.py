"""Repeats reads that failed for the moment. Never put it on anything that places or cancels orders."""

import functools
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

from loguru import logger
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_delay, wait_random_exponential

from core.domain.errors import ExchangeUnavailable

FIRST_WAIT_SECONDS = 0.2
LONGEST_WAIT_SECONDS = 2.0
TOTAL_SECONDS = 8.0

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")
Read = Callable[Arguments, Coroutine[Any, Any, Answer]]


def retry_with_backoff(
    first_wait_seconds: float = FIRST_WAIT_SECONDS, total_seconds: float = TOTAL_SECONDS
) -> Callable[[Read[Arguments, Answer]], Read[Arguments, Answer]]:
    """Repeat on ExchangeUnavailable, exponentially, with jitter, until the deadline; then raise the last error."""

    def decorate(read: Read[Arguments, Answer]) -> Read[Arguments, Answer]:
        @functools.wraps(read)
        async def repeated(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
            async for attempt in _attempts(read, first_wait_seconds=first_wait_seconds, total_seconds=total_seconds):
                with attempt:
                    return await read(*args, **kwargs)
            raise AssertionError("tenacity reraises the last error")

        return repeated

    return decorate


def _attempts(read: Callable[..., object], *, first_wait_seconds: float, total_seconds: float) -> AsyncRetrying:
    return AsyncRetrying(
        retry=retry_if_exception_type(ExchangeUnavailable),
        wait=wait_random_exponential(multiplier=first_wait_seconds, max=LONGEST_WAIT_SECONDS),
        stop=stop_after_delay(total_seconds),
        before_sleep=functools.partial(_tell, getattr(read, "__name__", "read")),
        reraise=True,
    )


def _tell(operation: str, state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome is not None else None
    code = error.code if isinstance(error, ExchangeUnavailable) else ""
    logger.bind(operation=operation, attempt=state.attempt_number, code=code).info("read failed, trying again")
