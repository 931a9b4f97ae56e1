"""One execution of a leader as its source tells it. Knows nothing of what it means for the leader's holding."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from core.domain.errors import BadInput
from core.domain.values import ZERO, PositionSide, Side, Symbol
from core.shared import ValueObject

SPOT_DUST = Decimal("0.01")
"""The part of a spot holding below which a remainder is dust."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderFill(ValueObject):
    """One execution of the leader: `amount` in base coin, `price` in quote coin, `fill_id` unique per source.

    `position_side` is None in one-way mode. Partial fills of one order share `order_id`. `fee` in base coin is what
    the exchange kept of a spot purchase; fees in other coins don't change what the leader holds. `reduces`: the
    exchange says that it can only have reduced. `is_late`: read after a gap, not heard as it happened. `is_copy`:
    an order of ours filled, so the leader copies somebody himself.
    `ends_order`: its order will fill no more. `heard_at`: when it reached us, by our clock.
    """

    fill_id: str
    order_id: str
    symbol: Symbol
    side: Side
    amount: Decimal
    price: Decimal
    at: datetime
    position_side: PositionSide | None = None
    liquidation: str = ""
    fee: Decimal = ZERO
    reduces: bool = False
    is_late: bool = False
    is_copy: bool = False
    ends_order: bool = False
    heard_at: datetime | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if not (self.amount.is_finite() and self.price.is_finite() and self.amount > 0 and self.price > 0):
            raise BadInput("bad-fill", fill=self.fill_id)

    @property
    def signed(self) -> Decimal:
        """What the fill adds to the leader's holding."""
        return self.amount * self.side.sign - self.fee

    @property
    def only_reduces(self) -> bool:
        """A hedge side is left by its exits; elsewhere the exchange must have said so."""
        return self.reduces or (self.position_side is not None and self.side is self.position_side.exit_side)


def average_price(fills: Sequence[LeaderFill]) -> Decimal:
    """The amount-weighted price of fills."""
    amount = sum((fill.amount for fill in fills), ZERO)
    return sum((fill.amount * fill.price for fill in fills), ZERO) / amount


def heard_at(fills: Sequence[LeaderFill]) -> datetime | None:
    """When the last of them reached us; None where none of them knows."""
    return max((fill.heard_at for fill in fills if fill.heard_at is not None), default=None)


def only_reduces(fills: Sequence[LeaderFill]) -> bool:
    return all(fill.only_reduces for fill in fills)


def settled_spot(symbol: Symbol, before: Decimal, after: Decimal) -> Decimal:
    """A spot leader can't be short, and a sale that leaves less than a hundredth leaves nothing but dust.

    Coins bought before we looked leave without a trace; fees taken in the coin make every full sale leave crumbs.
    """
    if symbol.settle or after >= before:
        return after
    return after if after > before * SPOT_DUST else ZERO


def not_beyond_flat(before: Decimal, after: Decimal) -> Decimal:
    """What only reduces never turns a position round, opens none and adds to none."""
    if before * after <= 0:
        return ZERO
    return min(before, after, key=abs)
