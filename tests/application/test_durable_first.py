"""When an order reaches the exchange, its reserve and its verdict stand in the book for every reader. Always."""

import asyncio
import threading
from collections.abc import Sequence

from sqlalchemy import func, select

from adapters.persistence.tables import decisions, trades
from core.application.points import Point, Watcher, watching
from core.domain.values import Exchange, OrderRequest, OrderResult, Side
from tests.application.venue import Venue
from tests.application.world import ANNS, World
from tests.builders import BTC

SLOW_SECONDS, PATIENCE_SECONDS = 0.1, 5.0


class Auditor(Venue):
    """An exchange that looks into the bot's book before it takes an order."""

    world: World
    seen: list[tuple[str, int]]

    async def place_order(self, order: OrderRequest) -> OrderResult:
        self.seen.append(await self._found(order))
        return await super().place_order(order)

    async def _found(self, order: OrderRequest) -> tuple[str, int]:
        """Status of the reserve and number of its verdicts, as another connection reads them."""
        reader, mine = self.world.db.reader, trades.c.client_order_id == order.client_order_id
        trade = await reader.row(select(trades.c.id, trades.c.status).where(mine))
        if trade is None:
            return ("missing", 0)
        verdicts = await reader.row(select(func.count().label("found")).where(decisions.c.trade_id == trade["id"]))
        return (trade["status"], 0 if verdicts is None else verdicts["found"])


def audited(world: World) -> Sequence[tuple[str, int]]:
    auditor = Auditor(Exchange.BINANCE, world.prices, world.clock)
    auditor.world, auditor.seen = world, []
    world.directory.venues[ANNS] = auditor
    return auditor.seen


def slow_reserves(world: World) -> Watcher:
    """The disk takes a while for whatever is written behind a counted event: who does not wait for it is seen."""

    writing: list[asyncio.Future[bool]] = []

    def slow(point: Point) -> None:
        if point is Point.INTENT_STORED:
            free = threading.Event()
            writing.append(asyncio.ensure_future(world.db.writer.submit(lambda _: free.wait(PATIENCE_SECONDS))))
            asyncio.get_running_loop().call_later(SLOW_SECONDS, free.set)

    return slow


async def test_no_order_leaves_before_its_reserve_is_durable(world: World) -> None:
    seen = audited(world)
    await world.refresh()
    with watching(slow_reserves(world)):
        for side, amount in ((Side.BUY, "1"), (Side.BUY, "1"), (Side.SELL, "1"), (Side.SELL, "1")):
            await world.leader_trades(side, amount)
    assert seen == [("reserved", 1)] * 4
    assert world.venue().amount(BTC) == 0
