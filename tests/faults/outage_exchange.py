"""One exchange in memory for many accounts, away as told: behind the real limiter, breakers and order entry.

Implements Dialect over a Book. Counts every request that reaches it, and by its own count who asked too much.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from random import Random

import ccxt

from adapters.exchanges.attempts import note_answer, note_departure
from adapters.exchanges.dialect import ProtectionPlan
from adapters.exchanges.gate import Gate
from adapters.exchanges.limiter import Limiter
from adapters.exchanges.streams import FillLink, Sink
from core.application.ports import AccountFill, ExchangePosition, FundingPayment, StandingStop
from core.domain.values import (
    Balance,
    ClientOrderId,
    Exchange,
    KeyRights,
    MarginMode,
    MarketKind,
    OrderRequest,
    OrderResult,
    OrderStatus,
    PositionMode,
    PositionSide,
    Symbol,
)
from tests.builders import some_rights
from tests.faults.simulation.book import Book

AT = Exchange.BINANCE
WEIGHT_PER_MINUTE = 2400
ORDERS_PER_10_SECONDS = 300
WEIGHTS = {"positionRisk": 5, "userTrades": 5, "account": 5, "income": 30, "openOrders": 40}
OK, UNAVAILABLE, TOO_MANY, TEAPOT = 200, 503, 429, 418
BAN_SECONDS = 600.0


class State(StrEnum):
    """How the exchange is. HALF takes orders and answers no question."""

    UP = "up"
    UNREACHABLE = "unreachable"
    SILENT = "silent"
    MAINTENANCE = "maintenance"
    HALF = "half"
    BANNING = "banning"


class Window:
    """Units within the last so many seconds."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most, self._seconds = most, seconds
        self._taken: deque[tuple[float, int]] = deque()
        self.used = 0

    def takes(self, weight: int, now: float) -> bool:
        while self._taken and now - self._taken[0][0] >= self._seconds:
            self.used -= self._taken.popleft()[1]
        self._taken.append((now, weight))
        self.used += weight
        return self.used <= self._most


@dataclass(slots=True, kw_only=True)
class Venue:
    """What all accounts share: the address they come from, and the state of the exchange.

    Requests that were under way when the first answer told of the ban are nobody's fault.
    """

    time: Callable[[], float]
    chance: Random
    state: State = State.UP
    banned_until: float = 0.0
    ban_told: bool = False
    seen: Counter[str] = field(default_factory=Counter)
    weight: Window = field(default_factory=lambda: Window(WEIGHT_PER_MINUTE, 60.0))

    def arrives(self, path: str, orders: Window, *, is_order: bool) -> int:
        """The HTTP status that a request gets."""
        now = self.time()
        self.seen[f"requests while {self.state}"] += 1
        fits = self.weight.takes(0 if is_order else WEIGHTS.get(path, 1), now)
        if now < self.banned_until:
            self.seen["requests while banned"] += self.ban_told
            return TEAPOT
        if not (fits and (not is_order or orders.takes(1, now))):
            self.seen["asked too much"] += 1
            return TOO_MANY
        if self.state is State.BANNING:
            self.banned_until, self.ban_told = now + BAN_SECONDS, False
            self.seen["bans"] += 1
            return TEAPOT
        is_deaf = self.state is State.MAINTENANCE or (self.state is State.HALF and not is_order)
        return UNAVAILABLE if is_deaf else OK


class AwayDialect:
    """Implements Dialect for one account."""

    exchange = AT
    shares_wallet = False

    def __init__(self, venue: Venue, book: Book, limiter: Limiter, *, account: str) -> None:
        self._venue, self._book, self._gate = venue, book, Gate(limiter, AT, account)
        self._orders = Window(ORDERS_PER_10_SECONDS, 10.0)

    async def _ask(self, path: str, method: str = "GET") -> None:
        """One request to its end: let through, on its way, answered."""
        await self._gate.enter("fapiPrivate", method, path=path)
        match self._venue.state:
            case State.UNREACHABLE:
                raise ccxt.NetworkError("no way there")
            case State.SILENT:
                note_departure()
                await asyncio.sleep(5)
                raise ccxt.RequestTimeout("no answer")
            case _:
                note_departure()
        status = self._venue.arrives(path, self._orders, is_order=(method, path) == ("POST", "order"))
        await asyncio.sleep(self._venue.chance.uniform(0.02, 0.2))
        self._answer(status)

    def _answer(self, status: int) -> None:
        self._venue.ban_told = self._venue.ban_told or status == TEAPOT
        headers = {"X-MBX-USED-WEIGHT-1M": str(self._venue.weight.used)}
        if status in {TEAPOT, TOO_MANY}:
            headers["Retry-After"] = str(int(max(self._venue.banned_until - self._venue.time(), 1)))
        code = "-1003" if status == TEAPOT else ""
        note_answer(status, headers, code=code, message="")
        self._gate.hear(status, headers, code=code, message="")
        if status != OK:
            raise ccxt.ExchangeNotAvailable(str(status))

    async def send_order(self, order: OrderRequest, mode: PositionMode) -> OrderResult:
        await self._ask("order", "POST")
        return self._book.take(order, amount=order.amount, stays_open=False, visible_at=self._book.truth())

    async def cancel_order(self, symbol: Symbol, client_order_id: ClientOrderId) -> None:
        await self._ask("order", "DELETE")

    async def find_order(self, symbol: Symbol, client_order_id: ClientOrderId) -> OrderResult | None:
        await self._ask("order")
        taken = self._book.find(client_order_id)
        return None if taken is None else taken.result

    async def with_fee(self, symbol: Symbol, result: OrderResult) -> OrderResult:
        return result

    async def fetch_open_orders(self, symbol: Symbol | None) -> Sequence[OrderResult]:
        await self._ask("openOrders")
        return [taken.result for taken in self._book.taken if taken.result.status is OrderStatus.OPEN]

    async def fetch_fills(self, since: datetime, symbols: Sequence[Symbol]) -> Sequence[AccountFill]:
        await self._ask("userTrades")
        return [fill for fill in self._book.fills if fill.at >= since]

    async def fetch_funding(self, since: datetime) -> Sequence[FundingPayment]:
        await self._ask("income")
        return []

    async def fetch_positions(self) -> Sequence[ExchangePosition]:
        await self._ask("positionRisk")
        return [
            ExchangePosition(
                symbol=symbol,
                side=PositionSide.LONG if net > 0 else PositionSide.SHORT,
                amount=abs(net),
                entry_price=self._book.prices[symbol],
                leverage=self._book.leverages.get(symbol),
            )
            for symbol, net in self._book.net.items()
            if net
        ]

    async def fetch_balance(self, kind: MarketKind) -> Mapping[str, Balance]:
        await self._ask("account")
        total = Decimal(1_000_000)
        return {"USDT": Balance(coin="USDT", total=total, free=total)}

    async def set_leverage(self, symbol: Symbol, leverage: int) -> None:
        await self._ask("leverage", "POST")
        self._book.leverages[symbol] = leverage

    async def set_margin_mode(self, symbol: Symbol, mode: MarginMode) -> None:
        await self._ask("marginType", "POST")

    async def fetch_position_mode(self, symbol: Symbol | None = None) -> PositionMode:
        await self._ask("positionSide/dual")
        return PositionMode.ONE_WAY

    async def set_position_mode(self, mode: PositionMode) -> None:
        await self._ask("positionSide/dual", "POST")

    async def protect(self, plan: ProtectionPlan) -> None:
        await self._ask("algoOrder", "POST")

    async def fetch_stops(self, symbols: Sequence[Symbol]) -> Sequence[StandingStop]:
        await self._ask("openOrders")
        return []

    async def fetch_key_rights(self) -> KeyRights:
        await self._ask("account")
        return some_rights()

    def link(self, kind: MarketKind, sink: Sink) -> FillLink:
        raise ccxt.NotSupported("nobody listens here")

    async def fetch_time(self) -> datetime:
        await self._ask("time")
        return self._book.truth()

    async def synchronise_clock(self) -> None:
        await self._ask("time")

    async def aclose(self) -> None:
        return None
