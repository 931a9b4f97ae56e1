"""An account in another position mode than its orders were made for: entries wait, exits don't; it goes on alone."""

from core.application.key_commands import CheckPositionModesCommand
from core.domain.account import AccountStatus
from core.domain.errors import ExchangeUnavailable
from core.domain.events import AccountPausedEvent, AccountResumedEvent, CopySkippedEvent
from core.domain.values import PositionMode, Side
from core.domain.verdict import SkipReason
from tests.application.mishaps import Fault
from tests.application.world import ANNS, World
from tests.builders import BTC, ETH, NOON, an_account, some_rights


async def look_again(world: World) -> AccountStatus:
    await world.do(CheckPositionModesCommand())
    return (await world.account()).status


async def test_a_refused_mode_stops_entries_only(world: World) -> None:
    await world.leader_trades(Side.BUY, "1", symbol=ETH)
    world.venue().faults.append(Fault.WRONG_MODE)
    await world.leader_trades(Side.BUY, "1")
    assert (await world.trade()).failure_code == "position-mode"
    assert [event.code for event in world.told(AccountPausedEvent)] == ["position-mode"]
    await world.leader_trades(Side.BUY, "1")
    assert world.told(CopySkippedEvent)[-1].reason is SkipReason.ACCOUNT_NOT_READY
    await world.leader_trades(Side.SELL, "1", symbol=ETH)
    assert world.venue().amount(ETH) == 0


async def test_a_mode_that_is_clear_lets_entries_in(world: World) -> None:
    world.venue().faults.append(Fault.WRONG_MODE)
    await world.leader_trades(Side.BUY, "1")
    assert await look_again(world) is AccountStatus.ACTIVE
    assert len(world.told(AccountResumedEvent)) == 1
    await world.leader_trades(Side.BUY, "1", symbol=ETH)
    assert world.venue().amount(ETH) > 0


async def test_a_symbol_with_its_own_mode_waits_for_its_owner(world: World) -> None:
    world.venue().symbol_modes[BTC] = PositionMode.HEDGE
    world.venue().faults.append(Fault.WRONG_MODE)
    await world.leader_trades(Side.BUY, "1")
    assert await look_again(world) is AccountStatus.WRONG_MODE
    world.venue().symbol_modes.clear()
    world.venue().reads_fail = ExchangeUnavailable("away")
    assert await look_again(world) is AccountStatus.WRONG_MODE
    world.venue().reads_fail = None
    assert await look_again(world) is AccountStatus.ACTIVE


async def test_a_refused_reduction_is_tried_again(world: World) -> None:
    await world.leader_trades(Side.BUY, "2")
    world.venue().faults.append(Fault.WRONG_MODE)
    await world.leader_trades(Side.SELL, "1")
    await world.wait(3)
    await world.resolve()
    await world.desk.idle()
    assert [post.reduce_only for post in world.venue().posts] == [False, True]


async def test_what_is_worse_overrules_a_wrong_mode(world: World) -> None:
    account = an_account(ANNS)
    account.stop_for_mode(NOON)
    account.check_rights(some_rights(can_withdraw=True), NOON)
    assert account.status is AccountStatus.PAUSED_AUTH
    account.mode_is_right(NOON)
    assert account.status is AccountStatus.PAUSED_AUTH
