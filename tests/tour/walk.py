"""Walks a person along steps before the page: acts, waits, looks at what is new, takes a picture. Knows no story."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Error as PlaywrightError

from adapters.sandbox.demo.phrasebook import phrasebook
from tests.e2e.browser_screen import Screen
from tests.tour.looks import Shown, flaws_of, known_keys
from tests.tour.steps import Step

LETTERS_MS = 150


@dataclass(slots=True, kw_only=True)
class Walk:
    """One person's tour in one language; `taps` counts every tap and message, `flaws` what was ugly.

    `looked_at` remembers what was judged already, on this walk or before.
    """

    screen: Screen
    place: Path
    language: str
    looked_at: set[str]
    taps: int = 0
    flaws: list[str] = field(default_factory=list)
    _keys: frozenset[str] = field(default_factory=known_keys)

    async def along(self, steps: Iterable[Step]) -> None:
        """A step that fails is a flaw, and the tour goes on with the next."""
        for step in steps:
            try:
                await self.go(step)
            except (AssertionError, PlaywrightError) as error:
                self.flaws.append(f"{self.language}/{step.name or step.presses}: {str(error).splitlines()[0]}")
                await self.look(f"failed-{step.name or 'on-the-way'}")

    async def go(self, step: Step) -> None:
        await self._act(step)
        await self.screen.sees(*step.sees)
        if step.name:
            await self.look(step.name)

    async def look(self, name: str) -> None:
        """Photograph the page as it is, and say what is wrong with what is new on it."""
        await self.screen.let_go()
        await self.screen.page.wait_for_function(PICTURES_ARE_THERE)
        await self.screen.page.wait_for_timeout(LETTERS_MS)
        await self.screen.let_go()
        self.place.mkdir(parents=True, exist_ok=True)
        await self.screen.page.screenshot(path=self.place / f"{name}.png", animations="disabled", caret="hide")
        found = [flaw for shown in await self._new_messages() for flaw in flaws_of(shown, self._keys)]
        clipped = [f"clipped: {what}" for what in await self.screen.sticks_out()]
        self.flaws += [f"{self.language}/{name}: {flaw}" for flaw in (*found, *clipped)]
        print(f"  {self.language}/{name}", flush=True)

    async def open_link(self, name: str) -> None:
        """The last one of the chat that is for a browser; its page is looked at like a message."""
        link = await self.screen.page.locator(".message code", has_text="http").last.text_content()
        browser = self.screen.page.context.browser
        assert browser is not None
        page = await browser.new_page(viewport=self.screen.page.viewport_size, device_scale_factor=2)
        try:
            await page.goto(link or "")
            await page.screenshot(path=self.place / f"{name}.png")
            found = flaws_of(Shown(text=await page.inner_text("body"), lines=0), self._keys)
            self.flaws += [f"{self.language}/{name}: {flaw}" for flaw in found]
        finally:
            await page.close()

    async def _act(self, step: Step) -> None:
        self.taps += 1
        if step.says:
            newest = await self.screen.page.evaluate(NEWEST)
            await self.screen.write(step.says)
            await self.screen.page.wait_for_function(f"newest => ({NEWEST})() > newest", arg=newest)
        elif step.presses:
            await self.screen.press(self._label(step.presses), on=None, **self._values(step.presses))

    def _label(self, words: str) -> str:
        """`rule-button:rule-leverage` is the button of that rule, whatever its value; `Binance · mode-paper` is put
        together."""
        head, _, _ = words.partition(":")
        return re.sub(r"(?<![\w-])mode-\w+", lambda found: phrasebook(self.language).says(found[0]), head)

    def _values(self, words: str) -> dict[str, str]:
        _, _, named = words.partition(":")
        return {"name": phrasebook(self.language).says(named)} if named else {}

    async def _new_messages(self) -> list[Shown]:
        """What the bot said or changed since the last look."""
        found: list[dict[str, object]] = await self.screen.page.evaluate(READ_MESSAGES)
        new = [it for it in found if str(it["text"]) not in self.looked_at]
        self.looked_at |= {str(it["text"]) for it in new}
        return [_shown(it) for it in new]


def _shown(it: dict[str, object]) -> Shown:
    tables, labels, lines = it["tables"], it["labels"], it["lines"]
    assert isinstance(tables, list)
    assert isinstance(labels, list)
    assert isinstance(lines, int)
    return Shown(text=str(it["text"]), lines=lines, tables=tables, labels=labels)


NEWEST = (
    """() => Math.max(0, ...[...document.querySelectorAll(".message:not(.mine)")].map((it) => +it.dataset.message))"""
)
"""The number of the bot's newest message: an answer has a higher one."""

PICTURES_ARE_THERE = """() => [...document.images].every((it) => it.complete)"""

READ_MESSAGES = """() => [...document.querySelectorAll(".message:not(.mine)")].map((message) => {
  const body = message.querySelector(".body");
  const range = document.createRange();
  range.selectNodeContents(body);
  const middles = [...range.getClientRects()].filter((box) => box.width > 1).map((box) => box.top + box.height / 2);
  const lines = middles.sort((a, b) => a - b).filter((middle, at, all) => at === 0 || middle - all[at - 1] > 6);
  const copy = body.cloneNode(true);
  for (const time of copy.querySelectorAll("time")) time.textContent = "…";
  return {
    text: copy.textContent,
    lines: lines.length,
    tables: [...body.querySelectorAll("pre")].map((table) => table.textContent),
    labels: [...message.querySelectorAll(".key")].map((key) => key.textContent),
  };
})"""
"""Lines are counted as they are drawn: boxes of letters that do not stand beside each other."""
