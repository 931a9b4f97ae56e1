"""How big an entry wants to be before any limit. Knows no limit and no exchange.

Costs are position values in quote coin.
"""

from decimal import Decimal
from enum import StrEnum

from core.domain.leader import CopyIntent
from core.domain.verdict import CopyContext, Skip, SkipReason


class Sizing(StrEnum):
    """How big an entry is, before the multiplier and the limits.

    FIXED_QUOTE: `size` quote coin. LEADER_RATIO: `size` x the leader's amount. EQUITY_PROPORTIONAL: leader cost /
    leader equity x my equity. EQUITY_PERCENT: the fraction `size` of my equity.
    """

    FIXED_QUOTE = "fixed_quote"
    LEADER_RATIO = "leader_ratio"
    EQUITY_PROPORTIONAL = "equity_proportional"
    EQUITY_PERCENT = "equity_percent"


PER_ORDER = frozenset({Sizing.FIXED_QUOTE, Sizing.EQUITY_PERCENT})
"""Sizings that don't ask how much the leader bought: an order of theirs is one entry, however many parts it has."""


def example_cost(leader_equity: Decimal | None) -> Decimal:
    """What a worked example lets the leader put in: a twentieth of a known equity, else 1,000 quote coin."""
    return Decimal(1000) if leader_equity is None else leader_equity / 20


def wanted_cost(
    sizing: Sizing, size: Decimal, *, intent: CopyIntent, context: CopyContext, price: Decimal
) -> Decimal | Skip:
    """The cost a sizing asks for, or why it can't be computed."""
    match sizing:
        case Sizing.FIXED_QUOTE:
            return size
        case Sizing.LEADER_RATIO:
            return intent.amount * size * price
        case Sizing.EQUITY_PERCENT:
            return Skip(reason=SkipReason.NO_BALANCE) if context.balance is None else context.balance.total * size
        case Sizing.EQUITY_PROPORTIONAL:
            return proportional_cost(intent, context)


def proportional_cost(intent: CopyIntent, context: CopyContext) -> Decimal | Skip:
    if context.balance is None:
        return Skip(reason=SkipReason.NO_BALANCE)
    if intent.equity is None or intent.equity <= 0:
        return Skip(reason=SkipReason.NO_LEADER_EQUITY)
    return intent.amount * intent.price / intent.equity * context.balance.total
