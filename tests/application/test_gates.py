"""A closed gate stops entries wherever they stand, exits never; each change is told once."""

import asyncio

import pytest

from core.application.commands import AnswerConfirmationCommand, ExecuteCopyTradeCommand
from core.application.gates import EVERYWHERE, Closed, Gate, Gates
from core.domain.confirmation import Answer
from core.domain.errors import NotPossibleNow, StorageError
from core.domain.events import CopySkippedEvent, TradeFailedEvent
from core.domain.values import Exchange, Side
from core.domain.verdict import SkipReason
from tests.application.mishaps import Fault
from tests.application.steps import close, until_attempted
from tests.application.world import ANNS, BOS, THE_LEADER, World
from tests.builders import ANN, BTC, ETH


@pytest.mark.parametrize("where", [EVERYWHERE, Exchange.BINANCE, ANNS])
async def test_a_closed_gate_skips_entries(world: World, where: str) -> None:
    world.gates.close(Gate.DISK, where)
    await world.leader_trades(Side.BUY, "1")
    assert world.told(CopySkippedEvent)[-1].reason == SkipReason.ENTRIES_CLOSED
    assert world.venue().attempts == []


@pytest.mark.parametrize("where", [Exchange.BYBIT, BOS])
async def test_somebody_elses_gate_stops_nothing(world: World, where: str) -> None:
    world.gates.close(Gate.RECOVERING, where)
    await world.leader_trades(Side.BUY, "1")
    assert len(world.venue().posts) == 1


async def test_exits_pass_every_gate(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    for gate in Gate:
        world.gates.close(gate)
    await close(world)
    assert world.venue().amount(BTC) == 0


async def test_an_entry_in_the_lane_is_given_up(world: World) -> None:
    """Closed between the reserve and the order: nothing leaves, the reserve is free."""
    venue = world.venue()
    venue.gate.clear()
    async with asyncio.TaskGroup() as group:
        group.create_task(world.leader_trades(Side.BUY, "1"))
        await until_attempted(venue)
        copying = ExecuteCopyTradeCommand(leader_id=THE_LEADER, fills=[world.fill(Side.BUY, "1", ETH)])
        assert (await world.bus.handle(copying)).sent == 1
        world.gates.close(Gate.CLOCK)
        venue.gate.set()
    assert len(venue.posts) == 1
    assert world.told(TradeFailedEvent)[-1].code == "entries-closed"


async def test_a_resend_stops_at_the_gate(world: World) -> None:
    """What never left may be tried again, but not while entries wait."""
    venue = world.venue()
    venue.faults.append(Fault.NOT_SENT)
    venue.gate.clear()
    async with asyncio.TaskGroup() as group:
        group.create_task(world.leader_trades(Side.BUY, "1"))
        await until_attempted(venue)
        world.gates.close(Gate.CONFLICT)
        venue.gate.set()
    assert (len(venue.attempts), venue.posts) == (1, [])
    assert len(world.told(TradeFailedEvent)) == 1


async def test_a_press_on_copy_waits_too(asking: World) -> None:
    await asking.leader_trades(Side.BUY, "1")
    asking.gates.close(Gate.DISK)
    press = AnswerConfirmationCommand(actor=ANN, confirmation_id=(await asking.question()).id, answer=Answer.COPY)
    with pytest.raises(NotPossibleNow, match="entries-closed"):
        await asking.do(press)
    asking.gates.open(Gate.DISK)
    assert await asking.do(press) is Answer.COPY


async def test_a_full_disk_sends_no_entry(world: World) -> None:
    """What can't be reserved durably is never sent (reliability.md, row 84)."""
    await world.db.writer.submit(lambda connection: connection.exec_driver_sql("PRAGMA max_page_count=1").close())
    with pytest.raises(StorageError):
        await trade_until_full(world)
    assert len(world.venue().attempts) == len(await world.trades())


async def trade_until_full(world: World) -> None:
    for _ in range(50):
        await world.leader_trades(Side.BUY, "1")


def test_a_change_is_told_once() -> None:
    gates, told = Gates(), list[tuple[str, Closed]]()
    gates.listen(lambda closed: told.append(("closed", closed)), lambda closed: told.append(("open", closed)))
    gates.open(Gate.DISK)
    for _ in range(3):
        gates.close(Gate.DISK, Exchange.BYBIT)
    assert gates.closed() == {Gate.DISK}
    assert gates.places(Gate.DISK) == {Exchange.BYBIT}
    gates.open(Gate.DISK, Exchange.BYBIT)
    assert gates.closed() == frozenset()
    assert told == [("closed", Closed(Gate.DISK, "bybit")), ("open", Closed(Gate.DISK, "bybit"))]
