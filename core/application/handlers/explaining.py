"""Stored verdicts explained: what the leader did, what the rules said, what became of it. Changes nothing."""

from collections.abc import Sequence

from core.application.ports import MarketBoard
from core.application.read_model import ReadModel, TradeRecord, VerdictRecord
from core.application.showing import follow_view, trade_view
from core.application.views import FollowView, TradeView
from core.application.why_queries import (
    ExplainTradeQuery,
    ExplainVerdictQuery,
    FindSkipQuery,
    ListPositionTradesQuery,
)
from core.application.why_views import WhyView, move_of
from core.domain.errors import NotFound
from core.domain.values import FollowerId, FollowId

MOST_TRADES = 20


class ExplainingHandlers:
    """Everything is bound to who asks: a stranger's verdict is none."""

    def __init__(self, reads: ReadModel, board: MarketBoard) -> None:
        self._reads, self._board = reads, board

    async def verdict(self, query: ExplainVerdictQuery) -> WhyView:
        record = await self._reads.verdict(query.actor, query.verdict_id)
        if record is None:
            raise NotFound("verdict-unknown")
        trade = None if record.trade_id is None else await self._reads.trade(query.actor, record.trade_id)
        return self._of_verdict(record, trade, follow=await self._follow(query.actor, record.follow_id))

    async def trade(self, query: ExplainTradeQuery) -> WhyView:
        trade = await self._reads.trade(query.actor, query.trade_id)
        if trade is None:
            raise NotFound("trade-unknown")
        plan = trade.trade.plan
        follow = None if plan.follow_id is None else await self._follow(query.actor, plan.follow_id)
        record = await self._reads.verdict_of_trade(query.actor, query.trade_id)
        return self._of_trade(trade, follow) if record is None else self._of_verdict(record, trade, follow=follow)

    async def skip(self, query: FindSkipQuery) -> str:
        return await self._reads.skip(query.actor, query.follow_id, event_key=query.event_key, reason=query.reason)

    async def position_trades(self, query: ListPositionTradesQuery) -> Sequence[TradeView]:
        found = await self._reads.position_trades(query.actor, query.position_id, at=query.at, limit=MOST_TRADES)
        return [trade_view(record, self._board) for record in found]

    async def _follow(self, actor: FollowerId, follow_id: FollowId) -> FollowView | None:
        record = await self._reads.follow(actor, follow_id)
        return None if record is None else follow_view(record)

    def _of_verdict(self, record: VerdictRecord, trade: TradeRecord | None, *, follow: FollowView | None) -> WhyView:
        return WhyView(
            symbol=record.symbol,
            position_side=record.position_side,
            leader_name=record.leader_name,
            account_id=record.account.id,
            account_label=record.account.label,
            account_mode=record.account.mode,
            exchange=record.account.exchange,
            follow=follow,
            move=None if record.intent is None else move_of(record.intent),
            skip_reason=record.skip_reason,
            sized_by=trade.trade.plan.sized_by if trade is not None else record.numbers.get("sizing", ""),
            numbers=record.numbers,
            trade=None if trade is None else trade_view(trade, self._board),
        )

    def _of_trade(self, trade: TradeRecord, follow: FollowView | None) -> WhyView:
        """No leader's event led to it: the follower closed, a stop was reached, the exchange's book was followed."""
        plan, account = trade.trade.plan, trade.account
        return WhyView(
            symbol=plan.symbol,
            position_side=plan.position_side,
            leader_name=trade.leader_name,
            account_id=account.id,
            account_label=account.label,
            account_mode=account.mode,
            exchange=account.exchange,
            follow=follow,
            move=None,
            skip_reason="",
            sized_by=plan.sized_by,
            numbers=plan.numbers,
            trade=trade_view(trade, self._board),
        )
