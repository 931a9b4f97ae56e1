"""What people are told, how loud, and how often: one living card per trade, a sound only where it matters."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.application.gates import Gate
from core.domain.events import (
    AccountResumedEvent,
    EntriesResumedEvent,
    EntriesStoppedEvent,
    ProtectionMissedEvent,
)
from core.domain.exposure import ExitCause
from core.domain.follower import News, Noise
from core.domain.trade import TradeStatus
from core.domain.values import Exchange, FollowerId
from core.domain.verdict import SkipReason
from core.shared import DomainEvent
from tests.bot import builders as b
from tests.bot.chat_house import TEXTS, ChatHouse
from tests.bot.facts import (
    NOW,
    WHO,
    breaker,
    closed,
    drift,
    failed,
    liquidated,
    paused,
    position_facts,
    reserved,
    skipped,
    unclear,
)
from tests.bot.newsroom import newsroom
from tests.sandbox.telegram_room import ANN, BOHDAN, OLENA, STRANGER


def set_trade(house: ChatHouse, status: TradeStatus) -> None:
    house.core.trades[WHO] = [b.trade(status)]


def set_noise(house: ChatHouse, news: News, noise: Noise) -> None:
    person = house.core.people[ANN]
    house.core.people[ANN] = replace(person, noise={**person.noise, news: noise})


async def heard(house: ChatHouse) -> list[tuple[str, bool]]:
    """First line and loudness of every message of the bot that still stands."""
    return [(str(it["text"]).split("\n")[0], not it["silent"]) for it in await house.from_bot(ANN)]


async def test_fill_tells_the_truth_about_the_copy(house: ChatHouse) -> None:
    room = newsroom(house)
    await room.tell(room.executed())
    text = await house.text(ANN)
    assert "✅ Filled · BTC/USDT perp · long 5x · PAPER" in text
    assert "Lev opened → Binance" in text
    assert "Bought 0.012 BTC at 64,250.50 (771.01 USDT)" in text
    assert "Lev: 64,210.00. You: 0.063% worse (6.3 bps), 0.84 s later" in text
    assert "Fee 0.31 USDT · sized by a fixed amount" in text


async def test_one_card_lives_through_a_trade(house: ChatHouse) -> None:
    room = newsroom(house)
    set_trade(house, TradeStatus.RESERVED)
    await room.tell(reserved())
    set_trade(house, TradeStatus.EXECUTED)
    await room.tell(room.executed())
    (card,) = await house.from_bot(ANN)
    assert (card["edited"], card["silent"]) == (1, True)


async def test_repeated_fact_changes_nothing(house: ChatHouse) -> None:
    room = newsroom(house)
    await room.tell(room.executed("e1"), room.executed("e1"))
    await room.tell(room.executed("e1"))
    (card,) = await house.from_bot(ANN)
    assert card["edited"] == 0


async def test_unclear_order_is_loud_then_resolved(house: ChatHouse) -> None:
    room = newsroom(house)
    set_trade(house, TradeStatus.RESERVED)
    await room.tell(reserved())
    set_trade(house, TradeStatus.NEEDS_RECONCILIATION)
    await room.tell(unclear())
    assert await heard(house) == [("❓ Checking · BTC/USDT perp · long 5x · PAPER", True)]
    set_trade(house, TradeStatus.EXECUTED)
    await room.tell(room.executed())
    assert await heard(house) == [("✅ Filled · BTC/USDT perp · long 5x · PAPER", True)]


async def test_failure_says_why(house: ChatHouse) -> None:
    set_trade(house, TradeStatus.FAILED)
    await newsroom(house).tell(failed())
    assert "Nothing was bought or sold: nobody sold or bought within your slippage." in await house.text(ANN)
    assert (await heard(house))[0][1]


async def test_exchange_s_own_words_are_shown_and_escaped(house: ChatHouse) -> None:
    strange = replace(
        b.trade(TradeStatus.FAILED), failure_code="-2019", failure_message="<Margin> is insufficient & so"
    )
    house.core.trades[WHO] = [strange]
    await newsroom(house).tell(failed())
    assert "the exchange said -2019 <Margin> is insufficient & so" in await house.text(ANN)


async def test_partial_fill_is_named(house: ChatHouse) -> None:
    house.core.trades[WHO] = [replace(b.trade(), filled=Decimal("0.008"))]
    room = newsroom(house)
    await room.tell(room.executed())
    text = await house.text(ANN)
    assert "☑ Partly filled" in text
    assert "Bought 0.008 of 0.012 BTC at 64,250.5" in text


@pytest.mark.parametrize(
    ("cause", "title"),
    [
        (ExitCause.LEADER, "🏁 Closed with Lev"),
        (ExitCause.FOLLOWER, "🏁 Closed by you"),
        (ExitCause.STOP_LOSS, "🛑 Stop-loss hit"),
        (ExitCause.TAKE_PROFIT, "🎯 Take-profit hit"),
        (ExitCause.EXTERNAL, "🏁 Closed at the exchange, not by me"),
        (ExitCause.ADL, "⚠ Closed by the exchange (auto-deleveraging)"),
    ],
)
async def test_close_is_loud_with_its_result(house: ChatHouse, cause: ExitCause, title: str) -> None:
    await newsroom(house).tell(closed(cause))
    assert await heard(house) == [(title, True)]
    assert "Result after fees: +11.68 USDT (fees 0.31, funding 0.00)" in await house.text(ANN)


async def test_liquidation_is_loud_and_helps(house: ChatHouse) -> None:
    await newsroom(house).tell(liquidated())
    assert await heard(house) == [("🔥 Liquidated by Binance", True)]
    assert "-144.60 USDT" in await house.text(ANN)
    await house.press(ANN, "Open the follow")
    assert "Change the follow of Lev" in await house.text(ANN)
    assert (await heard(house))[0] == ("🔥 Liquidated by Binance", True)


async def test_skip_is_silent_with_reason_and_figures(house: ChatHouse) -> None:
    await newsroom(house).tell(skipped())
    assert await heard(house) == [("⏭ Not copied: Lev, BTC/USDT perp · PAPER", False)]
    text = await house.text(ANN)
    assert "It is smaller than the exchange takes." in text
    assert "It needs 64.21 USDT; your rules came to 12.50 USDT." in text


@pytest.mark.parametrize("reason", [*SkipReason, "something_new"])
async def test_every_skip_is_told_in_ukrainian(house: ChatHouse, reason: str) -> None:
    house.core.people[ANN] = replace(house.core.people[ANN], language="uk")
    await newsroom(house).tell(skipped(reason))
    assert "⏭ Не скопійовано: Lev, BTC/USDT perp · ПАПЕР" in await house.text(ANN)


async def test_revoked_key_is_loud_and_leads_on(house: ChatHouse) -> None:
    await newsroom(house).tell(paused())
    assert await heard(house) == [("🔑 Binance is paused", True)]
    await house.press(ANN, "Replace the key")
    assert "send the key in one message" in await house.text(ANN)


@pytest.mark.parametrize("exchange", Exchange)
async def test_a_wrong_mode_comes_with_its_steps(house: ChatHouse, exchange: Exchange) -> None:
    await newsroom(house).tell(replace(paused(), code="position-mode", exchange=exchange))
    text = await house.text(ANN)
    assert "new entries wait" in text
    assert "One-way mode" in text.replace("One-Way Mode", "One-way mode").replace("One-way Mode", "One-way mode")


async def test_working_key_is_told(house: ChatHouse) -> None:
    event = AccountResumedEvent(
        event_id="a2", occurred_at=NOW, account_id=b.ACCOUNT, follower_id=WHO, exchange=Exchange.BINANCE
    )
    await newsroom(house).tell(event)
    assert "works again" in await house.text(ANN)


async def test_an_outage_is_two_silent_messages_to_those_concerned(house: ChatHouse) -> None:
    room = newsroom(house)
    await room.tell(breaker("open"), breaker("open", lane="lookup"), breaker("closed", lane="lookup"))
    await room.tell(breaker("closed"))
    begin, end = await house.from_bot(ANN)
    assert ("does not answer" in str(begin["text"]), begin["silent"]) == (True, True)
    assert ("answers again" in str(end["text"]), end["silent"]) == (True, True)
    assert await house.from_bot(BOHDAN) == []


async def test_operators_hear_why_entries_wait(house: ChatHouse) -> None:
    room = newsroom(house)
    await room.tell(EntriesStoppedEvent(event_id="e1", occurred_at=NOW, gate="clock", place="bybit"))
    assert "годинник Bybit" in await house.text(OLENA)
    await room.tell(EntriesResumedEvent(event_id="e2", occurred_at=NOW, gate="clock", place="bybit"))
    assert "збігається з Bybit" in await house.text(OLENA)
    assert await house.from_bot(ANN) == []


@pytest.mark.parametrize("gate", Gate)
def test_every_gate_has_its_texts(gate: Gate) -> None:
    for language in ("en", "uk"):
        voice = TEXTS.voice(language)
        assert voice.has(f"entries-stopped-{gate}")
        assert voice.has(f"entries-resumed-{gate}")


async def test_drift_names_both_figures(house: ChatHouse) -> None:
    await newsroom(house).tell(drift())
    assert "I expected 0.012 BTC, the exchange has 0." in await house.text(ANN)


async def test_missed_protection_offers_what_helps(house: ChatHouse) -> None:
    event = ProtectionMissedEvent(event_id="p3", occurred_at=NOW, **position_facts(), code="would-trigger")
    await newsroom(house).tell(event)
    assert "This position is open without it." in await house.text(ANN)
    assert await house.labels(ANN) == ["Stop-loss / take-profit", "Close"]


@pytest.mark.parametrize(
    ("news", "event"),
    [(News.FILL, reserved()), (News.SKIP, skipped()), (News.CLOSE, closed()), (News.EXCHANGE, breaker("open"))],
)
async def test_switched_off_news_is_not_sent(house: ChatHouse, news: News, event: DomainEvent) -> None:
    set_trade(house, TradeStatus.RESERVED)
    set_noise(house, news, Noise.OFF)
    await newsroom(house).tell(event)
    assert await house.from_bot(ANN) == []


async def test_loud_fills_sound_when_they_are_filled(house: ChatHouse) -> None:
    room = newsroom(house)
    set_noise(house, News.FILL, Noise.ON)
    set_trade(house, TradeStatus.RESERVED)
    await room.tell(reserved())
    assert await house.from_bot(ANN) == []
    set_trade(house, TradeStatus.EXECUTED)
    await room.tell(room.executed())
    assert await heard(house) == [("✅ Filled · BTC/USDT perp · long 5x · PAPER", True)]


async def test_deleted_card_comes_back_once(house: ChatHouse) -> None:
    room = newsroom(house)
    set_trade(house, TradeStatus.RESERVED)
    await room.tell(reserved())
    await house.room.post("delete", user=ANN, message=(await house.last(ANN))["id"])
    set_trade(house, TradeStatus.EXECUTED)
    await room.tell(room.executed())
    assert await heard(house) == [("✅ Filled · BTC/USDT perp · long 5x · PAPER", False)]


async def test_nobody_is_told_of_a_stranger(house: ChatHouse) -> None:
    event = replace(closed(), follower_id=FollowerId(STRANGER))
    await newsroom(house).tell(event)
    assert house.sender.waiting() == 0


async def test_card_buttons_open_below_the_card(house: ChatHouse) -> None:
    room = newsroom(house)
    await room.tell(room.executed())
    await house.press(ANN, "Open the position")
    first, second = await house.from_bot(ANN)
    assert "✅ Filled" in str(first["text"])
    assert "Stop-loss: none" in str(second["text"])


async def test_every_message_fits_telegram(house: ChatHouse) -> None:
    house.core.leaders = [replace(b.leader("N" * 32), leader_id=b.LEADER)]
    house.core.trades[WHO] = [replace(b.trade(TradeStatus.FAILED), failure_code="x", failure_message="y" * 9000)]
    await newsroom(house).tell(failed())
    assert len(await house.text(ANN)) < 4096
    assert TEXTS.languages() == ("en", "uk")
