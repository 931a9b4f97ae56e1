"""A unit commits aggregates, events and decisions together, once, and notices what others stored meanwhile."""

from decimal import Decimal

import pytest

from core.domain.errors import AlreadyExists, ConcurrentUpdate, NotFound, StorageError
from core.domain.events import (
    BreakerChangedEvent,
    PositionClosedEvent,
    PositionOpenedEvent,
    TradeExecutedEvent,
    TradeReservedEvent,
)
from core.domain.position import Position
from core.domain.trade import TradeStatus
from core.domain.values import Exchange, FollowId, PositionId, TradeId
from tests.database import RunningDatabase
from tests.persistence.builders import ANNA, BTC, FOLLOW, NOW, execution, follow, follower, position, trade


async def test_a_trade_comes_back_equal(db: RunningDatabase) -> None:
    reserved = trade()
    async with db.units() as unit:
        unit.trades.add(reserved)
        await unit.commit()
    async with db.units() as unit:
        stored = await unit.trades.get(reserved.id)
    assert (stored.plan, stored.status, stored.version) == (reserved.plan, TradeStatus.RESERVED, 1)


async def test_the_same_id_is_the_same_object(db: RunningDatabase) -> None:
    async with db.units() as unit:
        unit.positions.add(position())
        await unit.commit()
    async with db.units() as unit:
        one = await unit.positions.get(PositionId("position"))
        assert await unit.positions.open_in(FOLLOW, BTC) is one
        assert await unit.positions.open_of_follow(FOLLOW) == [one]


async def test_changes_are_stored_without_being_added(db: RunningDatabase) -> None:
    async with db.units() as unit:
        unit.trades.add(trade())
        await unit.commit()
    async with db.units() as unit:
        (await unit.trades.get(TradeId("trade-1"))).execute(execution())
        await unit.commit()
    async with db.units() as unit:
        stored = await unit.trades.get(TradeId("trade-1"))
    assert (stored.execution, stored.version) == (execution(), 2)


async def test_unchanged_aggregates_are_not_written(db: RunningDatabase) -> None:
    async with db.units() as unit:
        loaded = await unit.follows.get(FOLLOW)
        await unit.commit()
    assert loaded.version == 1


async def test_leaving_without_commit_forgets_all(db: RunningDatabase) -> None:
    async with db.units() as unit:
        unit.trades.add(trade())
    async with db.units() as unit:
        assert await unit.trades.find(TradeId("trade-1")) is None


async def test_an_unknown_id_is_refused_by_get(db: RunningDatabase) -> None:
    async with db.units() as unit:
        with pytest.raises(NotFound, match="follow-unknown"):
            await unit.follows.get(FollowId("nobody"))


async def test_the_slower_of_two_updates_loses(db: RunningDatabase) -> None:
    async with db.units() as slow, db.units() as fast:
        (await slow.follows.get(FOLLOW)).pause()
        (await fast.follows.get(FOLLOW)).stop(NOW)
        await fast.commit()
        with pytest.raises(ConcurrentUpdate):
            await slow.commit()


async def test_a_lost_update_writes_nothing_else(db: RunningDatabase) -> None:
    async with db.units() as slow, db.units() as fast:
        (await slow.follows.get(FOLLOW)).pause()
        slow.trades.add(trade())
        (await fast.follows.get(FOLLOW)).stop(NOW)
        await fast.commit()
        with pytest.raises(ConcurrentUpdate):
            await slow.commit()
    async with db.units() as unit:
        assert await unit.trades.find(TradeId("trade-1")) is None
    assert db.events == []


async def test_the_second_of_one_key_exists_already(db: RunningDatabase) -> None:
    async with db.units() as first:
        first.trades.add(trade())
        await first.commit()
    async with db.units() as second:
        second.trades.add(trade())
        with pytest.raises(AlreadyExists):
            await second.commit()


async def test_a_second_open_position_asks_to_repeat(db: RunningDatabase) -> None:
    """Two fills that both open: the later unit reads again and finds the position to increase."""
    async with db.units() as one, db.units() as other:
        one.positions.add(position("one"))
        other.positions.add(position("other"))
        await one.commit()
        with pytest.raises(ConcurrentUpdate):
            await other.commit()


async def test_a_flip_is_one_commit(db: RunningDatabase) -> None:
    async with db.units() as unit:
        unit.positions.add(position("long"))
        await unit.commit()
    async with db.units() as unit:
        old = await unit.positions.get(PositionId("long"))
        new = old.flip(
            PositionId("short"), Decimal(3), price=Decimal(90), fee=Decimal(0), at=NOW, exit_trade_id="trade-1"
        )
        unit.positions.add(new)
        await unit.commit()
    async with db.units() as unit:
        found = await unit.positions.open_in(FOLLOW, BTC)
    assert found is not None
    assert (found.id, found.quantity) == (PositionId("short"), Decimal(1))


async def test_events_are_told_after_the_commit(db: RunningDatabase) -> None:
    async with db.units() as unit:
        unit.trades.add(trade())
        unit.positions.add(position())
        assert db.events == []
        await unit.commit()
    assert [type(event) for event in db.events] == [TradeReservedEvent, PositionOpenedEvent]


async def test_one_unit_may_commit_repeatedly(db: RunningDatabase) -> None:
    async with db.units() as unit:
        reserved, opened = trade(), position()
        unit.trades.add(reserved)
        unit.positions.add(opened)
        await unit.commit()
        reserved.execute(execution())
        await unit.commit()
        opened.close(Decimal(110), "trade-2", at=NOW)
        await unit.commit()
        await unit.commit()
    kinds = [TradeReservedEvent, PositionOpenedEvent, TradeExecutedEvent, PositionClosedEvent]
    assert [type(event) for event in db.events] == kinds
    assert (reserved.version, opened.version, reserved.get_domain_events()) == (2, 2, ())


async def test_recorded_events_commit_with_the_rest(db: RunningDatabase) -> None:
    event = BreakerChangedEvent(event_id="e1", occurred_at=NOW, exchange=Exchange.BITGET, lane="open", state="open")
    async with db.units() as unit:
        unit.record(event)
        await unit.commit()
    assert db.events == [event]
    assert await db.read_model.undelivered_events() == 1


async def test_an_event_alone_moves_the_version(db: RunningDatabase) -> None:
    """Event ids are numbered by version: without the move a later event would take the same id."""
    async with db.units() as unit:
        unit.positions.add(position())
        await unit.commit()
    for expected in (2, 3):
        async with db.units() as unit:
            loaded: Position = await unit.positions.get(PositionId("position"))
            loaded.protection_missed("code", NOW)
            await unit.commit()
        assert loaded.version == expected


async def test_new_aggregates_are_found_before_commit(db: RunningDatabase) -> None:
    async with db.units() as unit:
        unit.positions.add(opened := position())
        assert await unit.positions.open_in(FOLLOW, BTC) is opened
        opened.close(Decimal(110), "trade-2", at=NOW)
        assert await unit.positions.open_in(FOLLOW, BTC) is None


async def test_a_dangling_reference_is_refused(empty: RunningDatabase) -> None:
    async with empty.units() as unit:
        unit.follows.add(follow())
        with pytest.raises(StorageError, match="FOREIGN KEY"):
            await unit.commit()


async def test_follower_settings_are_noticed(db: RunningDatabase) -> None:
    async with db.units() as unit:
        someone = await unit.followers.get(ANNA)
        someone.noise.clear()
        await unit.commit()
        assert someone.version == 2
    assert follower().noise
