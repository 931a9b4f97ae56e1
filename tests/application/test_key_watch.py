"""Keys that change, fail or are used by others: what is definite acts, what may pass is asked again."""

from typing import Any

import pytest

from core.application.key_commands import (
    CheckKeyCommand,
    CheckSuspectKeysCommand,
    RemindOfUnmanagedCommand,
    ThawAccountCommand,
    WatchStrangersCommand,
)
from core.domain.account import AccountStatus
from core.domain.errors import (
    CredentialsRejected,
    ExchangeUnavailable,
    StorageError,
)
from core.domain.events import AccountPausedEvent, AccountUnmanagedEvent, CopySkippedEvent
from core.domain.values import AccountId, Credentials, Side
from core.domain.verdict import SkipReason
from tests.application.steps import a_fill, opened
from tests.application.test_accounts import a_key
from tests.application.world import ANNS, LEVS, World
from tests.builders import ANN, BO, an_account


async def check(world: World) -> AccountStatus:
    await world.do(CheckKeyCommand(account_id=ANNS))
    return (await world.account()).status


@pytest.mark.parametrize(
    ("rights", "code"),
    [
        ({"can_withdraw": True}, "key-can-withdraw"),
        ({"can_transfer": True}, "key-can-transfer"),
        ({"can_trade_spot": False, "can_trade_perpetual": False}, "key-is-read-only"),
    ],
)
async def test_a_key_that_changed_pauses_until_it_is_good(world: World, rights: dict[str, Any], code: str) -> None:
    await world.vault.store(await world.account(), a_key(world, **rights))
    assert await check(world) is AccountStatus.PAUSED_AUTH
    assert world.told(AccountPausedEvent)[0].code == code
    a_key(world)
    assert await check(world) is AccountStatus.ACTIVE


async def test_a_revoked_key_pauses_when_refused_again(world: World) -> None:
    """Binance says so during a passing ban too: one refusal proves nothing (row 69)."""
    await world.vault.store(await world.account(), Credentials(api_key="gone", secret="s"))
    assert await check(world) is AccountStatus.ACTIVE
    assert await world.do(CheckSuspectKeysCommand()) == 0
    await world.wait(61)
    assert await world.do(CheckSuspectKeysCommand()) == 1
    assert (await world.account()).status is AccountStatus.PAUSED_AUTH


async def test_a_key_that_recovers_is_no_suspect(world: World) -> None:
    await world.vault.store(await world.account(), a_key(world))
    world.directory.keys["good"].reads_fail = CredentialsRejected("no", code="-2015")
    await check(world)
    world.directory.keys["good"].reads_fail = None
    await world.wait(61)
    await world.do(CheckSuspectKeysCommand())
    world.directory.keys["good"].reads_fail = CredentialsRejected("no", code="-2015")
    assert await check(world) is AccountStatus.ACTIVE


async def test_a_paused_account_with_positions_is_told_again(world: World) -> None:
    await opened(world)
    assert await world.do(RemindOfUnmanagedCommand()) == 0
    assert await check(world) is AccountStatus.PAUSED_AUTH
    assert await world.do(RemindOfUnmanagedCommand()) == 1
    assert [event.positions for event in world.told(AccountUnmanagedEvent)] == [1]


def strangers(world: World, *numbers: int, account_id: AccountId = ANNS) -> WatchStrangersCommand:
    fills = [a_fill(world, "1", exchange_order_id=f"theirs{number}") for number in numbers]
    return WatchStrangersCommand(account_id=account_id, fills=fills)


async def test_foreign_orders_freeze_entries_until_owned(world: World) -> None:
    await world.do(strangers(world, 1, 2, 2, 3, 4))
    assert (await world.account()).status is AccountStatus.ACTIVE
    await world.do(strangers(world, 5))
    assert world.told(AccountPausedEvent)[0].code == "foreign-orders"
    await world.leader_trades(Side.BUY, "1")
    assert world.told(CopySkippedEvent)[-1].reason == SkipReason.ACCOUNT_NOT_READY
    await world.vault.store(await world.account(), a_key(world))
    assert await check(world) is AccountStatus.FROZEN
    assert await world.refusal(ThawAccountCommand(actor=BO, account_id=ANNS)) == "account-unknown"
    await world.do(ThawAccountCommand(actor=ANN, account_id=ANNS))
    assert (await world.account()).status is AccountStatus.ACTIVE


async def test_our_own_orders_are_no_strangers(world: World) -> None:
    await opened(world)
    trade = await world.trade()
    assert trade.execution is not None
    ours = a_fill(world, "1", exchange_order_id=trade.execution.exchange_order_id)
    named = [a_fill(world, "1", client_order_id=f"ct{number}", exchange_order_id=f"x{number}") for number in range(9)]
    await world.do(WatchStrangersCommand(account_id=ANNS, fills=[ours, *named]))
    await world.do(strangers(world, 1, 2, 3, 4))
    await world.wait(601)
    await world.do(strangers(world, 5))
    assert (await world.account()).status is AccountStatus.ACTIVE


async def test_a_leading_account_is_traded_by_hand(world: World) -> None:
    await world.do(strangers(world, *range(9), account_id=LEVS))
    assert (await world.account(LEVS)).status is AccountStatus.ACTIVE


async def test_a_refusal_without_a_code_has_one(world: World) -> None:
    await world.vault.store(await world.account(), a_key(world))
    world.directory.keys["good"].reads_fail = CredentialsRejected("no")
    await check(world)
    await world.wait(61)
    await check(world)
    assert world.told(AccountPausedEvent)[0].code == "key-rejected"


async def test_a_missing_key_pauses(world: World) -> None:
    assert await check(world) is AccountStatus.PAUSED_AUTH


@pytest.mark.parametrize("error", [ExchangeUnavailable("away"), StorageError("no key ring")])
async def test_who_doesnt_answer_changes_nothing(world: World, error: ExchangeUnavailable) -> None:
    await world.vault.store(await world.account(), a_key(world))
    world.directory.keys["good"].reads_fail = error
    assert await check(world) is AccountStatus.ACTIVE


async def test_without_a_key_there_is_nothing_to_check(bare: World) -> None:
    await bare.add(an_account(ANNS, ANN, rights=None))
    assert await check(bare) is AccountStatus.ACTIVE
