"""Pauses of many follows, and pauses that end by themselves: entries rest, exits go on, no restart forgets the end."""

from datetime import timedelta

from core.application.commands import PauseFollowCommand, ResumeFollowCommand, StartFollowCommand
from core.application.noise_commands import PauseFollowsCommand, ResumeFollowsCommand, ResumeRestedFollowsCommand
from core.application.ports import FillCause
from core.domain.drift_events import FollowPausedEvent
from core.domain.follow import Follow, FollowMode, FollowStatus
from core.domain.leader import Leader
from core.domain.news_events import PauseEndedEvent
from core.domain.values import AccountId, Exchange, FollowId, LeaderId, Side
from tests.application.steps import a_fill, book, opened
from tests.application.world import ANNS, World
from tests.builders import ANN, BO, BTC, NOON, OLENA, a_follow, a_leader, an_account, some_rights

HOUR = timedelta(hours=1)
FIRST = a_follow().id
SECOND = FollowId("follow-second")


async def follow(world: World, follow_id: FollowId = FIRST) -> Follow:
    async with world.db.units() as unit:
        return await unit.follows.get(follow_id)


async def wake(world: World) -> int:
    return await world.do(ResumeRestedFollowsCommand())


async def second(world: World, status: FollowStatus = FollowStatus.ACTIVE) -> None:
    """Ann follows Olena too, with another account."""
    await world.add(an_account("acc-olena", OLENA), an_account("acc-ann-2", ANN, exchange=Exchange.BYBIT))
    their = AccountId("acc-olena")
    await world.add(Leader(LeaderId("olena"), owner_id=OLENA, account_id=their, name="Olena", since=NOON))
    await world.add(a_follow(SECOND, leader_id=LeaderId("olena"), account_id="acc-ann-2", status=status))


async def test_a_pause_ends_by_itself_and_is_told_once(world: World) -> None:
    await world.do(PauseFollowCommand(actor=ANN, follow_id=FIRST, length=HOUR))
    await world.leader_trades(Side.BUY, "1")
    assert world.venue().attempts == []
    await world.wait(3599)
    assert await wake(world) == 0
    world.restart()
    await world.wait(1)
    assert [await wake(world), await wake(world)] == [1, 0]
    await world.leader_trades(Side.SELL, "1")
    await world.leader_trades(Side.BUY, "1")
    assert len(world.venue().attempts) == 1
    (event,) = world.told(PauseEndedEvent)
    assert (event.follower_id, event.count) == (ANN, 1)


async def test_all_rest_and_all_wake_in_one_piece_of_news(world: World) -> None:
    await second(world)
    assert await world.do(PauseFollowsCommand(actor=ANN, length=HOUR)) == 2
    await world.wait(3600)
    assert await wake(world) == 2
    assert [event.count for event in world.told(PauseEndedEvent)] == [2]


async def test_one_account_rests_alone(world: World) -> None:
    await second(world)
    assert await world.do(PauseFollowsCommand(actor=ANN, account_id=ANNS)) == 1
    assert (await follow(world, SECOND)).status is FollowStatus.ACTIVE
    assert await world.do(ResumeFollowsCommand(actor=ANN, account_id=ANNS)) == 1
    assert (await follow(world)).status is FollowStatus.ACTIVE


async def test_what_rests_without_an_end_stays_so(world: World) -> None:
    await second(world, FollowStatus.PAUSED)
    assert await world.do(PauseFollowsCommand(actor=ANN, length=HOUR)) == 1
    await world.wait(3600)
    assert await wake(world) == 1
    assert (await follow(world, SECOND)).status is FollowStatus.PAUSED
    assert await world.do(ResumeFollowsCommand(actor=ANN)) == 1


async def test_nobody_rests_for_others(world: World) -> None:
    assert await world.do(PauseFollowsCommand(actor=BO)) == 0
    assert (await follow(world)).status is FollowStatus.ACTIVE


async def test_resuming_by_hand_ends_the_time_too(world: World) -> None:
    await world.do(PauseFollowCommand(actor=ANN, follow_id=FIRST, length=HOUR))
    await world.do(ResumeFollowCommand(actor=ANN, follow_id=FIRST))
    await world.do(PauseFollowCommand(actor=ANN, follow_id=FIRST))
    await world.wait(7200)
    assert await wake(world) == 0


async def test_harm_outlasts_a_pause_for_a_time(world: World) -> None:
    await opened(world)
    await world.do(PauseFollowCommand(actor=ANN, follow_id=FIRST, length=HOUR))
    await book(world, a_fill(world, "0.099", FillCause.LIQUIDATION))
    assert [event.code for event in world.told(FollowPausedEvent)] == ["liquidated"]
    await world.wait(3600)
    assert await wake(world) == 0
    assert (await follow(world)).status is FollowStatus.PAUSED


async def test_exits_are_copied_while_all_rest(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    await world.do(PauseFollowsCommand(actor=ANN))
    world.restart()
    await world.refresh()
    await world.leader_trades(Side.SELL, "1")
    assert world.venue().amount(BTC) == 0


async def test_a_new_follow_begins_awake(world: World) -> None:
    another = some_rights(uid="other")
    await world.add(an_account("acc-ann-2", ANN, exchange=Exchange.BYBIT, rights=another))
    await world.do(PauseFollowsCommand(actor=ANN))
    started = await world.do(
        StartFollowCommand(
            actor=ANN,
            leader_id=a_leader().id,
            account_id=an_account("acc-ann-2").id,
            rules=a_follow().rules,
            mode=FollowMode.AUTO,
        )
    )
    assert (await follow(world, started)).status is FollowStatus.ACTIVE
