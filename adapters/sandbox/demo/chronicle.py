"""Follows every chat of the world as it happens, hands each happening to whoever prints it, and lets people wait.

Acts for nobody.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from adapters.sandbox.demo.levers import Json, Levers
from adapters.sandbox.demo.trouble import StoryBroken

POLL_SECONDS = 20
LAST_LINES = 30


@dataclass(slots=True)
class Seen:
    """A message in its newest state, and when (by the journal's number) it got there."""

    message: Json
    moment: int

    @property
    def text(self) -> str:
        return str(self.message["text"])

    @property
    def number(self) -> int:
        return int(self.message["id"])

    @property
    def is_from_bot(self) -> bool:
        return bool(self.message["from"]["is_bot"])


Matches = Callable[[Seen], bool]


class Chronicle:
    """`follow` runs beside the story; `wait` returns the newest message of a chat that fits."""

    def __init__(self, levers: Levers, tell: Callable[[Json], None]) -> None:
        self._levers, self._tell = levers, tell
        self._chats: dict[int, dict[int, Seen]] = {}
        self._changed = asyncio.Event()
        self.moment = 0

    async def follow(self) -> None:
        """Until cancelled."""
        while True:
            path = f"/telegram/events?since={self.moment}&wait_s={POLL_SECONDS}"
            for event in await self._levers.get(path):
                self._note(event)
            self._changed.set()
            self._changed = asyncio.Event()

    async def wait(self, chat: int, fits: Matches, *, seconds: float, what: str) -> Seen:
        """Raise StoryBroken with the chat's last lines when nothing fits in time."""
        try:
            async with asyncio.timeout(seconds):
                return await self._await(chat, fits)
        except TimeoutError:
            raise StoryBroken(f"{what} did not come in {seconds:.0f} s. The chat's end:\n{self.tail(chat)}") from None

    async def _await(self, chat: int, fits: Matches) -> Seen:
        while True:
            changed = self._changed
            if (found := self.find(chat, fits)) is not None:
                return found
            await changed.wait()

    def find(self, chat: int, fits: Matches) -> Seen | None:
        newest_first = sorted(self._chats.get(chat, {}).values(), key=lambda seen: seen.number, reverse=True)
        return next((seen for seen in newest_first if not seen.message["deleted"] and fits(seen)), None)

    def tail(self, chat: int) -> str:
        lines = [line for seen in self._chats.get(chat, {}).values() for line in (*seen.text.splitlines(), "-")]
        return "\n".join(f"    {line}" for line in lines[-LAST_LINES:])

    def _note(self, event: Json) -> None:
        self.moment = int(event["seq"])
        message = event.get("message")
        if isinstance(message, dict):
            chat = self._chats.setdefault(int(event["chat"]), {})
            chat[int(message["id"])] = Seen(message, self.moment)
        if event["kind"] == "pressed":
            event = {**event, "label": self._label(event["press"])}
        self._tell(event)

    def _label(self, press: Json) -> str:
        """What stood on the button that was pressed."""
        seen = self._chats.get(int(press["chat"]), {}).get(int(press["message"]))
        rows = seen.message["buttons"] if seen is not None else []
        texts = (str(button["text"]) for row in rows for button in row if button["data"] == press["data"])
        return next(texts, str(press["data"]))
