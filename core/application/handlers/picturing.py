"""Figures for pictures: results over time, a month day by day, a position over its prices. Draws and words nothing."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import accumulate

from core.application.candles import CandleSource, Stretch, stretch_around
from core.application.picture_queries import (
    ChartView,
    CurveView,
    DrawPictureQuery,
    GetChartQuery,
    GetCurveQuery,
    GetMonthQuery,
    MonthView,
    ResultsView,
)
from core.application.pictures import Candle, Easel, Mark, Turn
from core.application.ports import Clock, MarketBoard, WalletBoard
from core.application.read_model import PositionRecord, ReadModel
from core.application.showing import position_view
from core.application.views import PnlPeriod, PositionView
from core.domain.account import AccountMode
from core.domain.errors import ExchangeError, NotFound
from core.domain.replay_figures import thinned
from core.domain.returns import margin_of, move, return_on_margin
from core.domain.trade import Trade
from core.domain.values import ZERO, FollowerId, LeaderId, Side

CANDLES_WITHIN_SECONDS = 6.0
"""A picture without candles is better than a wait."""

POINTS = 1000
"""As many as a picture has columns; each one more costs the loop, on its way to where it is drawn."""

LENGTHS = {PnlPeriod.WEEK: timedelta(days=7), PnlPeriod.MONTH: timedelta(days=30)}


class PicturingHandlers:
    def __init__(
        self,
        reads: ReadModel,
        candles: CandleSource,
        easel: Easel,
        *,
        board: MarketBoard,
        wallets: WalletBoard,
        clock: Clock,
    ) -> None:
        self._reads, self._board, self._wallets = reads, board, wallets
        self._candles, self._easel, self._clock = candles, easel, clock

    async def draw(self, query: DrawPictureQuery) -> bytes:
        return await self._easel.draw(query.picture)

    async def curve(self, query: GetCurveQuery) -> CurveView:
        closed = await self._reads.closed_positions(query.actor, None)
        open_ = await self._reads.open_positions(query.actor)
        mode = query.mode or main_mode([*closed, *open_])
        since = self._since(query.period)
        counted = in_order([it for it in of_mode(closed, mode) if since is None or closed_at(it) >= since])
        begun = since or min((it.position.opened_at for it in counted), default=self._clock.now())
        sums = list(accumulate((it.position.realized_pnl for it in counted), initial=ZERO))
        times = [begun, *(closed_at(it) for it in counted)]
        return CurveView(
            period=query.period,
            results=results_of(counted, sums, mode=mode, everything=[*closed, *open_]),
            points=thinned([*zip(times, sums, strict=True), (self._clock.now(), sums[-1])], POINTS) if counted else [],
            unrealized_pnl=self._unrealized(of_mode(open_, mode)),
        )

    async def month(self, query: GetMonthQuery) -> MonthView:
        today = self._clock.now().date()
        month = (query.month or today).replace(day=1)
        closed = await self._reads.closed_positions(query.actor, None)
        mode = query.mode or main_mode(closed)
        mine = in_order(of_mode(closed, mode))
        counted = [it for it in mine if closed_at(it).date().replace(day=1) == month]
        days: dict[int, Decimal] = {}
        for it in counted:
            day = closed_at(it).day
            days[day] = days.get(day, ZERO) + it.position.realized_pnl
        sums = list(accumulate((it.position.realized_pnl for it in counted), initial=ZERO))
        return MonthView(
            month=month,
            results=results_of(counted, sums, mode=mode, everything=closed),
            days=days,
            today=today,
            has_earlier=bool(mine) and closed_at(mine[0]).date() < month,
            has_later=month < today.replace(day=1),
        )

    async def chart(self, query: GetChartQuery) -> ChartView:
        record = await self._reads.position(query.actor, query.position_id)
        if record is None:
            raise NotFound("position-unknown")
        view = position_view(record, self._board, self._wallets)
        trades = await self._reads.position_life(query.actor, record.position)
        now = self._clock.now()
        stretch = stretch_around(view.opened_at, view.closed_at or now, now)
        candles = await self._read_candles(view, stretch)
        result = result_of(view)
        return ChartView(
            position=view,
            leader_id=await self._leader_of(query.actor, record),
            candles=candles,
            candle_seconds=stretch.step_seconds if candles else 0,
            marks=marks_of(view, trades),
            result=result,
            fraction=fraction_of(view, trades, result),
        )

    async def _read_candles(self, view: PositionView, stretch: Stretch) -> Sequence[Candle]:
        try:
            async with asyncio.timeout(CANDLES_WITHIN_SECONDS):
                return await self._candles.candles(view.exchange, view.symbol, stretch)
        except (ExchangeError, TimeoutError):
            return ()

    async def _leader_of(self, actor: FollowerId, record: PositionRecord) -> LeaderId | None:
        follow = await self._reads.follow(actor, record.position.owner.follow_id)
        return None if follow is None else follow.follow.leader_id

    def _unrealized(self, records: Sequence[PositionRecord]) -> Decimal | None:
        """None where nothing is open or a price is unknown: half a sum would be a wrong one."""
        found = [position_view(record, self._board, self._wallets).unrealized_pnl for record in records]
        known = [pnl for pnl in found if pnl is not None]
        return sum(known, ZERO) if known and len(known) == len(found) else None

    def _since(self, period: PnlPeriod) -> datetime | None:
        now = self._clock.now()
        if period is PnlPeriod.TODAY:
            return now.replace(hour=0, minute=0, second=0, microsecond=0)
        return now - LENGTHS[period] if period in LENGTHS else None


def main_mode(records: Sequence[PositionRecord]) -> AccountMode:
    """Money where there is any."""
    if not records or any(record.account.mode is AccountMode.LIVE for record in records):
        return AccountMode.LIVE
    return AccountMode.PAPER


def of_mode(records: Sequence[PositionRecord], mode: AccountMode) -> list[PositionRecord]:
    return [record for record in records if record.account.mode is mode]


def in_order(records: Sequence[PositionRecord]) -> list[PositionRecord]:
    return sorted(records, key=closed_at)


def closed_at(record: PositionRecord) -> datetime:
    return record.position.closed_at or record.position.opened_at


def results_of(
    counted: Sequence[PositionRecord],
    sums: Sequence[Decimal],
    *,
    mode: AccountMode,
    everything: Sequence[PositionRecord],
) -> ResultsView:
    """`sums` are the running sums of what is counted, from zero."""
    each = [record.position.realized_pnl for record in counted]
    return ResultsView(
        mode=mode,
        has_other_mode=any(record.account.mode is not mode for record in everything),
        realized_pnl=sums[-1],
        closed=len(each),
        won=sum(pnl > 0 for pnl in each),
        best=max(each, default=None),
        worst=min(each, default=None),
        fall=min(value - peak for value, peak in zip(sums, accumulate(sums, max), strict=True)),
    )


def marks_of(view: PositionView, trades: Sequence[Trade]) -> list[Mark]:
    """One per fill; an end that was no order of ours (a stop, a liquidation) is marked, too."""
    marks = [
        Mark(
            at=trade.execution.at,
            price=trade.execution.average_price,
            turn=Turn.EXIT if trade.plan.reduce_only or trade.plan.side is not entry_side(view) else Turn.ENTRY,
            is_bought=trade.plan.side is Side.BUY,
        )
        for trade in trades
        if trade.execution is not None
    ]
    if not any(mark.turn is Turn.ENTRY for mark in marks):
        marks.insert(0, _mark(view, view.opened_at, view.entry_price, turn=Turn.ENTRY))
    is_ended = view.closed_at is not None and view.exit_price is not None
    if is_ended and view.closed_at and view.exit_price and not _is_marked(marks, view.closed_at):
        marks.append(_mark(view, view.closed_at, view.exit_price, turn=Turn.EXIT))
    return marks


def entry_side(view: PositionView) -> Side:
    return Side.BUY if view.side.sign > 0 else Side.SELL


def _mark(view: PositionView, at: datetime, price: Decimal, *, turn: Turn) -> Mark:
    return Mark(at=at, price=price, turn=turn, is_bought=(turn is Turn.ENTRY) == (view.side.sign > 0))


def _is_marked(marks: Sequence[Mark], at: datetime) -> bool:
    return any(mark.turn is Turn.EXIT and abs(mark.at - at) < timedelta(seconds=1) for mark in marks)


def result_of(view: PositionView) -> Decimal | None:
    """What is booked, and what closing now would add; None while that is unknown."""
    if view.closed_at is not None:
        return view.realized_pnl
    return None if view.unrealized_pnl is None else view.realized_pnl + view.unrealized_pnl


def fraction_of(view: PositionView, trades: Sequence[Trade], result: Decimal | None) -> Decimal | None:
    """By the margin of all entries where they are known, else by the move of the price."""
    entries = [
        (trade.execution.filled, trade.execution.average_price)
        for trade in trades
        if trade.execution is not None and not trade.plan.reduce_only and trade.plan.side is entry_side(view)
    ]
    if entries and result is not None:
        return return_on_margin(result, margin_of(entries, view.leverage))
    price = view.exit_price or view.price
    return None if price is None else move(view.entry_price, price, side=view.side, leverage=view.leverage)
