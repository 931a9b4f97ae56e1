"""Following, limits, connecting and leading, step by step: buttons and typed text both work."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.application import commands as c
from core.domain.account import AccountMode
from core.domain.copy_rules import CopyRules
from core.domain.errors import CredentialsRejected, NotAllowed
from core.domain.follow import FollowMode
from core.domain.sizing import Sizing
from core.domain.values import AccountId, Exchange
from tests.bot import builders as b
from tests.bot.chat_house import ChatHouse
from tests.sandbox.telegram_room import ANN, BOHDAN, LEV

KEY = "k1" * 16
SECRET = "s2" * 20


async def open_form(house: ChatHouse) -> None:
    await house.say(ANN, "/leaders")
    await house.press(ANN, "Lev")
    await house.press(ANN, "Follow")


async def started(house: ChatHouse) -> c.StartFollowCommand:
    await house.press(ANN, "Start copying")
    command = house.core.last()
    assert isinstance(command, c.StartFollowCommand)
    return command


async def test_follow_is_started_with_buttons(house: ChatHouse) -> None:
    await open_form(house)
    await house.press(ANN, "The same amount each time")
    await house.press(ANN, "$50")
    assert "Example. The leader puts 5,000.00 USDT into BTC/USDT perp" in await house.text(ANN)
    assert "You: 0.0015 BTC for 50.00 USDT" in await house.text(ANN)
    command = await started(house)
    assert (command.rules.sizing, command.rules.size) == (Sizing.FIXED_QUOTE, Decimal(50))
    assert (command.leader_id, command.account_id, command.mode) == (b.LEADER, b.ACCOUNT, FollowMode.AUTO)


@pytest.mark.parametrize(
    ("typed", "sizing", "size"),
    [
        ("$100", Sizing.FIXED_QUOTE, "100"),
        ("250", Sizing.FIXED_QUOTE, "250"),
        ("25%", Sizing.EQUITY_PERCENT, "0.25"),
        ("2,5 %", Sizing.EQUITY_PERCENT, "0.025"),
        ("0.5x", Sizing.LEADER_RATIO, "0.5"),
        ("0,5х", Sizing.LEADER_RATIO, "0.5"),
    ],
)
async def test_size_may_be_typed_with_any_unit(house: ChatHouse, typed: str, sizing: Sizing, size: str) -> None:
    await open_form(house)
    await house.say(ANN, typed)
    rules = (await started(house)).rules
    assert (rules.sizing, rules.size) == (sizing, Decimal(size))


async def test_proportional_size_is_a_multiplier(house: ChatHouse) -> None:
    await open_form(house)
    await house.press(ANN, "In proportion to equity")
    await house.say(ANN, "2")
    rules = (await started(house)).rules
    assert (rules.sizing, rules.multiplier) == (Sizing.EQUITY_PROPORTIONAL, Decimal(2))


async def test_changed_sizing_forgets_the_old_size(house: ChatHouse) -> None:
    await open_form(house)
    await house.say(ANN, "$5000")
    await house.press(ANN, "Size")
    await house.press(ANN, "A multiple of the leader's amount")
    await house.press(ANN, "0.5x")
    assert (await started(house)).rules.size == Decimal("0.5")


async def test_asking_first_is_one_press(house: ChatHouse) -> None:
    await open_form(house)
    await house.say(ANN, "$100")
    await house.press(ANN, "Ask me first instead")
    assert "Asks you first, with a countdown." in await house.text(ANN)
    assert (await started(house)).mode is FollowMode.ASK


@pytest.mark.parametrize(
    ("label", "typed", "name", "value"),
    [
        ("Per trade: no limit", "$75", "max_per_trade", Decimal(75)),
        ("Positions: no limit", "4", "max_open_positions", 4),
        ("Stop-loss: not set", "2,5%", "stop_loss", Decimal("0.025")),
        ("Slippage: 0.5%", "1", "max_slippage", Decimal("0.01")),
        ("Leverage: 5x", "10x", "leverage", 10),
        ("Age, seconds: 30", "60", "max_age_seconds", 60),
        ("Only coins: all", "btc eth", "allowed", frozenset({"BTC", "ETH"})),
        ("Multiplier: 1x", "1.5x", "multiplier", Decimal("1.5")),
    ],
)
async def test_limits_are_typed(house: ChatHouse, label: str, typed: str, name: str, value: object) -> None:
    await open_form(house)
    await house.say(ANN, "$100")
    await house.press(ANN, "Limits")
    if label not in await house.labels(ANN):
        await house.press(ANN, "More rules ›")
    await house.press(ANN, label)
    await house.say(ANN, typed)
    await house.press(ANN, "Done")
    assert getattr((await started(house)).rules, name) == value


async def test_limits_are_pressed_and_removed(house: ChatHouse) -> None:
    await open_form(house)
    await house.say(ANN, "$100")
    await house.press(ANN, "Limits")
    await house.press(ANN, "Per trade: no limit")
    await house.press(ANN, "$250")
    await house.press(ANN, "Per trade: 250.00 USDT")
    await house.press(ANN, "no limit")
    await house.press(ANN, "More rules ›")
    await house.press(ANN, "Sides: long and short")
    await house.press(ANN, "long only")
    await house.press(ANN, "Done")
    rules = (await started(house)).rules
    assert (rules.max_per_trade, rules.side_filter) == (None, "long_only")


async def test_follow_is_edited_from_its_present_rules(house: ChatHouse) -> None:
    house.core.follows[ANN] = [b.follow(CopyRules(size=Decimal(70), leverage=3))]
    await house.say(ANN, "/follows")
    await house.press(ANN, "Lev → Binance")
    await house.press(ANN, "Edit")
    await house.say(ANN, "$80")
    await house.press(ANN, "Save")
    command = house.core.last()
    assert isinstance(command, c.ChangeFollowCommand)
    assert (command.rules.size, command.rules.leverage) == (Decimal(80), 3)


async def test_several_accounts_are_asked_about(house: ChatHouse) -> None:
    second = replace(b.account("Bybit"), account_id=AccountId("second".ljust(26, "0")), mode=AccountMode.LIVE)
    house.core.accounts[ANN].append(second)
    await open_form(house)
    await house.press(ANN, "Bybit · live")
    await house.press(ANN, "A percentage of my equity")
    await house.press(ANN, "5%")
    assert "PAPER" not in await house.text(ANN)
    assert (await started(house)).account_id == second.account_id


async def test_follow_without_account_leads_to_connecting(house: ChatHouse) -> None:
    house.core.accounts.clear()
    await open_form(house)
    assert "Connect an account" in await house.labels(ANN)


async def test_form_survives_a_restart(house: ChatHouse) -> None:
    await open_form(house)
    stored = dict(house.conversations.rows)
    house.conversations.rows.clear()
    house.conversations.rows.update(stored)
    await house.say(ANN, "$100")
    assert (await started(house)).rules.size == Decimal(100)


async def test_account_starts_on_paper_at_once(house: ChatHouse) -> None:
    await house.say(BOHDAN, "/connect")
    await house.press(BOHDAN, "Bybit")
    await house.press(BOHDAN, "Почати на папері")
    command = house.core.last()
    assert isinstance(command, c.LinkAccountCommand)
    assert (command.exchange, command.label, command.credentials) == (Exchange.BYBIT, "Bybit", None)
    assert "ПАПЕР" in await house.text(BOHDAN)


async def ask_for_key(house: ChatHouse, exchange: str = "Binance") -> None:
    await house.say(ANN, "/connect")
    await house.press(ANN, exchange)
    await house.press(ANN, "Add an API key")


async def test_key_message_is_deleted_and_never_echoed(house: ChatHouse) -> None:
    await ask_for_key(house)
    await house.say(ANN, f"{KEY}\n{SECRET}")
    command = house.core.last()
    assert isinstance(command, c.LinkAccountCommand)
    assert command.credentials is not None
    assert (command.credentials.api_key, command.credentials.secret) == (KEY, SECRET)
    assert not any(KEY in text or SECRET in text for text in await house.texts(ANN))
    assert KEY not in str(house.conversations.rows)


async def test_linked_key_shows_its_rights(house: ChatHouse) -> None:
    await ask_for_key(house)
    await house.say(ANN, f"{KEY} {SECRET}")
    text = await house.text(ANN)
    assert "Key: spot yes, futures yes, withdrawals no, bound to an IP yes." in text
    assert "PAPER" in text
    assert "Go live" in await house.labels(ANN)


async def test_second_account_gets_a_number(house: ChatHouse) -> None:
    await ask_for_key(house)
    await house.say(ANN, f"{KEY} {SECRET}")
    assert "Binance 2" in await house.text(ANN)


async def test_bitget_key_has_a_passphrase(house: ChatHouse) -> None:
    await ask_for_key(house, "Bitget")
    assert "passphrase" in await house.text(ANN)
    await house.say(ANN, f"{KEY} {SECRET} my-word")
    command = house.core.last()
    assert isinstance(command, c.LinkAccountCommand)
    assert command.credentials is not None
    assert command.credentials.passphrase == "my-word"


@pytest.mark.parametrize(
    ("trouble", "text"),
    [
        (NotAllowed("key-can-withdraw"), "This key can withdraw money."),
        (CredentialsRejected("no"), "The exchange does not accept the key."),
    ],
)
async def test_refused_key_may_be_tried_again(house: ChatHouse, trouble: Exception, text: str) -> None:
    await ask_for_key(house)
    house.core.trouble = trouble
    await house.say(ANN, f"{KEY} {SECRET}")
    assert text in await house.text(ANN)
    house.core.trouble = None
    await house.say(ANN, f"{KEY} {SECRET}")
    assert isinstance(house.core.last(), c.LinkAccountCommand)


async def test_key_is_replaced_for_its_account(house: ChatHouse) -> None:
    await house.say(ANN, "/accounts")
    await house.press(ANN, "Binance · paper")
    await house.press(ANN, "Replace the key")
    await house.say(ANN, f"{KEY} {SECRET}")
    command = house.core.last()
    assert isinstance(command, c.ReplaceKeyCommand)
    assert command.account_id == b.ACCOUNT


async def test_leader_is_published_under_a_name(house: ChatHouse) -> None:
    await house.say(ANN, "/lead")
    await house.press(ANN, "Binance")
    await house.say(ANN, "Ann of <Kyiv>")
    command = house.core.last()
    assert isinstance(command, c.PublishLeaderCommand)
    assert command.name == "Ann of <Kyiv>"
    assert "Ann of <Kyiv> · trades on Binance" in await house.text(ANN)


async def test_leader_sees_own_card_and_retires(house: ChatHouse) -> None:
    house.core.leaders = [replace(b.leader(owner=LEV), is_mine=True)]
    await house.say(ANN, "/lead")
    await house.press(ANN, "Stop leading")
    assert "2 followers keep their open positions" in await house.text(ANN)
    await house.press(ANN, "Stop leading")
    assert isinstance(house.core.last(), c.RetireLeaderCommand)


async def test_cancel_leaves_a_form(house: ChatHouse) -> None:
    await open_form(house)
    await house.say(ANN, "/cancel")
    assert "Left. Nothing was changed." in await house.texts(ANN)
    await house.say(ANN, "$100")
    assert "I wasn't expecting text just now" in await house.text(ANN)


async def test_another_command_leaves_a_form(house: ChatHouse) -> None:
    await ask_for_key(house)
    await house.say(ANN, "/pnl")
    await house.say(ANN, "hello")
    assert "I wasn't expecting text just now" in await house.text(ANN)
