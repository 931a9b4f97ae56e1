"""Who lives in a town: people, accounts, a leader and follows with drawn rules. Nothing happens here yet."""

from random import Random

from core.domain.account import Account
from core.domain.copy_rules import CopyRules
from core.domain.follow import Follow, FollowMode
from core.domain.follower import Follower, Role
from core.domain.sizing import Sizing
from core.domain.values import AccountId
from tests.application.world import LEVS
from tests.application.worlds import PEOPLE
from tests.builders import LEV, NOON, OLENA, a_follow, a_leader, an_account, d
from tests.faults.simulation.town import CY, HOMES, OWNERS, Town, follow_of


async def settle(town: Town) -> None:
    """Stored by the first process, before anything goes wrong."""
    roles = {OLENA: Role.OPERATOR}
    await town.life.add(
        *(
            Follower(key, name=name, language="en", role=roles.get(key, Role.FOLLOWER), joined_at=NOON)
            for key, name in {**PEOPLE, CY: "Cy"}.items()
        )
    )
    await town.life.add(an_account(LEVS, LEV), *(account_of(key) for key in town.accounts))
    await town.life.add(a_leader(), *(some_follow(key, town.chance) for key in town.accounts))


def account_of(key: AccountId) -> Account:
    return an_account(key, OWNERS[key], exchange=HOMES[key])


def some_follow(key: AccountId, chance: Random) -> Follow:
    mode = chance.choice([FollowMode.AUTO, FollowMode.AUTO, FollowMode.ASK])
    return a_follow(follow_of(key), follower_id=OWNERS[key], account_id=key, rules=some_rules(chance), mode=mode)


def some_rules(chance: Random) -> CopyRules:
    draw = chance.choice
    sizing, size = draw([(Sizing.FIXED_QUOTE, "300"), (Sizing.FIXED_QUOTE, "2000"), (Sizing.LEADER_RATIO, "0.02")])
    return CopyRules(
        sizing=sizing,
        size=d(size),
        leverage=draw([2, 5, 10]),
        max_slippage=d(draw(["0.005", "0.05"])),
        max_open_positions=draw([None, None, 1]),
        max_symbol_exposure=draw([None, None, d(1500)]),
        stop_loss=draw([None, d("0.02"), d("0.05")]),
        take_profit=draw([None, None, d("0.03")]),
    )
