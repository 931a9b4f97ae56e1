"""One account at an in-memory exchange: it keeps its own book, and fails in the ways a test asks for.

Knows nothing of trades or follows; what really happened there is the truth a test compares with.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from core.application.ports import AccountFill, ExchangePosition, FundingPayment, StandingStop
from core.domain.errors import ExchangeError, TandemError
from core.domain.values import (
    ZERO,
    Balance,
    ClientOrderId,
    Exchange,
    KeyRights,
    MarginMode,
    MarketKind,
    OrderRequest,
    OrderResult,
    OrderStatus,
    Outcome,
    PositionMode,
    PositionSide,
    Protection,
    Symbol,
)
from tests.application.clock import FixedClock
from tests.application.mishaps import REFUSED, Fault, refused
from tests.application.stops import stops_in
from tests.builders import some_rights

Prices = Mapping[Symbol, Decimal]
Place = tuple[Symbol, PositionSide]


class Venue:
    """Implements ExchangePort. `posts` are the orders that reached it, `attempts` all that were tried.

    `dangers` are the attempts after which an order may exist, with their times.
    """

    def __init__(self, exchange: Exchange, prices: Prices, clock: FixedClock) -> None:
        self.exchange, self._prices, self._clock = exchange, prices, clock
        self.shares_wallet = True
        self.faults: deque[Fault] = deque()
        self.attempts: list[OrderRequest] = []
        self.posts: list[OrderRequest] = []
        self.dangers: list[tuple[ClientOrderId, datetime]] = []
        self.orders: dict[ClientOrderId, OrderResult] = {}
        self.positions: dict[Place, Decimal] = {}
        self.wallet: dict[str, Decimal] = {"USDT": Decimal(10_000)}
        self.fills: list[AccountFill] = []
        self.funding: list[FundingPayment] = []
        self.fills_fail: ExchangeError | None = None
        self.funding_fails: ExchangeError | None = None
        self.funding_reads: list[Sequence[Symbol]] = []
        self.protections: dict[Place, tuple[Decimal, Protection]] = {}
        self.more_stops, self.closes_cancel_stops = list[StandingStop](), False
        self.hides_positions, self.bound = False, ZERO
        self.leverages: dict[Symbol, int] = {}
        self.rights: KeyRights = some_rights()
        self.mode, self.symbol_modes = PositionMode.ONE_WAY, dict[Symbol, PositionMode]()
        self.reads_fail: TandemError | None = None
        self.protecting_fails: ExchangeError | None = None
        self.setting_fails: ExchangeError | None = None
        self.settings: list[tuple[Symbol, int]] = []
        self.lag_looks, self.looks = 0, 0
        self.fee_rate, self.fee_coin = ZERO, "USDT"
        self.gate = open_gate()
        self.attempted = asyncio.Condition()
        self.is_closed = False

    def amount(self, symbol: Symbol, side: PositionSide = PositionSide.LONG) -> Decimal:
        if not symbol.settle:
            return self.wallet.get(symbol.base, ZERO)
        return self.positions.get((symbol, side), ZERO)

    async def place_order(self, order: OrderRequest) -> OrderResult:
        self.attempts.append(order)
        async with self.attempted:
            self.attempted.notify_all()
        await self.gate.wait()
        if order.reduce_only and self.closes_cancel_stops:
            self.protections.clear()
        fault = self.faults.popleft() if self.faults else Fault.NONE
        if REFUSED.get(fault) not in {Outcome.NOT_SENT, Outcome.CLOCK}:
            self.dangers.append((order.client_order_id, self._clock.now()))
        if fault is Fault.RAISES:
            raise RuntimeError("the adapter broke its promise")
        if fault in REFUSED:
            return refused(order, fault)
        if order.client_order_id in self.orders:
            return refused(order, Fault.DUPLICATE)
        self.posts.append(order)
        self.orders[order.client_order_id] = self._carry_out(order, fault)
        told = self.orders[order.client_order_id]
        return replace(told, outcome=Outcome.AMBIGUOUS, status=OrderStatus.UNKNOWN) if fault is Fault.UNHEARD else told

    async def find_order(self, symbol: Symbol, client_order_id: ClientOrderId) -> OrderResult | None:
        self._answer()
        self.looks += 1
        if self.lag_looks:
            self.lag_looks -= 1
            return None
        return self.orders.get(client_order_id)

    def finish(self, client_order_id: ClientOrderId) -> None:
        """An order that stayed open fills at last."""
        order = next(post for post in self.posts if post.client_order_id == client_order_id)
        self.orders[client_order_id] = self._carry_out(order, Fault.NONE)

    def arrives_late(self, order: OrderRequest) -> None:
        """What was thought lost is carried out after all."""
        self.orders[order.client_order_id] = self._carry_out(order, Fault.NONE)

    def price_at_last(self, client_order_id: ClientOrderId) -> None:
        """A fill that was told without its price is told with it."""
        known = self.orders[client_order_id]
        order = next(post for post in self.posts if post.client_order_id == client_order_id)
        self.orders[client_order_id] = replace(known, average_price=self._prices[order.symbol])

    def _carry_out(self, order: OrderRequest, fault: Fault) -> OrderResult:
        price = self._prices[order.symbol]
        result = OrderResult(
            outcome=Outcome.ACCEPTED,
            client_order_id=order.client_order_id,
            exchange_order_id=f"x-{order.client_order_id[-8:]}",
            at=self._clock.now(),
        )
        if fault is Fault.STAYS_OPEN:
            return replace(result, status=OrderStatus.OPEN)
        if fault is Fault.EMPTY_FILL:
            return replace(result, status=OrderStatus.FILLED)
        filled = self._room(order) if fault is not Fault.PARTIAL else self._room(order) / 2
        if self._is_too_dear(order, price):
            return replace(result, status=OrderStatus.CANCELED)
        if filled <= ZERO:
            return replace(result, outcome=Outcome.REJECTED, status=OrderStatus.REJECTED, message="reduce-only")
        self._move(order, filled)
        fee = filled * self.fee_rate * (1 if self.fee_coin == order.symbol.base else price)
        if self.fee_coin == order.symbol.base:
            self.wallet[self.fee_coin] = self.wallet[self.fee_coin] - fee
        return replace(
            result,
            status=OrderStatus.FILLED if filled == order.amount else OrderStatus.CANCELED,
            filled=filled,
            average_price=None if fault is Fault.UNPRICED else price,
            fee=fee,
            fee_coin=self.fee_coin,
        )

    @staticmethod
    def _is_too_dear(order: OrderRequest, price: Decimal) -> bool:
        return order.limit_price is not None and (price - order.limit_price) * order.side.sign > 0

    def _room(self, order: OrderRequest) -> Decimal:
        """A reduce-only order, and a spot sale, take at most what is there."""
        if not order.reduce_only:
            return order.amount
        return min(order.amount, self.amount(order.symbol, order.position_side))

    def _move(self, order: OrderRequest, filled: Decimal) -> None:
        if order.symbol.settle:
            place = (order.symbol, order.position_side)
            sign = 1 if order.side is order.position_side.entry_side else -1
            self.positions[place] = self.positions.get(place, ZERO) + filled * sign
            return
        self.wallet[order.symbol.base] = self.wallet.get(order.symbol.base, ZERO) + filled * order.side.sign

    def _answer(self) -> None:
        if self.reads_fail is not None:
            raise self.reads_fail

    async def cancel_order(self, symbol: Symbol, client_order_id: ClientOrderId) -> OrderResult:
        """Whatever hasn't ended ends."""
        if not self.orders[client_order_id].is_final:
            self.orders[client_order_id] = replace(self.orders[client_order_id], status=OrderStatus.CANCELED)
        return self.orders[client_order_id]

    async def fetch_open_orders(self, symbol: Symbol | None = None) -> Sequence[OrderResult]:
        return [order for order in self.orders.values() if order.status is OrderStatus.OPEN]

    async def fetch_fills(self, since: datetime, symbols: Sequence[Symbol] = ()) -> Sequence[AccountFill]:
        self._answer()
        if self.fills_fail is not None:
            raise self.fills_fail
        return [fill for fill in self.fills if fill.at >= since]

    async def fetch_funding(self, since: datetime, symbols: Sequence[Symbol]) -> Sequence[FundingPayment]:
        self._answer()
        if self.funding_fails is not None:
            raise self.funding_fails
        self.funding_reads.append(symbols)
        return [payment for payment in self.funding if payment.at >= since and payment.symbol in symbols]

    async def fetch_positions(self) -> Sequence[ExchangePosition]:
        self._answer()
        return [
            ExchangePosition(
                symbol=symbol,
                side=side,
                amount=amount,
                entry_price=self._prices[symbol],
                leverage=self.leverages.get(symbol),
            )
            for (symbol, side), amount in self.positions.items()
            if amount and not self.hides_positions
        ]

    async def fetch_balance(self, kind: MarketKind) -> Mapping[str, Balance]:
        self._answer()
        return {coin: Balance(coin=coin, total=total, free=total - self.bound) for coin, total in self.wallet.items()}

    async def set_leverage(self, symbol: Symbol, leverage: int) -> None:
        if self.setting_fails is not None:
            raise self.setting_fails
        self.settings.append((symbol, leverage))
        self.leverages[symbol] = leverage

    async def set_margin_mode(self, symbol: Symbol, mode: MarginMode) -> None:
        return None

    async def fetch_position_mode(self, symbol: Symbol | None = None) -> PositionMode:
        self._answer()
        return self.mode if symbol is None else self.symbol_modes.get(symbol, self.mode)

    async def set_position_mode(self, mode: PositionMode) -> None:
        self.mode = mode

    async def place_protection(
        self, symbol: Symbol, side: PositionSide, *, amount: Decimal, protection: Protection, key: str
    ) -> None:
        if self.protecting_fails is not None:
            raise self.protecting_fails
        self.protections[(symbol, side)] = (amount, protection)
        self.more_stops.clear()

    async def cancel_protection(self, symbol: Symbol, side: PositionSide) -> None:
        if self.protecting_fails is not None:
            raise self.protecting_fails
        self.protections.pop((symbol, side), None)

    async def fetch_stops(self, symbols: Sequence[Symbol]) -> Sequence[StandingStop]:
        self._answer()
        found = [stop for place, held in self.protections.items() for stop in stops_in(place, *held)]
        return [stop for stop in [*found, *self.more_stops] if stop.symbol in symbols]

    async def fetch_key_rights(self) -> KeyRights:
        self._answer()
        return self.rights

    async def watch_fills(self, kind: MarketKind) -> AsyncIterator[AccountFill | None]:
        yield None

    async def aclose(self) -> None:
        self.is_closed = True


def open_gate() -> asyncio.Event:
    gate = asyncio.Event()
    gate.set()
    return gate
