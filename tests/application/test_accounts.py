"""Linking accounts, keys and modes: a dangerous key never enters, a busy account never changes its world."""

import asyncio
from typing import Any

import pytest

from core.application.commands import (
    LinkAccountCommand,
    ReplaceKeyCommand,
    SwitchAccountModeCommand,
    UnlinkAccountCommand,
)
from core.application.key_commands import CheckKeyCommand
from core.application.queries import ListAccountsQuery
from core.domain.account import AccountMode, AccountStatus
from core.domain.errors import (
    BadInput,
    NotAllowed,
    NotFound,
    NotPossibleNow,
)
from core.domain.events import AccountResumedEvent
from core.domain.values import AccountId, Credentials, Exchange, FollowerId, Side
from tests.application.mishaps import Fault
from tests.application.steps import opened
from tests.application.venue import Venue
from tests.application.world import ANNS, LEVS, World
from tests.builders import ANN, BO, some_rights

KEY = Credentials(api_key="good", secret="s")


def a_key(world: World, api_key: str = "good", **rights: Any) -> Credentials:
    venue = Venue(Exchange.BYBIT, world.prices, world.clock)
    venue.rights = some_rights(**({"uid": api_key} | rights))
    world.directory.keys[api_key] = venue
    return Credentials(api_key=api_key, secret="s")


def link(label: str = "Main", actor: FollowerId = ANN, key: Credentials | None = None) -> LinkAccountCommand:
    return LinkAccountCommand(actor=actor, exchange=Exchange.BYBIT, label=label, credentials=key)


async def test_an_account_is_linked_on_paper(bare: World) -> None:
    account = await bare.account(await bare.do(link(" Main ", key=a_key(bare))))
    assert (account.label, account.mode, account.status) == ("Main", AccountMode.PAPER, AccountStatus.ACTIVE)
    assert bare.vault.kept[account.id] == KEY
    assert bare.directory.keys["good"].is_closed


async def test_a_paper_account_needs_no_key(bare: World) -> None:
    account = await bare.account(await bare.do(link()))
    assert not account.has_key
    assert bare.vault.kept == {}
    with pytest.raises(NotPossibleNow, match="account-needs-key"):
        await switch(bare, account.id, AccountMode.LIVE)


@pytest.mark.parametrize(
    ("rights", "code"),
    [({"can_withdraw": True}, "key-can-withdraw"), ({"can_transfer": True}, "key-can-transfer")],
)
async def test_a_dangerous_key_never_enters(bare: World, rights: dict[str, Any], code: str) -> None:
    with pytest.raises(NotAllowed, match=code):
        await bare.do(link(key=a_key(bare, **rights)))
    assert bare.vault.kept == {}
    assert not await bare.do(ListAccountsQuery(actor=ANN))


@pytest.mark.parametrize(
    ("api_key", "error", "code"), [("bad", BadInput, "key-wrong"), ("away", NotPossibleNow, "exchange-away")]
)
async def test_a_key_that_cant_be_checked_is_refused(
    bare: World, api_key: str, error: type[Exception], code: str
) -> None:
    with pytest.raises(error, match=code):
        await bare.do(link(key=Credentials(api_key=api_key, secret="s")))


@pytest.mark.parametrize("label", ["", "   ", "x" * 33])
async def test_a_label_has_a_length(bare: World, label: str) -> None:
    with pytest.raises(BadInput, match="bad-label"):
        await bare.do(link(label))


async def test_a_label_and_a_key_are_linked_once(bare: World) -> None:
    await bare.do(link(key=a_key(bare)))
    with pytest.raises(BadInput, match="label-taken"):
        await bare.do(link())
    with pytest.raises(NotPossibleNow, match="account-linked-already"):
        await bare.do(link("Other", key=KEY))
    reading = a_key(bare, "reading", uid="good", can_trade_spot=False, can_trade_perpetual=False)
    await bare.do(link("Reading", key=reading))
    assert [view.label for view in await bare.do(ListAccountsQuery(actor=ANN))] == ["Main", "Reading"]


async def test_only_the_invited_link(bare: World) -> None:
    with pytest.raises(NotAllowed, match="invite-needed"):
        await bare.do(link(actor=FollowerId(9)))


async def test_a_key_is_replaced_by_one_of_the_same_account(bare: World) -> None:
    account_id = await bare.do(link(key=a_key(bare)))
    new = a_key(bare, "new", uid="good")
    await bare.do(ReplaceKeyCommand(actor=ANN, account_id=account_id, credentials=new))
    assert bare.vault.kept[account_id] == new
    assert account_id in bare.directory.forgotten
    other = a_key(bare, "other")
    with pytest.raises(NotPossibleNow, match="key-of-other-account"):
        await bare.do(ReplaceKeyCommand(actor=ANN, account_id=account_id, credentials=other))
    assert bare.vault.kept[account_id] == new


async def test_a_live_account_needs_a_trading_key(world: World) -> None:
    reading = a_key(world, "reading", uid="u1", can_trade_spot=False, can_trade_perpetual=False)
    with pytest.raises(NotPossibleNow, match="key-is-read-only"):
        await world.do(ReplaceKeyCommand(actor=ANN, account_id=ANNS, credentials=reading))


async def test_a_good_key_resumes_the_account(world: World) -> None:
    async with world.db.units() as unit:
        (await unit.accounts.get(ANNS)).pause_for_key("key-rejected", world.clock.now())
        await unit.commit()
    await world.do(ReplaceKeyCommand(actor=ANN, account_id=ANNS, credentials=a_key(world, "new", uid="u1")))
    assert (await world.account()).is_usable
    assert len(world.told(AccountResumedEvent)) == 1


async def switch(world: World, account_id: AccountId, mode: AccountMode, actor: FollowerId = ANN) -> None:
    await world.do(SwitchAccountModeCommand(actor=actor, account_id=account_id, mode=mode))


async def test_an_idle_account_goes_live_and_back(bare: World) -> None:
    account_id = await bare.do(link(key=a_key(bare)))
    await switch(bare, account_id, AccountMode.LIVE)
    assert (await bare.account(account_id)).mode is AccountMode.LIVE
    await switch(bare, account_id, AccountMode.PAPER)
    assert (await bare.account(account_id)).mode is AccountMode.PAPER


async def test_a_busy_account_keeps_its_mode(world: World) -> None:
    world.venue().faults.append(Fault.LOST)
    await world.leader_trades(Side.BUY, "1")
    with pytest.raises(NotPossibleNow, match="account-is-trading"):
        await switch(world, ANNS, AccountMode.PAPER)
    await world.prove_absence()
    with pytest.raises(NotPossibleNow, match="account-has-positions"):
        await switch(world, ANNS, AccountMode.PAPER)


async def test_a_switch_and_a_copy_at_once_keep_one_mode(world: World) -> None:
    await asyncio.gather(
        world.leader_trades(Side.BUY, "1"), switch(world, ANNS, AccountMode.PAPER), return_exceptions=True
    )
    mode = (await world.account()).mode
    assert {used for account_id, used in world.directory.connected[-1:] if account_id == ANNS} <= {mode}


async def test_a_strangers_account_is_unknown(world: World) -> None:
    for command in (
        UnlinkAccountCommand(actor=BO, account_id=ANNS),
        SwitchAccountModeCommand(actor=BO, account_id=ANNS, mode=AccountMode.PAPER),
        ReplaceKeyCommand(actor=BO, account_id=ANNS, credentials=KEY),
    ):
        with pytest.raises(NotFound, match="account-unknown"):
            await world.do(command)


async def test_an_account_is_unlinked_with_its_key(bare: World) -> None:
    account_id = await bare.do(link(key=a_key(bare)))
    await bare.do(UnlinkAccountCommand(actor=ANN, account_id=account_id))
    assert bare.vault.kept == {}
    with pytest.raises(NotFound, match="account-unknown"):
        await bare.do(UnlinkAccountCommand(actor=ANN, account_id=account_id))
    await bare.do(CheckKeyCommand(account_id=account_id))
    assert (await bare.account(account_id)).status is AccountStatus.UNLINKED


async def test_an_account_in_use_stays(world: World) -> None:
    with pytest.raises(NotPossibleNow, match="account-in-use"):
        await world.do(UnlinkAccountCommand(actor=ANN, account_id=ANNS))
    with pytest.raises(NotPossibleNow, match="account-leads"):
        await world.do(UnlinkAccountCommand(actor=FollowerId(1002), account_id=LEVS))
    await opened(world)
    with pytest.raises(NotPossibleNow, match="account-has-positions"):
        await world.do(UnlinkAccountCommand(actor=ANN, account_id=ANNS))
