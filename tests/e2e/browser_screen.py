"""A person in front of the chat page: looks, writes, presses, uses the panel.

Every wait is for something that can be seen; nothing is read behind the page's back.
"""

import re
from typing import Literal

from playwright.async_api import Locator, Page, expect

from adapters.sandbox.demo.cast import Role
from adapters.sandbox.demo.phrasebook import Phrasebook, phrasebook

PATIENCE_MS = 15_000
PHONE_WIDTH, PHONE_HEIGHT = 390, 844
SOME_POINTS = re.compile(r"(\S+,\S+ ?){5,}")


class Screen:
    """Knows the texts of whoever sits in front of it, by their keys."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._book: Phrasebook = phrasebook("en")
        self.complaints: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self.complaints.append(error.message))
        page.on("console", lambda line: self._listen(line.type, line.text))

    async def sit_down(self, role: Role) -> None:
        """Open this person's chat."""
        self._book = phrasebook(role.language)
        await self.page.locator(f"[data-user='{role.id}']").click()
        await expect(self.page.locator("#subtitle")).to_contain_text(role.name)

    async def write(self, text: str) -> None:
        box = self.page.locator("#box")
        await box.fill(text)
        await box.press("Enter")

    async def sees(self, *phrases: str, **values: str) -> Locator:
        """The newest message that says all the phrases: keys of the texts, or literal words."""
        messages = self.page.locator(".message")
        for phrase in phrases:
            messages = messages.filter(has_text=self._pattern(phrase, **values))
        await expect(messages.last).to_be_visible(timeout=PATIENCE_MS)
        number = await messages.last.get_attribute("data-message")
        return self.page.locator(f".message[data-message='{number}']")

    async def asks(self, text: str, *phrases: str) -> Locator:
        await self.write(text)
        return await self.sees(*phrases)

    async def press(self, label: str, *, on: Locator | None = None, **values: str) -> None:
        """The newest button with this label, a key of the texts or the label itself."""
        pattern = self._pattern(label, **values)
        whole = re.compile(f"^(?:{pattern.pattern})$", pattern.flags)
        await (on or self.page).locator(".key").filter(has_text=whole).last.click()

    async def says(self, message: Locator, *phrases: str) -> None:
        """Wait until this very message has changed so that it says the phrases."""
        for phrase in phrases:
            await expect(message).to_contain_text(self._pattern(phrase), timeout=PATIENCE_MS)

    async def shows_no(self, text: str) -> None:
        await expect(self.page.get_by_text(text)).to_have_count(0, timeout=PATIENCE_MS)

    async def leader_trades(self, side: Literal["Buy / long", "Sell / short"], *, cost: str) -> None:
        """By the panel's first card, in the account it stands on."""
        await self.page.locator("#trade-amount").fill(cost)
        await self._panel_button(side).click()

    async def leader_closes(self) -> None:
        """What the panel's first card shows as open."""
        await self._panel_button("Close all").first.click()

    async def open_panel(self) -> None:
        """Where the page is too narrow to show it always."""
        await self.page.locator("#panel-open").click()
        await expect(self._panel_button("Buy / long")).to_be_visible()
        await self.prices_have_a_past()

    async def prices_have_a_past(self) -> None:
        """Long enough for a little curve beside each."""
        curves = self.page.locator("#panel polyline")
        await expect(curves.first).to_have_attribute("points", SOME_POINTS, timeout=PATIENCE_MS)

    async def change_light(self) -> None:
        """From light to dark, or back."""
        await self.page.get_by_role("button", name="Light or dark").click()

    async def let_go(self) -> None:
        """Hands off: nothing is pointed at or typed into, and every toast has gone."""
        await self.page.mouse.move(0, 0)
        await self.page.locator("#box").blur()
        await expect(self.page.locator(".toast")).to_have_count(0)

    async def hold_as_phone(self) -> None:
        await self.page.set_viewport_size({"width": PHONE_WIDTH, "height": PHONE_HEIGHT})

    async def sticks_out(self) -> list[str]:
        """What nobody can read without a sideways scroll: wider than the page, or wider inside than it shows."""
        found: list[str] = await self.page.evaluate(STICKING_OUT)
        return found

    def _panel_button(self, label: str) -> Locator:
        return self.page.locator("#panel").get_by_role("button", name=label, exact=True)

    def _pattern(self, words: str, **values: str) -> re.Pattern[str]:
        """A line break of the texts may be any white space on the page."""
        pattern = self._book.pattern(words, **values)
        return re.compile(pattern.pattern.replace("\\\n", r"\s+"), pattern.flags)

    def _listen(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(text)


STICKING_OUT = """() => {
  const named = (one) => `${one.tagName.toLowerCase()}.${one.className}: ${one.textContent.slice(0, 60)}`;
  const parts = [document.documentElement, ...document.querySelectorAll(".chat, .chat *")];
  return parts.filter((one) => {
    if (!one.getClientRects().length || one.closest("svg, pre, .person-role")) return false;
    const { left, right } = one.getBoundingClientRect();
    const isCut = getComputedStyle(one).display !== "inline" && one.scrollWidth > one.clientWidth + 1;
    return left < -1 || right > innerWidth + 1 || isCut;
  }).map(named);
}"""
