"""Following: started once, edited, paused, stopped in three ways; and "close all" is kept, whatever fails."""

import asyncio

import pytest

from core.application.commands import (
    AnswerConfirmationCommand,
    ChangeFollowCommand,
    PauseFollowCommand,
    PublishLeaderCommand,
    ResumeFollowCommand,
    RetireLeaderCommand,
    StartFollowCommand,
    StopFollowCommand,
)
from core.application.queries import GetFollowQuery, ListFollowsQuery
from core.domain.confirmation import Answer
from core.domain.copy_rules import CopyRules
from core.domain.errors import NotAllowed, NotFound, NotPossibleNow
from core.domain.events import CopySkippedEvent, PositionClosedEvent
from core.domain.follow import FollowMode, FollowStatus, StopChoice
from core.domain.values import AccountId, FollowerId, FollowId, LeaderId, Side
from tests.application.mishaps import Fault
from tests.application.steps import a_fill, book, follow_with, opened
from tests.application.world import ANNS, BOS, LEVS, THE_LEADER, World
from tests.builders import ANN, BO, BTC, BTC_SPOT, ETH, LEV, a_follow, a_leader, an_account, d, some_rights

ANNS_FOLLOW = a_follow().id


async def stop(world: World, choice: StopChoice) -> int:
    return await world.do(StopFollowCommand(actor=ANN, follow_id=ANNS_FOLLOW, choice=choice))


async def status(world: World, follow_id: FollowId = ANNS_FOLLOW) -> FollowStatus:
    async with world.db.units() as unit:
        return (await unit.follows.get(follow_id)).status


def start(**changes: object) -> StartFollowCommand:
    known: dict[str, object] = {
        "actor": BO,
        "leader_id": THE_LEADER,
        "account_id": BOS,
        "rules": CopyRules(),
        "mode": FollowMode.AUTO,
    }
    return StartFollowCommand(**(known | changes))  # type: ignore[arg-type]


async def test_stop_and_close_all(world: World) -> None:
    await opened(world)
    await world.leader_trades(Side.BUY, "1", symbol=ETH)
    assert await stop(world, StopChoice.CLOSE_ALL) == 2
    assert (world.venue().amount(BTC), world.venue().amount(ETH)) == (d(0), d(0))
    assert await status(world) is FollowStatus.STOPPED
    assert {event.cause for event in world.told(PositionClosedEvent)} == {"follower"}


async def test_close_all_of_nothing_stops_at_once(world: World) -> None:
    assert await stop(world, StopChoice.CLOSE_ALL) == 0
    assert await status(world) is FollowStatus.STOPPED


@pytest.mark.parametrize("fault", [Fault.REJECTED, Fault.PARTIAL, Fault.LOST, Fault.AUTH, Fault.RAISES])
async def test_a_failed_close_of_close_all_is_repeated(world: World, fault: Fault) -> None:
    await opened(world)
    world.venue().faults.append(fault)
    await stop(world, StopChoice.CLOSE_ALL)
    assert await status(world) is FollowStatus.CLOSING
    world.restart()
    for _ in range(3):
        await world.wait(40)
        await world.recover()
    assert world.venue().amount(BTC) == 0
    assert await status(world) is FollowStatus.STOPPED
    world.failures.clear()


async def test_close_all_waits_for_the_entry_in_doubt(world: World) -> None:
    await opened(world)
    world.venue().faults.append(Fault.UNHEARD)
    await world.leader_trades(Side.BUY, "1", symbol=ETH)
    assert await stop(world, StopChoice.CLOSE_ALL) == 1
    assert await status(world) is FollowStatus.CLOSING
    await world.wait(30)
    await world.recover()
    assert world.venue().amount(ETH) == 0
    assert await status(world) is FollowStatus.STOPPED


async def test_close_all_ends_with_an_entry_that_never_was(world: World) -> None:
    world.venue().faults.append(Fault.LOST)
    await world.leader_trades(Side.BUY, "1")
    await stop(world, StopChoice.CLOSE_ALL)
    assert await status(world) is FollowStatus.CLOSING
    await world.prove_absence()
    assert await status(world) is FollowStatus.STOPPED
    assert world.venue().posts == []


async def test_close_all_ends_with_a_stop_that_was_hit(world: World) -> None:
    await opened(world)
    world.venue().faults.append(Fault.REJECTED)
    await stop(world, StopChoice.CLOSE_ALL)
    await book(world, a_fill(world, "0.099"))
    assert await status(world) is FollowStatus.STOPPED


async def test_close_all_leaves_spot_dust_behind(world: World) -> None:
    await follow_with(world, CopyRules(size=d(6000)))
    await world.leader_trades(Side.BUY, "1", symbol=BTC_SPOT)
    async with world.db.units() as unit:
        (position,) = await unit.positions.open_of_accounts([ANNS])
        position.reduce(d("0.0989"), d(60000), fee=d(0), at=world.clock.now())
        await unit.commit()
    assert await stop(world, StopChoice.CLOSE_ALL) == 0
    assert await status(world) is FollowStatus.STOPPED


async def test_a_closing_follow_takes_nothing_new(world: World) -> None:
    await opened(world)
    world.venue().faults.append(Fault.REJECTED)
    await stop(world, StopChoice.CLOSE_ALL)
    await world.leader_trades(Side.BUY, "1")
    assert world.told(CopySkippedEvent)[-1].reason == "follow_stopped"
    await world.leader_trades(Side.SELL, "2")
    assert world.venue().amount(BTC) == 0
    assert await status(world) is FollowStatus.STOPPED


async def test_a_closing_follow_cant_be_resumed(world: World) -> None:
    await opened(world)
    world.venue().faults.append(Fault.REJECTED)
    await stop(world, StopChoice.CLOSE_ALL)
    change = ChangeFollowCommand(actor=ANN, follow_id=ANNS_FOLLOW, rules=CopyRules(), mode=FollowMode.AUTO)
    for command in (
        ResumeFollowCommand(actor=ANN, follow_id=ANNS_FOLLOW),
        PauseFollowCommand(actor=ANN, follow_id=ANNS_FOLLOW),
        StopFollowCommand(actor=ANN, follow_id=ANNS_FOLLOW, choice=StopChoice.LEADER_CLOSES),
        change,
    ):
        assert await world.refusal(command) == "follow-stopped"
    await world.do(RetireLeaderCommand(actor=LEV, leader_id=THE_LEADER))
    assert await status(world) is FollowStatus.CLOSING
    await stop(world, StopChoice.KEEP)
    assert await status(world) is FollowStatus.STOPPED


async def test_stop_and_keep(world: World) -> None:
    await opened(world)
    assert await stop(world, StopChoice.KEEP) == 0
    await world.leader_trades(Side.SELL, "1")
    assert world.venue().amount(BTC) == d("0.099")
    with pytest.raises(NotPossibleNow, match="follow-stopped"):
        await stop(world, StopChoice.KEEP)


async def test_stop_and_let_the_leader_close(world: World) -> None:
    await opened(world)
    assert await stop(world, StopChoice.LEADER_CLOSES) == 0
    await world.leader_trades(Side.BUY, "1")
    assert world.told(CopySkippedEvent)[-1].reason == "follow_close_only"
    await world.leader_trades(Side.SELL, "2")
    assert world.venue().amount(BTC) == 0


async def test_stopping_ends_the_question(asking: World) -> None:
    await asking.leader_trades(Side.BUY, "1")
    question = await asking.question()
    await stop(asking, StopChoice.CLOSE_ALL)
    assert (await asking.trade()).failure_code == "follow-stopped"
    with pytest.raises(NotPossibleNow, match="confirmation-answered"):
        await asking.do(AnswerConfirmationCommand(actor=ANN, confirmation_id=question.id, answer=Answer.COPY))


async def test_stopping_and_a_copy_at_once_leave_nothing_open(world: World) -> None:
    await opened(world)
    await asyncio.gather(stop(world, StopChoice.CLOSE_ALL), world.leader_trades(Side.BUY, "1"))
    await world.wait(30)
    await world.recover()
    assert world.venue().amount(BTC) == 0
    assert await status(world) is FollowStatus.STOPPED


async def test_a_paused_follow_copies_exits_only(world: World) -> None:
    await opened(world)
    await world.do(PauseFollowCommand(actor=ANN, follow_id=ANNS_FOLLOW))
    await world.leader_trades(Side.BUY, "1")
    assert world.told(CopySkippedEvent)[-1].reason == "follow_paused"
    await world.leader_trades(Side.SELL, "2")
    assert world.venue().amount(BTC) == 0
    await world.do(ResumeFollowCommand(actor=ANN, follow_id=ANNS_FOLLOW))
    await world.leader_trades(Side.BUY, "1")
    assert world.venue().amount(BTC) > 0


async def test_a_strangers_follow_is_unknown(world: World) -> None:
    change = ChangeFollowCommand(actor=BO, follow_id=ANNS_FOLLOW, rules=CopyRules(), mode=FollowMode.AUTO)
    for message in (
        PauseFollowCommand(actor=BO, follow_id=ANNS_FOLLOW),
        ResumeFollowCommand(actor=BO, follow_id=ANNS_FOLLOW),
        StopFollowCommand(actor=BO, follow_id=ANNS_FOLLOW, choice=StopChoice.KEEP),
        change,
        GetFollowQuery(actor=BO, follow_id=ANNS_FOLLOW),
    ):
        assert await world.refusal(message) == "follow-unknown"


async def test_a_follow_starts(world: World) -> None:
    await world.add(an_account(BOS, BO, rights=some_rights(uid="bo")))
    await world.refresh()
    await world.do(start())
    assert [follow.leader_name for follow in await world.do(ListFollowsQuery(actor=BO))] == ["Lev"]
    await world.leader_trades(Side.BUY, "1")
    assert world.venue(BOS).amount(BTC) == d("0.001")


async def test_a_follow_starts_once(world: World) -> None:
    await world.add(an_account(BOS, BO, rights=some_rights(uid="bo")))
    results = await asyncio.gather(*(world.do(start()) for _ in range(3)), return_exceptions=True)
    refusals = [result for result in results if isinstance(result, NotPossibleNow)]
    assert [refusal.code for refusal in refusals] == ["follows-already"] * 2
    with pytest.raises(NotPossibleNow, match="follows-already"):
        await world.do(start())


@pytest.mark.parametrize(
    ("changes", "error", "code"),
    [
        ({"leader_id": LeaderId("nobody")}, NotFound, "leader-unknown"),
        ({"account_id": AccountId("nothing")}, NotFound, "account-unknown"),
        ({"account_id": ANNS}, NotFound, "account-unknown"),
        ({"actor": LEV, "account_id": LEVS}, NotPossibleNow, "own-leader"),
        ({"actor": FollowerId(9)}, NotAllowed, "invite-needed"),
        ({}, NotPossibleNow, "own-leader"),
    ],
)
async def test_what_cant_be_followed(
    world: World, changes: dict[str, object], error: type[Exception], code: str
) -> None:
    """The last case: another person's link to the very account that leads."""
    await world.add(an_account(BOS, BO))
    with pytest.raises(error, match=code):
        await world.do(start(**changes))


async def test_a_read_only_key_cant_follow(world: World) -> None:
    rights = some_rights(uid="bo", can_trade_spot=False, can_trade_perpetual=False)
    await world.add(an_account(BOS, BO, rights=rights))
    with pytest.raises(NotPossibleNow, match="key-is-read-only"):
        await world.do(start())


async def test_a_retired_leader_cant_be_followed(world: World) -> None:
    await world.add(an_account(BOS, BO, rights=some_rights(uid="bo")))
    await world.do(RetireLeaderCommand(actor=LEV, leader_id=THE_LEADER))
    with pytest.raises(NotPossibleNow, match="leader-retired"):
        await world.do(start())
    assert await status(world) is FollowStatus.CLOSE_ONLY
    with pytest.raises(NotPossibleNow, match="leader-retired"):
        await world.do(ResumeFollowCommand(actor=ANN, follow_id=ANNS_FOLLOW))


async def test_copies_never_go_round_in_a_circle(bare: World) -> None:
    """Bo leads with an account, by whatever key: no follow copies into it, and the other way round."""
    await bare.add(an_account(LEVS, LEV, rights=some_rights(uid="lev")), a_leader())
    reading = some_rights(uid="bo", can_trade_spot=False, can_trade_perpetual=False)
    await bare.add(an_account(BOS, BO, rights=some_rights(uid="bo")))
    await bare.add(an_account("acc-bo-reading", BO, label="reading", rights=reading))
    publish = PublishLeaderCommand(actor=BO, account_id=AccountId("acc-bo-reading"), name="Bo")
    await bare.do(publish)
    with pytest.raises(NotPossibleNow, match="account-leads"):
        await bare.do(start())


async def test_an_account_that_is_copied_into_cant_lead(bare: World) -> None:
    await bare.add(an_account(LEVS, LEV, rights=some_rights(uid="lev")), a_leader())
    await bare.add(an_account(BOS, BO, rights=some_rights(uid="bo")))
    await bare.do(start())
    with pytest.raises(NotPossibleNow, match="account-in-use"):
        await bare.do(PublishLeaderCommand(actor=BO, account_id=BOS, name="Bo"))
