"""What an earlier life may have sent is asked for by name before it is sent: its row may be gone, its order not."""

from collections.abc import Sequence

from core.domain.errors import ExchangeUnavailable
from core.domain.leader_fill import LeaderFill
from core.domain.trade import TradeStatus
from core.domain.values import Side
from tests.application.world import World
from tests.application.worlds import a_world
from tests.builders import BTC


async def fills_of_an_earlier_life(world: World) -> Sequence[LeaderFill]:
    """The leader traded, then this process began."""
    fill = world.fill(Side.BUY, "1")
    await world.wait(5)
    world.restart()
    await world.refresh()
    return [fill]


async def test_a_lost_rows_order_is_found_not_sent(world: World) -> None:
    """The same fill in a world whose book was put back to before it: the exchange carried the order out already."""
    (fill,) = await fills_of_an_earlier_life(world)
    twin_path = world.db.opened.file.parent / "twin"
    twin_path.mkdir()
    async with a_world(twin_path) as lost:
        lost.clock, lost.directory = world.clock, world.directory
        lost.restart()
        await lost.refresh()
        await lost.leader_fills(fill)
    await world.leader_fills(fill)
    assert len(world.venue().attempts) == 1
    assert (await world.position()).quantity == world.venue().amount(BTC)


async def test_an_order_nobody_knows_is_sent(world: World) -> None:
    await world.leader_fills(*await fills_of_an_earlier_life(world))
    assert (world.venue().looks, len(world.venue().posts)) == (1, 1)


async def test_without_an_answer_nothing_is_sent(world: World) -> None:
    fills = await fills_of_an_earlier_life(world)
    world.venue().reads_fail = ExchangeUnavailable("no answer")
    await world.leader_fills(*fills)
    assert world.venue().posts == []
    assert (await world.trade()).status is TradeStatus.NEEDS_RECONCILIATION


async def test_news_of_this_life_is_sent_at_once(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    assert (world.venue().looks, len(world.venue().posts)) == (0, 1)
