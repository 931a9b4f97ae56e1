"""Previews from memory for the screens: what a replay would tell, and when. Computes nothing."""

import asyncio
from datetime import timedelta
from decimal import Decimal

from core.application.bus import Handler
from core.application.leader_past import PastSource
from core.application.replay_queries import (
    EnoughView,
    EquityPoint,
    FindEnoughBalanceQuery,
    PastView,
    ReadLeaderPastQuery,
    ReplayFollowQuery,
    ReplayView,
    WorstView,
)
from core.domain.values import PositionSide
from tests.bot import builders as b

PAST = PastView(events=74, begins_at=b.NOW - timedelta(days=30), source=PastSource.BOOK)


def a_replay() -> ReplayView:
    """Won a little, skipped for three reasons, cut by a limit."""
    return ReplayView(
        past=PAST,
        ends_at=b.NOW,
        began_with=Decimal(10_000),
        pnl=Decimal("123.4"),
        pnl_part=Decimal("0.01234"),
        fall=Decimal(210),
        fall_part=Decimal("0.021"),
        fees=Decimal("8.12"),
        slippage=Decimal("0.0005"),
        entries=52,
        copied=45,
        skips=[("below_minimum", 4), ("limit_reached", 2), ("symbol_unknown", 1), ("dust", 1)],
        cut=[("max_total_exposure", 5)],
        closed=40,
        won=25,
        open_positions=1,
        stopped_out=2,
        liquidated=0,
        worst=WorstView(symbol=b.BTC, side=PositionSide.LONG, pnl=Decimal("-45.1")),
        points=[EquityPoint(b.NOW, Decimal(10_000)), EquityPoint(b.NOW, Decimal("10123.4"))],
    )


class FakeReplays:
    """`is_read` holds back the past until it is set; the questions asked are kept."""

    def __init__(self) -> None:
        self.is_read = asyncio.Event()
        self.is_read.set()
        self.view, self.trouble = a_replay(), list[Exception]()
        self.enough = EnoughView(balance=Decimal(1300), entries=52, copied_at_best=52, reason="")
        self.asked: list[ReplayFollowQuery] = []

    def table(self) -> dict[type, Handler]:
        return {
            ReadLeaderPastQuery: self.read,
            ReplayFollowQuery: self.replay,
            FindEnoughBalanceQuery: self.find_enough,
        }

    async def read(self, query: ReadLeaderPastQuery) -> PastView:
        await self.is_read.wait()
        return self.view.past

    async def replay(self, query: ReplayFollowQuery) -> ReplayView:
        self.asked.append(query)
        if self.trouble:
            raise self.trouble[0]
        return self.view

    async def find_enough(self, query: FindEnoughBalanceQuery) -> EnoughView:
        return self.enough
