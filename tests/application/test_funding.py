"""Holding a perpetual costs or brings funding: each payment once, for the position held at its moment."""

import asyncio
from dataclasses import replace

from core.application.commands import BookFundingCommand
from core.application.ports import FundingPayment
from core.application.queries import GetPnlQuery
from core.domain.errors import ExchangeRefused
from core.domain.position import Position
from core.domain.values import AccountId, PositionId, Side
from tests.application.steps import close, opened
from tests.application.world import ANNS, World
from tests.builders import ANN, BTC, BTC_SPOT, ETH, an_account, d

PAUSE = 300


def a_payment(world: World, amount: str, **changes: object) -> FundingPayment:
    number = next(world.numbers)
    payment = FundingPayment(payment_id=f"p{number}", symbol=BTC, amount=d(amount), coin="USDT", at=world.clock.now())
    return replace(payment, **changes)  # type: ignore[arg-type]


async def settled(world: World, amount: str, **changes: object) -> FundingPayment:
    """Some time after opening the exchange settles, and some time after that we look."""
    await world.wait(60)
    payment = a_payment(world, amount, **changes)
    world.venue().funding.append(payment)
    await world.wait(PAUSE)
    return payment


async def book(world: World, *payments: FundingPayment, account_id: AccountId = ANNS) -> int:
    return await world.do(BookFundingCommand(account_id=account_id, payments=payments))


async def stored(world: World, position_id: PositionId) -> Position:
    async with world.db.units() as unit:
        return await unit.positions.get(position_id)


async def test_funding_received_is_gained(world: World) -> None:
    await opened(world)
    await settled(world, "0.6")
    await world.recover()
    position = await world.position()
    assert (position.funding, position.realized_pnl) == (d("0.6"), d("0.6") - position.fees)


async def test_funding_paid_is_lost(world: World) -> None:
    await opened(world)
    await settled(world, "-0.6")
    await world.recover()
    assert (await world.position()).funding == d("-0.6")


async def test_every_settlement_adds_up(world: World) -> None:
    await opened(world)
    for amount in ("-0.6", "-0.5", "0.2"):
        await settled(world, amount)
        await world.recover()
    assert (await world.position()).funding == d("-0.9")


async def test_a_settlement_counts_once_in_two_runs(world: World) -> None:
    await opened(world)
    await settled(world, "0.6")
    for _ in range(2):
        world.restart()
        await world.refresh()
        await world.recover()
    assert len(world.venue().funding_reads) == 2
    assert (await world.position()).funding == d("0.6")


async def test_a_settlement_told_twice_counts_once(world: World) -> None:
    await opened(world)
    payment = await settled(world, "0.6")
    assert await book(world, payment, payment) == 1
    assert await book(world, payment) == 0
    assert (await world.position()).funding == d("0.6")


async def test_two_bookings_at_once_count_once(world: World) -> None:
    await opened(world)
    payments = [await settled(world, "0.6"), await settled(world, "0.1", symbol=ETH)]
    booked = await asyncio.gather(*(book(world, *payments) for _ in range(4)))
    assert (sum(booked), (await world.position()).funding) == (1, d("0.6"))


async def test_two_bookings_of_a_strangers_payment_agree(world: World) -> None:
    await opened(world)
    foreign = await settled(world, "0.6", symbol=ETH)
    assert await asyncio.gather(*(book(world, foreign) for _ in range(4))) == [0, 0, 0, 0]


async def test_each_symbol_has_its_own(world: World) -> None:
    await opened(world)
    await world.leader_trades(Side.SELL, "10", symbol=ETH)
    await settled(world, "-0.6")
    await settled(world, "0.4", symbol=ETH)
    await world.recover()
    found = {position.owner.symbol: position.funding for position in await world.positions()}
    assert found == {BTC: d("-0.6"), ETH: d("0.4")}


async def test_another_account_pays_for_itself(world: World) -> None:
    await opened(world)
    await world.add(an_account("acc-ann-2", label="second"))
    assert await book(world, await settled(world, "-0.6"), account_id=AccountId("acc-ann-2")) == 0
    assert (await world.position()).funding == 0


async def test_what_was_settled_before_the_entry_isnt_ours(world: World) -> None:
    before = a_payment(world, "-0.6")
    await world.wait(60)
    await opened(world)
    assert await book(world, before) == 0
    assert (await world.position()).funding == 0


async def test_a_closed_position_gets_what_came_late(world: World) -> None:
    await opened(world)
    position = await world.position()
    payment = await settled(world, "-0.6")
    await close(world)
    assert await book(world, payment) == 1
    assert (await stored(world, position.id)).funding == d("-0.6")


async def test_a_new_position_doesnt_pay_for_the_last(world: World) -> None:
    await opened(world)
    first = await world.position()
    await settled(world, "-0.6")
    await world.leader_trades(Side.SELL, "1")
    await world.wait(60)
    await world.leader_trades(Side.BUY, "1")
    await world.recover()
    assert (await stored(world, first.id)).funding == d("-0.6")
    assert (await world.position()).funding == 0


async def test_a_turned_position_starts_without_funding(world: World) -> None:
    """The old side ends and the new one begins at one moment: its payment is the new one's."""
    await opened(world)
    first = await world.position()
    await world.wait(60)
    await world.leader_trades(Side.SELL, "2")
    await book(world, a_payment(world, "0.6"))
    assert (await stored(world, first.id)).funding == 0
    assert (await world.position()).funding == d("0.6")


async def test_a_third_coin_counts_as_nothing(world: World) -> None:
    await opened(world)
    assert await book(world, await settled(world, "-0.001", coin="BNB")) == 1
    assert (await world.position()).funding == 0


async def test_a_refusal_holds_nothing_else_back(world: World) -> None:
    await opened(world)
    await settled(world, "-0.6")
    world.venue().funding_fails = ExchangeRefused("no right to read bills")
    world.venue().positions.clear()
    assert (await world.recover()).drifts == 1
    world.venue().funding_fails = None
    await world.recover()
    assert (await world.position()).funding == d("-0.6")


async def test_funding_is_read_now_and_then_only(world: World) -> None:
    await opened(world)
    for _ in range(3):
        await world.recover()
        await world.wait(PAUSE / 2)
    assert world.venue().funding_reads == [[BTC], [BTC]]


async def test_what_is_listed_late_is_found(world: World) -> None:
    await opened(world)
    await world.wait(60)
    late = a_payment(world, "-0.6", at=world.clock.now())
    await world.wait(PAUSE)
    await world.recover()
    world.venue().funding.append(late)
    await world.wait(50 * 60)
    await world.recover()
    assert (await world.position()).funding == d("-0.6")


async def test_spot_asks_for_no_funding(world: World) -> None:
    await world.leader_trades(Side.BUY, "1", symbol=BTC_SPOT)
    await world.wait(60)
    await world.recover()
    assert world.venue().funding_reads == []


async def test_the_pnl_tells_what_funding_cost(world: World) -> None:
    await opened(world)
    await settled(world, "-0.6")
    await world.recover()
    await close(world)
    view = await world.do(GetPnlQuery(actor=ANN))
    assert (view.funding, view.realized_pnl) == (d("-0.6"), d("-0.6") - view.fees)
