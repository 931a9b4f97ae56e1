"""Opens a fresh page for each picture, waits until it says what it should, and keeps it as a PNG."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.sandbox.demo.cast import Role
from tests.e2e.browser_room import Format, Room
from tests.e2e.browser_screen import Screen

MOST_BYTES = 250_000
LETTERS_MS = 400
"""Until the last letter and the newest prices of the panel are drawn."""


class Album:
    def __init__(self, room: Room, place: Path) -> None:
        self._room, self._place = room, place
        place.mkdir(parents=True, exist_ok=True)

    @asynccontextmanager
    async def screen(self, role: Role, shape: Format) -> AsyncIterator[Screen]:
        """This person's chat on a page of this format."""
        screen = await self._room.open_page(shape)
        try:
            await screen.sit_down(role)
            yield screen
        finally:
            await screen.page.close()

    async def take(self, screen: Screen, name: str) -> None:
        await screen.let_go()
        await screen.page.wait_for_timeout(LETTERS_MS)
        path = self._place / f"{name}.png"
        await screen.page.screenshot(path=path, animations="disabled", caret="hide")
        if path.stat().st_size > MOST_BYTES:
            raise ValueError(f"{path} is larger than {MOST_BYTES} bytes")
        print(f"{path} ({path.stat().st_size // 1024} KB)")
