"""The working set is what a query would find: nothing earlier, nothing later, and nobody's unfinished change."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import RowMapping

from adapters.persistence.people_repositories import RUNNING, running_follows
from adapters.persistence.progress import Journal
from adapters.persistence.reading import NONE, Reader, Rows, Values
from adapters.persistence.trading_repositories import open_positions, unsettled_trades
from adapters.persistence.unit_of_work import SqlUnitOfWorkFactory, working_set
from core.domain.follow import FollowStatus
from core.domain.values import AccountId
from tests.application.world import THE_LEADER
from tests.application.worlds import a_world
from tests.builders import NOON, a_follow, an_account
from tests.database import RunningDatabase, database


class Counting(Reader):
    """Counts what is asked, and lets something happen behind the answer about follows."""

    def __init__(self, db: RunningDatabase) -> None:
        super().__init__(db.opened.reading)
        self.asked = 0
        self.behind_the_follows = list[object]()

    async def rows(self, statement: Rows, values: Values = NONE) -> Sequence[RowMapping]:
        self.asked += 1
        found = await super().rows(statement, values)
        happenings = self.behind_the_follows if statement is RUNNING else []
        for happening in [happenings.pop() for _ in happenings]:
            await happening  # type: ignore[misc] # a coroutine that the test put there
        return found


async def test_an_unfinished_change_is_nobody_elses(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        async with world.db.units() as mine, world.db.units() as another:
            (follow,) = await mine.follows.running_of_leader(THE_LEADER)
            follow.pause()
            (seen,) = await another.follows.running_of_leader(THE_LEADER)
            assert (follow.status, seen.status) == (FollowStatus.PAUSED, FollowStatus.ACTIVE)
            await mine.commit()
        async with world.db.units() as later:
            (seen,) = await later.follows.running_of_leader(THE_LEADER)
            assert (seen.status, seen.version) == (FollowStatus.PAUSED, follow.version)


async def test_what_leaves_the_working_set_is_still_stored(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        async with world.db.units() as unit:
            (follow,) = await unit.follows.running_of_leader(THE_LEADER)
            follow.stop(NOON)
            await unit.commit()
        async with world.db.units() as later:
            assert not await later.follows.running_of_leader(THE_LEADER)
            assert (await later.follows.get(follow.id)).status is FollowStatus.STOPPED


async def test_it_is_read_once(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        reader = Counting(world.db)
        units = SqlUnitOfWorkFactory(reader, world.db.writer)
        for _ in range(3):
            async with units() as unit:
                assert len(await unit.follows.running_of_leader(THE_LEADER)) == 1
        assert reader.asked == 7  # one a shelf, the unfinished events, two switches


async def test_a_commit_during_the_loading_is_not_missed(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        reader = Counting(world.db)
        units = SqlUnitOfWorkFactory(reader, world.db.writer)

        async def another_follow() -> None:
            async with units() as unit:
                unit.accounts.add(an_account("acc-2"))
                unit.follows.add(a_follow("follow-2", account_id=AccountId("acc-2")))
                await unit.commit()

        reader.behind_the_follows.append(another_follow())
        async with units() as unit:
            assert len(await unit.follows.running_of_leader(THE_LEADER)) == 2


async def test_an_older_state_says_nothing(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        working = working_set(db.reader)
        await working.ready()
        old, new = a_follow(), a_follow()
        old.stored_as(1)
        new.pause()
        new.stored_as(2)
        working.take([new], Journal())
        working.take([old], Journal())
        assert working.follows.find(old.id) is new


def test_the_oldest_stays_first_when_it_changes() -> None:
    shelf = running_follows()
    for number, key in enumerate(("first", "second", "first")):
        follow = a_follow(key)
        follow.stored_as(number)
        shelf.put(follow)
    assert [follow.id for follow in shelf.by("leader_id", THE_LEADER)] == ["first", "second"]
    assert shelf.everything()[0].version == 2


def test_what_has_ended_is_not_kept() -> None:
    shelf, follow = running_follows(), a_follow()
    shelf.put(follow)
    ended = follow.twin()
    ended.stop(NOON)
    ended.stored_as(1)
    shelf.put(ended)
    assert (shelf.find(follow.id), shelf.by("leader_id", THE_LEADER), shelf.everything()) == (None, [], [])


async def test_shelves_keep_only_what_is_at_work(tmp_path: Path) -> None:
    """Their rows and their rule say the same."""
    async with a_world(tmp_path) as world:
        for shelf in (running_follows(), unsettled_trades(), open_positions()):
            found = await shelf.read(world.db.reader)
            shelf.fill(found)
            assert len(shelf.everything()) == len(found)
