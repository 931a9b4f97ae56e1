"""A world, the bot, a browser: everything behind a story told at the chat page. Acts for nobody."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, async_playwright
from playwright.async_api import Error as PlaywrightError

from adapters.sandbox.demo import settling_in
from adapters.sandbox.demo.cast import LEV, Role
from adapters.sandbox.demo.company import Company, company, in_silence
from adapters.sandbox.demo.processes import Stage
from adapters.sandbox.demo.trouble import StoryBroken
from tests.e2e.browser_screen import Screen

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET_BROWSER = (
    "--no-sandbox",  # the tests may run as root, and the page comes from this machine
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """Of a page: its size in points, how sharp a point is, light or dark."""

    width: int
    height: int
    pixels_per_point: int = 1
    looks: Literal["light", "dark"] = "light"


DESK = Format(width=1280, height=800)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a browser story acts through."""

    cast: Company
    browser: Browser

    async def open_page(self, shape: Format = DESK) -> Screen:
        """A page of its own, with its own memory of light or dark."""
        page = await self.browser.new_page(
            viewport={"width": shape.width, "height": shape.height},
            device_scale_factor=shape.pixels_per_point,
            color_scheme=shape.looks,
            locale="en-GB",
        )
        await page.goto(str(self.cast.stage.handshake["page_url"]))
        return Screen(page)


def find_browser() -> str | None:
    """The machine's own Chromium; Playwright brings only the driver."""
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


@asynccontextmanager
async def browser_room(executable: str, directory: Path, *, guests: tuple[Role, ...]) -> AsyncIterator[Room]:
    """A leader is published and the guests are invited; everything else is up to them."""
    stage = Stage(directory)
    try:
        async with company(stage, print, tell=in_silence) as cast, async_playwright() as driver:
            await cast.start_bot()
            await settling_in.invite(cast, LEV, *guests)
            await settling_in.link_key(cast, LEV)
            await settling_in.lead(cast)
            browser = await driver.chromium.launch(executable_path=executable, args=[*QUIET_BROWSER])
            yield Room(cast=cast, browser=browser)
            await browser.close()
    except* (StoryBroken, PlaywrightError, AssertionError):
        print(stage.last_words())
        raise
