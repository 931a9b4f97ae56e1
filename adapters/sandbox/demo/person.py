"""Somebody with a phone: writes, presses what is on the screen, and waits for what the bot says.

Sees only what a person sees; knows the texts of the own language.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from adapters.sandbox.demo.chronicle import Chronicle, Seen
from adapters.sandbox.demo.levers import Json, Levers
from adapters.sandbox.demo.phrasebook import Phrasebook
from adapters.sandbox.demo.trouble import StoryBroken

PATIENCE_SECONDS = 30.0
SHORT_PATIENCE_SECONDS, ATTEMPTS = 2.0, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """What a person needs besides a name: the world's levers, the chronicle, and the language."""

    levers: Levers
    chronicle: Chronicle
    book: Phrasebook


class Person:
    """Whoever waits looks only at what has changed since the own last act, or since `look_up`."""

    def __init__(self, person_id: int, name: str, chat: Chat) -> None:
        self.id, self.name, self.book = person_id, name, chat.book
        self._levers, self._chronicle = chat.levers, chat.chronicle
        self._since = 0

    def look_up(self) -> None:
        """From now on only what is new counts."""
        self._since = self._chronicle.moment

    async def send(self, text: str) -> None:
        self.look_up()
        await self._levers.post("/telegram/send", user=self.id, text=text)

    async def sees(self, *phrases: str, seconds: float = PATIENCE_SECONDS, **values: str) -> Seen:
        """Wait for a message, new or edited, that says all the phrases: keys of the texts, or literal words."""
        patterns = [self.book.pattern(phrase, **values) for phrase in phrases]

        def fits(seen: Seen) -> bool:
            is_news = seen.is_from_bot and seen.moment > self._since
            return is_news and all(pattern.search(seen.text) for pattern in patterns)

        what = f"{self.name}'s {' + '.join(phrases)}"
        return await self._chronicle.wait(self.id, fits, seconds=seconds, what=what)

    async def asks(self, text: str, *phrases: str) -> Seen:
        """Write, and wait for the answer."""
        await self.send(text)
        return await self.sees(*phrases)

    async def insists(self, act: Callable[[], Awaitable[None]], *phrases: str) -> Seen:
        """Do it again, as people do, while the bot asks for a moment (a price it has not read yet)."""
        for _ in range(ATTEMPTS - 1):
            await act()
            with suppress(StoryBroken):
                return await self.sees(*phrases, seconds=SHORT_PATIENCE_SECONDS)
        await act()
        return await self.sees(*phrases)

    async def press(self, label: str, *, on: Seen | None = None, **values: str) -> None:
        """Press the newest button with this label (a key of the texts, or the label itself) when it is there."""
        pattern = self.book.pattern(label, **values)

        def fits(seen: Seen) -> bool:
            is_asked = on is None or seen.number == on.number
            return is_asked and any(pattern.fullmatch(text) for text in labels(seen.message))

        seen = await self._chronicle.wait(self.id, fits, seconds=PATIENCE_SECONDS, what=f"{self.name}'s button {label}")
        text = next(text for text in labels(seen.message) if pattern.fullmatch(text))
        self.look_up()
        await self._levers.post(
            "/telegram/press", user=self.id, label=text, message=seen.number, wait_s=PATIENCE_SECONDS
        )

    async def goes(self, *labels: str) -> None:
        """Press one button after another, each as soon as its screen is there."""
        for label in labels:
            await self.press(label)


def labels(message: Json) -> Iterator[str]:
    """Of the buttons that can be pressed."""
    return (str(button["text"]) for row in message["buttons"] for button in row if button["data"])
