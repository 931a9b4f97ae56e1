"""A follower's first trade, told at the chat page in a real browser: link, follow, be asked, copy, closed.

Looks at the page only; needs a Chromium on the machine.
"""

import os
from pathlib import Path

import pytest
from playwright.async_api import Locator

from adapters.sandbox.demo.cast import ANN, LEV, key_text
from tests.e2e.browser_room import Room, browser_room, find_browser
from tests.e2e.browser_screen import Screen

pytestmark = pytest.mark.browser


@pytest.fixture
def chromium() -> str:
    found = find_browser()
    if found is None and os.environ.get("CI") == "true":
        pytest.fail("CI must have a browser: install Debian's chromium")
    if found is None:
        pytest.skip("there is no Chromium on this machine (Debian: apt-get install chromium)")
    return found


async def test_follower_copies_a_trade_in_the_browser(chromium: str, tmp_path: Path) -> None:
    async with browser_room(chromium, tmp_path, guests=(ANN,)) as room:
        screen = await room.open_page()
        await screen.sit_down(ANN)
        await _link_with_key(room, screen)
        await _go_live(screen)
        await _follow_asking_first(screen)
        card = await _is_asked(screen)
        await _copies(screen, card)
        await _leaves_with_leader(screen)
        await screen.hold_as_phone()
        assert await screen.sticks_out() == []
        assert screen.complaints == []


async def _link_with_key(room: Room, screen: Screen) -> None:
    """The message with the key is gone when the account is linked."""
    key = key_text(room.cast.stage.handshake, ANN.account)
    await screen.asks("/connect", "connect-exchange")
    await screen.press(ANN.venue.title())
    await screen.sees("connect-ways", exchange=ANN.venue.title())
    await screen.press("button-add-key")
    await screen.sees("connect-key")
    await screen.asks(key, "account-linked")
    for secret in key.split():
        await screen.shows_no(secret)


async def _go_live(screen: Screen) -> None:
    await screen.press("button-account-live")
    await screen.sees("account-ask-live")
    await screen.press("button-live-now")
    await screen.sees("account-is-live")


async def _follow_asking_first(screen: Screen) -> None:
    await screen.asks("/follow", "leaders-title")
    await screen.press(LEV.name)
    await screen.press("button-follow")
    await screen.press("button-sizing-equity_proportional")
    await screen.press("1x")
    await screen.sees("form-mode-auto", "form-example")
    await screen.press("button-mode-ask")
    await screen.sees("form-mode-ask")
    await screen.press("button-start-follow")
    await screen.sees("follow-started")


async def _is_asked(screen: Screen) -> Locator:
    await screen.leader_trades("Buy / long", cost="20000")
    return await screen.sees("trade-sign-asked", "BTC/USDT", "ask-expires")


async def _copies(screen: Screen, card: Locator) -> None:
    """The question itself becomes the filled card."""
    await screen.press("button-answer-copy", on=card)
    await screen.says(card, "trade-sign-executed", "trade-done-buy", "trade-compared", "card-answered-copy")
    assert await card.get_by_text("Skip").count() == 0
    assert "unknown" not in await card.inner_text()


async def _leaves_with_leader(screen: Screen) -> None:
    await screen.leader_closes()
    await screen.sees("closed-by-leader", "closed-result")
    await screen.asks("/positions", "positions-none")
