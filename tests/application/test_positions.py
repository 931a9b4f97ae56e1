"""A follower acts on an own position, and the exchange acts on it: closes, protection, fills booked once."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from core.application.commands import (
    BookAccountFillsCommand,
    ChangeFollowCommand,
    ClosePositionCommand,
    ProtectPositionCommand,
)
from core.application.ports import AccountFill, FillCause
from core.domain.copy_rules import CopyRules
from core.domain.errors import (
    BadInput,
    CredentialsRejected,
    ExchangeRefused,
    ExchangeUnavailable,
    NotFound,
    NotPossibleNow,
    StorageError,
)
from core.domain.events import (
    CopySkippedEvent,
    PositionClosedEvent,
    PositionLiquidatedEvent,
    PositionReducedEvent,
    ProtectionMissedEvent,
)
from core.domain.follow import FollowMode
from core.domain.trade import TradeStatus
from core.domain.values import PositionSide, Protection, Side
from tests.application.venue import Fault
from tests.application.world import ANNS, World
from tests.builders import ANN, BO, BTC, BTC_SPOT, ETH, a_follow, d

LONG = (BTC, PositionSide.LONG)


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


def a_fill(world: World, amount: str, cause: FillCause = FillCause.ORDER, **changes: object) -> AccountFill:
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
    return replace(fill, **changes)  # type: ignore[arg-type]


async def book(world: World, *fills: AccountFill) -> int:
    return await world.do(BookAccountFillsCommand(account_id=ANNS, fills=fills))


async def test_a_close_by_hand_closes(world: World) -> None:
    await opened(world)
    await close(world)
    assert world.venue().amount(BTC) == 0
    assert world.told(PositionClosedEvent)[0].cause == "follower"


async def test_a_part_is_closed_on_the_grid(world: World) -> None:
    await opened(world)
    await close(world, "0.333")
    assert (await world.position()).quantity == world.venue().amount(BTC) == d("0.066")


async def test_a_strangers_position_is_unknown(world: World) -> None:
    await opened(world)
    with pytest.raises(NotFound, match="position-unknown"):
        await close(world, actor=BO)


@pytest.mark.parametrize("fraction", ["0", "1.01", "-1"])
async def test_an_impossible_part_is_refused(world: World, fraction: str) -> None:
    await opened(world)
    with pytest.raises(BadInput):
        await close(world, fraction)
    assert len(world.venue().posts) == 1


async def test_a_closed_position_isnt_closed_again(world: World) -> None:
    await opened(world)
    position = await world.position()
    await close(world)
    with pytest.raises(NotPossibleNow, match="position-closed"):
        await world.do(ClosePositionCommand(actor=ANN, position_id=position.id))


async def test_two_presses_on_close_send_one_order(world: World) -> None:
    await opened(world)
    results = await asyncio.gather(*(close(world) for _ in range(3)), return_exceptions=True)
    assert sum(result is None for result in results) == 1
    assert len([post for post in world.venue().attempts if post.reduce_only]) == 1


async def test_a_press_and_the_leaders_exit_close_once(world: World) -> None:
    world.venue().wallet["BTC"] = d(5)
    await follow_with(world, CopyRules(size=d(6000)))
    await world.refresh()
    await world.leader_trades(Side.BUY, "1", symbol=BTC_SPOT)
    await asyncio.gather(close(world), world.leader_trades(Side.SELL, "1", symbol=BTC_SPOT), return_exceptions=True)
    await world.resume()
    assert world.venue().wallet["BTC"] == d(5)


async def test_closing_ends_the_question_about_more(world: World) -> None:
    await opened(world)
    await follow_with(world, CopyRules(), FollowMode.ASK)
    await world.leader_trades(Side.BUY, "1")
    await close(world)
    assert world.venue().amount(BTC) == 0
    assert (await world.trades())[1].failure_code == "skipped-by-follower"


async def test_an_entry_in_doubt_keeps_nobody_in(world: World) -> None:
    await opened(world)
    world.venue().faults.append(Fault.LOST)
    await world.leader_trades(Side.BUY, "1")
    await close(world)
    assert world.venue().amount(BTC) == 0


async def test_a_refused_close_may_be_pressed_again(world: World) -> None:
    await opened(world)
    world.venue().faults.append(Fault.REJECTED)
    await close(world)
    assert (await world.trade()).status is TradeStatus.FAILED
    await close(world)
    first, second = [order.client_order_id for order in world.venue().attempts[1:]]
    assert first != second
    assert world.venue().amount(BTC) == 0


async def test_after_an_own_close_the_leader_adds_nothing(world: World) -> None:
    await opened(world)
    await close(world)
    await world.leader_trades(Side.BUY, "1")
    await world.leader_trades(Side.SELL, "2")
    assert [skip.reason for skip in world.told(CopySkippedEvent)] == ["nothing_to_add_to", "nothing_to_close"]


async def test_a_spot_sale_takes_what_the_wallet_holds(world: World) -> None:
    await follow_with(world, CopyRules(size=d(6000)))
    await world.leader_trades(Side.BUY, "1", symbol=BTC_SPOT)
    world.venue().wallet["BTC"] = d("0.0905")
    await world.refresh()
    await close(world)
    assert world.venue().posts[-1].amount == d("0.090")


async def test_a_wallet_read_before_the_purchase_blocks_no_sale(world: World) -> None:
    world.venue().wallet["BTC"] = d(0)
    await world.refresh()
    await follow_with(world, CopyRules(size=d(6000)))
    await world.leader_trades(Side.BUY, "1", symbol=BTC_SPOT)
    await world.leader_trades(Side.SELL, "1", symbol=BTC_SPOT)
    assert world.venue().wallet["BTC"] == 0


async def test_spot_dust_cant_be_closed(world: World) -> None:
    await follow_with(world, CopyRules(size=d(6000)))
    await world.leader_trades(Side.BUY, "1", symbol=BTC_SPOT)
    world.venue().wallet["BTC"] = d("0.00001")
    await world.refresh()
    with pytest.raises(NotPossibleNow, match="position-is-dust"):
        await close(world)


async def test_protection_follows_the_entry(world: World) -> None:
    await opened(world, stop_loss=d("0.02"), take_profit=d("0.05"))
    expected = Protection(stop_loss=d(58800), take_profit=d(63000))
    assert world.venue().protections[LONG] == (d("0.099"), expected)
    assert (await world.position()).protection == expected


async def test_protection_follows_every_change(world: World) -> None:
    await opened(world, stop_loss=d("0.02"))
    await world.leader_trades(Side.SELL, "0.5")
    assert world.venue().protections[LONG][0] == (await world.position()).quantity == d("0.049")
    await world.leader_trades(Side.SELL, "0.5")
    assert world.venue().protections == {}


async def test_a_refused_protection_is_told(world: World) -> None:
    world.venue().protecting_fails = ExchangeRefused("would trigger", code="-2021")
    await opened(world, stop_loss=d("0.02"))
    assert world.told(ProtectionMissedEvent)[0].code == "-2021"
    assert (await world.position()).protection.is_empty


@pytest.mark.parametrize("error", [CredentialsRejected("no right"), ExchangeRefused("no")])
async def test_a_refusal_without_a_code_has_a_name(world: World, error: ExchangeRefused) -> None:
    world.venue().protecting_fails = error
    await opened(world, stop_loss=d("0.02"))
    assert world.told(ProtectionMissedEvent)[0].code == type(error).__name__


async def test_an_exchange_that_is_away_still_owes_protection(world: World) -> None:
    world.venue().protecting_fails = ExchangeUnavailable("no answer")
    await opened(world, stop_loss=d("0.02"))
    assert not (await world.position()).protection.is_empty
    assert world.told(ProtectionMissedEvent) == []
    await world.recover()
    world.venue().protecting_fails = None
    await world.recover()
    assert world.venue().protections[LONG][0] == d("0.099")


async def test_a_stop_left_behind_is_removed_under_the_next_position(world: World) -> None:
    await opened(world, stop_loss=d("0.02"))
    world.venue().protecting_fails = ExchangeUnavailable("no answer")
    await close(world)
    assert LONG in world.venue().protections
    world.venue().protecting_fails = None
    await world.leader_trades(Side.SELL, "1")
    await follow_with(world, CopyRules())
    await world.leader_trades(Side.BUY, "1")
    assert world.venue().protections == {}


async def test_the_follower_sets_and_removes_protection(world: World) -> None:
    await opened(world)
    position = await world.position()
    wanted = Protection(stop_loss=d(59000))
    await world.do(ProtectPositionCommand(actor=ANN, position_id=position.id, protection=wanted))
    assert world.venue().protections[LONG] == (d("0.099"), wanted)
    for _ in range(2):
        await world.do(ProtectPositionCommand(actor=ANN, position_id=position.id, protection=Protection()))
    assert world.venue().protections == {}


async def test_protection_on_the_wrong_side_is_refused(world: World) -> None:
    await opened(world)
    position = await world.position()
    wrong = ProtectPositionCommand(actor=ANN, position_id=position.id, protection=Protection(stop_loss=d(61000)))
    with pytest.raises(BadInput, match="protection-wrong-side"):
        await world.do(wrong)
    with pytest.raises(NotFound, match="position-unknown"):
        await world.do(replace(wrong, actor=BO))
    world.clock.move(60)
    with pytest.raises(NotPossibleNow, match="no-price"):
        await world.do(wrong)
    assert world.venue().protections == {}


async def test_protecting_races_with_a_fill_without_losing_either(world: World) -> None:
    await opened(world)
    position = await world.position()
    protect = ProtectPositionCommand(actor=ANN, position_id=position.id, protection=Protection(stop_loss=d(59000)))
    await asyncio.gather(world.do(protect), world.leader_trades(Side.BUY, "1"))
    after = await world.position()
    assert world.venue().protections[LONG] == (after.quantity, after.protection)
    assert after.quantity > d("0.1")


@pytest.mark.parametrize(
    ("cause", "told"),
    [
        (FillCause.STOP_LOSS, "stop_loss"),
        (FillCause.TAKE_PROFIT, "take_profit"),
        (FillCause.ADL, "adl"),
        (FillCause.ORDER, "external"),
    ],
)
async def test_what_the_exchange_did_is_booked_once(world: World, cause: FillCause, told: str) -> None:
    await opened(world, stop_loss=d("0.02"))
    fill = a_fill(world, "0.099", cause)
    assert await book(world, fill, fill) == 1
    assert await book(world, fill) == 0
    assert world.told(PositionClosedEvent)[0].cause == told
    assert world.venue().protections == {}


async def test_a_liquidation_ends_the_position(world: World) -> None:
    await opened(world)
    fills = [a_fill(world, amount, FillCause.LIQUIDATION) for amount in ("0.04", "0.059")]
    assert await book(world, *fills) == 2
    assert len(world.told(PositionLiquidatedEvent)) == 1
    assert await world.positions() == []


async def test_a_part_taken_by_hand_resizes_the_stop(world: World) -> None:
    await opened(world, stop_loss=d("0.02"))
    await book(world, a_fill(world, "0.09"))
    assert (await world.position()).quantity == world.venue().protections[LONG][0] == d("0.009")
    await book(world, a_fill(world, "5"))
    assert await world.positions() == []


async def test_our_own_fills_arent_booked_twice(world: World) -> None:
    await opened(world)
    await world.leader_trades(Side.SELL, "0.5")
    trade = await world.trade()
    assert trade.execution is not None
    by_client = a_fill(world, "0.05", client_order_id=trade.client_order_id)
    by_order = a_fill(world, "0.05", exchange_order_id=trade.execution.exchange_order_id)
    assert await book(world, by_client, by_order) == 0
    assert (await world.position()).quantity == d("0.049")


async def test_a_fill_while_our_order_is_in_doubt_waits(world: World) -> None:
    await opened(world)
    world.venue().faults.append(Fault.UNHEARD)
    await world.leader_trades(Side.SELL, "0.5")
    assert await book(world, a_fill(world, "0.05")) == 0
    await world.resolve()
    assert (await world.position()).quantity == d("0.049")


@pytest.mark.parametrize(
    "changes",
    [
        {"side": Side.BUY},
        {"symbol": ETH},
        {"position_side": PositionSide.SHORT},
    ],
)
async def test_what_isnt_ours_is_left_alone(world: World, changes: dict[str, object]) -> None:
    await opened(world)
    assert await book(world, a_fill(world, "0.05", **changes)) == 0
    assert (await world.position()).quantity == d("0.099")


async def test_what_happened_before_the_position_isnt_its_own(world: World) -> None:
    before = a_fill(world, "0.05")
    world.clock.move(1)
    await opened(world)
    assert await book(world, before) == 0


@pytest.mark.parametrize(("coin", "fee"), [("USDT", "1"), ("BTC", "60000"), ("BNB", "0")])
async def test_a_fee_is_booked_in_quote(world: World, coin: str, fee: str) -> None:
    await opened(world)
    await book(world, a_fill(world, "0.01", fee=d(1), fee_coin=coin))
    assert world.told(PositionReducedEvent)[0].realized_pnl == -Decimal(fee)


@pytest.mark.parametrize(("coin", "fee"), [("USDT", "5.94"), ("BTC", "5.94"), ("BNB", "0")])
async def test_the_fee_of_an_own_order_is_booked_in_quote(world: World, coin: str, fee: str) -> None:
    world.venue().fee_rate, world.venue().fee_coin = d("0.001"), coin
    world.venue().wallet["BTC"] = d(1)
    await opened(world)
    assert (await world.position()).fees == d(fee)


async def test_many_booking_the_same_fill_book_it_once(world: World) -> None:
    await opened(world)
    fill = a_fill(world, "0.05")
    booked = await asyncio.gather(*(book(world, fill) for _ in range(4)))
    assert sum(booked) == 1
    assert (await world.position()).quantity == d("0.049")


async def test_a_database_that_is_away_leaves_the_protection_owed(world: World) -> None:
    await opened(world, stop_loss=d("0.02"))
    world.directory.broken[ANNS] = StorageError("the key ring can't open it")
    position = await world.position()
    wanted = Protection(stop_loss=d(59000))
    await world.do(ProtectPositionCommand(actor=ANN, position_id=position.id, protection=wanted))
    assert world.desk.owes_protection(await world.position())
    world.directory.broken.clear()
    await world.recover()
    assert world.venue().protections[LONG][1] == wanted
