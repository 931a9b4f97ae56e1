"""What an exchange may answer to an order, whole or odd, as results. Books nothing."""

from dataclasses import replace
from decimal import Decimal
from enum import StrEnum

from core.domain.leader import Leg
from core.domain.trade import Trade
from core.domain.values import ZERO, OrderResult, OrderStatus, Outcome

COIN_FEE, QUOTE_FEE = Decimal("0.001"), Decimal("0.0005")


class Told(StrEnum):
    """The odd ones contradict themselves: a fill without a price, or filled with nothing."""

    FILLED = "filled"
    UNFILLED = "unfilled"
    NO_PRICE = "no_price"
    NO_AMOUNT = "no_amount"
    OPEN = "open"
    REJECTED = "rejected"
    AUTH = "auth"
    NOT_SENT = "not_sent"
    CLOCK = "clock"
    AMBIGUOUS = "ambiguous"
    THROTTLED = "throttled"
    DUPLICATE = "duplicate"


ENDS_EMPTY = frozenset({Told.UNFILLED, Told.REJECTED, Told.AUTH, Told.NOT_SENT, Told.CLOCK})


def answer_of(trade: Trade, told: Told, *, filled: Decimal, price: Decimal) -> OrderResult:
    known = OrderResult(outcome=Outcome.ACCEPTED, client_order_id=trade.client_order_id)
    match told:
        case Told.FILLED if filled:
            fee, coin = fee_of(trade, filled, price)
            status = OrderStatus.FILLED if filled == trade.plan.amount else OrderStatus.CANCELED
            return replace(known, status=status, filled=filled, average_price=price, fee=fee, fee_coin=coin)
        case Told.FILLED | Told.UNFILLED:
            return replace(known, status=OrderStatus.CANCELED)
        case Told.NO_PRICE:
            return replace(known, status=OrderStatus.FILLED, filled=trade.plan.amount)
        case Told.NO_AMOUNT:
            return replace(known, status=OrderStatus.FILLED, average_price=price)
        case Told.OPEN:
            return replace(known, status=OrderStatus.OPEN)
        case _:
            return replace(known, outcome=Outcome(told))


def fee_of(trade: Trade, filled: Decimal, price: Decimal) -> tuple[Decimal, str]:
    """A spot purchase pays in the coin."""
    if not trade.plan.symbol.settle and trade.plan.leg is Leg.OPEN:
        return filled * COIN_FEE, trade.plan.symbol.base
    return filled * price * QUOTE_FEE, trade.plan.symbol.quote


def amount_filled(trade: Trade, told: Told, *, fillable: Decimal, tenths: int) -> Decimal:
    """Ten tenths are all that can be filled."""
    if told is not Told.FILLED:
        return ZERO
    return fillable if tenths >= 10 else fillable * tenths // 10 // GRID * GRID


GRID = Decimal("0.001")
