"""More people than Lev and Ann: many followers, a second leader."""

from core.domain.follower import Follower, Role
from core.domain.leader import Leader
from core.domain.values import AccountId, FollowerId, LeaderId
from tests.application.world import World
from tests.builders import NOON, OLENA, a_follow, an_account, some_rights


async def add_many_follows(world: World, count: int) -> list[AccountId]:
    """More followers of Lev, each with an account of their own."""
    keys = [AccountId(f"acc-{number}") for number in range(count)]
    for number, key in enumerate(keys):
        person = FollowerId(5000 + number)
        await world.add(Follower(person, name="F", language="en", role=Role.FOLLOWER, joined_at=NOON))
        await world.add(an_account(key, person))
        await world.add(a_follow(f"follow-{number}", follower_id=person, account_id=key))
    await world.refresh()
    return keys


async def add_second_leader(world: World) -> None:
    """Olena leads too, and Ann follows her into the same account."""
    await world.add(an_account("acc-olena", OLENA, rights=some_rights(uid="olena")))
    await world.add(a_leader_named("olena"))
    await world.add(a_follow("follow-olena", leader_id=LeaderId("olena")))


def a_leader_named(name: str) -> Leader:
    account = AccountId(f"acc-{name}")
    return Leader(LeaderId(name), owner_id=OLENA, account_id=account, name=name, since=NOON)
