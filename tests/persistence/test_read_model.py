"""The screens' rows: joined, counted, in order, and never a stranger's."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from core.domain.values import AccountId, ConfirmationId, FollowId, LeaderId, PositionId, TradeId
from core.domain.verdict import Skip, SkipReason
from tests.database import RunningDatabase
from tests.persistence import builders as cast
from tests.persistence.builders import ACCOUNT, ANNA, BTC, FOLLOW, LEADER, NOW, OPERATOR, STRANGER


@pytest.fixture
async def story(db: RunningDatabase) -> RunningDatabase:
    """One closed position, one open, a settled trade, one that is asked about, one skip."""
    async with db.units() as unit:
        closed, opened = cast.position("closed"), cast.position("opened")
        closed.pay_funding(Decimal("0.4"))
        closed.close(Decimal(110), "trade-2", fee=Decimal("0.2"), at=NOW + timedelta(minutes=1))
        settled, asked = cast.trade_at(1, NOW), cast.trade_at(2, NOW + timedelta(minutes=2))
        settled.execute(cast.execution())
        for position in (closed, opened):
            unit.positions.add(position)
        for trade in (settled, asked):
            unit.trades.add(trade)
        unit.confirmations.add(cast.confirmation(of_trade="trade-2"))
        skip = Skip(reason=SkipReason.SLIPPAGE, numbers={"price": "1"})
        unit.decisions.add(
            follow_id=FOLLOW,
            follower_id=ANNA,
            intent=cast.intent(),
            verdict=skip,
            trade_id=None,
            at=NOW + timedelta(minutes=1),
        )
        unit.leader_events.begin(cast.intent("first"))
        unit.leader_events.begin(replace(cast.intent("second"), occurred_at=NOW + timedelta(hours=1)))
        await unit.commit()
    return db


async def test_followers_are_found_and_listed(db: RunningDatabase) -> None:
    found = await db.read_model.follower(ANNA)
    assert found is not None
    assert found.language == "uk"
    assert await db.read_model.follower(STRANGER) is None
    assert [follower.id for follower in await db.read_model.followers()] == [OPERATOR, ANNA]


async def test_accounts_come_with_their_positions(story: RunningDatabase) -> None:
    assert [(account.id, count) for account, count in await story.read_model.accounts(ANNA)] == [(ACCOUNT, 1)]
    assert await story.read_model.accounts(STRANGER) == []


async def test_the_most_followed_leader_is_first(story: RunningDatabase) -> None:
    async with story.units() as unit:
        unit.leaders.add(second := cast.leader_named("Alba", ANNA))
        await unit.commit()
    found = await story.read_model.leaders()
    assert [(record.leader.id, record.followers) for record in found] == [(LEADER, 1), (second.id, 0)]


async def test_a_leader_shows_its_holdings(db: RunningDatabase) -> None:
    async with db.units() as unit:
        (await unit.leaders.get(LEADER)).interpret([cast.fill(1)])
        await unit.commit()
    found = await db.read_model.leader(LEADER)
    assert found is not None
    assert found.leader.holds(BTC) == Decimal("0.5")
    assert await db.read_model.leader(LeaderId("nobody")) is None


async def test_a_follow_shows_its_profit(story: RunningDatabase) -> None:
    """20 gained, 0.3 of fees on the closed and 0.1 on the open one, 0.4 of funding received."""
    (record,) = await story.read_model.follows(ANNA)
    assert (record.leader_name, record.open_positions, record.realized_pnl) == ("Lena", 1, Decimal("20.0"))
    assert await story.read_model.follow(ANNA, FOLLOW) is not None
    assert await story.read_model.follow(STRANGER, FOLLOW) is None


async def test_stopped_follows_are_found_not_listed(db: RunningDatabase) -> None:
    async with db.units() as unit:
        (await unit.follows.get(FOLLOW)).stop(NOW)
        await unit.commit()
    assert await db.read_model.follows(ANNA) == []
    assert await db.read_model.follow(ANNA, FOLLOW) is not None


async def test_positions_are_bound_to_their_owner(story: RunningDatabase) -> None:
    (opened,) = await story.read_model.open_positions(ANNA)
    assert (opened.position.id, opened.leader_name, opened.account.label) == ("opened", "Lena", "main")
    assert await story.read_model.open_positions(STRANGER) == []
    assert await story.read_model.position(ANNA, PositionId("closed")) is not None
    assert await story.read_model.position(STRANGER, PositionId("closed")) is None


async def test_closed_positions_since_a_moment(story: RunningDatabase) -> None:
    closed_at = NOW + timedelta(minutes=1)
    for since, count in ((None, 1), (closed_at, 1), (closed_at + timedelta(microseconds=1), 0)):
        assert len(await story.read_model.closed_positions(ANNA, since)) == count


async def test_a_trade_comes_with_its_confirmation(story: RunningDatabase) -> None:
    settled = await story.read_model.trade(ANNA, TradeId("trade-1"))
    asked = await story.read_model.trade(ANNA, TradeId("trade-2"))
    assert settled is not None
    assert asked is not None
    assert settled.confirmation is None
    assert asked.confirmation == cast.confirmation()
    assert await story.read_model.trade(STRANGER, TradeId("trade-1")) is None


async def test_a_confirmation_leads_to_its_trade(story: RunningDatabase) -> None:
    asked = ConfirmationId("confirmation")
    found = await story.read_model.trade_of_confirmation(ANNA, asked)
    assert found is not None
    assert found.trade.id == "trade-2"
    assert await story.read_model.trade_of_confirmation(STRANGER, asked) is None
    assert await story.read_model.trade_of_confirmation(ANNA, ConfirmationId("none")) is None


async def test_history_mixes_trades_and_skips(story: RunningDatabase) -> None:
    entries = await story.read_model.history(ANNA, offset=0, limit=10)
    assert [entry.status for entry in entries] == ["reserved", "skipped", "executed"]
    assert [entry.reason for entry in entries] == ["", "slippage", ""]
    assert {(entry.leader_name, entry.account_label) for entry in entries} == {("Lena", "main")}
    assert await story.read_model.history(STRANGER, offset=0, limit=10) == []


async def test_history_pages_join_without_gaps(story: RunningDatabase) -> None:
    whole = await story.read_model.history(ANNA, offset=0, limit=10)
    pages = [await story.read_model.history(ANNA, offset=page, limit=1) for page in range(4)]
    assert [entry for page in pages for entry in page] == list(whole)


async def test_a_trade_without_follow_is_shown(db: RunningDatabase) -> None:
    async with db.units() as unit:
        unit.trades.add(cast.trade(1, replace(cast.plan(), follow_id=None)))
        await unit.commit()
    record = await db.read_model.trade(ANNA, TradeId("trade-1"))
    assert record is not None
    assert record.leader_name == ""
    assert [entry.leader_name for entry in await db.read_model.history(ANNA, offset=0, limit=10)] == [""]


async def test_the_last_event_of_each_leader(story: RunningDatabase) -> None:
    assert await story.read_model.last_trade_times() == {LEADER: NOW + timedelta(hours=1)}


async def test_doubts_are_counted(story: RunningDatabase) -> None:
    assert await story.read_model.unresolved_trades() == 0
    async with story.units() as unit:
        (await unit.trades.get(TradeId("trade-2"))).mark_needs_reconciliation("timeout", NOW)
        await unit.commit()
    assert await story.read_model.unresolved_trades() == 1


async def test_many_follows_are_summed_apart(story: RunningDatabase) -> None:
    async with story.units() as unit:
        unit.accounts.add(cast.account(AccountId("second")))
        unit.follows.add(cast.follow(FollowId("second"), AccountId("second")))
        await unit.commit()
    sums = {record.follow.id: record.realized_pnl for record in await story.read_model.follows(ANNA)}
    assert sums == {FOLLOW: Decimal("20.0"), FollowId("second"): Decimal(0)}
