"""Why something was copied, or not: told from what is stored, to its owner alone."""

from datetime import timedelta

import pytest

from core.application.queries import GetTradeQuery, ListHistoryQuery
from core.application.why_queries import (
    ExplainTradeQuery,
    ExplainVerdictQuery,
    FindSkipQuery,
    ListPositionTradesQuery,
)
from core.domain.copy_rules import CopyRules
from core.domain.errors import NotFound
from core.domain.events import CopySkippedEvent
from core.domain.leader import IntentKind
from core.domain.trade import TradePurpose, TradeStatus
from core.domain.values import Side
from core.domain.verdict import SkipReason
from tests.application.mishaps import Fault
from tests.application.steps import close, follow_with, opened
from tests.application.world import World
from tests.builders import ANN, BO, a_follow, d


async def skipped_verdict(world: World) -> str:
    event = world.told(CopySkippedEvent)[-1]
    return await world.do(
        FindSkipQuery(actor=ANN, follow_id=event.follow_id, event_key=event.event_key, reason=event.reason)
    )


async def test_a_copy_is_explained_from_end_to_end(world: World) -> None:
    await opened(world, max_per_trade=d(5970))
    trade = await world.trade()
    why = await world.do(ExplainTradeQuery(actor=ANN, trade_id=trade.id))
    assert why.move is not None
    assert (why.move.kind, why.move.side, why.move.amount) == (IntentKind.OPEN, Side.BUY, d(1))
    assert (why.leader_name, why.skip_reason, why.sized_by) == ("Lev", "", "fixed_quote")
    assert (why.numbers["wanted"], why.numbers["room"], why.numbers["cut_by"]) == ("6000", "5970", "max_per_trade")
    assert why.trade is not None
    assert (why.trade.status, why.trade.filled) == (TradeStatus.EXECUTED, d("0.099"))
    assert why.follow is not None
    assert why.follow.follow_id == a_follow().id


async def test_a_skip_is_explained_by_its_verdict(world: World) -> None:
    await follow_with(world, CopyRules(size=d(12)))
    await world.leader_trades(Side.BUY, "1")
    verdict_id = await skipped_verdict(world)
    (entry,) = await world.do(ListHistoryQuery(actor=ANN))
    assert entry.verdict_id == verdict_id
    why = await world.do(ExplainVerdictQuery(actor=ANN, verdict_id=verdict_id))
    assert (why.skip_reason, why.sized_by, why.trade) == (SkipReason.BELOW_MINIMUM, "fixed_quote", None)
    assert (why.numbers["wanted"], d(why.numbers["needed"]) > 12) == ("12", True)
    assert why.move is not None


@pytest.mark.parametrize("verdict_id", ["", "x", "-1", "99", "9" * 40, "٣"])
async def test_a_made_up_verdict_is_none(world: World, verdict_id: str) -> None:
    with pytest.raises(NotFound, match="verdict-unknown"):
        await world.do(ExplainVerdictQuery(actor=ANN, verdict_id=verdict_id))


async def test_verdicts_are_their_owners(world: World) -> None:
    await opened(world)
    trade, position = await world.trade(), await world.position()
    await follow_with(world, CopyRules(size=d(12)))
    await world.leader_trades(Side.BUY, "1")
    verdict_id = await skipped_verdict(world)
    for query in (
        ExplainVerdictQuery(actor=BO, verdict_id=verdict_id),
        ExplainTradeQuery(actor=BO, trade_id=trade.id),
    ):
        with pytest.raises(NotFound):
            await world.do(query)
    assert await world.do(ListPositionTradesQuery(actor=BO, position_id=position.id)) == []
    event = world.told(CopySkippedEvent)[-1]
    asked = FindSkipQuery(actor=BO, follow_id=event.follow_id, event_key=event.event_key, reason=event.reason)
    assert await world.do(asked) == ""


async def test_a_close_of_mine_has_no_leader_behind_it(world: World) -> None:
    await opened(world)
    await close(world)
    why = await world.do(ExplainTradeQuery(actor=ANN, trade_id=(await world.trade()).id))
    assert why.move is None
    assert why.trade is not None
    assert why.trade.purpose == TradePurpose.CLOSE


async def test_a_refused_order_is_explained_with_its_code(world: World) -> None:
    await follow_with(world, CopyRules(size=d(6000), leverage=10))
    world.venue().faults.append(Fault.REJECTED)
    await world.leader_trades(Side.BUY, "1")
    why = await world.do(ExplainTradeQuery(actor=ANN, trade_id=(await world.trade()).id))
    assert why.trade is not None
    assert (why.trade.status, why.trade.failure_code) == (TradeStatus.FAILED, "rejected-by-exchange")


async def test_an_entry_knows_how_its_position_ended(world: World) -> None:
    await opened(world)
    entry, position = await world.trade(), await world.position()
    shown = await world.do(GetTradeQuery(actor=ANN, trade_id=entry.id))
    assert (shown.position_id, shown.ended) == (position.id, None)
    await world.wait(5, BTC="61000")
    await close(world)
    shown = await world.do(GetTradeQuery(actor=ANN, trade_id=entry.id))
    assert shown.ended is not None
    assert (shown.ended.price, shown.ended.is_liquidated) == (d(61000), False)
    assert shown.ended.realized_pnl > 90


async def test_the_next_position_is_another(world: World) -> None:
    """The same follow and symbol again: the old entry stays with the old result."""
    await opened(world)
    first, old = await world.trade(), await world.position()
    await world.wait(5)
    await world.leader_trades(Side.SELL, "1")
    await world.wait(5)
    await world.leader_trades(Side.BUY, "1")
    second, new = await world.trade(), await world.position()
    assert (await world.do(GetTradeQuery(actor=ANN, trade_id=first.id))).position_id == old.id
    assert (await world.do(GetTradeQuery(actor=ANN, trade_id=second.id))).position_id == new.id
    mine = await world.do(ListPositionTradesQuery(actor=ANN, position_id=old.id))
    assert [trade.side for trade in mine] == [Side.SELL, Side.BUY]
    assert [trade.trade_id for trade in await world.do(ListPositionTradesQuery(actor=ANN, position_id=new.id))] == [
        second.id
    ]
    assert new.opened_at - old.opened_at == timedelta(seconds=10)


async def test_additions_and_reductions_know_their_position(world: World) -> None:
    await opened(world)
    await world.wait(5)
    await world.leader_trades(Side.BUY, "1")
    await world.wait(5)
    await world.leader_trades(Side.SELL, "0.5")
    position = await world.position()
    mine = await world.do(ListPositionTradesQuery(actor=ANN, position_id=position.id))
    assert [(trade.kind, trade.is_first) for trade in mine] == [("reduce", False), ("increase", False), ("open", True)]
    assert {trade.position_id for trade in mine} == {position.id}
    query = ListPositionTradesQuery(actor=ANN, position_id=position.id, at=mine[1].settled_at)
    assert [trade.kind for trade in await world.do(query)] == ["increase"]
