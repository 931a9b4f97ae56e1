"""Random days of a leader, a follower, an exchange that fails and a process that dies: what must hold in the end holds.

Each day is drawn from its seed, so that a failure can be replayed. A day ends with peace: faults stop, doubts resolve.
"""

import random
from collections import Counter
from datetime import datetime
from decimal import Decimal

import pytest

from core.application.commands import (
    AnswerConfirmationCommand,
    ClosePositionCommand,
    ExpireConfirmationsCommand,
    PauseFollowCommand,
    ResumeFollowCommand,
)
from core.application.timing import USUAL
from core.domain.confirmation import Answer
from core.domain.copy_rules import CopyRules
from core.domain.events import DriftFoundEvent, PositionClosedEvent
from core.domain.follow import FollowMode
from core.domain.values import ZERO, Exchange, PositionSide, Side, Symbol
from tests.application.mishaps import Fault
from tests.application.steps import follow_with
from tests.application.world import ANNS, World
from tests.builders import ANN, BTC, ETH, NOON, a_follow, d

STEPS = 16
BOUND = USUAL.absence_bounds[Exchange.BINANCE]
SYMBOLS = (BTC, ETH)
FAULTS = [fault for fault in Fault if fault is not Fault.NONE]


class Day:
    """What may happen, one step after another; `leader` is the model: the leader's net amount by symbol."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.chance = world, random.Random(seed)
        self.leader: dict[Symbol, Decimal] = dict.fromkeys(SYMBOLS, ZERO)

    async def step(self) -> None:
        steps = [self.trade] * 6 + [self.misfortune] * 3 + [self.work] * 3 + [self.wait, self.follower, self.die]
        await self.chance.choice(steps)()

    async def trade(self) -> None:
        symbol, side = self.chance.choice(SYMBOLS), self.chance.choice(list(Side))
        amount = str(self.chance.choice([1, 1, 2, 3]))
        self.leader[symbol] += d(amount) * side.sign
        await self.world.leader_trades(side, amount, symbol=symbol)

    async def misfortune(self) -> None:
        self.world.venue().faults.append(self.chance.choice(FAULTS))
        self.world.venue().lag_looks = self.chance.choice([0, 0, 1])

    async def work(self) -> None:
        for step in (self.world.resolve, self.world.resume, self.world.recover):
            await step()

    async def wait(self) -> None:
        await self.world.wait(self.chance.choice([1, 6, 31, 130]))
        await self.world.do(ExpireConfirmationsCommand())

    async def follower(self) -> None:
        follow_id = a_follow().id
        match self.chance.choice(["pause", "resume", "close", "ask", "auto", "press"]):
            case "pause":
                await self.world.refusal(PauseFollowCommand(actor=ANN, follow_id=follow_id))
            case "resume":
                await self.world.refusal(ResumeFollowCommand(actor=ANN, follow_id=follow_id))
            case "close":
                for position in await self.world.positions():
                    await self.world.refusal(ClosePositionCommand(actor=ANN, position_id=position.id))
            case "press":
                await self.press()
            case mode:
                await follow_with(self.world, CopyRules(size=d(600)), FollowMode(mode))

    async def press(self) -> None:
        async with self.world.db.units() as unit:
            trades = await unit.trades.unsettled(ANNS)
            questions = await unit.confirmations.open_of_trades([trade.id for trade in trades])
        for question in questions:
            answer = self.chance.choice([Answer.COPY, Answer.HALF, Answer.SKIP])
            press = AnswerConfirmationCommand(actor=ANN, confirmation_id=question.id, answer=answer)
            await self.world.refusal(press)

    async def die(self) -> None:
        self.world.restart()
        await self.world.refresh()

    async def peace(self) -> None:
        """Faults stop; orders that stayed open fill; everything owed is done."""
        venue = self.world.venue()
        venue.faults.clear()
        venue.lag_looks = 0
        for _ in range(6):
            for order in await venue.fetch_open_orders():
                venue.finish(order.client_order_id)
            repair_answers(self.world)
            await self.wait()
            await self.world.wait(61)
            await self.work()


def repair_answers(world: World) -> None:
    """Answers that contradicted themselves become whole at last."""
    venue = world.venue()
    for post in venue.posts:
        known = venue.orders[post.client_order_id]
        if known.status == "filled" and known.filled == ZERO:
            venue.finish(post.client_order_id)
        elif known.filled and known.average_price is None:
            venue.price_at_last(post.client_order_id)


@pytest.mark.parametrize("seed", range(6))
async def test_a_days_end_is_consistent(world: World, seed: int) -> None:
    day = Day(world, seed)
    await follow_with(world, CopyRules(size=d(600)))
    for _ in range(STEPS):
        await day.step()
    await day.peace()
    world.failures.clear()
    await the_books_are_equal(world)
    await nothing_was_ordered_twice(world)
    await nobody_is_left_behind(world, day)


async def the_books_are_equal(world: World) -> None:
    """And not because a comparison repaired them: nobody traded by hand."""
    assert world.told(DriftFoundEvent) == []
    assert "external" not in {event.cause for event in world.told(PositionClosedEvent)}
    booked = Counter({(p.owner.symbol, p.owner.side): p.quantity for p in await world.positions()})
    for symbol in SYMBOLS:
        for side in PositionSide:
            assert booked[(symbol, side)] == world.venue().amount(symbol, side)


async def nothing_was_ordered_twice(world: World) -> None:
    posts = Counter(post.client_order_id for post in world.venue().posts)
    assert not posts or max(posts.values()) == 1
    asked = {post.client_order_id: post for post in world.venue().attempts}
    assert all(asked[attempt.client_order_id] == attempt for attempt in world.venue().attempts)
    last: dict[str, datetime] = {}
    for key, at in world.venue().dangers:
        assert at - last.get(key, NOON - BOUND) >= BOUND, "sent again without a proof of absence"
        last[key] = at
    for trade in await world.trades():
        assert trade.is_settled
        assert trade.execution is None or trade.execution.filled <= trade.plan.amount


async def nobody_is_left_behind(world: World, day: Day) -> None:
    """The follower is in only where the leader is, on the leader's side; a second peace changes nothing."""
    for position in await world.positions():
        assert day.leader[position.owner.symbol] * position.owner.side.sign > 0
    events, attempts = len(world.db.events), len(world.venue().attempts)
    await day.work()
    assert (len(world.db.events), len(world.venue().attempts)) == (events, attempts)
