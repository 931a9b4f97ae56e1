"""Who may be here, what they hear, who leads: invites, noise, the operator's pause, becoming a leader and retiring."""

import asyncio

import pytest

from core.application.commands import (
    ChangeLanguageCommand,
    CopyingSwitch,
    CreateInviteCommand,
    JoinCommand,
    ObserveLeaderCommand,
    PublishLeaderCommand,
    RetireLeaderCommand,
    SwitchCopyingCommand,
    TuneNoiseCommand,
    WelcomeOperatorCommand,
)
from core.application.queries import FindFollowerQuery
from core.application.views import FollowerView
from core.domain.errors import BadInput, ExchangeUnavailable, NotAllowed, NotFound, NotPossibleNow, StorageError
from core.domain.follower import News, Noise, Role
from core.domain.leader import Leader
from core.domain.values import FollowerId, LeaderId, PositionMode, PositionSide, Side
from tests.application.world import BOS, LEVS, THE_LEADER, World
from tests.builders import ANN, BO, BTC, BTC_SPOT, ETH, LEV, OLENA, a_leader, an_account, d, some_rights

NEWCOMER, OTHER = FollowerId(77), FollowerId(78)


async def join(world: World, code: str, actor: FollowerId = NEWCOMER) -> None:
    await world.do(JoinCommand(actor=actor, name="New", language="uk", code=code))


async def find(world: World, actor: FollowerId) -> FollowerView | None:
    return await world.do(FindFollowerQuery(actor=actor))


async def test_an_invite_lets_one_person_in(bare: World) -> None:
    code = await bare.do(CreateInviteCommand(actor=OLENA))
    await join(bare, code)
    await join(bare, code)
    with pytest.raises(NotPossibleNow, match="invite-invalid"):
        await join(bare, code, OTHER)
    view = await find(bare, NEWCOMER)
    assert view is not None
    assert (view.name, view.language, view.role) == ("New", "uk", Role.FOLLOWER)
    assert await find(bare, OTHER) is None


async def test_two_at_once_share_no_invite(bare: World) -> None:
    code = await bare.do(CreateInviteCommand(actor=OLENA))
    joins = (join(bare, code, FollowerId(100 + number)) for number in range(4))
    results = await asyncio.gather(*joins, return_exceptions=True)
    assert results.count(None) == 1


async def test_a_wrong_or_old_invite_is_refused(bare: World) -> None:
    code = await bare.do(CreateInviteCommand(actor=OLENA))
    with pytest.raises(NotPossibleNow, match="invite-invalid"):
        await join(bare, "guess")
    bare.clock.move(7 * 24 * 3600)
    with pytest.raises(NotPossibleNow, match="invite-invalid"):
        await join(bare, code)


async def test_only_the_operator_invites_and_pauses(bare: World) -> None:
    for actor in (ANN, NEWCOMER):
        with pytest.raises(NotAllowed, match="operator-only"):
            await bare.do(CreateInviteCommand(actor=actor))
        with pytest.raises(NotAllowed, match="operator-only"):
            await bare.do(SwitchCopyingCommand(actor=actor, switch=CopyingSwitch.PAUSE))


async def test_the_settings_make_operators(bare: World) -> None:
    for actor in (NEWCOMER, ANN, ANN):
        await bare.do(WelcomeOperatorCommand(actor=actor, name="x" * 99, language="en"))
        view = await find(bare, actor)
        assert view is not None
        assert view.role is Role.OPERATOR
    view = await find(bare, NEWCOMER)
    assert view is not None
    assert len(view.name) == 64


async def test_language_and_noise_are_ones_own(bare: World) -> None:
    await bare.do(ChangeLanguageCommand(actor=ANN, language="uk"))
    await bare.do(TuneNoiseCommand(actor=ANN, news=News.FILL, noise=Noise.OFF))
    view = await find(bare, ANN)
    assert view is not None
    assert (view.language, view.noise[News.FILL]) == ("uk", Noise.OFF)


async def test_urgent_news_stay(bare: World) -> None:
    with pytest.raises(BadInput, match="urgent-news-stay"):
        await bare.do(TuneNoiseCommand(actor=ANN, news=News.LIQUIDATION, noise=Noise.OFF))


async def test_a_stranger_tunes_nothing(bare: World) -> None:
    with pytest.raises(NotAllowed, match="invite-needed"):
        await bare.do(ChangeLanguageCommand(actor=NEWCOMER, language="uk"))


async def publish(world: World, name: str = "Lev", actor: FollowerId = LEV) -> LeaderId:
    return await world.do(PublishLeaderCommand(actor=actor, account_id=LEVS, name=name))


async def leader(world: World, leader_id: LeaderId = THE_LEADER) -> Leader:
    async with world.db.units() as unit:
        return await unit.leaders.get(leader_id)


async def test_a_leader_starts_from_what_is_open(bare: World) -> None:
    await bare.add(an_account(LEVS, LEV))
    venue = bare.venue(LEVS)
    venue.positions[(BTC, PositionSide.SHORT)], venue.leverages[BTC] = d(2), 7
    venue.wallet["BTC"] = d(3)
    venue.wallet["XYZ"] = d(9)
    found = await leader(bare, await publish(bare, " Lev "))
    assert (found.name, found.equity, found.leverages) == ("Lev", d(10_000), {BTC: 7})
    assert found.ledger == {(BTC, None): d(-2), (BTC_SPOT, None): d(3)}


async def test_a_hedged_leader_counts_per_side(bare: World) -> None:
    await bare.add(an_account(LEVS, LEV))
    venue = bare.venue(LEVS)
    venue.mode = PositionMode.HEDGE
    venue.positions.update({(BTC, PositionSide.SHORT): d(2), (BTC, PositionSide.LONG): d(1)})
    found = await leader(bare, await publish(bare))
    assert found.ledger == {(BTC, PositionSide.SHORT): d(-2), (BTC, PositionSide.LONG): d(1)}


async def test_what_was_open_before_isnt_copied_as_new(world: World) -> None:
    await world.do(RetireLeaderCommand(actor=LEV, leader_id=THE_LEADER))
    world.venue(LEVS).positions[(ETH, PositionSide.LONG)] = d(2)
    early = world.fill(Side.BUY, "2", ETH)
    world.clock.move(1)
    await publish(world)
    assert (await world.leader_fills(early)).skipped == 0
    assert (await leader(world)).holds(ETH) == d(2)


@pytest.mark.parametrize("name", ["", "  ", "x" * 33])
async def test_a_leaders_name_has_a_length(bare: World, name: str) -> None:
    with pytest.raises(BadInput, match="bad-name"):
        await publish(bare, name)


async def test_leading_needs_an_own_account_with_a_key(bare: World) -> None:
    await bare.add(an_account(LEVS, LEV, rights=None))
    with pytest.raises(NotPossibleNow, match="account-needs-key"):
        await publish(bare)
    with pytest.raises(NotFound, match="account-unknown"):
        await publish(bare, actor=ANN)


async def test_an_exchange_that_is_away_publishes_nobody(bare: World) -> None:
    await bare.add(an_account(LEVS, LEV))
    bare.venue(LEVS).reads_fail = ExchangeUnavailable("away")
    with pytest.raises(NotPossibleNow, match="exchange-away"):
        await publish(bare)


async def test_one_leads_once_and_may_come_back(world: World) -> None:
    with pytest.raises(NotPossibleNow, match="leads-already"):
        await publish(world)
    await world.do(RetireLeaderCommand(actor=LEV, leader_id=THE_LEADER))
    with pytest.raises(NotPossibleNow, match="leader-retired"):
        await world.do(RetireLeaderCommand(actor=LEV, leader_id=THE_LEADER))
    world.clock.move(60)
    assert await publish(world, "Lev again") == THE_LEADER
    assert (await leader(world)).watermark == world.clock.now()


async def test_only_the_leader_retires_themself(world: World) -> None:
    for actor, leader_id in ((ANN, THE_LEADER), (LEV, LeaderId("nobody"))):
        with pytest.raises(NotFound, match="leader-unknown"):
            await world.do(RetireLeaderCommand(actor=actor, leader_id=leader_id))


@pytest.mark.parametrize(
    "error", [ExchangeUnavailable("away"), StorageError("no key ring"), NotFound("credentials-unknown")]
)
async def test_an_observation_that_fails_changes_nothing(world: World, error: StorageError) -> None:
    await world.do(ObserveLeaderCommand(leader_id=THE_LEADER))
    world.directory.broken[LEVS] = error
    await world.do(ObserveLeaderCommand(leader_id=THE_LEADER))
    assert (await leader(world)).equity == d(10_000)


async def test_an_empty_wallet_is_no_equity(bare: World) -> None:
    await bare.add(an_account(BOS, BO, rights=some_rights(uid="bo")), a_leader(owner_id=BO, account_id=BOS))
    bare.venue(BOS).wallet = {}
    await bare.do(ObserveLeaderCommand(leader_id=THE_LEADER))
    assert (await leader(bare)).equity is None
    bare.venue(BOS).wallet = {"USDT": d(0)}
    await bare.do(ObserveLeaderCommand(leader_id=THE_LEADER))
    assert (await leader(bare)).equity is None


async def test_observing_gives_way_to_a_fill(world: World) -> None:
    observing = [world.do(ObserveLeaderCommand(leader_id=THE_LEADER)) for _ in range(3)]
    await asyncio.gather(*observing, world.leader_trades(Side.BUY, "1"))
    assert (await leader(world)).holds(BTC) == d(1)
