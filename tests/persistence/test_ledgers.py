"""Leaders with their ledgers, decisions, booked fills and switches: each counts once, and survives."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from adapters.persistence.unit_of_work import SqlUnitOfWorkFactory
from core.application.unit_of_work import UnitOfWork
from core.domain.errors import AlreadyExists, ConcurrentUpdate
from core.domain.leader import IntentKind
from core.domain.values import (
    PositionSide,
    Side,
)
from core.domain.verdict import CopyOrder, Skip, SkipReason
from tests.database import RunningDatabase
from tests.persistence import builders as cast
from tests.persistence.builders import ACCOUNT, ANNA, BTC, FOLLOW, LEADER, LEADER_ACCOUNT, NOW, OPERATOR


async def test_decisions_are_remembered_per_leg(db: RunningDatabase) -> None:
    async with db.units() as unit:
        decide(unit, Skip(reason=SkipReason.NO_PRICE, numbers={"price": "none"}))
        assert await unit.decisions.decided("event") == {(FOLLOW, "open")}
        await unit.commit()
    async with db.units() as unit:
        assert await unit.decisions.decided("event") == {(FOLLOW, "open")}
        assert await unit.decisions.decided("other") == frozenset()


async def test_a_second_verdict_is_impossible(db: RunningDatabase) -> None:
    async with db.units() as one, db.units() as other:
        for unit in (one, other):
            decide(unit, copy_order())
        await one.commit()
        with pytest.raises(AlreadyExists):
            await other.commit()


def decide(unit: UnitOfWork, verdict: CopyOrder | Skip) -> None:
    unit.decisions.add(follow_id=FOLLOW, follower_id=ANNA, intent=cast.intent(), verdict=verdict, trade_id=None, at=NOW)


def copy_order() -> CopyOrder:
    return CopyOrder(
        symbol=BTC,
        side=Side.BUY,
        position_side=PositionSide.LONG,
        amount=Decimal(1),
        reduce_only=False,
        reference_price=Decimal(1),
        reserve=Decimal(1),
    )


async def test_an_account_fill_counts_once(db: RunningDatabase) -> None:
    async with db.units() as one, db.units() as other:
        for unit in (one, other):
            unit.account_fills.add(ACCOUNT, BTC, fill_id="f1", at=NOW)
        assert await one.account_fills.booked(ACCOUNT, BTC, fill_ids=["f1", "f2"]) == {"f1"}
        await one.commit()
        with pytest.raises(AlreadyExists):
            await other.commit()
    async with db.units() as unit:
        assert await unit.account_fills.booked(ACCOUNT, BTC, fill_ids=["f1", "f2"]) == {"f1"}
        assert await unit.account_fills.booked(LEADER_ACCOUNT, BTC, fill_ids=["f1"]) == frozenset()


async def test_switches_survive_and_show_at_once(db: RunningDatabase) -> None:
    async with db.units() as unit:
        assert not await unit.switches.is_copying_paused()
        unit.switches.pause_copying()
        assert await unit.switches.is_copying_paused()
        await unit.commit()
    assert await db.read_model.is_copying_paused()
    async with db.units() as unit:
        unit.switches.resume_copying()
        await unit.commit()
        assert not await unit.switches.is_copying_paused()


async def test_the_installation_keeps_its_id(db: RunningDatabase) -> None:
    async with db.units() as one, db.units() as other:
        assert len(await one.switches.installation_id()) == 26
        assert await one.switches.installation_id() == await other.switches.installation_id()


async def test_a_leader_event_is_resumed_until_finished(db: RunningDatabase) -> None:
    async with db.units() as unit:
        unit.leader_events.begin(cast.intent("one"))
        unit.leader_events.begin(cast.intent("two"))
        await unit.commit()
    async with db.units() as unit:
        assert await unit.leader_events.unfinished() == [cast.intent("one"), cast.intent("two")]
        unit.leader_events.finish("one")
        await unit.commit()
        assert [intent.event_key for intent in await unit.leader_events.unfinished()] == ["two"]


async def test_an_event_may_begin_and_finish_together(db: RunningDatabase) -> None:
    async with db.units() as unit:
        unit.leader_events.begin(cast.intent())
        unit.leader_events.finish("event")
        await unit.commit()
        assert await unit.leader_events.unfinished() == []


async def test_a_leader_comes_back_with_its_ledger(db: RunningDatabase) -> None:
    async with db.units() as unit:
        leader = await unit.leaders.get(LEADER)
        leader.observe(Decimal("1000.5"), {BTC: 20})
        leader.interpret([cast.fill(1)])
        leader.interpret([replace(cast.fill(2), position_side=PositionSide.SHORT, side=Side.SELL)])
        await unit.commit()
    async with db.units() as unit:
        found = await unit.leaders.get(LEADER)
    assert fields_of(found) == fields_of(leader)
    assert list(found.counted) == list(leader.counted)


async def test_a_counted_fill_means_nothing_later(db: RunningDatabase) -> None:
    for expected in (IntentKind.OPEN, None):
        async with db.units() as unit:
            intent = (await unit.leaders.get(LEADER)).interpret([cast.fill(1)])
            await unit.commit()
        assert (intent and intent.kind) == expected


async def test_counted_fills_are_the_same_remembered_or_read(db: RunningDatabase) -> None:
    for number in range(5):
        async with db.units() as unit:
            (await unit.leaders.get(LEADER)).interpret([cast.fill(number)])
            await unit.commit()
    other_process = SqlUnitOfWorkFactory(db.reader, db.writer)
    async with db.units() as warm, other_process() as cold:
        one, other = await warm.leaders.get(LEADER), await cold.leaders.get(LEADER)
        assert list(one.counted) == list(other.counted)
        assert len(one.counted) >= 5  # and the marks of their orders
        other.interpret([cast.fill(9)])
        await cold.commit()
    third_process = SqlUnitOfWorkFactory(db.reader, db.writer)
    async with other_process() as warm, third_process() as cold:
        counted = set((await warm.leaders.get(LEADER)).counted)
        assert counted == set((await cold.leaders.get(LEADER)).counted)
    assert {f"BTC/USDT:USDT#{number}" for number in (0, 1, 2, 3, 4, 9)} <= counted


async def test_holdings_follow_the_ledger(db: RunningDatabase) -> None:
    for fill in (cast.fill(1), cast.fill(2), cast.fill(3, Side.SELL, amount="1.0")):
        async with db.units() as unit:
            (await unit.leaders.get(LEADER)).interpret([fill])
            await unit.commit()
    async with db.units() as unit:
        assert (await unit.leaders.get(LEADER)).ledger == {}


async def test_two_countings_of_one_fill_collide(db: RunningDatabase) -> None:
    async with db.units() as one, db.units() as other:
        for unit in (one, other):
            (await unit.leaders.get(LEADER)).interpret([cast.fill(1)])
        await one.commit()
        with pytest.raises(ConcurrentUpdate):
            await other.commit()


async def test_leaders_are_found_by_owner_and_state(db: RunningDatabase) -> None:
    async with db.units() as unit:
        found = await unit.leaders.of_owner(OPERATOR)
        assert found is not None
        assert await unit.leaders.active() == [found]
        found.retire()
        await unit.commit()
        assert await unit.leaders.active() == []
        assert await unit.leaders.of_owner(ANNA) is None


async def test_a_leader_who_returns_starts_anew(db: RunningDatabase) -> None:
    later = NOW + timedelta(days=1)
    async with db.units() as unit:
        (await unit.leaders.get(LEADER)).start_from({(BTC, None): Decimal(2)}, at=later)
        await unit.commit()
    async with db.units() as unit:
        found = await unit.leaders.get(LEADER)
    assert (found.since, found.watermark, found.holds(BTC)) == (later, later, Decimal(2))


def fields_of(aggregate: object) -> dict[str, object]:
    """All that an aggregate holds, but for what changes by being stored."""
    return {name: value for name, value in vars(aggregate).items() if name not in {"_version", "_event_count"}}
