"""What the repositories find: every field as it was, the right rows, oldest first, the unit's own changes included."""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from adapters.persistence.memory import Root
from core.domain.confirmation import Answer
from core.domain.errors import AlreadyExists, ConcurrentUpdate, StorageError
from core.domain.invite import Invite
from core.domain.trade import Trade
from core.domain.values import (
    AccountId,
    ClientOrderId,
    ConfirmationId,
    FollowerId,
    FollowId,
    MarginMode,
    Protection,
    Symbol,
    TradeId,
)
from tests.database import RunningDatabase
from tests.persistence import builders as cast
from tests.persistence.builders import ACCOUNT, ANNA, FOLLOW, LEADER, LEADER_ACCOUNT, NOW, OPERATOR


async def stored(db: RunningDatabase, *trades: Trade) -> None:
    async with db.units() as unit:
        for trade in trades:
            unit.trades.add(trade)
        await unit.commit()


def ids(found: Sequence[Root]) -> list[Hashable]:
    return [aggregate.id for aggregate in found]


def fields_of(aggregate: object) -> dict[str, object]:
    """All that an aggregate holds, but for what changes by being stored."""
    return {name: value for name, value in vars(aggregate).items() if name not in {"_version", "_event_count"}}


async def test_every_field_of_the_cast_returns(db: RunningDatabase) -> None:
    async with db.units() as unit:
        found = [
            await unit.followers.get(ANNA),
            await unit.accounts.get(ACCOUNT),
            await unit.follows.get(FOLLOW),
            await unit.leaders.get(LEADER),
        ]
    expected = [cast.follower(), cast.account(), cast.follow(), cast.leader()]
    assert [fields_of(one) for one in found] == [fields_of(one) for one in expected]


async def test_every_field_of_a_settled_trade_returns(db: RunningDatabase) -> None:
    plan = replace(
        cast.plan(),
        limit_price=Decimal("60100.10"),
        leader_at=NOW - timedelta(seconds=2),
        margin_mode=MarginMode.CROSS,
        sized_by="fixed_quote",
    )
    trade = cast.trade(1, plan)
    trade.mark_needs_reconciliation("timeout", NOW)
    trade.execute(cast.execution())
    await stored(db, trade)
    async with db.units() as unit:
        found = await unit.trades.get(trade.id)
    assert fields_of(found) == fields_of(trade)
    assert str(found.plan.limit_price) == "60100.10"


async def test_every_field_of_a_closed_position_returns(db: RunningDatabase) -> None:
    position = cast.position()
    position.protect(Protection(stop_loss=Decimal(90), take_profit=Decimal(120)), Decimal(100))
    position.pay_funding(Decimal("-0.000000000000000001"))
    position.reduce(Decimal(1), Decimal(110), fee=Decimal("0.05"), at=NOW)
    position.close(Decimal(111), "trade-9", at=NOW)
    async with db.units() as unit:
        unit.positions.add(position)
        await unit.commit()
    async with db.units() as unit:
        assert fields_of(await unit.positions.get(position.id)) == fields_of(position)


async def test_protection_returns(db: RunningDatabase) -> None:
    position = cast.position()
    position.protect(Protection(stop_loss=Decimal("90.50")), Decimal(100))
    async with db.units() as unit:
        unit.positions.add(position)
        await unit.commit()
    async with db.units() as unit:
        assert (await unit.positions.get(position.id)).protection == Protection(stop_loss=Decimal("90.50"))


async def test_odd_text_of_an_exchange_stops_no_commit(db: RunningDatabase) -> None:
    trade = cast.trade()
    trade.fail("odd", NOW, message="half a smile \ud83d")
    await stored(db, trade)
    async with db.units() as unit:
        assert (await unit.trades.get(trade.id)).failure_message == "half a smile ?"


async def test_an_absurd_id_is_refused(db: RunningDatabase) -> None:
    async with db.units() as unit:
        with pytest.raises(StorageError):
            await unit.followers.find(FollowerId(10**26))


async def test_an_invite_is_used_once(db: RunningDatabase) -> None:
    async with db.units() as unit:
        unit.invites.add(Invite("hash", invited_by=OPERATOR, created_at=NOW))
        await unit.commit()
    async with db.units() as one, db.units() as other:
        (await one.invites.get("hash")).use(ANNA, NOW)
        (await other.invites.get("hash")).use(OPERATOR, NOW)
        await one.commit()
        with pytest.raises(ConcurrentUpdate):
            await other.commit()


async def test_operators_are_found_by_role(db: RunningDatabase) -> None:
    async with db.units() as unit:
        assert [follower.id for follower in await unit.followers.operators()] == [OPERATOR]


async def test_unlinked_accounts_are_not_listed(db: RunningDatabase) -> None:
    async with db.units() as unit:
        unit.accounts.add(cast.account(AccountId("second")))
        (await unit.accounts.get(ACCOUNT)).unlink()
        assert ids(await unit.accounts.of_follower(ANNA)) == ["second"]
        await unit.commit()
        assert ids(await unit.accounts.of_follower(ANNA)) == ["second"]
        assert ids(await unit.accounts.linked()) == [LEADER_ACCOUNT, "second"]


async def test_many_accounts_come_in_one_call(db: RunningDatabase) -> None:
    many = [AccountId(f"a{number}") for number in range(1_200)]
    async with db.units() as unit:
        for account_id in many:
            unit.accounts.add(cast.account(account_id))
        await unit.commit()
    async with db.units() as unit:
        assert {account.id for account in await unit.accounts.many([*many, AccountId("none")])} == set(many)
        assert await unit.accounts.many([]) == []


async def test_running_follows_are_listed(db: RunningDatabase) -> None:
    async with db.units() as unit:
        (await unit.follows.get(FOLLOW)).only_close()
        await unit.commit()
        lists = [
            await unit.follows.running_of_leader(LEADER),
            await unit.follows.running_of_follower(ANNA),
            await unit.follows.running_of_account(ACCOUNT),
        ]
        assert [ids(found) for found in lists] == [[FOLLOW]] * 3
        (await unit.follows.get(FOLLOW)).stop(NOW)
        assert await unit.follows.running_of_leader(LEADER) == []


async def test_one_account_follows_a_leader_once(db: RunningDatabase) -> None:
    async with db.units() as unit:
        unit.follows.add(cast.follow(FollowId("again")))
        with pytest.raises(AlreadyExists):
            await unit.commit()


async def test_trades_are_found_by_every_key(db: RunningDatabase) -> None:
    settled, waiting = cast.trade(1), cast.trade(2)
    settled.execute(cast.execution())
    await stored(db, settled, waiting)
    async with db.units() as unit:
        assert await unit.trades.by_client_order_id(ClientOrderId("ct2")) == waiting
        assert await unit.trades.by_exchange_order_id(ACCOUNT, "x-1") == settled
        assert await unit.trades.by_exchange_order_id(LEADER_ACCOUNT, "x-1") is None
        assert await unit.trades.by_exchange_order_id(ACCOUNT, "") is None
        assert ids(await unit.trades.of_event("event")) == [settled.id, waiting.id]


async def test_unsettled_trades_come_oldest_first(db: RunningDatabase) -> None:
    trades = [cast.trade(number) for number in (3, 1, 2)]
    trades[1].fail("gone", NOW)
    trades[2].mark_needs_reconciliation("timeout", NOW)
    await stored(db, *trades)
    async with db.units() as unit:
        assert ids(await unit.trades.unsettled()) == ["trade-3", "trade-2"]
        assert ids(await unit.trades.unsettled(ACCOUNT)) == ["trade-3", "trade-2"]
        assert await unit.trades.unsettled(LEADER_ACCOUNT) == []
        assert ids(await unit.trades.unsettled_of_accounts([ACCOUNT, LEADER_ACCOUNT])) == ["trade-3", "trade-2"]


async def test_open_positions_are_found_by_every_key(db: RunningDatabase) -> None:
    position = cast.position()
    async with db.units() as unit:
        unit.positions.add(position)
        await unit.commit()
    async with db.units() as unit:
        assert await unit.positions.open_of_accounts([ACCOUNT]) == [position]
        assert await unit.positions.open_of_follower(ANNA) == [position]
        assert await unit.positions.open_in(FOLLOW, Symbol.parse("BTC/USDT")) is None
        (await unit.positions.get(position.id)).liquidate(Decimal(70), fee=Decimal(1), at=NOW)
        assert await unit.positions.open_of_accounts([ACCOUNT]) == []


async def test_positions_held_since_a_moment_are_found(db: RunningDatabase) -> None:
    position = cast.position()
    async with db.units() as unit:
        unit.positions.add(position)
        await unit.commit()
    async with db.units() as unit:
        later = NOW + timedelta(days=1)
        assert await unit.positions.held_since(ANNA, later) == [position]
        assert await unit.positions.held_since(OPERATOR, later) == []
        (await unit.positions.get(position.id)).close(Decimal(110), "trade-9", at=NOW)
        assert await unit.positions.held_since(ANNA, later) == []
        await unit.commit()
    async with db.units() as unit:
        assert await unit.positions.held_since(ANNA, NOW) == [position]
        assert await unit.positions.held_since(ANNA, later) == []


async def test_confirmations_fall_due_at_their_deadline(db: RunningDatabase) -> None:
    await stored(db, cast.trade())
    async with db.units() as unit:
        unit.confirmations.add(asked := cast.confirmation())
        await unit.commit()
    async with db.units() as unit:
        assert await unit.confirmations.due(asked.deadline - timedelta(microseconds=1)) == []
        assert await unit.confirmations.due(asked.deadline) == [asked]
        (await unit.confirmations.get(asked.id)).take(Answer.HALF, ANNA, at=NOW)
        await unit.commit()
        assert await unit.confirmations.open_of_trade(TradeId("trade-1")) is None
    async with db.units() as unit:
        assert (await unit.confirmations.get(ConfirmationId("confirmation"))).answer is Answer.HALF


async def test_a_press_counts_once(db: RunningDatabase) -> None:
    await stored(db, cast.trade())
    async with db.units() as unit:
        unit.confirmations.add(cast.confirmation())
        await unit.commit()
    async with db.units() as one, db.units() as other:
        for unit in (one, other):
            (await unit.confirmations.get(ConfirmationId("confirmation"))).take(Answer.COPY, ANNA, at=NOW)
        await one.commit()
        with pytest.raises(ConcurrentUpdate):
            await other.commit()


async def test_a_closing_follow_is_running(db: RunningDatabase) -> None:
    async with db.units() as unit:
        (await unit.follows.get(FOLLOW)).close_out(NOW)
        await unit.commit()
    async with db.units() as unit:
        assert [follow.is_closing for follow in await unit.follows.running_of_account(ACCOUNT)] == [True]


async def test_a_fixed_column_never_changes_silently(db: RunningDatabase) -> None:
    async with db.units() as unit:
        (await unit.follows.get(FOLLOW)).started_at = NOW - timedelta(days=1)
        with pytest.raises(StorageError, match="started_at"):
            await unit.commit()
