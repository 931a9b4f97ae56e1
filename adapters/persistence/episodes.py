"""Leaders' stored events told as episodes, behind the commits: a chore's work. Whoever copies never waits for it.

Goes on from where it was, in small steps; each step and its mark are one commit. A reader continues in memory from
there, so that what is shown is never late.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from functools import partial

from sqlalchemy import ColumnElement, Connection, RowMapping, bindparam, delete, insert, select, update

from adapters.persistence.progress import stored_value
from adapters.persistence.reading import Reader
from adapters.persistence.side_tables import leader_courses, leader_episodes, switches
from adapters.persistence.tables import leader_events
from adapters.persistence.writer import Writer
from core.domain.episodes import Course, CourseKey, Episode, take
from core.domain.leader import CopyIntent
from core.domain.values import LeaderId, PositionSide

MARK = "episodes_told"
STEP = 100
AHEAD = 2_000
"""The most events a reader continues over by itself; after an upgrade the chore has more, and is faster."""

COLUMNS = [leader_episodes.c[each.name] for each in fields(Episode)]
COURSES = select(leader_courses.c.course)
NEXT = (
    select(leader_events.c.seq, leader_events.c.intent)
    .where(leader_events.c.seq > bindparam("told"))
    .order_by(leader_events.c.seq)
)
NEXT_STEP = NEXT.limit(STEP)
NEXT_OF_LEADER = NEXT.where(leader_events.c.leader_id == bindparam("leader_id")).limit(AHEAD)
NEWEST = (
    select(*COLUMNS)
    .where(leader_episodes.c.leader_id == bindparam("leader_id"))
    .order_by(leader_episodes.c.closed_at.desc())
    .limit(bindparam("most"))
)


@dataclass(slots=True)
class Telling:
    """Where the courses stand, and what ended on the way."""

    courses: dict[CourseKey, Course]
    ended: list[Episode] = field(default_factory=list)

    def go_on(self, events: Sequence[CopyIntent]) -> None:
        for intent in events:
            self.ended += take(self.courses, intent)


class EpisodeTeller:
    """Two of them may work at once: who finds that the mark has moved wrote nothing."""

    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader, self._writer = reader, writer

    async def catch_up(self) -> None:
        has_more = True
        while has_more:
            has_more = await self._step()

    async def _step(self) -> bool:
        """Whether there may be more."""
        told = await mark(self._reader)
        rows = await self._reader.rows(NEXT_STEP, {"told": told})
        if not rows:
            return False
        telling = Telling(await courses(self._reader))
        before = dict(telling.courses)
        telling.go_on([row["intent"] for row in rows])
        work = partial(store, before=before, telling=telling, marks=(told, rows[-1]["seq"]))
        return await self._writer.submit(work) and len(rows) == STEP


async def mark(reader: Reader) -> int:
    """The last event that was told."""
    return int(await stored_value(reader, MARK) or 0)


async def courses(reader: Reader, leader_id: LeaderId | None = None) -> dict[CourseKey, Course]:
    wanted = COURSES if leader_id is None else COURSES.where(leader_courses.c.leader_id == leader_id)
    found: list[Course] = [row["course"] for row in await reader.rows(wanted)]
    return {course.key: course for course in found}


async def newest(reader: Reader, leader_id: LeaderId, *, most: int) -> Telling:
    """A leader's newest episodes and what is open, up to his last event. Stores nothing.

    The mark is read first and again behind: had it moved meanwhile, some would be counted twice.
    """
    while True:
        told = await mark(reader)
        telling = Telling(await courses(reader, leader_id))
        rows = await reader.rows(NEWEST, {"leader_id": leader_id, "most": most})
        later = await reader.rows(NEXT_OF_LEADER, {"leader_id": leader_id, "told": told})
        if await mark(reader) == told:
            break
    telling.ended = [episode_of(row) for row in reversed(rows)]
    telling.go_on([row["intent"] for row in later])
    telling.ended = telling.ended[-most:]
    return telling


def store(connection: Connection, *, before: dict[CourseKey, Course], telling: Telling, marks: tuple[int, int]) -> bool:
    """False when somebody else was faster: then nothing is written."""
    if not move_mark(connection, *marks):
        return False
    after = telling.courses
    for key in [key for key, course in before.items() if after.get(key) != course]:
        connection.execute(delete(leader_courses).where(*is_at(key)))
    if rows := [course_row(course) for key, course in after.items() if before.get(key) != course]:
        connection.execute(insert(leader_courses), rows)
    if telling.ended:
        connection.execute(insert(leader_episodes), [episode_row(episode) for episode in telling.ended])
    return True


def move_mark(connection: Connection, told: int, until: int) -> bool:
    if not told:
        known = connection.execute(select(switches.c.name).where(switches.c.name == MARK)).first()
        if known is None:
            connection.execute(insert(switches).values(name=MARK, value=str(until)))
        return known is None
    is_there = (switches.c.name == MARK) & (switches.c.value == str(told))
    return connection.execute(update(switches).where(is_there).values(value=str(until))).rowcount == 1


def is_at(key: CourseKey) -> tuple[ColumnElement[bool], ...]:
    columns = leader_courses.c
    return columns.leader_id == key[0], columns.symbol == key[1], columns.position_side == key[2]


def course_row(course: Course) -> dict[str, object]:
    leader_id, symbol, side = course.key
    return {"leader_id": leader_id, "symbol": symbol, "position_side": side, "course": course}


def episode_of(row: RowMapping) -> Episode:
    return Episode(**{**row, "position_side": PositionSide(row["position_side"])})


def episode_row(episode: Episode) -> dict[str, object]:
    return {each.name: getattr(episode, each.name) for each in fields(Episode)}
