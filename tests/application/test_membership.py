"""Terms of people who are in: changed by operators only, for what is new, told once, and noted."""

from dataclasses import replace

import pytest

from core.application.commands import (
    ChangeFollowCommand,
    LinkAccountCommand,
    StopFollowCommand,
    SwitchAccountModeCommand,
)
from core.application.operator_commands import ChangeTermsCommand
from core.application.operator_queries import GetMembershipQuery, ListAuditQuery
from core.domain.account import AccountMode
from core.domain.copy_rules import CopyRules
from core.domain.follow import FollowMode, StopChoice
from core.domain.follower import FREE, Role, Terms
from core.domain.operator_events import FollowerTermsChangedEvent
from core.domain.values import Exchange, FollowerId, Side
from tests.application.world import ANNS, World
from tests.builders import ANN, BO, OLENA, a_follow, d

TIGHT = Terms(may_lead=False, paper_only=True, max_accounts=1, max_capital=d(100))


def change(terms: Terms = TIGHT, *, role: Role = Role.FOLLOWER, actor: FollowerId = OLENA) -> ChangeTermsCommand:
    return ChangeTermsCommand(actor=actor, follower_id=ANN, role=role, terms=terms)


def told(world: World) -> list[Terms]:
    return [event.terms for event in world.db.events if isinstance(event, FollowerTermsChangedEvent)]


async def test_terms_are_changed_and_told_once(world: World) -> None:
    await world.do(change())
    await world.do(change())
    seen = await world.do(GetMembershipQuery(actor=OLENA, follower_id=ANN))
    assert (seen.name, seen.role, seen.terms, seen.accounts, seen.follows) == ("Ann", Role.FOLLOWER, TIGHT, 1, 1)
    assert told(world) == [TIGHT]
    world.restart()
    assert (await world.do(GetMembershipQuery(actor=OLENA, follower_id=ANN))).terms == TIGHT


@pytest.mark.parametrize("actor", [ANN, BO, FollowerId(999)])
async def test_only_operators_change_terms(world: World, actor: FollowerId) -> None:
    assert await world.refusal(change(actor=actor)) == "operator-only"
    assert await world.refusal(GetMembershipQuery(actor=actor, follower_id=ANN)) == "operator-only"
    assert (await world.do(GetMembershipQuery(actor=OLENA, follower_id=ANN))).terms == FREE
    assert told(world) == []


async def test_operators_are_named_by_the_settings_alone(world: World) -> None:
    assert await world.refusal(change(role=Role.OPERATOR)) == "terms-operator"
    assert await world.refusal(replace(change(), follower_id=OLENA)) == "terms-operator"
    nobody = FollowerId(999)
    assert await world.refusal(replace(change(), follower_id=nobody)) == "person-unknown"
    assert await world.refusal(GetMembershipQuery(actor=OLENA, follower_id=nobody)) == "person-unknown"


async def test_lower_limits_hold_for_what_is_new(world: World) -> None:
    """What runs goes on: the position stays, and the leader's next entry is copied."""
    await world.leader_trades(Side.BUY, "0.5")
    await world.do(change())
    held = await world.position()
    await world.leader_trades(Side.BUY, "0.5")
    assert (await world.position()).quantity > held.quantity
    link = LinkAccountCommand(actor=ANN, exchange=Exchange.BYBIT, label="C")
    assert await world.refusal(link) == "terms-accounts"
    wider = ChangeFollowCommand(
        actor=ANN, follow_id=a_follow().id, rules=CopyRules(max_total_exposure=d(101)), mode=FollowMode.AUTO
    )
    assert await world.refusal(wider) == "terms-capital"


async def test_paper_only_holds_for_going_live(world: World) -> None:
    await world.do(change())
    live = SwitchAccountModeCommand(actor=ANN, account_id=ANNS, mode=AccountMode.LIVE)
    assert await world.refusal(live) == "terms-paper-only"


async def test_raised_limits_hold_at_once(world: World) -> None:
    await world.do(change())
    await world.do(change(replace(TIGHT, max_accounts=2)))
    await world.do(LinkAccountCommand(actor=ANN, exchange=Exchange.BYBIT, label="C"))


async def test_who_follows_does_not_become_a_viewer(world: World) -> None:
    assert await world.refusal(change(FREE, role=Role.VIEWER)) == "terms-still-follows"
    await world.do(StopFollowCommand(actor=ANN, follow_id=a_follow().id, choice=StopChoice.KEEP))
    await world.do(change(FREE, role=Role.VIEWER))
    link = LinkAccountCommand(actor=ANN, exchange=Exchange.BYBIT, label="C")
    assert await world.refusal(link) == "viewer-only-looks"


async def test_the_deed_names_whose_terms_and_no_amount(world: World) -> None:
    await world.do(change())
    (line, *_) = (await world.do(ListAuditQuery(actor=OLENA))).lines
    assert (line.name, line.deed, line.what, line.refusal) == ("Olena", "ChangeTermsCommand", str(ANN), "")
