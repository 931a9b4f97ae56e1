"""One event of a leader becomes one order per follow: once, in order, whatever is repeated or interrupted."""

from core.application.commands import CopyReport
from core.domain.events import PositionClosedEvent, TradeExecutedEvent
from core.domain.trade import TradeStatus
from core.domain.values import Side
from tests.application.world import World
from tests.builders import BTC, d


async def test_a_follow_copies_the_open(world: World) -> None:
    assert await world.leader_trades(Side.BUY, "1") == CopyReport(sent=1)
    assert (await world.trade()).status is TradeStatus.EXECUTED
    assert (await world.position()).quantity == world.venue().amount(BTC) == d("0.001")
    assert len(world.told(TradeExecutedEvent)) == 1


async def test_a_close_of_the_leader_closes(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    await world.leader_trades(Side.SELL, "1")
    assert world.venue().amount(BTC) == 0
    assert world.told(PositionClosedEvent)[0].cause == "leader"
