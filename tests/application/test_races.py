"""What happens at the same moment: whoever comes first, money is moved once and the books agree."""

import asyncio
from contextlib import suppress

import pytest

from core.application.commands import (
    AnswerConfirmationCommand,
    ClosePositionCommand,
    ExpireConfirmationsCommand,
    RecoverAccountCommand,
)
from core.domain.confirmation import Answer
from core.domain.errors import StorageError
from core.domain.events import ConfirmationAnsweredEvent
from core.domain.leader import IntentKind, Leg
from core.domain.position import Position
from core.domain.trade import Trade
from core.domain.values import PositionId, PositionSide, Side
from tests.application.mishaps import Fault
from tests.application.steps import opened, until_attempted
from tests.application.world import ANNS, World
from tests.builders import ANN, BTC, a_trade, an_owner, d

DELAYS = range(0, 60, 10)
"""How many turns of the loop the second actor waits: every one meets the first at another point."""


async def after_turns(turns: int) -> None:
    for _ in range(turns):
        await asyncio.sleep(0)


@pytest.mark.parametrize("delay", DELAYS)
async def test_a_press_meets_the_leaders_exit(asking: World, delay: int) -> None:
    await asking.leader_trades(Side.BUY, "1")
    press = AnswerConfirmationCommand(actor=ANN, confirmation_id=(await asking.question()).id, answer=Answer.COPY)

    async def pressing() -> None:
        await after_turns(delay)
        await asking.refusal(press)

    await asyncio.gather(pressing(), asking.leader_trades(Side.SELL, "1"))
    await asking.resume()
    assert len(asking.told(ConfirmationAnsweredEvent)) == 1
    assert asking.venue().amount(BTC) == 0
    assert await asking.positions() == []


@pytest.mark.parametrize("delay", DELAYS)
async def test_a_press_meets_the_deadline(asking: World, delay: int) -> None:
    await asking.leader_trades(Side.BUY, "1")
    press = AnswerConfirmationCommand(actor=ANN, confirmation_id=(await asking.question()).id, answer=Answer.COPY)
    await asking.wait(119.9)

    async def expiring() -> None:
        await after_turns(delay)
        asking.clock.move(1)
        await asking.do(ExpireConfirmationsCommand())

    await asyncio.gather(asking.refusal(press), expiring(), expiring())
    (answer,) = asking.told(ConfirmationAnsweredEvent)
    assert len(asking.venue().posts) == (1 if answer.answer == "copy" else 0)


@pytest.mark.parametrize("delay", DELAYS)
async def test_a_hand_meets_the_leaders_exit_and_recovery(world: World, delay: int) -> None:
    await opened(world)
    closing = ClosePositionCommand(actor=ANN, position_id=(await world.position()).id)

    async def recovering() -> None:
        await after_turns(delay)
        await world.do(RecoverAccountCommand(account_id=ANNS))

    await asyncio.gather(world.refusal(closing), world.leader_trades(Side.SELL, "1"), recovering())
    await world.resume()
    exits = [post for post in world.venue().posts if post.reduce_only]
    assert sum(post.amount for post in exits) == d("0.099")
    assert await world.positions() == []


async def test_many_recoveries_at_once_owe_one_exit(world: World) -> None:
    await opened(world)
    world.venue().faults.append(Fault.REJECTED)
    await world.leader_trades(Side.SELL, "1")
    await asyncio.gather(*(world.recover() for _ in range(4)))
    assert len([post for post in world.venue().attempts if post.reduce_only]) == 2
    assert world.venue().amount(BTC) == 0


async def test_an_order_without_a_database_is_found_later(world: World) -> None:
    """The order filled, then the book couldn't be written: nothing is sent again, the fill is booked when it can."""
    world.venue().gate.clear()
    sending = asyncio.ensure_future(world.leader_trades(Side.BUY, "1"))
    await until_attempted(world.venue())
    world.db.writer.stop()
    world.venue().gate.set()
    with suppress(StorageError):
        await sending  # it may not have been written either that the event has its verdicts
    await world.desk.idle()
    assert isinstance(world.failures.pop(), ExceptionGroup)
    assert not (await world.trade()).is_settled
    assert world.desk.last_sent((await world.trade()).id) is not None


def an_entry(amount: str) -> Trade:
    """A short entry that was decided while nothing was open."""
    return a_trade(
        side=Side.SELL,
        position_side=PositionSide.SHORT,
        leg=Leg.OPEN,
        kind=IntentKind.OPEN,
        amount=d(amount),
        limit_price=None,
    )


@pytest.mark.parametrize(("amount", "side", "left"), [("0.1", "long", "0.9"), ("3", "short", "2")])
async def test_an_entry_that_met_the_other_side_is_netted(world: World, amount: str, side: str, left: str) -> None:
    """A one-way exchange nets the two: the book must not add a short to a long."""
    trade = an_entry(amount)
    position = Position.open(PositionId("p"), an_owner(), amount=d(1), price=d(60000), fee=d(0), at=world.clock.now())
    await world.add(trade, position)
    world.desk.submit(await world.account(), [trade])
    await world.desk.idle()
    after = await world.position()
    assert (after.owner.side, after.quantity) == (side, d(left))


async def test_an_exit_of_the_other_side_moves_nothing(world: World) -> None:
    trade = a_trade(
        side=Side.BUY, position_side=PositionSide.SHORT, leg=Leg.CLOSE, kind=IntentKind.CLOSE, reduce_only=True
    )
    world.venue().positions[(BTC, PositionSide.SHORT)] = d(1)
    position = Position.open(PositionId("p"), an_owner(), amount=d(1), price=d(60000), fee=d(0), at=world.clock.now())
    await world.add(trade, position)
    world.desk.submit(await world.account(), [trade])
    await world.desk.idle()
    assert (await world.position()).quantity == d(1)
