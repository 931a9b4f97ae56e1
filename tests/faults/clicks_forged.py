"""Forged presses: other people's ids, mutated and made-up ones, dead buttons, other chats. Says who presses what.

Every forgery about somebody's object comes with its double about nothing: the two must be answered in the same words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from string import ascii_lowercase, digits

from aiogram.types import Chat

from bot.callbacks import AccountVerb, FollowVerb, PositionVerb
from bot.house_presses import AdminVerb
from core.domain.values import FollowerId, Side
from tests.application.world import ANNS
from tests.builders import ANN, BO, LEV, OLENA, a_follow
from tests.faults.clicks_room import STRANGER, ClickRoom, ask

LETTERS = ascii_lowercase + digits
LONGEST_PRESS = 64
CROWD = Chat(id=-100_500, type="supergroup", title="Traders")
CHANNEL = Chat(id=-100_600, type="channel", title="Signals")


class Forgery(StrEnum):
    FOREIGN = "others' ids"
    MUTATED = "mutated ids"
    UNKNOWN = "unknown buttons"
    DEAD = "replayed old ones"
    ELSEWHERE = "other chats"
    OPERATORS = "operator's buttons"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """What is Ann's, by the prefix and verbs of its buttons; `dead` are buttons that have been used up."""

    position: str
    follow: str
    account: str
    question: str
    trade: str
    dead: Sequence[str]

    def buttons(self) -> Sequence[tuple[str, str]]:
        """Everything before the id, and the id."""
        return [
            *((f"po:{verb}:", self.position) for verb in PositionVerb),
            *((f"fo:{verb}:", self.follow) for verb in FollowVerb),
            *((f"ac:{verb}:", self.account) for verb in AccountVerb),
            *((f"cf:{answer}:", self.question) for answer in ("copy", "half", "skip", "expired", "overtaken")),
            ("td:", self.trade),
            ("wy:", self.trade),
            *((f"fx:{field}:", self.follow) for field in ("size", "max_slippage")),
            ("ld:", self.account),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forged:
    """A press that must change nothing. `double` is the same about an id that never was, when that must sound alike."""

    kind: Forgery
    who: FollowerId
    payload: str
    chat: Chat | None = None
    double: str = ""


def forge(chance: Random, owned: Owned) -> Forged:
    kind = chance.choice(list(Forgery))
    verb, own_id = chance.choice(owned.buttons())
    match kind:
        case Forgery.FOREIGN:
            who = chance.choice([BO, LEV, OLENA, STRANGER])
            return Forged(kind=kind, who=who, payload=verb + own_id, double=verb + mutated(chance, own_id))
        case Forgery.MUTATED:
            return Forged(kind=kind, who=ANN, payload=verb + mutated(chance, own_id))
        case Forgery.UNKNOWN:
            return Forged(kind=kind, who=chance.choice([ANN, BO, OLENA, STRANGER]), payload=unknown(chance))
        case Forgery.DEAD:
            return Forged(kind=kind, who=chance.choice([ANN, BO]), payload=chance.choice(owned.dead))
        case Forgery.ELSEWHERE:
            return Forged(kind=kind, who=ANN, payload=verb + own_id, chat=chance.choice([CROWD, CHANNEL]))
        case Forgery.OPERATORS:
            who = chance.choice([ANN, BO, LEV, STRANGER])
            return Forged(kind=kind, who=who, payload=operators_button(chance))


def operators_button(chance: Random) -> str:
    terms = [f"pe:{ANN}", f"te:save:{ANN}:", f"te:role:{ANN}:viewer", f"te:paper:{ANN}:on"]
    return chance.choice([*(f"ad:{verb}" for verb in AdminVerb), *terms])


def mutated(chance: Random, own_id: str) -> str:
    """Never the id itself."""
    made = own_id
    while made == own_id:
        at = chance.randrange(len(own_id))
        other = chance.choice(LETTERS)
        made = chance.choice([own_id[:at] + other + own_id[at + 1 :], own_id[:at], own_id + other, other * 26])
    return made


def unknown(chance: Random) -> str:
    """Prefixes that no button has."""
    letters = "".join(chance.choices(LETTERS + ":+_-. \u0456", k=chance.randrange(1, LONGEST_PRESS - 5)))
    return f"zz{letters}".encode()[:LONGEST_PRESS].decode(errors="ignore")


async def belongings(room: ClickRoom) -> Owned:
    """Ann has an open position, an open question, and buttons of a story that is over."""
    world = room.world
    first = await ask(world)
    await room.press(ANN, f"cf:copy:{first}")
    await world.desk.idle()
    gone = (await world.position()).id
    await world.leader_trades(Side.SELL, "1")
    second = await ask(world)
    await room.press(ANN, f"cf:copy:{second}")
    await world.desk.idle()
    question = await ask(world)
    dead = [f"cf:{answer}:{old}" for answer in ("copy", "half", "skip") for old in (first, second)]
    return Owned(
        position=(await world.position()).id,
        follow=a_follow().id,
        account=ANNS,
        question=question,
        trade=(await world.trade()).id,
        dead=[*dead, f"po:closenow:{gone}", f"po:halfnow:{gone}", f"po:unprotect:{gone}"],
    )
