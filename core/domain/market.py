"""An exchange's rules for one symbol, and all rounding, always towards less risk. Knows no price."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, Decimal

from core.domain.errors import BadInput
from core.domain.values import ZERO, Exchange, Side, Symbol
from core.shared import ValueObject

USUAL_MAINTENANCE = Decimal("0.005")
"""Taken for every market: the real rates are told per account or per step of size, where they are told at all."""


def quote_fee(symbol: Symbol, fee: Decimal, *, coin: str, price: Decimal) -> Decimal:
    """A fee in quote coin: one in the base coin at the fill's price; one in a third coin counts as nothing."""
    if coin in {"", symbol.quote, symbol.settle}:
        return fee
    return fee * price if coin == symbol.base else ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Market(ValueObject):
    """Steps and minimums: amounts in base coin, prices and costs in quote coin, rates as fractions.

    `contract_size` is base coin per contract; the exchanges' own amounts are in base coin where it is 1. A market that
    is being delisted, maintained or only reduced takes no entries.
    """

    exchange: Exchange
    symbol: Symbol
    price_step: Decimal
    amount_step: Decimal
    min_amount: Decimal
    min_cost: Decimal
    max_market_amount: Decimal | None = None
    contract_size: Decimal = Decimal(1)
    max_leverage: int = 1
    maintenance_margin_rate: Decimal = USUAL_MAINTENANCE
    taker_fee: Decimal = Decimal("0.0006")
    takes_entries: bool = True

    def __post_init__(self) -> None:
        if not (self.price_step > 0 and self.amount_step > 0 and self.contract_size > 0):
            raise BadInput("bad-market", symbol=str(self.symbol))

    def round_amount(self, amount: Decimal) -> Decimal:
        """Down to the step: never more than was decided."""
        return (amount / self.amount_step).to_integral_value(rounding=ROUND_DOWN) * self.amount_step

    def round_amount_up(self, amount: Decimal) -> Decimal:
        """Up to the step: only to reach the exchange's minimum, the caller checks the limits again."""
        return (amount / self.amount_step).to_integral_value(rounding=ROUND_CEILING) * self.amount_step

    def half(self, amount: Decimal) -> Decimal:
        """Half of an amount, on the grid, rounded down."""
        return self.round_amount(amount / 2)

    def round_limit(self, price: Decimal, side: Side) -> Decimal:
        """A buy's bound goes down, a sell's goes up: never worse than allowed, and never to zero."""
        rounding = ROUND_FLOOR if side is Side.BUY else ROUND_CEILING
        return max((price / self.price_step).to_integral_value(rounding=rounding) * self.price_step, self.price_step)

    def slippage_limit(self, price: Decimal, side: Side, *, slippage: Decimal) -> Decimal:
        """The worst price still allowed for an entry; `slippage` is a fraction."""
        return self.round_limit(price * (1 + side.sign * slippage), side)

    def cost(self, amount: Decimal, price: Decimal) -> Decimal:
        return amount * price

    def amount_for(self, cost: Decimal, price: Decimal) -> Decimal:
        """How much `cost` buys at `price`, on the grid, rounded down."""
        if price <= ZERO:
            raise BadInput("bad-price", price=price)
        return self.round_amount(cost / price)

    def smallest_amount(self, price: Decimal) -> Decimal:
        """The smallest amount the exchange takes at `price`: minimum amount and minimum cost both met."""
        if price <= ZERO:
            raise BadInput("bad-price", price=price)
        return self.round_amount_up(max(self.min_amount, self.min_cost / price, self.amount_step))

    def accepts(self, amount: Decimal, price: Decimal) -> bool:
        return amount > ZERO and amount >= self.min_amount and self.cost(amount, price) >= self.min_cost
