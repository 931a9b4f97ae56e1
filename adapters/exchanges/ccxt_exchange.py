"""One live account over ccxt, behind ExchangePort. Knows no wire field: those are the dialect's."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime
from decimal import Decimal
from functools import partial

from adapters.exchanges.budgets import Purpose
from adapters.exchanges.circuit_breaker import Breakers, Lane, circuit_breaker_protected
from adapters.exchanges.dialect import Dialect, ProtectionPlan
from adapters.exchanges.failures import NotThere
from adapters.exchanges.order_entry import OrderEntry
from adapters.exchanges.reading import Reading
from adapters.exchanges.retry import retry_with_backoff
from adapters.exchanges.streams import SILENCE_SECONDS, AccountStreams, Connected, Silent
from core.application.ports import AccountFill, Clock, ExchangePosition, FundingPayment, StandingStop
from core.application.precedence import Precedence
from core.domain.errors import ExchangeRefused
from core.domain.values import (
    Balance,
    ClientOrderId,
    Exchange,
    KeyRights,
    MarginMode,
    MarketKind,
    OrderRequest,
    OrderResult,
    PositionMode,
    PositionSide,
    Protection,
    Symbol,
)

LAST_ORDERS_SECONDS = 15.0


class CcxtExchange:
    """An order that was handed over travels to its end even when the caller is cancelled: a cancelled
    request is not a cancelled order (reliability.md, fact 5).
    """

    def __init__(
        self,
        dialect: Dialect,
        *,
        breakers: Breakers,
        account: str,
        clock: Clock,
        doubt_rules: Callable[[], None] = lambda: None,
        precedence: Precedence | None = None,
    ) -> None:
        self._dialect, self._breakers = dialect, breakers
        self._reading = Reading(dialect, account=account)
        self._entry = OrderEntry(
            dialect,
            breakers,
            reading=self._reading,
            clock=clock,
            doubt_rules=doubt_rules,
            precedence=precedence or Precedence(),
        )
        self._sending: set[asyncio.Future[OrderResult]] = set()

    @property
    def exchange(self) -> Exchange:
        return self._dialect.exchange

    @property
    def shares_wallet(self) -> bool:
        """As the exchange keeps the account."""
        return self._dialect.shares_wallet

    @property
    def breakers(self) -> Breakers:
        return self._breakers

    async def place_order(self, order: OrderRequest) -> OrderResult:
        return await self._to_its_end(asyncio.ensure_future(self._entry.place(order)))

    async def cancel_order(self, symbol: Symbol, client_order_id: ClientOrderId) -> OrderResult:
        return await self._to_its_end(asyncio.ensure_future(self._entry.cancel(symbol, client_order_id)))

    async def _to_its_end(self, sending: "asyncio.Future[OrderResult]") -> OrderResult:
        self._sending.add(sending)
        sending.add_done_callback(self._sending.discard)
        return await asyncio.shield(sending)

    async def find_order(self, symbol: Symbol, client_order_id: ClientOrderId) -> OrderResult | None:
        try:
            found = await self._find(symbol, client_order_id)
        except NotThere:
            return None
        return None if found is None else await self._priced(symbol, found)

    @retry_with_backoff()
    @circuit_breaker_protected(Lane.LOOKUP)
    async def _find(self, symbol: Symbol, client_order_id: ClientOrderId) -> OrderResult | None:
        call = partial(self._dialect.find_order, symbol, client_order_id)
        return await self._reading.ask("find order", call, purpose=Purpose.LOOKUP)

    @retry_with_backoff()
    @circuit_breaker_protected(Lane.LOOKUP)
    async def _priced(self, symbol: Symbol, found: OrderResult) -> OrderResult:
        return await self._reading.ask("fee", partial(self._dialect.with_fee, symbol, found), purpose=Purpose.LOOKUP)

    @retry_with_backoff()
    @circuit_breaker_protected(Lane.LOOKUP)
    async def fetch_open_orders(self, symbol: Symbol | None = None) -> Sequence[OrderResult]:
        return await self._reading.ask(
            "open orders", partial(self._dialect.fetch_open_orders, symbol), purpose=Purpose.LOOKUP
        )

    @retry_with_backoff()
    @circuit_breaker_protected(Lane.LOOKUP)
    async def fetch_fills(self, since: datetime, symbols: Sequence[Symbol] = ()) -> Sequence[AccountFill]:
        return await self._reading.ask(
            "fills", partial(self._dialect.fetch_fills, since, symbols), purpose=Purpose.LOOKUP
        )

    @retry_with_backoff()
    async def fetch_past_fills(self, since: datetime, symbols: Sequence[Symbol] = ()) -> Sequence[AccountFill]:
        """The same for somebody who has time: asked behind everything else, and a failure closes no lane."""
        return await self._reading.ask("past fills", partial(self._dialect.fetch_fills, since, symbols))

    @retry_with_backoff()
    @circuit_breaker_protected(Lane.LOOKUP)
    async def fetch_funding(self, since: datetime, symbols: Sequence[Symbol]) -> Sequence[FundingPayment]:
        found = await self._reading.ask("funding", partial(self._dialect.fetch_funding, since))
        wanted = [payment for payment in found if payment.symbol in symbols]
        return sorted(wanted, key=lambda payment: (payment.at, payment.payment_id))

    @retry_with_backoff()
    @circuit_breaker_protected(Lane.LOOKUP)
    async def fetch_positions(self) -> Sequence[ExchangePosition]:
        return await self._reading.ask("positions", self._dialect.fetch_positions, purpose=Purpose.LOOKUP)

    @retry_with_backoff()
    @circuit_breaker_protected(Lane.LOOKUP)
    async def fetch_balance(self, kind: MarketKind) -> Mapping[str, Balance]:
        return await self._reading.ask("balance", partial(self._dialect.fetch_balance, kind))

    @retry_with_backoff()
    @circuit_breaker_protected(Lane.LOOKUP)
    async def set_leverage(self, symbol: Symbol, leverage: int) -> None:
        await self._reading.tell("leverage", partial(self._dialect.set_leverage, symbol, leverage))

    @retry_with_backoff()
    @circuit_breaker_protected(Lane.LOOKUP)
    async def set_margin_mode(self, symbol: Symbol, mode: MarginMode) -> None:
        await self._reading.tell("margin mode", partial(self._dialect.set_margin_mode, symbol, mode))

    @retry_with_backoff()
    @circuit_breaker_protected(Lane.LOOKUP)
    async def fetch_position_mode(self, symbol: Symbol | None = None) -> PositionMode:
        mode = await self._reading.ask("position mode", partial(self._dialect.fetch_position_mode, symbol))
        if symbol is None:
            self._entry.remember_position_mode(mode)
        return mode

    @retry_with_backoff()
    @circuit_breaker_protected(Lane.LOOKUP)
    async def set_position_mode(self, mode: PositionMode) -> None:
        self._entry.remember_position_mode(None)
        await self._reading.tell("position mode", partial(self._dialect.set_position_mode, mode))

    async def place_protection(
        self, symbol: Symbol, side: PositionSide, *, amount: Decimal, protection: Protection, key: str
    ) -> None:
        mode = await self._perpetual_mode(symbol)
        plan = ProtectionPlan(symbol=symbol, side=side, mode=mode, protection=protection, amount=amount, key=key)
        await self._protect(plan)

    async def cancel_protection(self, symbol: Symbol, side: PositionSide) -> None:
        await self._protect(ProtectionPlan(symbol=symbol, side=side, mode=await self._perpetual_mode(symbol)))

    async def _perpetual_mode(self, symbol: Symbol) -> PositionMode:
        if symbol.kind is MarketKind.SPOT:
            raise ExchangeRefused("spot holdings are not protected at the exchange", code="no-spot-protection")
        return await self._entry.position_mode(symbol, Purpose.PROTECTION)

    @retry_with_backoff()
    @circuit_breaker_protected(Lane.CLOSE)
    async def _protect(self, plan: ProtectionPlan) -> None:
        """Repeating is safe: the plan's client ids are the same, and what stands already is not placed again."""
        await self._reading.tell("protection", partial(self._dialect.protect, plan), purpose=Purpose.PROTECTION)

    @retry_with_backoff()
    @circuit_breaker_protected(Lane.LOOKUP)
    async def fetch_stops(self, symbols: Sequence[Symbol]) -> Sequence[StandingStop]:
        return await self._reading.ask("stops", partial(self._dialect.fetch_stops, symbols))

    @retry_with_backoff()
    @circuit_breaker_protected(Lane.LOOKUP)
    async def fetch_key_rights(self) -> KeyRights:
        return await self._reading.ask("key rights", self._dialect.fetch_key_rights)

    async def watch_fills(self, kind: MarketKind) -> AsyncGenerator[AccountFill | None, None]:
        async with aclosing(self.open_streams((kind,)).events()) as events:
            async for event in events:
                match event:
                    case AccountFill():
                        yield event
                    case Connected():
                        yield None
                    case Silent():
                        continue

    def open_streams(self, kinds: Sequence[MarketKind], silence_seconds: float = SILENCE_SECONDS) -> AccountStreams:
        """The streams of several kinds as one; used by the leader feed too."""
        breaker = self._breakers.lane(self.exchange, Lane.STREAM)
        return AccountStreams(self._dialect.link, kinds, breaker=breaker, silence_seconds=silence_seconds)

    async def aclose(self) -> None:
        """Let orders under way be answered first."""
        await self.close_within(LAST_ORDERS_SECONDS)

    async def close_within(self, seconds: float) -> None:
        """What isn't answered by then is looked up at the next start."""
        if self._sending:
            await asyncio.wait(self._sending, timeout=seconds)
        await self._dialect.aclose()
