"""Turns what ccxt raises into our errors, by native code. Used by everything that is not an order."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from loguru import logger

from adapters.exchanges.attempts import Attempt, attempting
from adapters.exchanges.budgets import Purpose
from adapters.exchanges.dialect import Dialect
from adapters.exchanges.failures import FAILURES, NotThere, failure
from adapters.exchanges.outcomes import Meaning, read_meaning
from core.domain.errors import BreakerOpen, ExchangeError

Answer = TypeVar("Answer")


class Reading:
    """Makes one call and speaks plainly about how it went; also looks after the clock."""

    def __init__(self, dialect: Dialect, *, account: str) -> None:
        self._dialect = dialect
        self.log = logger.bind(exchange=dialect.exchange.value, account=account)

    async def ask(
        self, operation: str, call: Callable[[], Awaitable[Answer]], *, purpose: Purpose = Purpose.READ
    ) -> Answer:
        """Raises ExchangeUnavailable, CredentialsRejected, ExchangeRefused, NotThere, or HeldBack before it left."""
        with attempting(purpose=purpose) as attempt:
            try:
                return await call()
            except FAILURES as error:
                raise await self._failure(operation, attempt, error) from error

    async def _failure(self, operation: str, attempt: Attempt, error: Exception) -> ExchangeError:
        """A clean "no such order" is an answer, not a failure worth a line."""
        known = failure(self._dialect.exchange, attempt, error=error)
        if not isinstance(known, NotThere):
            self.log.bind(operation=operation, code=attempt.code, status=attempt.status).info("read failed")
        await self.look_after(attempt)
        return known

    async def tell(
        self, operation: str, call: Callable[[], Awaitable[object]], *, purpose: Purpose = Purpose.OPEN
    ) -> None:
        """For settings: "already so" is success."""
        with attempting(purpose=purpose) as attempt:
            try:
                await call()
            except FAILURES as error:
                if read_meaning(self._dialect.exchange, attempt) is Meaning.NO_CHANGE:
                    return
                self.log.bind(operation=operation, code=attempt.code, status=attempt.status).info("setting failed")
                await self.look_after(attempt)
                raise failure(self._dialect.exchange, attempt, error=error) from error

    async def look_after(self, attempt: Attempt) -> None:
        """Set the clock when it was wrong."""
        if read_meaning(self._dialect.exchange, attempt) is Meaning.CLOCK:
            await self._synchronise_clock()

    async def _synchronise_clock(self) -> None:
        """In vain when the exchange is away; the next attempt will tell."""
        with attempting():
            try:
                await self._dialect.synchronise_clock()
            except (*FAILURES, BreakerOpen) as error:
                self.log.bind(operation="clock").info("clock not synchronised: {}", type(error).__name__)
