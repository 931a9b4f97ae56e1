"""Leverage is set before the first entry, and trading at another leverage than agreed never happens."""

import pytest

from core.application.preparing import Preparing
from core.domain.account import AccountMode
from core.domain.copy_rules import CopyRules, LeveragePolicy
from core.domain.errors import CredentialsRejected, ExchangeError, ExchangeRefused, ExchangeUnavailable
from core.domain.trade import TradeStatus
from core.domain.values import AccountId, Side
from tests.application.clock import FixedClock
from tests.application.steps import follow_with, opened
from tests.application.venue import Venue
from tests.application.world import World
from tests.builders import BTC, BTC_SPOT, ETH, a_trade, an_account


def fixed(leverage: int) -> CopyRules:
    return CopyRules(leverage_policy=LeveragePolicy.FIXED, leverage=leverage)


async def test_leverage_is_set_once_per_symbol(world: World) -> None:
    await follow_with(world, fixed(7))
    for symbol in (BTC, BTC, ETH):
        await world.leader_trades(Side.BUY, "1", symbol=symbol)
    assert world.venue().settings == [(BTC, 7), (ETH, 7)]


async def test_another_leverage_is_set_anew(world: World) -> None:
    await follow_with(world, fixed(7))
    await world.leader_trades(Side.BUY, "1")
    await world.leader_trades(Side.SELL, "1")
    await follow_with(world, fixed(3))
    await world.leader_trades(Side.BUY, "1")
    assert world.venue().settings == [(BTC, 7), (BTC, 3)]


async def test_a_setting_is_trusted_for_a_while(world: World) -> None:
    await opened(world)
    await world.leader_trades(Side.SELL, "1")
    await world.wait(601)
    await world.leader_trades(Side.BUY, "1")
    assert len(world.venue().settings) == 2


async def test_spot_needs_no_leverage(world: World) -> None:
    await world.leader_trades(Side.BUY, "1", symbol=BTC_SPOT)
    assert world.venue().settings == []


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ExchangeRefused("no such leverage"), "rejected-by-exchange"),
        (CredentialsRejected("no right"), "key-rejected"),
        (ExchangeUnavailable("away"), "not-sent"),
    ],
)
async def test_without_the_setting_nothing_is_sent(world: World, error: ExchangeError, code: str) -> None:
    world.venue().setting_fails = error
    await world.leader_trades(Side.BUY, "1")
    trade = await world.trade()
    assert (trade.status, trade.failure_code) == (TradeStatus.FAILED, code)
    assert world.venue().attempts == []


async def test_what_was_set_on_paper_says_nothing_about_live(world: World) -> None:
    preparing, trade, venue = Preparing(world.clock), a_trade(), world.venue()
    for mode in (AccountMode.PAPER, AccountMode.LIVE, AccountMode.LIVE):
        assert await preparing.refusal(venue, an_account(mode=mode), trade) is None
    assert len(venue.settings) == 2


async def test_the_memory_is_bounded() -> None:
    clock = FixedClock()
    preparing, trade = Preparing(clock, remembered=3), a_trade(margin_mode=None)
    venue = Venue(an_account().exchange, {}, clock)
    for number in range(4):
        await preparing.refusal(venue, an_account(AccountId(f"a{number}")), trade)
    await preparing.refusal(venue, an_account("a0"), trade)
    assert len(venue.settings) == 5
