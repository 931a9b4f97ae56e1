"""Invitations with terms: who gets in, how many, until when, and what they may do afterwards."""

from datetime import timedelta

import pytest

from core.application.commands import (
    ChangeFollowCommand,
    CreateInviteCommand,
    JoinCommand,
    LinkAccountCommand,
    PublishLeaderCommand,
    StartFollowCommand,
    SwitchAccountModeCommand,
)
from core.application.operator_commands import RevokeInviteCommand
from core.application.operator_queries import ListInvitesQuery
from core.domain.account import AccountMode
from core.domain.copy_rules import CopyRules
from core.domain.errors import BadInput, NotAllowed
from core.domain.follow import FollowMode
from core.domain.follower import FREE, Role, Terms
from core.domain.values import AccountId, Exchange, FollowerId, FollowId
from tests.application.world import THE_LEADER, World
from tests.builders import ANN, OLENA, d, some_rights

NEWCOMER = FollowerId(77)


async def join(world: World, code: str, actor: FollowerId = NEWCOMER) -> str:
    return await world.refusal(JoinCommand(actor=actor, name="New", language="uk", code=code))


async def let_in(world: World, *, role: Role = Role.FOLLOWER, terms: Terms = FREE) -> None:
    code = await world.do(CreateInviteCommand(actor=OLENA, role=role, terms=terms))
    assert await join(world, code) == ""


async def link(world: World, label: str = "B") -> AccountId:
    return await world.do(LinkAccountCommand(actor=NEWCOMER, exchange=Exchange.BINANCE, label=label))


async def follow(world: World, account_id: AccountId, rules: CopyRules) -> FollowId:
    return await world.do(
        StartFollowCommand(
            actor=NEWCOMER, leader_id=THE_LEADER, account_id=account_id, rules=rules, mode=FollowMode.AUTO
        )
    )


async def test_one_invitation_lets_so_many_in(bare: World) -> None:
    code = await bare.do(CreateInviteCommand(actor=OLENA, most_uses=2))
    refusals = [await join(bare, code, FollowerId(100 + number)) for number in range(3)]
    assert refusals == ["", "", "invite-invalid"]
    assert await bare.do(ListInvitesQuery(actor=OLENA)) == []


async def test_an_invitation_ends_when_it_was_chosen_to(bare: World) -> None:
    code = await bare.do(CreateInviteCommand(actor=OLENA, life=timedelta(hours=1)))
    bare.clock.move(3600)
    assert await join(bare, code) == "invite-invalid"


async def test_a_revoked_invitation_opens_nothing(bare: World) -> None:
    code = await bare.do(CreateInviteCommand(actor=OLENA, most_uses=3))
    assert await join(bare, code) == ""
    (shown,) = await bare.do(ListInvitesQuery(actor=OLENA))
    assert (shown.uses, shown.most_uses) == (1, 3)
    assert code not in str(shown)
    await bare.do(RevokeInviteCommand(actor=OLENA, mark=shown.mark))
    assert await join(bare, code, FollowerId(78)) == "invite-invalid"
    assert await bare.refusal(RevokeInviteCommand(actor=OLENA, mark=shown.mark)) == "invite-unknown"


async def test_only_operators_see_and_revoke(bare: World) -> None:
    for message in (ListInvitesQuery(actor=ANN), RevokeInviteCommand(actor=ANN, mark="x")):
        assert await bare.refusal(message) == "operator-only"


@pytest.mark.parametrize(
    "odd", [{"role": Role.OPERATOR}, {"most_uses": 0}, {"most_uses": 101}, {"life": timedelta(0)}], ids=str
)
async def test_odd_invitations_are_refused(bare: World, odd: dict[str, object]) -> None:
    with pytest.raises(BadInput, match="out-of-range"):
        await bare.do(CreateInviteCommand(actor=OLENA, **odd))  # type: ignore[arg-type] # odd on purpose


async def test_a_viewer_only_looks(world: World) -> None:
    await let_in(world, role=Role.VIEWER)
    with pytest.raises(NotAllowed, match="viewer-only-looks"):
        await link(world)


async def test_accounts_are_counted(world: World) -> None:
    await let_in(world, terms=Terms(max_accounts=1))
    await link(world)
    assert (
        await world.refusal(LinkAccountCommand(actor=NEWCOMER, exchange=Exchange.BYBIT, label="C")) == "terms-accounts"
    )


async def test_paper_stays_paper(world: World) -> None:
    await let_in(world, terms=Terms(paper_only=True))
    account_id = await link(world)
    command = SwitchAccountModeCommand(actor=NEWCOMER, account_id=account_id, mode=AccountMode.LIVE)
    assert await world.refusal(command) == "terms-paper-only"


async def test_leading_is_granted(bare: World) -> None:
    await let_in(bare, terms=Terms(may_lead=False))
    bare.directory.keys["k"] = bare.venue()
    bare.venue().rights = some_rights(uid="new")
    account_id = await link(bare)
    command = PublishLeaderCommand(actor=NEWCOMER, account_id=account_id, name="New")
    assert await bare.refusal(command) == "terms-no-leading"


async def test_capital_of_a_follow_is_bounded(world: World) -> None:
    await let_in(world, terms=Terms(max_capital=d(500)))
    account_id = await link(world)
    with pytest.raises(BadInput, match="terms-capital"):
        await follow(world, account_id, CopyRules(max_total_exposure=d(501)))
    follow_id = await follow(world, account_id, CopyRules())
    async with world.db.units() as unit:
        assert (await unit.follows.get(follow_id)).rules.max_total_exposure == d(500)
    wider = ChangeFollowCommand(
        actor=NEWCOMER, follow_id=follow_id, rules=CopyRules(max_total_exposure=d(600)), mode=FollowMode.AUTO
    )
    assert await world.refusal(wider) == "terms-capital"


async def test_terms_survive_a_restart(world: World) -> None:
    terms = Terms(may_lead=False, paper_only=True, max_accounts=2, max_capital=d("250.5"))
    await let_in(world, terms=terms)
    world.restart()
    async with world.db.units() as unit:
        assert (await unit.followers.get(NEWCOMER)).terms == terms
