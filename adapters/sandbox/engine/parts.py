"""Cutting an order into executions, and the price of each. Pure arithmetic."""

from dataclasses import dataclass
from decimal import Decimal

from adapters.sandbox.engine.orders import ZERO, Order, OrderType, Side
from adapters.sandbox.engine.rules import Depth


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """So much, so many ticks worse than the last price."""

    amount: Decimal
    ticks: int


def crosses(order: Order, price: Decimal) -> bool:
    """Would the order trade at this price?"""
    if order.type is OrderType.MARKET or order.price is None:
        return True
    return price <= order.price if order.side is Side.BUY else price >= order.price


def price_of(order: Order, part: Part, *, last: Decimal) -> Decimal:
    step = order.instrument.price_step
    return max(last + step * part.ticks * order.side.sign, step)


def split(order: Order, depth: Depth | None) -> list[Part]:
    if order.slices > 1:
        return _sliced(order)
    if depth is not None:
        return _levels(order, depth)
    return [Part(amount=order.remaining, ticks=0)]


def _sliced(order: Order) -> list[Part]:
    """Even parts on the amount grid, each one tick worse; the last takes what is left."""
    each = order.instrument.on_grid(order.remaining / order.slices)
    if each == 0:
        return [Part(amount=order.remaining, ticks=0)]
    parts = [Part(amount=each, ticks=number) for number in range(order.slices - 1)]
    rest = order.remaining - each * (order.slices - 1)
    return [*parts, Part(amount=rest, ticks=order.slices - 1)]


def _levels(order: Order, depth: Depth) -> list[Part]:
    """What the levels of a thin book hold; less than the order when the book is thinner."""
    parts, left = [], order.remaining
    for level in range(depth.levels):
        amount = min(left, depth.amount)
        if amount > ZERO:
            parts.append(Part(amount=amount, ticks=level * depth.step_ticks))
        left -= amount
    return parts
