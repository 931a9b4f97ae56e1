"""A close that is asked for amid a fan-out of opens: how long until it is at the exchange. Judges nothing."""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from statistics import median

from core.application.commands import ClosePositionCommand
from core.domain.position import Position
from tests.bench.arena import Arena
from tests.bench.book import write_bystander
from tests.bench.tandem import Household, warm

TIMES = 5
FIRST_BYSTANDER = 100
INTO_THE_FAN_OUT_SECONDS = 0.03


async def overtaking(arena: Arena, home: Household) -> tuple[float, float]:
    """Milliseconds until a close is at the exchange: during a fan-out, and in a calm house. Medians."""
    positions = await bystanders(home, 2 * TIMES + 1)
    await home.calm()
    await close_ms(arena, home, positions.pop())
    calm = []
    for position in positions[:TIMES]:
        await home.calm()
        calm.append(await close_ms(arena, home, position))
    busy = [await close_amid_opens(arena, home, position) for position in positions[TIMES:]]
    return median(busy), median(calm)


async def bystanders(home: Household, count: int) -> list[Position]:
    house, found = home.house, []
    for number in range(FIRST_BYSTANDER, FIRST_BYSTANDER + count):
        position = await write_bystander(
            house.core.units, house.vault, home.book.exchange, number=number, at=datetime.now(UTC)
        )
        async with house.core.units() as unit:
            await warm(house, await unit.accounts.get(position.owner.account_id))
        found.append(position)
    return found


async def close_amid_opens(arena: Arena, home: Household, position: Position) -> float:
    await home.calm()
    async with asyncio.TaskGroup() as group:
        group.create_task(home.fire())
        await asyncio.sleep(INTO_THE_FAN_OUT_SECONDS)
        closing = group.create_task(close_ms(arena, home, position))
    return closing.result()


async def close_ms(arena: Arena, home: Household, position: Position) -> float:
    core, asked_ns = home.house.core, time.time_ns()
    trade_id = await core.bus.handle(ClosePositionCommand(actor=position.owner.follower_id, position_id=position.id))
    await core.desk.idle()
    async with core.units() as unit:
        name = (await unit.trades.get(trade_id)).client_order_id
    return ((await arena.arrivals())[name] - asked_ns) / 1e6


def at_place(values: Sequence[float], place: float) -> float:
    """A percentile."""
    return sorted(values)[round(place * (len(values) - 1))]
