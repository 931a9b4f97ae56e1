"""How well a leader was copied and how well he trades, told of a whole story; to whom it belongs, and nobody else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.application.quality_queries import (
    GetLeaderStatisticsQuery,
    GetQualityQuery,
    LeaderStatisticsView,
    ListQualityQuery,
    QualityView,
)
from core.application.queries import GetPnlQuery
from core.application.views import PnlPeriod
from core.domain.copy_quality import Fate, Spread, Stage
from core.domain.values import FollowerId, LeaderId, Side
from tests.application.steps import close
from tests.application.world import THE_LEADER, World
from tests.builders import ANN, BO, LEV, OLENA, d


async def quality(world: World, actor: FollowerId = ANN, period: PnlPeriod = PnlPeriod.ALL) -> QualityView:
    return await world.do(GetQualityQuery(actor=actor, leader_id=THE_LEADER, period=period))


async def record(world: World, actor: FollowerId = ANN) -> LeaderStatisticsView:
    return await world.do(GetLeaderStatisticsQuery(actor=actor, leader_id=THE_LEADER))


async def in_and_out(world: World) -> None:
    """Heard after 50 ms, decided after 300; sold again for a sixtieth more, a minute later."""
    bought = world.fill(Side.BUY, "1")
    heard = replace(bought, heard_at=bought.at + timedelta(milliseconds=50))
    await world.wait(0.3)
    await world.leader_fills(heard)
    await world.wait(60, BTC="61000")
    await world.leader_trades(Side.SELL, "1")


async def test_a_copy_is_compared_with_its_leader(world: World) -> None:
    await in_and_out(world)
    view = await quality(world)
    pnl = (await world.do(GetPnlQuery(actor=ANN))).realized_pnl
    assert (view.filled, view.fates[Fate.COPIED], view.lost) == (2, 2, d(0))
    assert (view.mine.closed, view.mine.pnl, view.mine.share) == (1, pnl, pnl / 60)
    assert (view.theirs.closed, view.theirs.pnl, view.theirs.share) == (1, d(1000), d(1000) / 60000)
    assert view.delays[Stage.SEEN] == Spread(median=d("0.05"), nine_tenths=d("0.05"))
    assert view.delays[Stage.DECIDED].median == d("0.25")
    assert Stage.FILLED in view.delays


async def test_what_was_missed_is_counted_with_its_reason(world: World) -> None:
    world.clock.move(60)
    await world.leader_trades(Side.BUY, "1")
    await world.refresh()
    await world.leader_trades(Side.SELL, "1")
    view = await quality(world)
    assert (view.fates[Fate.MISSED], view.fates[Fate.NOTHING], view.fates[Fate.COPIED]) == (1, 1, 0)
    assert [(it.reason, count) for it, count in view.reasons] == [("no_price", 1)]


async def test_a_period_has_its_own_figures(world: World) -> None:
    await in_and_out(world)
    await world.wait(8 * 86_400)
    week, month = [await quality(world, period=period) for period in (PnlPeriod.WEEK, PnlPeriod.MONTH)]
    assert (week.filled, week.mine.closed, week.theirs.closed, sum(week.fates.values())) == (0, 0, 0, 0)
    assert (month.filled, month.mine.closed, month.theirs.closed) == (2, 1, 1)


async def test_the_operator_sees_everybodys(world: World) -> None:
    await in_and_out(world)
    view, mine = await quality(world, OLENA), await quality(world)
    assert view.is_everybody
    assert replace(view, is_everybody=False) == mine
    assert [it.leader_id for it in await world.do(ListQualityQuery(actor=OLENA))] == [THE_LEADER]


async def test_strangers_see_nothing(world: World) -> None:
    await in_and_out(world)
    assert await world.do(ListQualityQuery(actor=BO)) == []
    assert await world.refusal(GetQualityQuery(actor=BO, leader_id=THE_LEADER)) == "leader-unknown"
    for query in (
        ListQualityQuery(actor=FollowerId(9)),
        GetQualityQuery(actor=FollowerId(9), leader_id=THE_LEADER),
        GetLeaderStatisticsQuery(actor=FollowerId(9), leader_id=THE_LEADER),
    ):
        assert await world.refusal(query) == "invite-needed"
    unknown = GetLeaderStatisticsQuery(actor=ANN, leader_id=LeaderId("nobody"))
    assert await world.refusal(unknown) == "leader-unknown"


async def test_a_question_is_no_delay_of_ours(asking: World) -> None:
    await asking.leader_trades(Side.BUY, "1")
    view = await quality(asking)
    assert (view.fates[Fate.OPEN], view.filled, view.delays) == (1, 0, {})


async def test_a_leaders_record_has_what_is_open(world: World) -> None:
    """Closed at a profit; bought again, and under water now."""
    await in_and_out(world)
    await world.leader_trades(Side.BUY, "1")
    await world.wait(60, BTC="60500")
    view = await record(world, BO)
    found = view.statistics
    assert (found.closed, found.pnl, found.won, found.is_enough) == (1, d(1000), 1, False)
    assert (view.open_episodes, view.open_pnl, found.fall.amount) == (1, d(-500), d(500))
    assert (found.roi, view.unseen) == (None, 0)


async def test_without_a_price_the_open_result_is_unknown(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    world.clock.move(60)
    view = await record(world, LEV)
    assert (view.open_episodes, view.open_pnl, view.statistics.closed) == (1, None, 0)


@pytest.mark.parametrize("period", [PnlPeriod.WEEK, PnlPeriod.ALL])
async def test_own_closes_count_as_ones_own_result(world: World, period: PnlPeriod) -> None:
    """The leader stays in: nothing of his has ended."""
    await world.leader_trades(Side.BUY, "1")
    await close(world)
    view = await quality(world, period=period)
    assert (view.mine.closed, view.theirs.closed) == (1, 0)
    assert view.filled == 1
