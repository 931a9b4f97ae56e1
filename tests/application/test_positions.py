"""A follower acts on an own position: closes all or a part, once, whatever else is on its way."""

import asyncio

import pytest

from core.application.commands import (
    ClosePositionCommand,
)
from core.domain.copy_rules import CopyRules
from core.domain.errors import (
    BadInput,
    NotFound,
    NotPossibleNow,
)
from core.domain.events import (
    CopySkippedEvent,
    PositionClosedEvent,
)
from core.domain.follow import FollowMode
from core.domain.trade import TradeStatus
from core.domain.values import Side
from tests.application.mishaps import Fault
from tests.application.steps import close, follow_with, opened
from tests.application.world import World
from tests.builders import ANN, BO, BTC, BTC_SPOT, d


async def test_a_close_by_hand_closes(world: World) -> None:
    await opened(world)
    await close(world)
    assert world.venue().amount(BTC) == 0
    assert world.told(PositionClosedEvent)[0].cause == "follower"


async def test_a_part_is_closed_on_the_grid(world: World) -> None:
    await opened(world)
    await close(world, "0.333")
    assert (await world.position()).quantity == world.venue().amount(BTC) == d("0.066")


async def test_a_strangers_position_is_unknown(world: World) -> None:
    await opened(world)
    with pytest.raises(NotFound, match="position-unknown"):
        await close(world, actor=BO)


@pytest.mark.parametrize("fraction", ["0", "1.01", "-1"])
async def test_an_impossible_part_is_refused(world: World, fraction: str) -> None:
    await opened(world)
    with pytest.raises(BadInput):
        await close(world, fraction)
    assert len(world.venue().posts) == 1


async def test_a_closed_position_isnt_closed_again(world: World) -> None:
    await opened(world)
    position = await world.position()
    await close(world)
    with pytest.raises(NotPossibleNow, match="position-closed"):
        await world.do(ClosePositionCommand(actor=ANN, position_id=position.id))


async def test_two_presses_on_close_send_one_order(world: World) -> None:
    await opened(world)
    results = await asyncio.gather(*(close(world) for _ in range(3)), return_exceptions=True)
    assert sum(result is None for result in results) == 1
    assert len([post for post in world.venue().attempts if post.reduce_only]) == 1


async def test_a_press_and_the_leaders_exit_close_once(world: World) -> None:
    world.venue().wallet["BTC"] = d(5)
    await follow_with(world, CopyRules(size=d(6000)))
    await world.refresh()
    await world.leader_trades(Side.BUY, "1", symbol=BTC_SPOT)
    await asyncio.gather(close(world), world.leader_trades(Side.SELL, "1", symbol=BTC_SPOT), return_exceptions=True)
    await world.resume()
    assert world.venue().wallet["BTC"] == d(5)


async def test_closing_ends_the_question_about_more(world: World) -> None:
    await opened(world)
    await follow_with(world, CopyRules(), FollowMode.ASK)
    await world.leader_trades(Side.BUY, "1")
    await close(world)
    assert world.venue().amount(BTC) == 0
    assert (await world.trades())[1].failure_code == "skipped-by-follower"


async def test_an_entry_in_doubt_keeps_nobody_in(world: World) -> None:
    await opened(world)
    world.venue().faults.append(Fault.LOST)
    await world.leader_trades(Side.BUY, "1")
    await close(world)
    assert world.venue().amount(BTC) == 0


async def test_a_refused_close_may_be_pressed_again(world: World) -> None:
    await opened(world)
    world.venue().faults.append(Fault.REJECTED)
    await close(world)
    assert (await world.trade()).status is TradeStatus.FAILED
    await close(world)
    first, second = [order.client_order_id for order in world.venue().attempts[1:]]
    assert first != second
    assert world.venue().amount(BTC) == 0


async def test_after_an_own_close_the_leader_adds_nothing(world: World) -> None:
    await opened(world)
    await close(world)
    await world.leader_trades(Side.BUY, "1")
    await world.leader_trades(Side.SELL, "2")
    assert [skip.reason for skip in world.told(CopySkippedEvent)] == ["nothing_to_add_to", "nothing_to_close"]


async def test_a_spot_sale_takes_what_the_wallet_holds(world: World) -> None:
    await follow_with(world, CopyRules(size=d(6000)))
    await world.leader_trades(Side.BUY, "1", symbol=BTC_SPOT)
    world.venue().wallet["BTC"] = d("0.0905")
    await world.refresh()
    await close(world)
    assert world.venue().posts[-1].amount == d("0.090")


async def test_a_wallet_read_before_the_purchase_blocks_no_sale(world: World) -> None:
    world.venue().wallet["BTC"] = d(0)
    await world.refresh()
    await follow_with(world, CopyRules(size=d(6000)))
    await world.leader_trades(Side.BUY, "1", symbol=BTC_SPOT)
    await world.leader_trades(Side.SELL, "1", symbol=BTC_SPOT)
    assert world.venue().wallet["BTC"] == 0


async def test_spot_dust_cant_be_closed(world: World) -> None:
    await follow_with(world, CopyRules(size=d(6000)))
    await world.leader_trades(Side.BUY, "1", symbol=BTC_SPOT)
    world.venue().wallet["BTC"] = d("0.00001")
    await world.refresh()
    with pytest.raises(NotPossibleNow, match="position-is-dust"):
        await close(world)
