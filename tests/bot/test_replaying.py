"""Trying the form's rules on the leader's past: what is shown, while and after, and to whom no more."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.aside import Aside
from bot.routers.replaying import Named
from bot.views.replay_more import replay_more
from bot.views.replays import outcome
from core.application.pictures import CurvePicture
from core.application.replay_queries import EnoughView
from core.domain.account import AccountMode
from core.domain.errors import ExchangeUnavailable, NotPossibleNow
from tests.bot import builders as b
from tests.bot.chat_house import TEXTS, ChatHouse
from tests.bot.drawn import MOST_LINES, drawn_lines
from tests.bot.fake_replays import a_replay
from tests.sandbox.telegram_room import ANN, BOHDAN

SHOWN = """Lev: 30 days, your rules · PAPER
Result: +123.40 USDT (+1.23%) on 10,000.00
Deepest fall: 210.00 USDT (2.1%)
Copied 45 of 52 entries
Not copied 4×: it is smaller than the exchange takes.
Balance for 95% of the entries: 1,300.00 USDT
The past promises nothing."""

MORE = """Lev: 30 days, your rules · PAPER
40 positions closed, 25 with a gain
Worst: BTC/USDT perp long -45.10 USDT
Fees: 8.12 USDT
Not copied 2×: a limit of yours is reached.
Own stop-loss or take-profit: 2 positions
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
    assert text == SHOWN
    (asked,) = house.core.replays.asked
    assert (asked.days, asked.rules.size, asked.account_id) == (30, Decimal(100), b.ACCOUNT)
    await house.press(ANN, "90 days")
    assert house.core.replays.asked[-1].days == 90
    await house.press(ANN, "‹ Back")
    assert "Start copying" in await house.labels(ANN)


async def test_more_of_it_is_one_press_away(house: ChatHouse) -> None:
    await open_review(house)
    await house.press(ANN, "Try it on the leader's past")
    await house.press(ANN, "90 days")
    await house.press(ANN, "More")
    text = await house.text(ANN)
    assert text.startswith(MORE.replace("30 days", "90 days"))
    assert "0.05% slippage" in text
    await house.press(ANN, "‹ Back")
    assert "Balance for 95% of the entries" in await house.text(ANN)


async def test_the_curve_comes_below_and_the_form_goes_on(house: ChatHouse) -> None:
    await open_review(house)
    await house.press(ANN, "Try it on the leader's past")
    await house.press(ANN, "Curve")
    *_, screen, picture = await house.from_bot(ANN)
    assert picture["photo"]
    assert picture["text"] == "Lev: 30 days, your rules: +123.40 USDT · PAPER"
    assert "Balance for 95% of the entries" in str(screen["text"])
    drawn = house.core.pictures.drawn[-1]
    assert isinstance(drawn, CurvePicture)
    assert (drawn.floor, drawn.lines[0].points[-1][1]) == (Decimal(10_000), Decimal("10123.4"))


@pytest.mark.parametrize("has_prices", [False, True])
@pytest.mark.parametrize("language", ["en", "uk"])
def test_previews_fit_a_phone(language: str, has_prices: bool) -> None:
    voice = TEXTS.voice(language)
    view = replace(a_replay(), liquidated=1, has_todays_equity=True, has_prices=has_prices)
    enough = EnoughView(balance=Decimal(1300), entries=52, copied_at_best=40, reason="")
    named: Named = {"leader_name": "Lev", "mode": AccountMode.PAPER, "days": 90}
    shown = [outcome(voice, view, enough, **named).text, replay_more(voice, view, **named).text]
    assert [(drawn_lines(text), text) for text in shown if drawn_lines(text) > MOST_LINES] == []


@pytest.mark.parametrize("has_prices", [False, True])
@pytest.mark.parametrize(
    ("language", "words"), [("en", "maintenance margin 0.5%"), ("uk", "підтримувальна маржа 0,5%")]
)
def test_a_liquidation_is_an_estimate_and_says_by_what(language: str, words: str, has_prices: bool) -> None:
    """The exchanges' rates differ by coin and size, and the replay takes one for all."""
    view = replace(a_replay(), has_prices=has_prices)
    shown = replay_more(TEXTS.voice(language), view, leader_name="Lev", mode=AccountMode.PAPER, days=30).text
    assert words in shown


async def test_ukrainians_read_it_too(house: ChatHouse) -> None:
    house.core.accounts[BOHDAN] = [b.account()]
    await open_review(house, BOHDAN)
    house.core.replays.view = replace(house.core.replays.view, closed=3, entries=21)
    await house.press(BOHDAN, "Спробувати на минулому лідера")
    text = await house.text(BOHDAN)
    assert "Скопійовано 45 з 21 входу" in text
    assert "входів: 1 300,00 USDT" in text.replace("\u202f", " ")


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
    await house.press(ANN, "More")
    assert 'Made smaller 5× by your limit "In all".' in await house.text(ANN)
    house.core.replays.enough = EnoughView(balance=Decimal(190), entries=7, copied_at_best=4, reason="dust")
    await house.press(ANN, "‹ Back")
    assert "Your rules let 4 of 7 through; 190.00 USDT copies 95% of those" in await house.text(ANN)
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
