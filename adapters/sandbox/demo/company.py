"""The running demo's cast together: a stage with its world and bot, everybody's phone, and the chronicle beside them.

Opens and closes it all; tells no story.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from adapters.sandbox.demo.books import Auditor
from adapters.sandbox.demo.cast import CAST, FOLLOWERS, Role
from adapters.sandbox.demo.chronicle import Chronicle
from adapters.sandbox.demo.levers import Json, Levers
from adapters.sandbox.demo.lines import COLOURED, PLAIN, Ink, Printer, Say
from adapters.sandbox.demo.person import Chat, Person
from adapters.sandbox.demo.phrasebook import phrasebook
from adapters.sandbox.demo.processes import START_SECONDS, Stage
from adapters.sandbox.demo.trouble import StoryBroken

READY_LOOK_SECONDS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """Everything a story acts through."""

    stage: Stage
    levers: Levers
    chronicle: Chronicle
    printer: Printer
    auditor: Auditor
    people: dict[Role, Person]

    def person(self, role: Role) -> Person:
        return self.people[role]

    def look_up(self) -> None:
        """Everybody: from now on only news count."""
        for person in self.people.values():
            person.look_up()

    async def start_bot(self) -> None:
        """Return when the bot asks Telegram for updates."""
        asked = await self._polls()
        self.stage.bot.start()
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        while await self._polls() == asked:
            self.stage.bot.require_running()
            if asyncio.get_running_loop().time() > deadline:
                raise StoryBroken(f"the bot asked for no updates in {START_SECONDS:.0f} s")
            await asyncio.sleep(READY_LOOK_SECONDS)

    async def _polls(self) -> int:
        calls = await self.levers.get("/telegram/calls")
        return sum(int(count) for method, count in calls.items() if method.lower() == "getupdates")


@asynccontextmanager
async def company(stage: Stage, say: Say, *, tell: Callable[[Printer, Json], None]) -> AsyncIterator[Company]:
    """A world with people in it; the bot is started by whoever tells the story."""
    printer = Printer(say, {role.id: role.name for role in CAST}, ink=ink_for_terminal())
    try:
        await stage.open_world()
        async with Levers(str(stage.handshake["control_url"])) as levers, asyncio.TaskGroup() as beside:
            chronicle = Chronicle(levers, lambda event: tell(printer, event))
            following = beside.create_task(chronicle.follow())
            auditor = Auditor(levers, stage.database)
            await auditor.begin(FOLLOWERS)
            people = {role: _person(role, levers, chronicle) for role in CAST}
            yield Company(
                stage=stage, levers=levers, chronicle=chronicle, printer=printer, auditor=auditor, people=people
            )
            following.cancel()
    finally:
        await stage.close()


def aloud(printer: Printer, event: Json) -> None:
    printer.happening(event)


def in_silence(_printer: Printer, _event: Json) -> None:
    """For stories that only prepare something."""


def ink_for_terminal() -> Ink:
    return COLOURED if sys.stdout.isatty() else PLAIN


def _person(role: Role, levers: Levers, chronicle: Chronicle) -> Person:
    chat = Chat(levers=levers, chronicle=chronicle, book=phrasebook(role.language))
    return Person(role.id, role.name, chat)
