"""Turns what ccxt raises into our errors, by native code. Used by everything that is not an order."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import TypeVar

from loguru import logger

from adapters.exchanges.attempts import Attempt, attempting
from adapters.exchanges.circuit_breaker import Breakers
from adapters.exchanges.dialect import Dialect
from adapters.exchanges.failures import FAILURES, failure
from adapters.exchanges.outcomes import Meaning, read_meaning
from core.domain.values import Exchange

BAN_SECONDS = {Exchange.BINANCE: 120.0, Exchange.BYBIT: 600.0, Exchange.BITGET: 300.0}

Answer = TypeVar("Answer")


class Reading:
    """Makes one call and speaks plainly about how it went; also looks after the clock and address bans."""

    def __init__(self, dialect: Dialect, breakers: Breakers, *, account: str) -> None:
        self._dialect, self._breakers = dialect, breakers
        self.log = logger.bind(exchange=dialect.exchange, account=account)

    async def ask(self, operation: str, call: Callable[[], Awaitable[Answer]]) -> Answer:
        """Raises ExchangeUnavailable, CredentialsRejected, ExchangeRefused or NotThere."""
        with attempting() as attempt:
            try:
                return await call()
            except FAILURES as error:
                self.log.bind(operation=operation, code=attempt.code, status=attempt.status).info("read failed")
                await self.look_after(attempt)
                raise failure(self._dialect.exchange, attempt, error=error) from error

    async def tell(self, operation: str, call: Callable[[], Awaitable[object]]) -> None:
        """For settings: "already so" is success."""
        with attempting() as attempt:
            try:
                await call()
            except FAILURES as error:
                if read_meaning(self._dialect.exchange, attempt) is Meaning.NO_CHANGE:
                    return
                self.log.bind(operation=operation, code=attempt.code, status=attempt.status).info("setting failed")
                await self.look_after(attempt)
                raise failure(self._dialect.exchange, attempt, error=error) from error

    async def look_after(self, attempt: Attempt) -> None:
        """Set the clock when it was wrong; keep everybody away from an exchange that banned this address."""
        match read_meaning(self._dialect.exchange, attempt):
            case Meaning.CLOCK:
                await self._synchronise_clock()
            case Meaning.BANNED:
                default = Decimal(BAN_SECONDS[self._dialect.exchange])
                self._breakers.ban(self._dialect.exchange, float(attempt.retry_after_seconds or default))

    async def _synchronise_clock(self) -> None:
        """In vain when the exchange is away; the next attempt will tell."""
        with attempting():
            try:
                await self._dialect.synchronise_clock()
            except FAILURES as error:
                self.log.bind(operation="clock").info("clock not synchronised: {}", type(error).__name__)
