"""A newcomer's way to the first copy, forms that are left and gone on with, and buttons of forms that are over."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.callbacks import (
    DraftPress,
    DraftVerb,
    PositionVerb,
    TriggerPress,
)
from core.application import commands as c
from core.domain.account import AccountMode
from core.domain.copy_rules import BelowMinimum
from core.domain.sizing import Sizing
from core.domain.values import AccountId, Exchange, PositionId, Protection
from tests.bot import builders as b
from tests.bot.chat_house import ChatHouse, buttons
from tests.bot.fake_core import GOOD_INVITE
from tests.sandbox.telegram_room import ANN, BOHDAN, STRANGER

STALE = "This button belongs to an older form"


def started(house: ChatHouse) -> c.StartFollowCommand:
    command = house.core.last()
    assert isinstance(command, c.StartFollowCommand)
    return command


async def test_newcomer_needs_five_taps_to_follow_on_paper(house: ChatHouse) -> None:
    await house.say(STRANGER, f"/start i_{GOOD_INVITE}")
    for label in ("Choose a leader", "Lev", "Follow on paper", "Start copying"):
        await house.press(STRANGER, label)
    linked = [it for it in house.core.done if isinstance(it, c.LinkAccountCommand)]
    assert [(it.exchange, it.credentials) for it in linked] == [(Exchange.BINANCE, None)]
    rules = started(house).rules
    assert (rules.sizing, rules.size, rules.below_minimum) == (
        Sizing.EQUITY_PERCENT,
        Decimal("0.05"),
        BelowMinimum.RAISE,
    )
    assert "The next trade of Lev comes here as a card." in await house.text(STRANGER)


async def test_checklist_goes_on_where_it_stood(house: ChatHouse) -> None:
    house.core.accounts[BOHDAN], house.core.people[BOHDAN] = [b.account()], b.follower(BOHDAN, "Bohdan")
    await house.say(BOHDAN, "/start")
    assert "☑ An account is connected\n◻ Choose a leader" in await house.text(BOHDAN)
    house.core.follows[BOHDAN] = [b.follow()]
    await house.say(BOHDAN, "/start")
    assert "☑ You follow a leader\n⏳ The first copy" in await house.text(BOHDAN)
    house.core.positions[BOHDAN] = [b.position()]
    await house.say(BOHDAN, "/start")
    assert "step by step" not in await house.text(BOHDAN)


async def test_paper_follow_takes_an_account_that_is_free(house: ChatHouse) -> None:
    live = replace(b.account("Live"), account_id=AccountId("live".ljust(26, "0")), mode=AccountMode.LIVE)
    free = replace(b.account("Free"), account_id=AccountId("free".ljust(26, "0")))
    house.core.accounts[ANN] += [live, free]
    await house.say(ANN, f"/start l_{b.LEADER}")
    await house.press(ANN, "Follow on paper")
    await house.press(ANN, "Start copying")
    assert started(house).account_id == free.account_id


async def test_deep_link_shows_the_card_and_changes_nothing(house: ChatHouse) -> None:
    await house.say(ANN, f"/start l_{b.LEADER}")
    assert (await house.labels(ANN))[:2] == ["Follow on paper", "Follow"]
    assert house.core.done == []


async def test_a_form_that_was_left_is_gone_on_with(house: ChatHouse) -> None:
    await open_form(house)
    await house.say(ANN, "$70")
    await house.say(ANN, "/pnl")
    await house.say(ANN, "$80")
    assert "I wasn't expecting text just now" in await house.text(ANN)
    await house.say(ANN, "/start")
    await house.press(ANN, "Go on where I stopped")
    assert "Size: 70.00 USDT per trade" in await house.text(ANN)
    await house.press(ANN, "Start copying")
    assert started(house).rules.size == Decimal(70)
    await house.say(ANN, "/start")
    assert "Go on where I stopped" not in await house.labels(ANN)


async def test_cancel_forgets_a_form_that_was_left(house: ChatHouse) -> None:
    await open_form(house)
    await house.say(ANN, "/pnl")
    await house.say(ANN, "/cancel")
    assert "Go on where I stopped" not in await house.labels(ANN)


async def test_a_draft_of_another_version_is_a_closed_form(house: ChatHouse) -> None:
    await open_form(house)
    (key,) = house.conversations.rows
    house.conversations.rows[key] = ("FollowForm:size", {"draft": {"leader_id": 1, "rules": "gone"}})
    assert str((await house.press(ANN, "The same amount each time"))["text"]).startswith("This form is closed.")


@pytest.mark.parametrize("verb", [it for it in DraftVerb if it is not DraftVerb.ACCOUNT])
async def test_buttons_of_an_older_form_act_on_no_other(house: ChatHouse, verb: DraftVerb) -> None:
    await open_form(house)
    stored = dict(house.conversations.rows)
    old = DraftPress(verb=verb, name="leverage", value="5", mark="older")
    answer = await house.forge(ANN, old.pack())
    assert str(answer["text"]).startswith(STALE)
    assert house.conversations.rows == stored
    assert house.core.done == []


async def test_an_older_form_still_shown_is_not_the_new_one(house: ChatHouse) -> None:
    await open_form(house)
    older = (await house.last(ANN))["id"]
    payload = str(buttons(await house.last(ANN))[0][0]["data"])
    await open_form(house)
    assert isinstance(older, int)
    assert str((await house.forge(ANN, payload, message=older))["text"]).startswith(STALE)


async def test_a_preset_is_for_its_own_position(house: ChatHouse) -> None:
    other = b.position(PositionId("other".ljust(26, "0")))
    house.core.positions[ANN].append(other)
    await house.say(ANN, "/positions")
    await house.press(ANN, "1 BTC")
    await house.forge(ANN, f"po:sl:{b.POSITION}")
    preset = TriggerPress(verb=PositionVerb.STOP_LOSS, position_id=other.position_id, percent=5)
    await house.forge(ANN, preset.pack())
    command = house.core.last()
    assert isinstance(command, c.ProtectPositionCommand)
    assert (command.position_id, command.protection) == (other.position_id, Protection(stop_loss=Decimal("60800.0")))


async def test_every_step_has_a_way_back_and_out(house: ChatHouse) -> None:
    await open_form(house)
    for steps in ((), ("The same amount each time",), ("$50",), ("Limits",), ("Leverage: 5x",)):
        for label in steps:
            await house.press(ANN, label)
        labels = await house.labels(ANN)
        assert "Cancel" in labels
        assert {"‹ Back", "Done"} & set(labels)


async def open_form(house: ChatHouse) -> None:
    await house.say(ANN, "/leaders")
    await house.press(ANN, "Lev")
    await house.press(ANN, "Follow")
