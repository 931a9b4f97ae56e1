"""Episodes are told once from the stored events, by whomever and however often, and a reader is never behind."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from adapters.persistence.episodes import STEP, EpisodeTeller, mark, newest
from core.domain.episodes import Episode
from core.domain.leader import CopyIntent, IntentKind
from core.domain.values import PositionSide
from tests.database import RunningDatabase
from tests.persistence.builders import EXACT, LEADER, NOW, intent

MOST = 10_000


def event(number: int, kind: IntentKind, price: int) -> CopyIntent:
    """One a minute, alternating sides by turns."""
    return replace(
        intent(f"event-{number}"),
        kind=kind,
        price=Decimal(price),
        position_side=PositionSide.LONG,
        fraction=Decimal(1) if kind is IntentKind.CLOSE else Decimal(0),
        occurred_at=NOW + timedelta(minutes=number),
    )


def rounds(count: int) -> list[CopyIntent]:
    """So many times in and out, each for a profit of 0.5 x 10; and once more in."""
    turns = [(IntentKind.OPEN, 100), (IntentKind.CLOSE, 110)]
    moves = [turn for _ in range(count) for turn in turns]
    return [event(number, kind, price) for number, (kind, price) in enumerate([*moves, (IntentKind.OPEN, 100)])]


async def begin(db: RunningDatabase, events: Sequence[CopyIntent]) -> None:
    async with db.units() as unit:
        for each in events:
            unit.leader_events.begin(each)
        await unit.commit()


async def shown(db: RunningDatabase, most: int = MOST) -> Sequence[Episode]:
    return (await newest(db.reader, LEADER, most=most)).ended


async def test_an_episode_is_kept_as_it_was_told(db: RunningDatabase) -> None:
    await begin(db, rounds(1))
    told = await shown(db)
    await EpisodeTeller(db.reader, db.writer).catch_up()
    assert await shown(db) == told
    assert [(it.pnl, it.entered, it.equity, it.is_whole) for it in told] == [(Decimal(5), Decimal(50), EXACT, True)]
    assert told[0].closed_at - told[0].opened_at == timedelta(minutes=1)


async def test_what_goes_on_is_kept_too(db: RunningDatabase) -> None:
    events = rounds(1)
    await begin(db, events)
    await EpisodeTeller(db.reader, db.writer).catch_up()
    await begin(db, [event(len(events), IntentKind.CLOSE, 90)])
    assert [it.pnl for it in await shown(db)] == [Decimal(5), Decimal(-5)]
    await EpisodeTeller(db.reader, db.writer).catch_up()
    assert [it.pnl for it in await shown(db)] == [Decimal(5), Decimal(-5)]
    assert not (await newest(db.reader, LEADER, most=MOST)).courses


async def test_many_events_are_told_in_steps_and_once(db: RunningDatabase) -> None:
    """Two at once, and a third afterwards: who comes second finds the mark moved."""
    events = rounds(STEP)
    await begin(db, events)
    teller = EpisodeTeller(db.reader, db.writer)
    await asyncio.gather(teller.catch_up(), EpisodeTeller(db.reader, db.writer).catch_up())
    await teller.catch_up()
    found = await newest(db.reader, LEADER, most=MOST)
    assert len(found.ended) == STEP
    assert [course.opened_at for course in found.courses.values()] == [events[-1].occurred_at]
    assert await mark(db.reader) == len(events)
    assert [it.closed_at for it in await shown(db, 2)] == [events[-4].occurred_at, events[-2].occurred_at]


async def test_nothing_to_tell_is_nothing(db: RunningDatabase) -> None:
    await EpisodeTeller(db.reader, db.writer).catch_up()
    assert (await shown(db), await mark(db.reader)) == ([], 0)
