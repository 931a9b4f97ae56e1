"""How far copying has come, in memory: leader events that aren't finished, who has his verdict on them, the pause.

Filled and told by the working set, which knows when; asks for nothing by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import bindparam, false, select

from adapters.persistence.reading import Reader
from adapters.persistence.side_tables import switches
from adapters.persistence.tables import decisions, leader_events
from core.domain.leader import CopyIntent
from core.domain.values import FollowId

COPYING = "copying"
INSTALLATION = "installation_id"

UNFINISHED = select(leader_events.c.intent).where(leader_events.c.is_finished == false()).order_by(leader_events.c.seq)
DECIDED = select(decisions.c.follow_id, decisions.c.leg).where(decisions.c.event_key == bindparam("event_key"))
VALUE = select(switches.c.value).where(switches.c.name == bindparam("name"))

Verdict = tuple[FollowId, str]
"""A follow and the leg that was decided."""


@dataclass(slots=True)
class Journal:
    """What one commit changes here; `copying` is "" where nobody switched it."""

    begun: list[CopyIntent] = field(default_factory=list)
    finished: list[str] = field(default_factory=list)
    decided: list[tuple[str, Verdict]] = field(default_factory=list)
    copying: str = ""


@dataclass(slots=True)
class Progress:
    """Events in the order they began, each with its verdicts so far."""

    events: dict[str, CopyIntent] = field(default_factory=dict)
    verdicts: dict[str, set[Verdict]] = field(default_factory=dict)
    copying: str = ""
    installation_id: str = ""

    @classmethod
    async def read(cls, reader: Reader) -> "Progress":
        events: list[CopyIntent] = [row["intent"] for row in await reader.rows(UNFINISHED)]
        return cls(
            events={intent.event_key: intent for intent in events},
            verdicts={intent.event_key: set(await stored_verdicts(reader, intent.event_key)) for intent in events},
            copying=await stored_value(reader, COPYING),
            installation_id=await stored_value(reader, INSTALLATION),
        )

    def take(self, journal: Journal) -> None:
        """Told behind the commit."""
        for intent in journal.begun:
            self.events[intent.event_key] = intent
            self.verdicts[intent.event_key] = set()
        for event_key, verdict in journal.decided:
            if event_key in self.verdicts:
                self.verdicts[event_key].add(verdict)
        for event_key in journal.finished:
            self.events.pop(event_key, None)
            self.verdicts.pop(event_key, None)
        self.copying = journal.copying or self.copying


async def stored_verdicts(reader: Reader, event_key: str) -> Sequence[Verdict]:
    return [(row["follow_id"], row["leg"]) for row in await reader.rows(DECIDED, {"event_key": event_key})]


async def stored_value(reader: Reader, name: str) -> str:
    row = await reader.row(VALUE, {"name": name})
    return "" if row is None else row["value"]
