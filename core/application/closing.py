"""Ends what ends with a follow: its open questions, and itself once "close all" has closed all. Sends nothing."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.application.unit_of_work import UnitOfWork
from core.domain.leader import Leg
from core.domain.trade import Trade
from core.domain.values import INSUFFICIENT_FUNDS, FollowId

POOR_IN_A_ROW = 3
DAY = timedelta(days=1)


async def end_if_closed(unit: UnitOfWork, follow_id: FollowId | None, at: datetime) -> None:
    """A closing follow stops with its last position, when no order of it is on its way any more."""
    follow = None if follow_id is None else await unit.follows.find(follow_id)
    if follow is None or not follow.is_closing:
        return
    pending = [trade for trade in await unit.trades.unsettled(follow.account_id) if trade.plan.follow_id == follow.id]
    if not pending and not await unit.positions.open_of_follow(follow.id):
        follow.stop(at)


async def end_questions(unit: UnitOfWork, trades: Sequence[Trade], code: str, *, at: datetime) -> Sequence[Trade]:
    """Roll back those trades that still wait for a press; answers with the others."""
    by_id = {trade.id: trade for trade in trades}
    questions = await unit.confirmations.open_of_trades(list(by_id)) if by_id else ()
    for question in questions:
        question.overtake(at)
        by_id.pop(question.trade_id).fail(code, at)
    return list(by_id.values())


async def pause_when_poor(unit: UnitOfWork, trade: Trade, at: datetime) -> None:
    """So many entries in a row without the money for them: the next would only fail as well (reliability.md row 56)."""
    follow_id = trade.plan.follow_id
    if follow_id is None or trade.failure_code != INSUFFICIENT_FUNDS or trade.plan.leg is not Leg.OPEN:
        return
    lately = await unit.trades.entries_since(follow_id, at - DAY)
    ended = [entry for entry in lately if entry.is_settled][-POOR_IN_A_ROW:]
    if len(ended) == POOR_IN_A_ROW and all(entry.failure_code == INSUFFICIENT_FUNDS for entry in ended):
        (await unit.follows.get(follow_id)).pause_for("margin", at)
