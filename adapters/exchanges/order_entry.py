"""Sends an order once and finds out what became of it. Never sends again, never raises for what the exchange did."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import ccxt

from adapters.exchanges.attempts import Attempt, attempting, following
from adapters.exchanges.budgets import Purpose
from adapters.exchanges.circuit_breaker import Breakers, Lane, Verdict
from adapters.exchanges.dialect import Dialect
from adapters.exchanges.failures import FAILURES
from adapters.exchanges.outcomes import (
    POSITION_MODE_CODES,
    RULE_CODES,
    Meaning,
    is_of_the_mode,
    lacks_money,
    order_outcome,
    read_meaning,
)
from adapters.exchanges.reading import Reading
from core.application.points import Point
from core.application.ports import Clock
from core.application.precedence import Precedence
from core.domain.errors import BreakerOpen, CredentialsRejected, ExchangeError, ExchangeRefused, HeldBack
from core.domain.values import (
    INSUFFICIENT_FUNDS,
    POSITION_MODE,
    ZERO,
    ClientOrderId,
    MarketKind,
    OrderRequest,
    OrderResult,
    OrderStatus,
    Outcome,
    PositionMode,
    Symbol,
)

CONFIRM_PAUSES_SECONDS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.45)  # about 3 s in all
HEALTH = {Outcome.AMBIGUOUS: Verdict.FAILURE, Outcome.NOT_SENT: Verdict.FAILURE, Outcome.ACCEPTED: Verdict.SUCCESS}
NO_ORDER_ID = "no-order-id"
NO_ANSWER = (*FAILURES, BreakerOpen)
"""What keeps a look from answering, our own limiter included: what was sent stays sent."""


class OrderEntry:
    """The door orders go through. Opens and closes have breakers of their own."""

    def __init__(
        self,
        dialect: Dialect,
        breakers: Breakers,
        *,
        reading: Reading,
        clock: Clock,
        doubt_rules: Callable[[], None],
        precedence: Precedence,
    ) -> None:
        self._dialect, self._breakers, self._reading = dialect, breakers, reading
        self._clock, self._doubt_rules, self._precedence = clock, doubt_rules, precedence
        self._position_mode: PositionMode | None = None

    async def place(self, order: OrderRequest) -> OrderResult:
        purpose = Purpose.CLOSE if order.reduce_only else Purpose.OPEN
        try:
            mode = await self.position_mode(order.symbol, purpose)
            result = await self._guarded(order, mode, purpose=purpose)
        except ExchangeError as error:
            return _not_sent(order.client_order_id, error)
        await self._precedence.give_way()
        if self._is_open_question(result):
            result = await self._confirm(order.symbol, result)
        self._note(order, result)
        return await self._with_fee(order.symbol, result)

    async def cancel(self, symbol: Symbol, client_order_id: ClientOrderId) -> OrderResult:
        breaker = self._breakers.lane(self._dialect.exchange, Lane.CLOSE)
        try:
            result = await breaker.guard(lambda: self._send_cancel(symbol, client_order_id), judge=_health)
        except ExchangeError as error:
            return _not_sent(client_order_id, error)
        return await self._with_fee(symbol, result)

    async def position_mode(self, symbol: Symbol, purpose: Purpose) -> PositionMode:
        """Remembered until it proves wrong; spot knows no modes."""
        if symbol.kind is MarketKind.SPOT:
            return PositionMode.ONE_WAY
        if self._position_mode is None:
            ask = self._dialect.fetch_position_mode
            self._position_mode = await self._reading.ask("position mode", ask, purpose=purpose)
        return self._position_mode

    def remember_position_mode(self, mode: PositionMode | None) -> None:
        self._position_mode = mode

    async def _guarded(self, order: OrderRequest, mode: PositionMode, *, purpose: Purpose) -> OrderResult:
        lane = Lane.CLOSE if order.reduce_only else Lane.OPEN
        if lane is Lane.OPEN and self._breakers.lane(self._dialect.exchange, Lane.LOOKUP).is_resting:
            # What nobody could look up afterwards isn't begun (reliability.md row 77).
            raise BreakerOpen("look-ups fail: an entry in doubt could not be resolved", code="lookups-fail")
        breaker = self._breakers.lane(self._dialect.exchange, lane)
        probe = partial(self._probe, purpose)
        return await breaker.guard(lambda: self._send(order, mode, purpose=purpose), judge=_health, probe=probe)

    async def _probe(self, purpose: Purpose) -> None:
        await self._reading.ask("probe", self._dialect.fetch_time, purpose=purpose)

    async def _send(self, order: OrderRequest, mode: PositionMode, *, purpose: Purpose) -> OrderResult:
        left = self._precedence.begin()
        attempt = Attempt(Point.ORDER_LEFT, purpose, is_late=lambda: order.is_late(self._clock.now()), left=left)
        with following(attempt):
            try:
                return await self._dialect.send_order(order, mode)
            except FAILURES as error:
                return await self._failure(order.client_order_id, attempt, error=error)
            finally:
                left()

    async def _send_cancel(self, symbol: Symbol, client_order_id: ClientOrderId) -> OrderResult:
        gone = OrderResult(outcome=Outcome.REJECTED, client_order_id=client_order_id, code="order-not-found")
        with attempting(purpose=Purpose.CANCEL) as attempt:
            try:
                await self._dialect.cancel_order(symbol, client_order_id)
            except FAILURES as error:
                if read_meaning(self._dialect.exchange, attempt) is not Meaning.NOT_FOUND:
                    return await self._failure(client_order_id, attempt, error=error)
                return await self._look(symbol, client_order_id) or gone
        return await self._confirm(symbol, gone)

    async def _failure(self, client_order_id: ClientOrderId, attempt: Attempt, *, error: Exception) -> OrderResult:
        await self._reading.look_after(attempt)
        if attempt.code in POSITION_MODE_CODES:
            self._position_mode = None
        if attempt.code in RULE_CODES:
            self._doubt_rules()
        outcome = order_outcome(self._dialect.exchange, attempt)
        if outcome is Outcome.NOT_SENT and isinstance(error, ccxt.ExchangeError):
            outcome = Outcome.REJECTED  # ccxt's own checks said no
        return OrderResult(
            outcome=outcome,
            client_order_id=client_order_id,
            code=code_of(attempt, error),
            message=attempt.message,
            retry_after_seconds=attempt.retry_after_seconds,
        )

    def _is_open_question(self, result: OrderResult) -> bool:
        """Accepted and not final, or answered without an order id (Bitget's reduce-only, exchanges.md 3.5)."""
        return (result.outcome is Outcome.ACCEPTED and not result.is_final) or result.code == NO_ORDER_ID

    async def _confirm(self, symbol: Symbol, known: OrderResult) -> OrderResult:
        """Ask until it is final; what is known so far if it does not become so."""
        for pause in CONFIRM_PAUSES_SECONDS:
            await asyncio.sleep(pause)
            known = await self._look(symbol, known.client_order_id) or known
            if known.is_final:
                return known
        return replace(known, status=OrderStatus.OPEN) if known.outcome is Outcome.ACCEPTED else known

    async def _look(self, symbol: Symbol, client_order_id: ClientOrderId) -> OrderResult | None:
        """A look whose failure proves nothing."""
        with attempting(purpose=Purpose.LOOKUP):
            try:
                return await self._dialect.find_order(symbol, client_order_id)
            except NO_ANSWER:
                return None

    async def _with_fee(self, symbol: Symbol, result: OrderResult) -> OrderResult:
        if result.filled == ZERO or not result.is_final:
            return result
        with attempting(purpose=Purpose.LOOKUP):
            try:
                return await self._dialect.with_fee(symbol, result)
            except NO_ANSWER:
                return result

    def _note(self, order: OrderRequest, result: OrderResult) -> None:
        line = f"{order.side} {order.amount} {order.symbol}: {result.outcome} {result.status}"
        bound = self._reading.log.bind(operation="order", client_order_id=order.client_order_id, code=result.code)
        bound.info(line)


def _health(result: OrderResult) -> Verdict:
    """An answer without an order id is still an answer: who gives it is there (Bitget's reduce-only)."""
    if result.code == NO_ORDER_ID:
        return Verdict.SUCCESS
    return HEALTH.get(result.outcome, Verdict.NEUTRAL)


def _not_sent(client_order_id: ClientOrderId, error: ExchangeError) -> OrderResult:
    """Nothing of the order left the machine: a refusal of ours, or a read before it failed."""
    retry_after = None
    match error:
        case ExchangeRefused():
            outcome = Outcome.REJECTED
        case CredentialsRejected():
            outcome = Outcome.AUTH
        case HeldBack():
            outcome, retry_after = Outcome.NOT_SENT, error.retry_after_seconds
        case _:
            outcome = Outcome.NOT_SENT
    return OrderResult(
        outcome=outcome,
        client_order_id=client_order_id,
        code=error.code,
        message=str(error),
        retry_after_seconds=retry_after,
    )


def code_of(attempt: Attempt, error: Exception) -> str:
    """Want of money and a wrong position mode have one name everywhere; all else keeps the exchange's own."""
    if lacks_money(attempt):
        return INSUFFICIENT_FUNDS
    if is_of_the_mode(attempt):
        return POSITION_MODE
    return attempt.code or (str(attempt.status) if attempt.status else type(error).__name__)
