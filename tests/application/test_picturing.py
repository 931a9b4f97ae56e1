"""Figures for pictures: the curve adds up, a month is its days, a chart shows the fills; nothing of strangers."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.application.candles import STEPS_SECONDS, Stretch, stretch_around
from core.application.handlers.picturing import POINTS, PicturingHandlers, main_mode
from core.application.picture_queries import GetChartQuery, GetCurveQuery, GetMonthQuery
from core.application.pictures import Candle, NoEasel, Picture, Turn
from core.application.views import PnlPeriod
from core.domain.account import AccountMode
from core.domain.errors import ExchangeUnavailable, NotFound, NotPossibleNow
from core.domain.exposure import ExitCause
from core.domain.returns import margin_of, move, return_on_margin
from core.domain.values import Exchange, PositionId, PositionSide, Side, Symbol
from tests.application.steps import close, opened
from tests.application.world import World
from tests.builders import ANN, BO, NOON, a_position, d
from tests.loop_cpu import MOST_CPU_SECONDS, longest_turn

LONG_PAST = 3000
"""Positions that are over: a year of eight a day."""


class MemoryCandles:
    """Tells flat candles of whatever is asked, or that the exchange is away."""

    def __init__(self) -> None:
        self.asked: list[Stretch] = []
        self.is_away = False

    async def candles(self, exchange: Exchange, symbol: Symbol, stretch: Stretch) -> Sequence[Candle]:
        self.asked.append(stretch)
        if self.is_away:
            raise ExchangeUnavailable("away")
        price = d(60_000)
        return [Candle(at=stretch.since, open=price, high=price, low=price, close=price)]


def picturing(world: World, candles: MemoryCandles) -> PicturingHandlers:
    return PicturingHandlers(
        world.db.read_model, candles, NoEasel(), board=world.board, wallets=world.wallets, clock=world.clock
    )


async def closed_at(world: World, price: str) -> PositionId:
    await opened(world)
    position = await world.position()
    await world.wait(3600, BTC=price)
    await close(world)
    await world.leader_trades(Side.SELL, "1")
    return position.id


async def test_the_curve_begins_at_zero_and_ends_at_the_sum(world: World) -> None:
    await closed_at(world, "61000")
    await world.wait(60, BTC="60000")
    await closed_at(world, "59500")
    view = await world.do(GetCurveQuery(actor=ANN, period=PnlPeriod.ALL))
    values = [value for _, value in view.points]
    assert (values[0], values[-1], len(values)) == (d(0), view.results.realized_pnl, 4)
    assert (view.results.closed, view.results.won) == (2, 1)
    assert view.results.fall == values[2] - values[1]
    assert [at for at, _ in view.points] == sorted(at for at, _ in view.points)
    assert view.unrealized_pnl is None


async def test_the_curve_has_only_its_period(world: World) -> None:
    await closed_at(world, "61000")
    await world.wait(8 * 86_400)
    view = await world.do(GetCurveQuery(actor=ANN, period=PnlPeriod.WEEK))
    assert list(view.points) == []
    assert (view.results.closed, view.results.best, view.results.fall) == (0, None, d(0))


async def test_paper_and_money_are_never_added_up(world: World) -> None:
    await closed_at(world, "61000")
    view = await world.do(GetCurveQuery(actor=ANN, period=PnlPeriod.ALL, mode=AccountMode.PAPER))
    assert (view.results.closed, view.results.has_other_mode) == (0, True)
    money = await world.do(GetCurveQuery(actor=ANN, period=PnlPeriod.ALL))
    assert (money.results.mode, money.results.has_other_mode) == (AccountMode.LIVE, False)
    assert main_mode([]) is AccountMode.LIVE


async def test_a_month_is_the_sum_of_its_days(world: World) -> None:
    await closed_at(world, "61000")
    await world.wait(86_400, BTC="60000")
    await closed_at(world, "59000")
    view = await world.do(GetMonthQuery(actor=ANN))
    assert set(view.days) == {NOON.day, NOON.day + 1}
    assert sum(view.days.values()) == view.results.realized_pnl
    assert (view.has_earlier, view.has_later, view.today) == (False, False, world.clock.now().date())


async def test_a_month_without_results_is_empty_and_leads_on(world: World) -> None:
    await closed_at(world, "61000")
    await world.wait(40 * 86_400)
    today = await world.do(GetMonthQuery(actor=ANN))
    assert (today.days, today.has_earlier, today.has_later) == ({}, True, False)
    past = await world.do(GetMonthQuery(actor=ANN, month=date(NOON.year, NOON.month, 17)))
    assert (len(past.days), past.has_earlier, past.has_later) == (1, False, True)


async def test_a_chart_shows_where_it_was_bought_and_sold(world: World) -> None:
    position_id = await closed_at(world, "61000")
    view = await picturing(world, MemoryCandles()).chart(GetChartQuery(actor=ANN, position_id=position_id))
    assert [(mark.turn, mark.is_bought, mark.price) for mark in view.marks] == [
        (Turn.ENTRY, True, d(60_000)),
        (Turn.EXIT, False, d(61_000)),
    ]
    assert view.result == view.position.realized_pnl
    assert view.fraction is not None
    assert view.fraction == view.result / (d("0.099") * 60_000 / 10)
    assert (view.candle_seconds, len(view.candles)) == (60, 1)


async def test_an_open_position_is_charted_until_now(world: World) -> None:
    await opened(world)
    await world.wait(3 * 86_400, BTC="61000")
    position, candles = await world.position(), MemoryCandles()
    view = await picturing(world, candles).chart(GetChartQuery(actor=ANN, position_id=position.id))
    assert view.result == view.position.realized_pnl + d("0.099") * 1000
    assert candles.asked[0].until == world.clock.now()
    assert [mark.turn for mark in view.marks] == [Turn.ENTRY]


async def test_an_exchange_that_is_away_leaves_the_fills(world: World) -> None:
    position_id, candles = await closed_at(world, "61000"), MemoryCandles()
    candles.is_away = True
    view = await picturing(world, candles).chart(GetChartQuery(actor=ANN, position_id=position_id))
    assert (list(view.candles), view.candle_seconds, len(view.marks)) == ([], 0, 2)


async def test_an_end_that_was_no_order_is_marked_too(world: World) -> None:
    position_id = await closed_at(world, "61000")
    record = await world.db.read_model.position(ANN, position_id)
    assert record is not None
    record.position.closed_at = world.clock.now() + timedelta(hours=1)
    record.position.exit_price = d(58_000)
    trades = await world.db.read_model.position_life(ANN, record.position)
    assert len(trades) == 2


async def test_nobody_sees_a_strangers_chart(world: World) -> None:
    position_id = await closed_at(world, "61000")
    with pytest.raises(NotFound, match="position-unknown"):
        await world.do(GetChartQuery(actor=BO, position_id=position_id))
    view = await world.do(GetCurveQuery(actor=BO, period=PnlPeriod.ALL))
    assert (view.results.closed, view.results.has_other_mode) == (0, False)


async def test_without_an_easel_nothing_is_drawn() -> None:
    with pytest.raises(NotPossibleNow, match="picture-failed"):
        await NoEasel().draw(Picture(title=""))


@pytest.mark.parametrize("hours", [0, 0.1, 1, 7, 30, 100, 1000, 50_000])
def test_candles_suit_the_time_they_show(hours: float) -> None:
    last = NOON + timedelta(hours=hours)
    stretch = stretch_around(NOON, last, last)
    assert stretch.step_seconds in STEPS_SECONDS
    assert stretch.since < NOON
    assert stretch.until == last
    if hours < 2000:
        assert (stretch.until - stretch.since).total_seconds() / stretch.step_seconds <= 120


def test_returns_are_by_the_margin_put_in() -> None:
    entries = [(d(1), d(100)), (d(1), d(120))]
    assert margin_of(entries, 10) == d(22)
    assert margin_of(entries, 0) == d(220)
    assert return_on_margin(d(11), d(22)) == Decimal("0.5")
    assert return_on_margin(d(11), d(0)) is None
    assert move(d(100), d(90), side=PositionSide.SHORT, leverage=3) == Decimal("0.3")
    assert move(d(0), d(90), side=PositionSide.LONG, leverage=3) is None


async def test_a_long_past_holds_nobody_up(world: World) -> None:
    """Read, counted and thinned to what a picture can show: first and last stay."""
    await opened(world)
    async with world.db.units() as unit:
        for number in range(LONG_PAST):
            position = a_position()
            position.reduce(d(1), d(60_001), fee=d(0), at=NOON + timedelta(minutes=number), cause=ExitCause.LEADER)
            unit.positions.add(position)
        await unit.commit()
    whole = GetCurveQuery(actor=ANN, period=PnlPeriod.ALL)
    handler = picturing(world, MemoryCandles())
    view = await handler.curve(whole)
    assert len(view.points) == POINTS
    assert (view.points[0][1], view.points[-1][1]) == (d(0), d(LONG_PAST))
    assert view.results.closed == LONG_PAST
    assert await longest_turn(lambda: handler.curve(whole)) < MOST_CPU_SECONDS
