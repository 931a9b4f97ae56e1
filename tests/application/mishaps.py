"""What can go wrong with one attempt of an order, and what the venue answers to it then. Keeps no book."""

from decimal import Decimal
from enum import StrEnum

from core.domain.values import INSUFFICIENT_FUNDS, POSITION_MODE, OrderRequest, OrderResult, Outcome


class Fault(StrEnum):
    """What goes wrong with one attempt."""

    NOT_SENT = "not_sent"
    HELD_BACK = "held_back"
    BANNED = "banned"
    CLOCK = "clock"
    REJECTED = "rejected"
    POOR = "poor"
    WRONG_MODE = "wrong_mode"
    THROTTLED = "throttled"
    AUTH = "auth"
    LOST = "lost"
    DUPLICATE = "duplicate"
    UNHEARD = "unheard"
    PARTIAL = "partial"
    STAYS_OPEN = "stays_open"
    UNPRICED = "unpriced"
    EMPTY_FILL = "empty_fill"
    RAISES = "raises"
    NONE = "none"


REFUSED = {
    Fault.NOT_SENT: Outcome.NOT_SENT,
    Fault.HELD_BACK: Outcome.NOT_SENT,
    Fault.BANNED: Outcome.NOT_SENT,
    Fault.CLOCK: Outcome.CLOCK,
    Fault.REJECTED: Outcome.REJECTED,
    Fault.POOR: Outcome.REJECTED,
    Fault.WRONG_MODE: Outcome.REJECTED,
    Fault.THROTTLED: Outcome.THROTTLED,
    Fault.AUTH: Outcome.AUTH,
    Fault.LOST: Outcome.AMBIGUOUS,
    Fault.DUPLICATE: Outcome.DUPLICATE,
}

PATIENCE = {Fault.HELD_BACK: Decimal("0.001"), Fault.BANNED: Decimal(600)}
CODES = {Fault.POOR: INSUFFICIENT_FUNDS, Fault.WRONG_MODE: POSITION_MODE}


def refused(order: OrderRequest, fault: Fault) -> OrderResult:
    outcome = REFUSED[fault]
    return OrderResult(
        outcome=outcome,
        client_order_id=order.client_order_id,
        code=CODES.get(fault, ""),
        message=outcome,
        retry_after_seconds=PATIENCE.get(fault),
    )
