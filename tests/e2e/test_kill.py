"""Kill -9 while orders are on their way, start again: nobody is copied twice, nobody is left out."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.sandbox.demo import settling_in, trading
from adapters.sandbox.demo.audit import settled
from adapters.sandbox.demo.books import OUR_CLIENT_IDS
from adapters.sandbox.demo.cast import ANN, BOHDAN, CLEO, FOLLOWERS, LEV, Role
from adapters.sandbox.demo.company import Company, company, in_silence
from adapters.sandbox.demo.processes import Stage

ANSWER_LATE_SECONDS = 45
IN_FLIGHT_SECONDS = 20.0
LOOK_SECONDS = 0.05


@pytest.fixture
async def cast(tmp_path: Path) -> AsyncIterator[Company]:
    """Three live followers who are copied at once."""
    async with company(Stage(tmp_path), lambda _: None, tell=in_silence) as cast:
        await cast.start_bot()
        await settling_in.invite(cast, LEV, *FOLLOWERS)
        await settling_in.link_key(cast, LEV)
        await settling_in.lead(cast)
        for role in FOLLOWERS:
            await settling_in.link_key(cast, role)
            await settling_in.go_live(cast, role)
        await settling_in.follow_at_once(cast)
        await settling_in.follow_with_fixed_amount(cast)
        await settling_in.follow_daringly(cast)
        yield cast


async def our_orders(cast: Company, role: Role) -> int:
    account = await cast.levers.account(role.account)
    return sum(str(order["client_id"]).startswith(OUR_CLIENT_IDS) for order in account["orders"])


async def accepted(cast: Company, role: Role, *, orders: int) -> None:
    async with asyncio.timeout(IN_FLIGHT_SECONDS):
        while True:
            if await our_orders(cast, role) >= orders:
                return
            await asyncio.sleep(LOOK_SECONDS)


async def leader_trades(cast: Company, side: str, **wishes: object) -> None:
    await cast.levers.trade(LEV.account, kind="perpetual", base="BTC", side=side, **wishes)


async def hold_back_answers(cast: Company, *roles: Role) -> None:
    """The exchange takes the order and is slow to say so."""
    for role in roles:
        wish = {"venue": role.venue, "operation": "order.create", "kind": "delay_after"}
        await cast.levers.post("/faults", **wish, delay_s=ANSWER_LATE_SECONDS)


async def kill_and_start_again(cast: Company) -> None:
    await cast.stage.bot.kill()
    await cast.levers.delete("/faults")
    cast.look_up()
    await cast.start_bot()
    await settled(cast, FOLLOWERS)


async def books_are_equal(cast: Company, *, orders: int) -> None:
    for role in FOLLOWERS:
        pages = await cast.auditor.compare(role)
        assert all(page.is_equal for page in pages), (role.name, pages)
        assert await our_orders(cast, role) == orders


async def test_kill_during_the_fan_out_loses_and_doubles_nothing(cast: Company) -> None:
    await hold_back_answers(cast, BOHDAN, CLEO)
    await leader_trades(cast, "buy", amount=trading.ENTRY, leverage=trading.LEADER_LEVERAGE)
    await asyncio.gather(*(accepted(cast, role, orders=1) for role in FOLLOWERS))
    await kill_and_start_again(cast)
    await books_are_equal(cast, orders=1)

    await hold_back_answers(cast, ANN, CLEO)
    await leader_trades(cast, "sell", close=True)
    await asyncio.gather(*(accepted(cast, role, orders=2) for role in FOLLOWERS))
    await kill_and_start_again(cast)
    await books_are_equal(cast, orders=2)
