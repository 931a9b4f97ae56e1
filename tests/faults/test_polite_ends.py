"""SIGTERM to a whole bot with an order under way (reliability.md row 36): it ends in time, and nothing is lost."""

from collections.abc import AsyncIterator, Awaitable, Callable
from decimal import Decimal
from itertools import count

import pytest
import pytest_asyncio

from adapters.sandbox.demo.levers import Levers
from core.application.points import Point
from core.domain.values import Exchange
from tests.faults.killing.cases import NONE, Case, LegKind
from tests.faults.killing.judge import books_are_equal, closes_are_done, no_double_orders, nothing_over_sent
from tests.faults.killing.lanes import make_home, world
from tests.faults.killing.midwife import nursery
from tests.faults.killing.polite import PoliteEnd
from tests.faults.killing.scene import prepared

END_SECONDS = 15.0
"""Row 36 promises ten; a busy machine gets half as much again."""

pytestmark = pytest.mark.asyncio(loop_scope="module")
Stage = Callable[[LegKind], Awaitable[PoliteEnd]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """One world for all."""
    home = tmp_path_factory.mktemp("ends")
    numbers = count()
    async with (
        nursery(home) as midwife,
        world(home, midwife) as handshake,
        Levers(str(handshake["control_url"])) as levers,
    ):
        await make_home(levers, handshake)

        async def build(leg: LegKind) -> PoliteEnd:
            folder = home / leg
            folder.mkdir()
            case = Case(point=Point.ORDER_LEFT, fault=NONE, exchange=Exchange.BINANCE, leg=leg)
            scene = await prepared(case, next(numbers), folder, levers)
            return PoliteEnd(scene=scene, midwife=midwife, levers=levers, handshake=handshake)

        yield build


async def complaints(end: PoliteEnd) -> list[str]:
    book, truth = end.book(), await end.truth()
    nobody = Decimal(0)
    return [
        *no_double_orders(book, truth),
        *nothing_over_sent(book, truth),
        *books_are_equal(book, truth, by_hand=nobody),
        *closes_are_done(book, truth, by_hand=nobody),
    ]


async def test_a_polite_end_waits_for_an_answer(stage: Stage) -> None:
    end = await stage(LegKind.CLOSE)
    life = await end.begun()
    await end.answer_late(1.5)
    await end.led()
    await end.under_way()
    await end.told_to_end(life)
    death = await end.ended(life, within_seconds=END_SECONDS)
    assert (death.status, end.book().unsettled, await complaints(end)) == (0, 0, [])


async def test_a_polite_end_takes_nothing_in_and_loses_nothing(stage: Stage) -> None:
    """The answer comes too late, and the leader goes on meanwhile."""
    end = await stage(LegKind.OPEN)
    life = await end.begun()
    await end.answer_late(60)
    await end.led()
    await end.under_way()
    await end.told_to_end(life)
    await end.led()
    death = await end.ended(life, within_seconds=END_SECONDS)
    assert (death.status, end.book().unsettled, end.book().events) == (0, 1, 1)
    life = await end.begun()
    await end.settled(decisions=2)
    assert await complaints(end) == []
    await life.stop()
