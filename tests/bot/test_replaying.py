"""Trying the form's rules on the leader's past: what is shown, while and after, and to whom no more."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.aside import Aside
from core.application.replay_queries import EnoughView
from core.domain.errors import ExchangeUnavailable, NotPossibleNow
from tests.bot import builders as b
from tests.bot.chat_house import ChatHouse
from tests.sandbox.telegram_room import ANN, BOHDAN

SHOWN = """Lev's last 30 days under your rules · PAPER
Result: +123.40 USDT (+1.23%) on 10,000.00, after 8.12 of fees.
Deepest fall on the way: 210.00 USDT (2.1%).
Worst trade: BTC/USDT perp long -45.10 USDT.
Copied 45 of 52 entries; 40 positions closed, 25 with a gain.
Not copied 4×: it is smaller than the exchange takes.
Not copied 2×: a limit of yours is reached.
Not copied 1×: your exchange does not have this market.
Your own stop-loss or take-profit ended 2 positions.
Smallest balance for 95% of the entries: about 1,300.00 USDT.
"""


async def open_review(house: ChatHouse, user: int = ANN) -> None:
    await house.say(user, "/leaders")
    await house.press(user, "Lev")
    await house.press(user, "Follow" if user == ANN else "Піти слідом")
    await house.say(user, "$100")


async def test_the_past_is_shown_under_the_forms_rules(house: ChatHouse) -> None:
    await open_review(house)
    await house.press(ANN, "Try it on the leader's past")
    text = await house.text(ANN)
    assert text.startswith(SHOWN)
    assert "0.05% slippage" in text
    assert len(text.splitlines()) <= 12
    (asked,) = house.core.replays.asked
    assert (asked.days, asked.rules.size, asked.account_id) == (30, Decimal(100), b.ACCOUNT)
    await house.press(ANN, "90 days")
    assert house.core.replays.asked[-1].days == 90
    await house.press(ANN, "‹ Back")
    assert "Start copying" in await house.labels(ANN)


async def test_ukrainians_read_it_too(house: ChatHouse) -> None:
    house.core.accounts[BOHDAN] = [b.account()]
    await open_review(house, BOHDAN)
    house.core.replays.view = replace(house.core.replays.view, closed=3, entries=21)
    await house.press(BOHDAN, "Спробувати на минулому лідера")
    text = await house.text(BOHDAN)
    assert "Скопійовано 45 з 21 входу; закрито 3 позиції" in text
    assert "близько 1 300,00 USDT" in text.replace("\u202f", " ")


async def test_what_is_not_known_is_said(house: ChatHouse) -> None:
    view = house.core.replays.view
    cut = [("max_total_exposure", 5)]
    young = replace(view.past, begins_at=b.NOW - timedelta(days=3))
    house.core.replays.view = replace(view, past=young, worst=None, cut=cut, skips=[], stopped_out=0, liquidated=1)
    house.core.replays.enough = EnoughView(balance=None, entries=5, copied_at_best=0, reason="side_not_allowed")
    await open_review(house)
    await house.press(ANN, "Try it on the leader's past")
    text = await house.text(ANN)
    assert "Known only since" in text
    assert "No balance would copy them: you don't copy this side." in text
    assert 'Made smaller 5× by your limit "In all".' in text
    house.core.replays.enough = EnoughView(balance=Decimal(190), entries=7, copied_at_best=4, reason="dust")
    await house.press(ANN, "7 days")
    assert "Your rules let 4 of 7 through; about 190.00 USDT copies 95% of those." in await house.text(ANN)
    assert "⚠️ 1 position would have been liquidated" in text


async def test_without_entries_nothing_is_counted(house: ChatHouse) -> None:
    house.core.replays.view = replace(house.core.replays.view, entries=0, copied=0)
    await open_review(house)
    await house.press(ANN, "Try it on the leader's past")
    assert "nothing to try your rules on" in await house.text(ANN)
    assert "Result" not in await house.text(ANN)


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (NotPossibleNow("balance-unknown"), "The balance of this account isn't known yet."),
        (ExchangeUnavailable("away"), "The exchange"),
    ],
)
async def test_trouble_is_told_in_its_screen(house: ChatHouse, trouble: Exception, words: str) -> None:
    house.core.replays.trouble.append(trouble)
    await open_review(house)
    await house.press(ANN, "Try it on the leader's past")
    assert "There is no preview just now." in await house.text(ANN)
    assert words in await house.text(ANN)
    await house.press(ANN, "‹ Back")
    assert "Start copying" in await house.labels(ANN)


async def test_whoever_has_left_sees_no_more_of_it(house: ChatHouse) -> None:
    """Other presses are heard while the past is read."""
    house.core.replays.is_read.clear()
    async with asyncio.TaskGroup() as group:

        def spawn(work: Coroutine[object, object, None]) -> None:
            group.create_task(work)

        house.dispatcher["aside"] = Aside(spawn)
        await open_review(house)
        await house.press(ANN, "Try it on the leader's past")
        assert "Reading the last 30 days of Lev" in await house.text(ANN)
        await house.press(ANN, "‹ Back")
        house.core.replays.is_read.set()
    assert "Start copying" in await house.labels(ANN)
    assert "Result" not in await house.text(ANN)


async def test_forged_days_change_nothing(house: ChatHouse) -> None:
    await open_review(house)
    await house.forge(ANN, "dr:replay::100000")
    assert house.core.replays.asked == []
