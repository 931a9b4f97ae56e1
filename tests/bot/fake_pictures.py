"""Figures for pictures from the core in memory, and an easel that draws at once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from adapters.pictures.drawing import drawn
from core.application.bus import Handler
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
from core.application.pictures import Mark, Picture, Turn
from core.application.queries import GetPositionQuery
from core.domain.account import AccountMode
from tests.bot import builders as b
from tests.bot.fake_reads import FakeReads


class FakePictures:
    """`drawn` keeps every picture that was asked for."""

    def __init__(self, reads: FakeReads) -> None:
        self._reads = reads
        self.drawn: list[Picture] = []
        self._pngs: dict[type[Picture], bytes] = {}

    def table(self) -> Mapping[type, Handler]:
        return {
            DrawPictureQuery: self.draw,
            GetCurveQuery: self.curve,
            GetMonthQuery: self.month,
            GetChartQuery: self.chart,
        }

    async def draw(self, query: DrawPictureQuery) -> bytes:
        """Each kind is really drawn once: what it looks like is told elsewhere."""
        self.drawn.append(query.picture)
        kind = type(query.picture)
        if kind not in self._pngs:
            self._pngs[kind] = drawn(query.picture)
        return self._pngs[kind]

    async def curve(self, query: GetCurveQuery) -> CurveView:
        points = [(b.NOW + timedelta(days=day), Decimal(day)) for day in range(4)]
        results = results_in(query.mode or AccountMode.PAPER)
        return CurveView(period=query.period, results=results, points=points, unrealized_pnl=Decimal("-2.5"))

    async def month(self, query: GetMonthQuery) -> MonthView:
        month = (query.month or date(2026, 11, 1)).replace(day=1)
        return MonthView(
            month=month,
            results=results_in(query.mode or AccountMode.PAPER),
            days={2: Decimal("12.3"), 5: Decimal("-4")},
            today=date(2026, 11, 5),
            has_earlier=month > date(2026, 10, 1),
            has_later=month < date(2026, 11, 1),
        )

    async def chart(self, query: GetChartQuery) -> ChartView:
        position = await self._reads.get_position(GetPositionQuery(actor=query.actor, position_id=query.position_id))
        entry = Mark(at=position.opened_at, price=position.entry_price, turn=Turn.ENTRY, is_bought=True)
        return ChartView(
            position=position,
            leader_id=b.LEADER,
            candles=[],
            candle_seconds=0,
            marks=[entry, replace(entry, at=b.NOW + timedelta(hours=3), turn=Turn.EXIT, is_bought=False)],
            result=Decimal("123.45"),
            fraction=Decimal("0.171"),
        )


def results_in(mode: AccountMode) -> ResultsView:
    return ResultsView(
        mode=mode,
        has_other_mode=True,
        realized_pnl=Decimal("8.30"),
        closed=2,
        won=1,
        best=Decimal("12.3"),
        worst=Decimal(-4),
        fall=Decimal(-4),
    )
