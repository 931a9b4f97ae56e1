"""Every command and every kind of button in everybody's hands: who may change what. Plays each role with each of them.

The buttons carry Ann's ids: whoever else presses them must change nothing of hers, and a stranger nothing at all.
"""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from bot.callbacks import (
    ConnectVerb,
    DraftVerb,
    LeaderVerb,
    Place,
)
from bot.house_presses import AdminVerb
from bot.menu import COMMANDS
from core.application.commands import PauseFollowCommand
from core.domain.follower import Follower, News, Role
from core.domain.values import AccountId, Exchange, FollowerId, FollowId
from tests.application.world import ANNS, THE_LEADER
from tests.builders import ANN, BO, NOON, OLENA, a_follow, an_account
from tests.faults.clicks_forged import Owned, belongings
from tests.faults.clicks_room import STRANGER, ClickRoom, click_room, rows_of
from tests.faults.scale import Count

INVITED = FollowerId(1005)
NUMBERED = "Tell the operator this number"
TURNED_AWAY = ("by invitation", "invitation")
OPERATORS_ONLY = ("ad:", "pe:", "te:")
OPEN_TO_ALL = frozenset({"/start", "/help"})


class Hand(StrEnum):
    """Who presses: nobody we know; let in and no more; with a paused follow; who runs the bot."""

    STRANGER = "stranger"
    INVITED = "invited"
    PAUSED = "paused"
    OPERATOR = "operator"


WHO = {Hand.STRANGER: STRANGER, Hand.INVITED: INVITED, Hand.PAUSED: BO, Hand.OPERATOR: OLENA}


async def matrix(folder: Path, *, again: str) -> Count:
    failed: list[str] = []
    played: Counter[str] = Counter()
    async with click_room(folder) as room:
        owned = await furnished(room)
        for hand, who in WHO.items():
            for thing in (*commands(), *buttons(owned)):
                played[hand.value] += 1
                failed += [f"{hand} with {thing}: {flaw}; {again}" for flaw in await cell(room, hand, thing, who=who)]
        failed += [] if await operators_switch_works(room) else [f"the operator's switch does nothing; {again}"]
    return Count(what="clicks: roles and handlers", played=played.total(), failed=failed, seen=played)


async def furnished(room: ClickRoom) -> Owned:
    """What is Ann's; Bo has a follow of his own that is paused; somebody was invited and has nothing."""
    owned, world = await belongings(room), room.world
    await world.add(Follower(INVITED, name="Cleo", language="en", role=Role.FOLLOWER, joined_at=NOON))
    await world.add(an_account("acc-bo", BO))
    await world.add(a_follow("follow-bo", follower_id=BO, account_id=AccountId("acc-bo")))
    await world.do(PauseFollowCommand(actor=BO, follow_id=FollowId("follow-bo")))
    return owned


def commands() -> Sequence[str]:
    return [f"/{line.name}" for line in COMMANDS]


def buttons(owned: Owned) -> Sequence[str]:
    """With Ann's ids where there is an id; of the rest, every verb."""
    return [
        *(verb + own_id for verb, own_id in owned.buttons()),
        *(f"ad:{verb}" for verb in AdminVerb),
        *(f"pe:{ANN}", f"te:save:{ANN}:", f"te:role:{ANN}:"),
        *(f"te:{choice}" for choice in (f"role:{ANN}:viewer", f"accounts:{ANN}:1", f"paper:{ANN}:on")),
        *(f"cn:{verb}:{exchange}" for verb in ConnectVerb for exchange in Exchange),
        *(f"df:{verb}:::" for verb in DraftVerb),
        *(f"le:{verb}:{THE_LEADER}" for verb in LeaderVerb),
        *(f"go:{place}:0" for place in Place),
        *(f"no:{news}:silent" for news in News),
        *("tr:sl:position:5", "pn:day", "la:uk", "la:en"),
        *(f"hr:{press}" for press in ("zone:Europe/Kyiv", "quiet:23-7", "at:8", "daily:on", "weekly:6", "zone:")),
        *("re:hour:", "re:resume:", f"re:open:{ANNS}", "sa:keep", "un:guessed"),
    ]


async def cell(room: ClickRoom, hand: Hand, thing: str, *, who: FollowerId) -> Sequence[str]:
    hers, orders, before = rows_of(room, ANN), room.orders(), room.changes()
    said = await (room.say(who, thing) if thing.startswith("/") else room.press(who, thing))
    flaws = [] if (rows_of(room, ANN), room.orders()) == (hers, orders) else ["something of Ann's changed"]
    if not said:
        flaws.append("no answer")
    if any(NUMBERED in text for _, text in said):
        flaws.append("nobody foresaw it")
    changed = room.changes() != before
    if changed and (hand is Hand.STRANGER or (thing.startswith(OPERATORS_ONLY) and hand is not Hand.OPERATOR)):
        flaws.append("it changed something")
    is_turned_away = any(words in text for _, text in said for words in TURNED_AWAY)
    if hand is Hand.STRANGER and not is_turned_away and thing not in OPEN_TO_ALL:
        flaws.append(f"a stranger was told {said}")
    return flaws


async def operators_switch_works(room: ClickRoom) -> bool:
    before = room.changes()
    await room.press(OLENA, f"ad:{AdminVerb.PAUSE}")
    return room.changes() != before
