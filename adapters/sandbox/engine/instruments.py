"""What can be traded at one exchange and its steps and minimums. Knows no price."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, Decimal
from enum import StrEnum


class Kind(StrEnum):
    SPOT = "spot"
    PERPETUAL = "perpetual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One symbol of one kind. Amounts in `base`, prices in `quote` per `base`, rates as fractions.

    `base` may be a multiple of the market's coin: 1000PEPE is `coin` PEPE with `multiple` 1000.
    """

    kind: Kind
    base: str
    coin: str
    price_step: Decimal
    amount_step: Decimal
    min_amount: Decimal
    min_cost: Decimal
    max_market_amount: Decimal
    taker_fee: Decimal
    maker_fee: Decimal
    multiple: Decimal = Decimal(1)
    quote: str = "USDT"
    max_leverage: int = 1
    maintenance_margin_rate: Decimal = Decimal(0)

    @property
    def symbol(self) -> str:
        """The exchange's own name; the same form on all three: BTCUSDT."""
        return self.base + self.quote

    def on_grid(self, amount: Decimal) -> Decimal:
        """Down to the amount step."""
        return (amount / self.amount_step).to_integral_value(rounding=ROUND_DOWN) * self.amount_step

    def tick_down(self, price: Decimal) -> Decimal:
        return (price / self.price_step).to_integral_value(rounding=ROUND_DOWN) * self.price_step

    def tick_up(self, price: Decimal) -> Decimal:
        return (price / self.price_step).to_integral_value(rounding=ROUND_CEILING) * self.price_step

    def has_step(self, amount: Decimal) -> bool:
        return amount % self.amount_step == 0

    def has_tick(self, price: Decimal) -> bool:
        return price % self.price_step == 0
