"""Steps that many stories share: follow with rules, open, close, what the exchange filled. Asserts little."""

import asyncio
from dataclasses import replace
from typing import Any

from core.application.commands import (
    BookAccountFillsCommand,
    ChangeFollowCommand,
    ClosePositionCommand,
)
from core.application.ports import AccountFill, FillCause
from core.domain.copy_rules import CopyRules
from core.domain.follow import FollowMode
from core.domain.values import Side
from tests.application.venue import Venue
from tests.application.world import ANNS, World
from tests.builders import ANN, BTC, a_follow, d


async def follow_with(world: World, rules: CopyRules, mode: FollowMode = FollowMode.AUTO) -> None:
    await world.do(ChangeFollowCommand(actor=ANN, follow_id=a_follow().id, rules=rules, mode=mode))


async def opened(world: World, **rules: object) -> None:
    await follow_with(world, CopyRules(**({"size": d(6000), "leverage": 10} | rules)))  # type: ignore[arg-type]
    await world.leader_trades(Side.BUY, "1")
    assert (await world.position()).quantity == d("0.099")


async def close(world: World, fraction: str = "1", actor: int = ANN) -> None:
    position = await world.position()
    command = ClosePositionCommand(actor=type(ANN)(actor), position_id=position.id, fraction=d(fraction))
    await world.do(command)


def a_fill(world: World, amount: str, cause: FillCause = FillCause.ORDER, **changes: Any) -> AccountFill:
    number = next(world.numbers)
    fill = AccountFill(
        fill_id=f"a{number}",
        symbol=BTC,
        side=Side.SELL,
        amount=d(amount),
        price=world.prices[BTC],
        at=world.clock.now(),
        exchange_order_id=f"foreign{number}",
        cause=cause,
    )
    return replace(fill, **changes)


async def book(world: World, *fills: AccountFill) -> int:
    return await world.do(BookAccountFillsCommand(account_id=ANNS, fills=fills))


async def until_attempted(venue: Venue, count: int = 1) -> None:
    async with asyncio.timeout(30), venue.attempted:
        await venue.attempted.wait_for(lambda: len(venue.attempts) >= count)


async def look_twice(world: World, seconds: float = 6) -> None:
    await world.recover()
    await world.wait(seconds)
    await world.recover()
