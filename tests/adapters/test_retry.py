"""Reads are repeated while the exchange is away, and only then, and not for ever."""

import pytest

from adapters.exchanges.retry import retry_with_backoff
from core.domain.errors import BreakerOpen, CredentialsRejected, ExchangeRefused, ExchangeUnavailable

ENDURING = 3


class Reader:
    """Fails as told, then answers."""

    def __init__(self, *failures: Exception) -> None:
        self._failures = list(failures)
        self.calls = 0

    @retry_with_backoff(first_wait_seconds=0.001, total_seconds=5)
    async def read(self, question: str) -> str:
        self.calls += 1
        if self._failures:
            raise self._failures.pop(0)
        return f"{question}!"


async def test_first_answer_is_taken() -> None:
    reader = Reader()
    assert (await reader.read("price"), reader.calls) == ("price!", 1)


async def test_absence_is_waited_out() -> None:
    reader = Reader(*[ExchangeUnavailable("away")] * ENDURING)
    assert (await reader.read("price"), reader.calls) == ("price!", ENDURING + 1)


@pytest.mark.parametrize(
    "error", [CredentialsRejected("key"), ExchangeRefused("no"), BreakerOpen("resting"), ValueError("bug")], ids=repr
)
async def test_a_clear_answer_is_not_repeated(error: Exception) -> None:
    reader = Reader(error)
    with pytest.raises(type(error)):
        await reader.read("price")
    assert reader.calls == 1


async def test_deadline_ends_it_with_the_last_error() -> None:
    calls = 0

    @retry_with_backoff(first_wait_seconds=0.001, total_seconds=0.02)
    async def read() -> None:
        nonlocal calls
        calls += 1
        raise ExchangeUnavailable("away", code=str(calls))

    with pytest.raises(ExchangeUnavailable) as last:
        await read()
    assert calls > 1
    assert last.value.code == str(calls)
