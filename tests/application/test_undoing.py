"""Half a minute to take back what moved no money: exactly as it was, once, only for its owner, or not at all."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.application.commands import (
    ChangeFollowCommand,
    PauseFollowCommand,
    ResumeFollowCommand,
    RetireLeaderCommand,
    StartFollowCommand,
    StopFollowCommand,
    TuneNoiseCommand,
    UnlinkAccountCommand,
)
from core.application.noise_commands import (
    Done,
    DoUndoablyCommand,
    PauseFollowsCommand,
    PlanNewsCommand,
    ResumeRestedFollowsCommand,
    Undoable,
    UndoCommand,
)
from core.domain.follow import FollowMode, FollowState, FollowStatus, StopChoice
from core.domain.follower import News, Noise
from core.domain.timetable import Timetable
from core.domain.values import FollowId, Side, UndoId
from tests.application.world import ANNS, THE_LEADER, World
from tests.builders import ANN, BO, LEV, a_follow, d, some_rights

FOLLOW = a_follow().id
PAUSE = PauseFollowCommand(actor=ANN, follow_id=FOLLOW, length=timedelta(hours=1))
KEEP = StopFollowCommand(actor=ANN, follow_id=FOLLOW, choice=StopChoice.KEEP)
WAIT = StopFollowCommand(actor=ANN, follow_id=FOLLOW, choice=StopChoice.LEADER_CLOSES)
CLOSE = StopFollowCommand(actor=ANN, follow_id=FOLLOW, choice=StopChoice.CLOSE_ALL)
RULES = replace(a_follow().rules, size=d(77))
CHANGE = ChangeFollowCommand(actor=ANN, follow_id=FOLLOW, rules=RULES, mode=FollowMode.ASK)
MUTE = TuneNoiseCommand(actor=ANN, news=News.FILL, noise=Noise.OFF)
NIGHTS = PlanNewsCommand(actor=ANN, timetable=Timetable(zone="Europe/Kyiv", quiet_from=1380, quiet_to=420))


async def do(world: World, deed: Undoable) -> Done:
    return await world.do(DoUndoablyCommand(deed=deed))


def undo(done: Done, actor: int = ANN) -> UndoCommand:
    assert done.undo_id is not None
    return UndoCommand(actor=actor, undo_id=done.undo_id)  # type: ignore[arg-type]


async def apart(world: World) -> None:
    """Ann's account is not the leader's, as in life."""
    async with world.db.units() as unit:
        (await unit.accounts.get(ANNS)).rights = some_rights(uid="ann")
        await unit.commit()


async def state(world: World, follow_id: FollowId = FOLLOW) -> FollowState:
    async with world.db.units() as unit:
        return (await unit.follows.get(follow_id)).state


async def settings(world: World) -> object:
    async with world.db.units() as unit:
        return (await unit.followers.get(ANN)).settings


@pytest.mark.parametrize("deed", [PAUSE, KEEP, WAIT, CHANGE, PauseFollowsCommand(actor=ANN)])
async def test_a_follow_is_exactly_as_it_was(world: World, deed: Undoable) -> None:
    await apart(world)
    before = await state(world)
    done = await do(world, deed)
    assert await state(world) != before
    world.restart()
    undone = await world.do(undo(done))
    assert (undone.follow_ids, undone.has_settings) == ((FOLLOW,), False)
    assert await state(world) == before
    await world.refresh()
    await world.leader_trades(Side.BUY, "1")
    assert len(world.venue().attempts) == 1


async def test_a_pause_that_was_resumed_has_its_end_again(world: World) -> None:
    await world.do(PAUSE)
    before = await state(world)
    await world.do(undo(await do(world, ResumeFollowCommand(actor=ANN, follow_id=FOLLOW))))
    assert await state(world) == before
    await world.wait(3600)
    assert await world.do(ResumeRestedFollowsCommand()) == 1


@pytest.mark.parametrize("deed", [MUTE, NIGHTS])
async def test_settings_are_exactly_as_they_were(world: World, deed: Undoable) -> None:
    before = await settings(world)
    done = await do(world, deed)
    assert await settings(world) != before
    assert (await world.do(undo(done))).has_settings
    assert await settings(world) == before


async def test_a_deed_can_be_taken_back_once(world: World) -> None:
    done = await do(world, PAUSE)
    await world.do(undo(done))
    assert await world.refusal(undo(done)) == "undo-used"
    await world.do(PAUSE)
    assert await world.refusal(undo(done)) == "undo-used"


async def test_half_a_minute_is_all_there_is(world: World) -> None:
    done, other = await do(world, PAUSE), await do(world, MUTE)
    world.clock.move(29)
    await world.do(undo(other))
    world.clock.move(1)
    assert await world.refusal(undo(done)) == "undo-late"
    assert (await state(world)).status is FollowStatus.PAUSED


@pytest.mark.parametrize("change", ["2026-03-29T01:00:00+00:00", "2026-10-25T01:00:00+00:00"])
async def test_half_a_minute_is_as_long_when_clocks_change(world: World, change: str) -> None:
    await world.do(NIGHTS)
    world.clock.move((datetime.fromisoformat(change) - world.clock.now()).total_seconds() - 10)
    done, other = await do(world, PAUSE), await do(world, MUTE)
    world.clock.move(29)
    world.restart()
    await world.do(undo(done))
    world.clock.move(1)
    assert await world.refusal(undo(other)) == "undo-late"


async def test_nobody_else_takes_it_back(world: World) -> None:
    done = await do(world, PAUSE)
    assert await world.refusal(undo(done, BO)) == "undo-unknown"
    assert await world.refusal(UndoCommand(actor=ANN, undo_id=UndoId("guessed"))) == "undo-unknown"
    assert (await state(world)).status is FollowStatus.PAUSED


async def test_what_has_changed_since_stays(world: World) -> None:
    done = await do(world, PAUSE)
    await world.do(CHANGE)
    changed = await state(world)
    assert await world.refusal(undo(done)) == "undo-changed"
    assert await state(world) == changed
    muted = await do(world, MUTE)
    await world.do(NIGHTS)
    assert await world.refusal(undo(muted)) == "undo-changed"


async def test_a_stop_stays_when_the_leader_is_followed_again(world: World) -> None:
    await apart(world)
    done = await do(world, KEEP)
    again = StartFollowCommand(actor=ANN, leader_id=THE_LEADER, account_id=ANNS, rules=RULES, mode=FollowMode.AUTO)
    await world.do(again)
    assert await world.refusal(undo(done)) == "follows-already"
    assert (await state(world)).status is FollowStatus.STOPPED


async def test_a_stop_stays_without_its_account(world: World) -> None:
    await apart(world)
    done = await do(world, KEEP)
    await world.do(UnlinkAccountCommand(actor=ANN, account_id=ANNS))
    assert await world.refusal(undo(done)) == "account-unknown"


async def test_a_stop_stays_when_the_leader_retires(world: World) -> None:
    await apart(world)
    done = await do(world, KEEP)
    await world.do(RetireLeaderCommand(actor=LEV, leader_id=THE_LEADER))
    assert await world.refusal(undo(done)) == "leader-retired"


async def test_closing_is_never_taken_back(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    done = await do(world, CLOSE)
    assert (done.answer, done.undo_id) == (1, None)


async def test_what_changed_nothing_needs_no_undo(world: World) -> None:
    await world.do(MUTE)
    assert (await do(world, MUTE)).undo_id is None


async def test_two_presses_at_once_count_once(world: World) -> None:
    done = await do(world, PAUSE)
    codes = [await world.refusal(undo(done)) for _ in range(2)]
    assert sorted(codes) == ["", "undo-used"]
