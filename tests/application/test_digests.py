"""Digests: one a day and one a week at the hour of who gets them, whatever the clocks do, however often we restart."""

from datetime import UTC, datetime, timedelta

import pytest

from core.application.commands import PauseFollowCommand
from core.application.noise_commands import PlanNewsCommand, TellDigestsCommand
from core.application.queries import GetDigestQuery
from core.domain.news_events import DigestDueEvent
from core.domain.timetable import DigestKind, Timetable
from core.domain.values import Side
from tests.application.world import World
from tests.builders import ANN, BO, ETH, NOON, a_follow

KYIV = "Europe/Kyiv"


def table(at: str, *, weekly_on: int | None = None) -> Timetable:
    hour, minute = at.split(":")
    return Timetable(zone=KYIV, digest_at=int(hour) * 60 + int(minute), is_daily=True, weekly_on=weekly_on)


async def plan(world: World, timetable: Timetable) -> None:
    await world.do(PlanNewsCommand(actor=ANN, timetable=timetable))


async def live_until(world: World, end: datetime, *, step: timedelta = timedelta(hours=1)) -> list[DigestDueEvent]:
    """Looked at now and then, with a restart each time."""
    while world.clock.now() < end:
        world.clock.move(step.total_seconds())
        world.restart()
        await world.do(TellDigestsCommand())
    return world.told(DigestDueEvent)


@pytest.mark.parametrize("change", ["2026-03-29", "2026-10-25"])
@pytest.mark.parametrize("at", ["02:30", "03:30"])
async def test_one_digest_a_day_when_clocks_change(world: World, change: str, at: str) -> None:
    start = datetime.fromisoformat(f"{change} 06:00").replace(tzinfo=UTC) - timedelta(days=1)
    world.clock.move((start - world.clock.now()).total_seconds())
    await plan(world, table(at))
    told = await live_until(world, start + timedelta(days=3))
    assert [event.event_id.rpartition(":")[2] for event in told] == [
        (start + timedelta(days=days)).date().isoformat() for days in (1, 2, 3)
    ]
    assert [event.until for event in told[:-1]] == [event.since for event in told[1:]]


async def test_after_a_sleep_one_digest_tells_it_all(world: World) -> None:
    await plan(world, table("08:00"))
    planned = world.clock.now()
    world.clock.move(timedelta(days=3).total_seconds())
    (event,) = await live_until(world, world.clock.now() + timedelta(hours=1))
    assert event.since == planned


async def test_the_hour_that_is_over_is_not_made_up_for(world: World) -> None:
    await plan(world, table("08:00", weekly_on=NOON.weekday()))
    assert await live_until(world, NOON + timedelta(hours=2)) == []
    told = await live_until(world, NOON + timedelta(days=7, hours=1), step=timedelta(hours=1))
    assert [event.kind for event in told].count(DigestKind.DAILY) == 7
    assert [event.kind for event in told].count(DigestKind.WEEKLY) == 1


async def test_another_hour_brings_no_second_digest_that_day(world: World) -> None:
    await plan(world, table("23:00"))
    await live_until(world, NOON + timedelta(days=1), step=timedelta(hours=1))
    await plan(world, table("09:00"))
    assert len(await live_until(world, NOON + timedelta(days=1, hours=18), step=timedelta(hours=1))) == 1
    told = await live_until(world, NOON + timedelta(days=2), step=timedelta(hours=1))
    assert len(told) == 2
    assert told[1].since == told[0].until


async def test_unwanted_digests_do_not_come(world: World) -> None:
    await plan(world, table("08:00"))
    await plan(world, Timetable(zone=KYIV))
    assert await live_until(world, NOON + timedelta(days=2), step=timedelta(hours=2)) == []


async def test_a_digest_says_what_the_day_was(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    await world.wait(60, BTC="61000")
    await world.leader_trades(Side.SELL, "1")
    await world.leader_trades(Side.BUY, "1", symbol=ETH)
    await world.do(PauseFollowCommand(actor=ANN, follow_id=a_follow().id))
    await world.leader_trades(Side.BUY, "1")
    query = GetDigestQuery(actor=ANN, since=NOON, until=NOON + timedelta(hours=1))
    digest = await world.do(query)
    assert (digest.copied, digest.closed, digest.won, digest.open_positions) == (3, 1, 1, 1)
    assert digest.skips == [("follow_paused", 1)]
    assert digest.best == digest.worst
    assert digest.realized_pnl > 0
    assert digest.slippage is not None
    nothing = await world.do(GetDigestQuery(actor=ANN, since=NOON - timedelta(hours=1), until=NOON))
    assert (nothing.copied, nothing.closed, nothing.best, nothing.slippage, nothing.skips) == (0, 0, None, None, [])
    assert (await world.do(GetDigestQuery(actor=BO, since=query.since, until=query.until))).copied == 0
