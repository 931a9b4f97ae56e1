"""A dry run at live prices behind ExchangePort: fees, slippage, minimums, margin, liquidation. Sends nothing."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Protocol, TypeVar

from adapters.exchanges.paper_book import PaperBook, PaperRules, Prices
from adapters.exchanges.paper_entry import enter
from adapters.exchanges.paper_store import PaperStore, read_state, write_state
from adapters.exchanges.streams import SILENCE_SECONDS, Connected, StreamEvent
from core.application.ports import AccountFill, Clock, ExchangePosition, FundingPayment, MarketSource, StandingStop
from core.domain.errors import ExchangeError, ExchangeRefused
from core.domain.values import (
    AccountId,
    Balance,
    ClientOrderId,
    Exchange,
    KeyRights,
    MarginMode,
    MarketKind,
    OrderRequest,
    OrderResult,
    Outcome,
    PositionMode,
    PositionSide,
    Protection,
    Symbol,
)

POLL_SECONDS = 1.0

Answer = TypeVar("Answer")


class LivePrices(Protocol):
    """Prices fresh enough to trade at."""

    async def fetch_prices(self, kind: MarketKind) -> Prices: ...


class PaperExchange:
    """Every call first lets the market do what it would have done: liquidate, stop, take profit."""

    def __init__(
        self,
        account_id: AccountId,
        *,
        exchange: Exchange,
        source: MarketSource,
        prices: LivePrices,
        store: PaperStore,
        clock: Clock,
        rules: PaperRules | None = None,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._account_id, self._exchange, self._source = account_id, exchange, source
        self._prices, self._store, self._clock = prices, store, clock
        self._rules, self._poll_seconds = rules or PaperRules(), poll_seconds
        self._turn = asyncio.Lock()
        self._book: PaperBook | None = None
        self._traded = asyncio.Event()

    @property
    def exchange(self) -> Exchange:
        return self._exchange

    @property
    def shares_wallet(self) -> bool:
        """One paper wallet pays for everything."""
        return True

    async def place_order(self, order: OrderRequest) -> OrderResult:
        try:
            return await self._act(partial(self._enter, order), order.symbol.kind)
        except ExchangeError as error:
            return OrderResult(
                outcome=Outcome.NOT_SENT, client_order_id=order.client_order_id, code=error.code, message=str(error)
            )

    def _enter(self, order: OrderRequest, book: PaperBook, prices: Prices) -> OrderResult:
        """The prices may have been long on their way."""
        now = self._clock.now()
        if order.is_late(now):
            return OrderResult(outcome=Outcome.NOT_SENT, client_order_id=order.client_order_id, code="too-old")
        return enter(book, order, prices=prices, at=now)

    async def cancel_order(self, symbol: Symbol, client_order_id: ClientOrderId) -> OrderResult:
        """Nothing rests on paper: every order is final at once."""
        found = await self.find_order(symbol, client_order_id)
        return found or OrderResult(outcome=Outcome.REJECTED, client_order_id=client_order_id, code="order-not-found")

    async def find_order(self, symbol: Symbol, client_order_id: ClientOrderId) -> OrderResult | None:
        return (await self._opened()).state.orders.get(client_order_id)

    async def fetch_open_orders(self, symbol: Symbol | None = None) -> Sequence[OrderResult]:
        return []

    async def fetch_fills(self, since: datetime, symbols: Sequence[Symbol] = ()) -> Sequence[AccountFill]:
        return await self._act(lambda book, _: [fill for fill in book.state.fills if fill.at >= since])

    async def fetch_funding(self, since: datetime, symbols: Sequence[Symbol]) -> Sequence[FundingPayment]:
        return []

    async def fetch_positions(self) -> Sequence[ExchangePosition]:
        return await self._act(lambda book, prices: book.positions(prices))

    async def fetch_balance(self, kind: MarketKind) -> Mapping[str, Balance]:
        return await self._act(lambda book, prices: book.balances(prices))

    async def set_leverage(self, symbol: Symbol, leverage: int) -> None:
        await self._act(lambda book, _: book.set_leverage(symbol, leverage))

    async def set_margin_mode(self, symbol: Symbol, mode: MarginMode) -> None:
        await self._act(lambda book, _: book.set_margin_mode(symbol, mode))

    async def fetch_position_mode(self, symbol: Symbol | None = None) -> PositionMode:
        return (await self._opened()).state.position_mode

    async def set_position_mode(self, mode: PositionMode) -> None:
        await self._act(lambda book, _: book.set_position_mode(mode))

    async def place_protection(
        self, symbol: Symbol, side: PositionSide, *, amount: Decimal, protection: Protection, key: str
    ) -> None:
        if symbol.kind is MarketKind.SPOT:
            raise ExchangeRefused("spot holdings are not protected at the exchange", code="no-spot-protection")
        await self._act(
            lambda book, prices: book.protect(symbol, side, amount=amount, protection=protection, prices=prices),
            symbol.kind,
        )

    async def cancel_protection(self, symbol: Symbol, side: PositionSide) -> None:
        await self._act(lambda book, _: book.unprotect(symbol, side))

    async def fetch_stops(self, symbols: Sequence[Symbol]) -> Sequence[StandingStop]:
        return await self._act(lambda book, _: [stop for stop in book.stops() if stop.symbol in symbols])

    async def fetch_key_rights(self) -> KeyRights:
        return KeyRights(
            uid=f"paper:{self._account_id}",
            can_trade_spot=True,
            can_trade_perpetual=True,
            can_withdraw=False,
            can_transfer=False,
            ip_bound=True,
        )

    async def watch_fills(self, kind: MarketKind) -> AsyncGenerator[AccountFill | None, None]:
        async for event in self._events((kind,)):
            yield event if isinstance(event, AccountFill) else None

    def open_streams(self, kinds: Sequence[MarketKind], silence_seconds: float = SILENCE_SECONDS) -> "PaperStreams":
        """Paper is never deaf, so its silence means nothing."""
        return PaperStreams(self._events, kinds)

    async def aclose(self) -> None:
        return None

    async def _events(self, kinds: Sequence[MarketKind]) -> AsyncGenerator[StreamEvent, None]:
        """Watching drives the paper market: nobody else looks at the prices while nothing is asked."""
        seen = (await self._opened()).state.last_number
        for kind in kinds:
            yield Connected(kind)
        while True:
            self._traded.clear()
            for fill in [fill for fill in (await self._opened()).state.fills if int(fill.fill_id) > seen]:
                seen = int(fill.fill_id)
                if fill.symbol.kind in kinds:
                    yield fill
            await self._pause()
            await self._try_settling()

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(self._poll_seconds):
                await self._traded.wait()
        except TimeoutError:
            return

    async def _try_settling(self) -> None:
        """Without prices nothing is known, and nothing happens."""
        try:
            await self._act(_nothing)
        except ExchangeError:
            return

    async def _act(self, action: Callable[[PaperBook, Prices], Answer], kind: MarketKind | None = None) -> Answer:
        """One at a time: read prices, let the market act, act, keep what changed."""
        book = await self._opened()
        async with self._turn:
            prices = await self._needed_prices(book, kind)
            before = write_state(book.state)
            book.settle(prices, self._clock.now())
            try:
                return action(book, prices)
            finally:
                await self._keep(book, before)

    async def _keep(self, book: PaperBook, before: str) -> None:
        after = write_state(book.state)
        if after != before:
            await self._store.save(self._account_id, after)
            self._traded.set()

    async def _needed_prices(self, book: PaperBook, kind: MarketKind | None) -> Prices:
        needed = {kind} if kind is not None else set()
        if book.state.positions:
            needed.add(MarketKind.PERPETUAL)
        prices: dict[Symbol, Decimal] = {}
        for wanted in sorted(needed):
            prices |= await self._prices.fetch_prices(wanted)
        return prices

    async def _opened(self) -> PaperBook:
        async with self._turn:
            if self._book is None:
                kept = await self._store.load(self._account_id)
                state = read_state(kept) if kept else self._rules.opening()
                self._book = PaperBook(state, self._rules, markets=await self._source.fetch_markets())
            return self._book


class PaperStreams:
    """The paper account's events in the form the leader feed reads."""

    def __init__(
        self, events: Callable[[Sequence[MarketKind]], AsyncGenerator[StreamEvent, None]], kinds: Sequence[MarketKind]
    ) -> None:
        self._events, self._kinds = events, kinds

    def events(self) -> AsyncGenerator[StreamEvent, None]:
        return self._events(self._kinds)

    async def distrust(self, reason: str) -> None:
        """Paper keeps nothing to itself."""

    def look_soon(self, seconds: float) -> None:
        """Paper owes nothing."""


def _nothing(_book: PaperBook, _prices: Prices) -> None:
    return None
