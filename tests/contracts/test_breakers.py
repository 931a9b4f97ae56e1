"""An exchange that answers is well, however oddly it answers: breakers stay closed through good business."""

import pytest

from adapters.exchanges.circuit_breaker import FAILURES_TO_OPEN, BreakerState
from core.domain.values import Outcome
from tests.contracts.room import LIVE, House, Room

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.parametrize("subject", LIVE, ids=lambda subject: subject.name),
]


async def test_many_closes_keep_the_breakers_closed(room: Room, house: House) -> None:
    for _ in range(FAILURES_TO_OPEN + 1):
        await room.opened()
        result = await room.exchange.place_order(room.close())
        assert result.outcome is Outcome.ACCEPTED
    assert set(house.factory.breakers.states().values()) == {BreakerState.CLOSED}
