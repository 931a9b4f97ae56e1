"""One account at an exchange, as the exchange sees it: the truth that everything is measured by. Never lies.

One-way mode, perpetuals. Knows nothing of who asks; a client order id means to it what it means at that exchange.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from core.application.ports import AccountFill, FillCause
from core.domain.exposure import ProtectionHit, reached
from core.domain.values import (
    ZERO,
    ClientOrderId,
    Exchange,
    OrderRequest,
    OrderResult,
    OrderStatus,
    Outcome,
    PositionSide,
    Protection,
    Side,
    Symbol,
)

FEE_RATE = Decimal("0.0005")
Place = tuple[Symbol, PositionSide]
CAUSES = {ProtectionHit.STOP_LOSS: FillCause.STOP_LOSS, ProtectionHit.TAKE_PROFIT: FillCause.TAKE_PROFIT}


@dataclass(slots=True, kw_only=True)
class Taken:
    """An order that the exchange took, and what it answers about it from then on."""

    order: OrderRequest
    result: OrderResult
    at: datetime
    visible_at: datetime


@dataclass(slots=True, kw_only=True)
class Book:
    """`net` is signed; `taken` is every order ever accepted, in order, twice the same id included."""

    exchange: Exchange
    prices: Mapping[Symbol, Decimal]
    truth: Callable[[], datetime]
    net: dict[Symbol, Decimal] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    fills: list[AccountFill] = field(default_factory=list)
    stops: dict[Place, tuple[Decimal, Protection]] = field(default_factory=dict)
    leverages: dict[Symbol, int] = field(default_factory=dict)
    by_hand: set[Symbol] = field(default_factory=set)
    stops_by_hand: set[Place] = field(default_factory=set)
    duplicates: int = 0

    def held(self, symbol: Symbol, side: PositionSide) -> Decimal:
        return max(self.net.get(symbol, ZERO) * side.sign, ZERO)

    def find(self, key: ClientOrderId) -> Taken | None:
        return next((each for each in reversed(self.taken) if each.order.client_order_id == key), None)

    def take(self, order: OrderRequest, *, amount: Decimal, stays_open: bool, visible_at: datetime) -> OrderResult:
        """An order arrives. Binance forgets the id of an order that is done (fact 1), the others never do."""
        known = self.find(order.client_order_id)
        if known is not None and (self.exchange is not Exchange.BINANCE or not known.result.is_final):
            self.duplicates += 1
            return refused(order, Outcome.DUPLICATE)
        result = self._open(order) if stays_open else self._carry_out(order, amount)
        if result.outcome is Outcome.ACCEPTED:
            self.taken.append(Taken(order=order, result=result, at=self.truth(), visible_at=visible_at))
        return result

    def finish(self, taken: Taken) -> None:
        """An order that stayed open is filled, or leaves unfilled."""
        if not taken.result.is_final:
            taken.result = self._carry_out(taken.order, taken.order.amount)

    def trade_by_hand(self, symbol: Symbol, amount: Decimal, cause: FillCause = FillCause.ORDER) -> AccountFill:
        """Somebody else moves the account: its owner, or the exchange's risk engine."""
        self.by_hand.add(symbol)
        return self._fill(symbol, amount, key=f"hand{len(self.fills)}", client_key="", cause=cause)

    def trigger(self) -> list[AccountFill]:
        """The stops that the present prices reach."""
        hits = [(place, hit) for place, (_, plan) in self.stops.items() if (hit := self._hit(place, plan)) is not None]
        fills = []
        for place, hit in hits:
            symbol, side = place
            amount = min(self.stops.pop(place)[0], self.held(symbol, side))
            if amount:
                key = f"stop{len(self.fills)}"
                fills.append(self._fill(symbol, -amount * side.sign, key=key, client_key="", cause=CAUSES[hit]))
        return fills

    def would_trigger(self, place: Place, plan: Protection) -> bool:
        return self._hit(place, plan) is not None

    def _hit(self, place: Place, plan: Protection) -> ProtectionHit | None:
        return reached(plan, place[1], self.prices[place[0]])

    def _open(self, order: OrderRequest) -> OrderResult:
        return OrderResult(
            outcome=Outcome.ACCEPTED,
            client_order_id=order.client_order_id,
            status=OrderStatus.OPEN,
            exchange_order_id=f"x{len(self.taken)}",
            at=self.truth(),
        )

    def _carry_out(self, order: OrderRequest, amount: Decimal) -> OrderResult:
        result, price = self._open(order), self.prices[order.symbol]
        if order.limit_price is not None and (price - order.limit_price) * order.side.sign > 0:
            return replace(result, status=OrderStatus.CANCELED)
        filled = min(amount, self._room(order))
        if filled <= ZERO:
            return replace(result, outcome=Outcome.REJECTED, status=OrderStatus.REJECTED, message="reduce-only")
        key, client_key = result.exchange_order_id, order.client_order_id
        fill = self._fill(order.symbol, filled * order.side.sign, key=key, client_key=client_key)
        return replace(
            result,
            status=OrderStatus.FILLED if filled == order.amount else OrderStatus.CANCELED,
            filled=filled,
            average_price=price,
            fee=fill.fee,
            fee_coin="USDT",
        )

    def _room(self, order: OrderRequest) -> Decimal:
        if not order.reduce_only:
            return order.amount
        return max(-self.net.get(order.symbol, ZERO) * order.side.sign, ZERO)

    def _fill(
        self, symbol: Symbol, amount: Decimal, *, key: str, client_key: str, cause: FillCause = FillCause.ORDER
    ) -> AccountFill:
        self.net[symbol] = self.net.get(symbol, ZERO) + amount
        fill = AccountFill(
            fill_id=f"a{len(self.fills)}",
            symbol=symbol,
            side=Side.BUY if amount > 0 else Side.SELL,
            amount=abs(amount),
            price=self.prices[symbol],
            at=self.truth(),
            exchange_order_id=key,
            client_order_id=client_key,
            cause=cause,
            fee=abs(amount) * self.prices[symbol] * FEE_RATE,
            fee_coin="USDT",
        )
        self.fills.append(fill)
        return fill


def refused(order: OrderRequest, outcome: Outcome) -> OrderResult:
    return OrderResult(outcome=outcome, client_order_id=order.client_order_id, code=f"sim-{outcome}", message=outcome)
