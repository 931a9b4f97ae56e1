"""What a follower sees and does, screen by screen."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from core.application import commands as c
from core.application.views import HistoryEntry
from core.domain.account import AccountMode
from core.domain.errors import NotPossibleNow
from core.domain.follow import StopChoice
from core.domain.follower import News, Noise
from core.domain.values import PositionId, Protection, Side
from tests.bot import builders as b
from tests.bot.chat_house import ChatHouse, buttons
from tests.sandbox.telegram_room import ANN, BOHDAN, OLENA, records


async def test_start_is_the_home_screen(house: ChatHouse) -> None:
    await house.say(ANN, "/start")
    text = await house.text(ANN)
    assert "PAPER equity: 10,000.00 USDT" in text
    assert "1 open position · following 1 leader" in text
    assert "Positions" in await house.labels(ANN)


async def test_newcomer_sees_what_to_do_first(house: ChatHouse) -> None:
    await house.say(BOHDAN, "/start")
    assert "◻ Оберіть лідера" in await house.text(BOHDAN)
    assert (await house.labels(BOHDAN))[0] == "Обрати лідера"


async def test_buttons_turn_the_same_message(house: ChatHouse) -> None:
    await house.say(ANN, "/start")
    await house.press(ANN, "PnL")
    await house.press(ANN, "‹ Back")
    assert len(await house.from_bot(ANN)) == 1
    assert "Tandem" in await house.text(ANN)


async def test_help_lists_only_own_commands(house: ChatHouse) -> None:
    await house.say(ANN, "/help")
    assert "/positions" in await house.text(ANN)
    assert "/admin" not in await house.text(ANN)


COMMANDS = "/positions /close /x /follows /leaders /follow /stop /pnl /history /accounts /connect /lead /settings /help"


@pytest.mark.parametrize("command", [*COMMANDS.split(), "/quality", "/cancel", "/menu", "/start"])
async def test_every_command_answers_in_both_languages(house: ChatHouse, command: str) -> None:
    for user in (ANN, BOHDAN):
        await house.say(user, command)
        assert await house.from_bot(user)
    assert house.core.done == []


async def test_position_closes_in_two_taps(house: ChatHouse) -> None:
    await house.say(ANN, "/close")
    await house.press(ANN, "BTC/USDT perp long +12.30 PAPER")
    answer = await house.press(ANN, "Close now")
    assert answer["text"] == "Closing"
    command = house.core.last()
    assert isinstance(command, c.ClosePositionCommand)
    assert (command.position_id, command.fraction) == (b.POSITION, Decimal(1))


async def test_half_of_a_position_is_closed(house: ChatHouse) -> None:
    await house.say(ANN, "/positions")
    await house.press(ANN, "1 BTC")
    await house.press(ANN, "Close half")
    await house.press(ANN, "Close half now")
    command = house.core.last()
    assert isinstance(command, c.ClosePositionCommand)
    assert command.fraction == Decimal("0.5")


async def test_close_all_goes_on_past_a_refusal(house: ChatHouse) -> None:
    other = PositionId("other".ljust(26, "0"))
    house.core.positions[ANN].append(b.position(other))
    house.core.refused_positions.add(b.POSITION)
    await house.say(ANN, "/close")
    await house.press(ANN, "Close all (2)")
    await house.press(ANN, "Close all 2 now")
    assert "Closing 1 position." in await house.text(ANN)
    assert "1 could not be closed" in await house.text(ANN)


async def test_long_lists_come_in_pages(house: ChatHouse) -> None:
    house.core.positions[ANN] = [b.position(PositionId(f"p{n}".ljust(26, "0"))) for n in range(20)]
    await house.say(ANN, "/positions")
    assert [len(row) for row in buttons(await house.last(ANN))] == [4, 4, 1, 2]
    await house.press(ANN, "Older ›")
    await house.press(ANN, "Older ›")
    assert (await house.labels(ANN))[:4] == ["17 BTC", "18 BTC", "19 BTC", "20 BTC"]


async def test_positions_are_a_table_that_fits_a_phone(house: ChatHouse) -> None:
    live = replace(b.position(PositionId("live".ljust(26, "0")), pnl=Decimal("-3.1")), account_mode=AccountMode.LIVE)
    house.core.positions[ANN].append(live)
    await house.say(ANN, "/positions")
    lines = (await house.text(ANN)).splitlines()
    assert lines[:2] == ["2 open positions", "Floating: +9.20 USDT"]
    assert lines[2:5] == ["2 BTC   long 5x          -3.10", "PAPER", "1 BTC   long 5x         +12.30"]


@pytest.mark.parametrize(
    ("typed", "price"), [("62000", "62000"), ("$62 000,5", "62000.5"), ("5%", "60800.0"), ("-5%", "60800.0")]
)
async def test_stop_loss_is_typed_as_price_or_percent(house: ChatHouse, typed: str, price: str) -> None:
    await house.say(ANN, "/positions")
    await house.press(ANN, "1 BTC")
    await house.press(ANN, "Stop-loss / take-profit")
    await house.press(ANN, "Stop-loss")
    await house.say(ANN, typed)
    command = house.core.last()
    assert isinstance(command, c.ProtectPositionCommand)
    assert command.protection == Protection(stop_loss=Decimal(price))


async def test_take_profit_preset_keeps_the_stop(house: ChatHouse) -> None:
    house.core.positions[ANN] = [replace(b.position(), protection=Protection(stop_loss=Decimal(60_000)))]
    await house.say(ANN, "/positions")
    await house.press(ANN, "1 BTC")
    await house.press(ANN, "Stop-loss / take-profit")
    await house.press(ANN, "Take-profit")
    await house.press(ANN, "10%")
    command = house.core.last()
    assert isinstance(command, c.ProtectPositionCommand)
    assert command.protection == Protection(stop_loss=Decimal(60_000), take_profit=Decimal("70400.0"))


@pytest.mark.parametrize(
    ("label", "choice"),
    [
        ("Close all now", StopChoice.CLOSE_ALL),
        ("Keep them", StopChoice.KEEP),
        ("Let the leader close them", StopChoice.LEADER_CLOSES),
    ],
)
async def test_stop_is_a_choice_with_figures(house: ChatHouse, label: str, choice: StopChoice) -> None:
    await house.say(ANN, "/stop")
    assert "1 position is open, floating +12.30 USDT." in await house.text(ANN)
    await house.press(ANN, label)
    command = house.core.last()
    assert isinstance(command, c.StopFollowCommand)
    assert command.choice is choice


async def test_follow_pauses_without_a_question(house: ChatHouse) -> None:
    await house.say(ANN, "/follows")
    await house.press(ANN, "Lev → Binance")
    await house.press(ANN, "Pause")
    assert isinstance(house.core.last(), c.PauseFollowCommand)
    assert "Resume" in await house.labels(ANN)
    assert "One entry was decided before that and is not over yet" in await house.text(ANN)


async def test_pnl_shows_signs_and_leaders(house: ChatHouse) -> None:
    await house.say(ANN, "/pnl")
    await house.press(ANN, "7 days")
    text = await house.text(ANN)
    assert "-1,234.50 USDT" in text
    assert "Lev                  -1,234.50" in text


async def test_history_tells_skips_with_reason(house: ChatHouse) -> None:
    trade = HistoryEntry(
        at=b.NOW,
        leader_name="Lev",
        account_label="Binance",
        account_mode=AccountMode.PAPER,
        symbol=b.BTC,
        trade_id=b.TRADE,
        kind="open",
        side=Side.BUY,
        amount=Decimal("0.012"),
        price=Decimal(64_000),
        status="executed",
        reason="",
        numbers={},
    )
    skip = replace(trade, trade_id=None, side=None, status="skipped", reason="slippage", at=b.NOW - timedelta(hours=1))
    house.core.history = [trade, skip]
    await house.say(ANN, "/history")
    text = await house.text(ANN)
    assert "History · page 1 · PAPER\nbuy 0.012 BTC at 64,000.00\n✅ Filled · Lev · " in text
    assert ": the price had moved further than you allow." in text
    entities = records((await house.from_bot(ANN))[-1]["entities"])
    links = [str(it["url"]) for it in entities if it["type"] == "text_link"]
    assert links == [f"https://t.me/tandem_sandbox_bot?start=t_{b.TRADE}"]


async def test_account_goes_live_after_a_question(house: ChatHouse) -> None:
    await house.say(ANN, "/accounts")
    await house.press(ANN, "Binance · paper")
    await house.press(ANN, "Go live")
    assert "Real money" in await house.text(ANN)
    assert house.core.done == []
    await house.press(ANN, "Trade with real money")
    assert "PAPER" not in await house.text(ANN)


async def test_account_in_use_is_not_disconnected(house: ChatHouse) -> None:
    await house.say(ANN, "/accounts")
    await house.press(ANN, "Binance · paper")
    await house.press(ANN, "Disconnect")
    answer = await house.press(ANN, "Disconnect and erase the key")
    assert answer["text"] == "This account is used by a follow. Stop following first."


async def test_language_changes_at_once(house: ChatHouse) -> None:
    await house.say(ANN, "/settings")
    await house.press(ANN, "Українська")
    assert "Налаштування" in await house.text(ANN)
    commands = (await house.room.chat(ANN))["commands"]
    assert "Відкриті позиції" in str(commands)


async def test_noise_turns_one_step_per_press(house: ChatHouse) -> None:
    await house.say(ANN, "/settings")
    answer = await house.press(ANN, "Fills: silent")
    assert answer["text"] == "Fills: off"
    await house.press(ANN, "Failures: with sound")
    noise = house.core.people[ANN].noise
    assert (noise[News.FILL], noise[News.FAILURE]) == (Noise.OFF, Noise.SILENT)


async def test_operator_invites_with_a_link(house: ChatHouse) -> None:
    await house.say(OLENA, "/admin")
    await house.press(OLENA, "Запросити")
    await house.press(OLENA, "Створити посилання")
    assert "https://t.me/tandem_sandbox_bot?start=i_good-invite-code-12345" in await house.text(OLENA)


async def test_operator_pauses_everything(house: ChatHouse) -> None:
    await house.say(OLENA, "/admin")
    await house.press(OLENA, "Призупинити все")
    assert house.core.is_paused
    assert "Продовжити все" in await house.labels(OLENA)


async def test_admin_does_not_exist_for_others(house: ChatHouse) -> None:
    await house.say(ANN, "/admin")
    assert "I don't know this command" in await house.text(ANN)
    assert (await house.forge(ANN, "ad:pause"))["alert"]
    assert not house.core.is_paused


async def test_leader_link_opens_the_card(house: ChatHouse) -> None:
    await house.say(ANN, f"/start l_{b.LEADER}")
    assert "Lev · trades on Binance" in await house.text(ANN)
    assert "Follow" in await house.labels(ANN)
    assert house.core.done == []


async def test_refusal_of_the_core_is_told_in_words(house: ChatHouse) -> None:
    await house.say(BOHDAN, "/start")
    house.core.trouble = NotPossibleNow("copying-paused")
    answer = await house.press(BOHDAN, "Рахунки")
    assert answer["text"] == "Оператор призупинив нові копії. Питання відкрите до свого строку."
