"""What a result is in proportion: to the margin that was put in, or as a move of the price. Knows no money's owner."""

from collections.abc import Sequence
from decimal import Decimal

from core.domain.values import ZERO, PositionSide


def margin_of(entries: Sequence[tuple[Decimal, Decimal]], leverage: int) -> Decimal:
    """What (amount in base coin, price) entries tied up at this leverage, in quote coin."""
    return sum((amount * price for amount, price in entries), ZERO) / max(leverage, 1)


def return_on_margin(result: Decimal, margin: Decimal) -> Decimal | None:
    """A signed fraction; None where nothing was put in."""
    return result / margin if margin > 0 else None


def move(entry: Decimal, price: Decimal, *, side: PositionSide, leverage: int) -> Decimal | None:
    """How far the price went the position's way, times its leverage, as a signed fraction."""
    return (price - entry) * side.sign * max(leverage, 1) / entry if entry > 0 else None
