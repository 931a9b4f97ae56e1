"""Bitget may cancel our other orders with a close: positions and stops are read again right behind it (row 66)."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from core.application.close_looks import CloseLooks
from core.application.commands import ClosePositionCommand
from core.application.timing import USUAL
from core.domain.copy_rules import CopyRules
from core.domain.errors import ExchangeUnavailable
from core.domain.trade import Trade
from core.domain.values import AccountId, Exchange, PositionSide, Side, Symbol
from tests.application.mishaps import Fault
from tests.application.venue import Venue
from tests.application.world import World
from tests.builders import BO, BTC, BTC_SPOT, a_follow, a_trade, an_account, d

BOS = AccountId("bitget-bo")
LONG = (BTC, PositionSide.LONG)
GUARDED = CopyRules(size=d(6000), leverage=10, stop_loss=d("0.02"))
AT_ONCE = replace(USUAL, between_looks=timedelta(0))


class Books:
    """Differ as often as told; another close may come during a look."""

    def __init__(self, *answers: bool | ExchangeUnavailable) -> None:
        self.answers, self.looks = list(answers), 0
        self.meanwhile: Trade | None = None
        self.closing = CloseLooks(self.look, AT_ONCE)

    async def look(self, account_id: AccountId, symbol: Symbol) -> bool:
        self.looks += 1
        if self.meanwhile is not None:
            trade, self.meanwhile = self.meanwhile, None
            await self.closing.closed(trade)
        answer = self.answers.pop(0)
        if isinstance(answer, ExchangeUnavailable):
            raise answer
        return answer


def a_close(exchange: Exchange = Exchange.BITGET, symbol: Symbol = BTC) -> Trade:
    return a_trade(exchange=exchange, symbol=symbol)


async def guarded_again(venue: Venue) -> None:
    async with asyncio.timeout(10):
        while True:
            if LONG in venue.protections:
                return
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("fault", [Fault.REJECTED, Fault.NONE])
async def test_a_close_leaves_no_rest_bare(world: World, fault: Fault) -> None:
    await world.add(an_account(BOS, BO, exchange=Exchange.BITGET))
    await world.add(a_follow("follow-bo", follower_id=BO, account_id=BOS, rules=GUARDED))
    await world.refresh()
    await world.leader_trades(Side.BUY, "1")
    venue = world.venue(BOS)
    venue.closes_cancel_stops = True
    venue.faults.append(fault)
    held = await world.position(BO)
    await world.do(ClosePositionCommand(actor=BO, position_id=held.id, fraction=d("0.5")))
    await guarded_again(venue)
    assert venue.protections[LONG][0] == venue.amount(BTC) == (await world.position(BO)).quantity


@pytest.mark.parametrize(
    ("answers", "looks"),
    [([False], 1), ([True, False], 2), ([True, True], 2), ([ExchangeUnavailable("away")], 1)],
)
async def test_what_differs_is_looked_at_twice(answers: list[bool | ExchangeUnavailable], looks: int) -> None:
    books = Books(*answers)
    await books.closing.closed(a_close())
    assert books.looks == looks


async def test_a_close_during_a_look_is_looked_after_too() -> None:
    books = Books(False, False)
    books.meanwhile = a_close()
    await books.closing.closed(a_close())
    assert books.looks == 2


async def test_other_closes_disturb_nobody() -> None:
    books = Books()
    await books.closing.closed(a_close(Exchange.BINANCE))
    await books.closing.closed(a_close(symbol=BTC_SPOT))
    assert books.looks == 0
