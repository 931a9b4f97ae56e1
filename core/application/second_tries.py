"""A reduction that the exchange refused, as a new intent: bounded, with its own name. Sends and stores nothing.

A refused full exit needs none: while the leader is out, recovery owes it anyway.
"""

from dataclasses import replace
from datetime import datetime

from core.domain.leader import IntentKind, Leg
from core.domain.market import Market
from core.domain.position import Position
from core.domain.trade import Trade, TradePurpose, TradeStatus
from core.domain.values import POSITION_MODE, ZERO, TradeId, derive_client_order_id

TRIES = 3
MARK = "|again"
ID_LETTERS = 26
REFUSED_CODES = frozenset({"rejected-by-exchange", "not-filled", POSITION_MODE})


def is_refused_reduction(trade: Trade) -> bool:
    plan = trade.plan
    is_reduction = plan.leg is Leg.CLOSE and plan.kind is IntentKind.REDUCE and plan.purpose is TradePurpose.COPY
    return is_reduction and trade.status is TradeStatus.FAILED and trade.failure_code in REFUSED_CODES


def second_try(
    trade: Trade, position: Position | None, *, market: Market | None, installation: str, at: datetime
) -> Trade | None:
    """What is still to leave of what is still held, on the grid as it is now; None when there is nothing, or enough
    was tried."""
    plan = trade.plan
    root, _, number = plan.event_key.partition(MARK)
    tries = int(number or 0) + 1
    if position is None or position.owner.side is not plan.position_side or tries > TRIES:
        return None
    amount = min(plan.amount, position.quantity)
    amount = amount if market is None else market.round_amount(amount)
    if amount <= ZERO:
        return None
    event_key = f"{root}{MARK}{tries}"
    key = derive_client_order_id(installation, plan.account_id, event_key=event_key, leg=plan.leg)
    again = replace(plan, event_key=event_key, amount=amount, decided_at=at)
    return Trade.create_copy_trade(TradeId(key[-ID_LETTERS:]), key, plan=again)
