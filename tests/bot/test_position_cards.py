"""One card per position: additions edit it, its end is the only news, and its entries' cards end with it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from core.application.views import EndView, TradeView
from core.domain.confirmation import Answer
from core.domain.exposure import PositionStatus
from core.domain.follower import News, Noise
from core.domain.trade import TradeStatus
from core.domain.values import Side, TradeId
from tests.bot import builders as b
from tests.bot.chat_house import ChatHouse
from tests.bot.facts import NOW, WHO, closed, increased, liquidated, reduced
from tests.bot.newsroom import newsroom
from tests.builders import d
from tests.sandbox.telegram_room import ANN

ENDED = EndView(at=NOW, price=d("65025.5"), realized_pnl=d("11.68"), is_liquidated=False)
FIRST, SECOND, LAST = b.TRADE, TradeId("second".ljust(26, "0")), TradeId("x")


def added(status: TradeStatus = TradeStatus.EXECUTED) -> TradeView:
    return replace(b.trade(status), trade_id=SECOND, kind="increase", is_first=False, settled_at=NOW)


def exit_of_all() -> TradeView:
    return replace(b.trade(), trade_id=LAST, kind="close", side=Side.SELL, reduce_only=True, ended=ENDED)


def held(house: ChatHouse, *trades: TradeView, quantity: str = "0.024") -> None:
    house.core.trades[WHO] = list(trades)
    house.core.positions[WHO] = [replace(b.position(), quantity=d(quantity))]


def ended(house: ChatHouse, *trades: TradeView, end: EndView = ENDED) -> None:
    """As it is when the end is told: the position is closed, and its trades know."""
    house.core.trades[WHO] = [replace(trade, ended=end) for trade in trades]
    house.core.positions[WHO] = [replace(b.position(), status=PositionStatus.CLOSED, closed_at=NOW)]


async def heads(house: ChatHouse) -> Sequence[tuple[str, bool]]:
    """First line and loudness of every message that still stands."""
    return [(str(it["text"]).split("\n")[0], not it["silent"]) for it in await house.from_bot(ANN)]


async def test_an_addition_shows_the_whole(house: ChatHouse) -> None:
    held(house, added())
    await newsroom(house).tell(increased())
    text = await house.text(ANN)
    assert "Lev added → Binance" in text
    assert "Lev: 64,210.00. You: 0.063% worse (6.3 bps), 0.84 s later" in text
    assert "Position now: 0.024 BTC from 64,000" in text
    assert await heads(house) == [("✅ Filled · BTC/USDT perp · long 5x · PAPER", False)]


async def test_additions_are_one_card_and_no_second_message(house: ChatHouse) -> None:
    room = newsroom(house)
    held(house, added())
    await room.tell(increased(), replace(room.executed(), trade_id=SECOND))
    held(house, added(), quantity="0.036")
    await room.tell(increased("p7"))
    (card,) = await house.from_bot(ANN)
    assert (card["edited"], "0.036 BTC" in str(card["text"])) == (1, True)


async def test_an_addition_on_its_way_is_no_message(house: ChatHouse) -> None:
    held(house, added(TradeStatus.RESERVED))
    room = newsroom(house)
    await room.tell(replace(room.executed(), trade_id=SECOND))
    assert await house.from_bot(ANN) == []


async def test_a_failed_addition_is_told(house: ChatHouse) -> None:
    held(house, added(TradeStatus.FAILED))
    room = newsroom(house)
    await room.tell(replace(room.executed(), trade_id=SECOND))
    assert [loud for _, loud in await heads(house)] == [True]


async def test_who_was_asked_has_a_card_already(house: ChatHouse) -> None:
    asked = b.question().confirmation
    assert asked is not None
    held(house, replace(added(), confirmation=replace(asked, answer=Answer.COPY, answered_at=NOW)))
    await newsroom(house).tell(increased())
    assert await house.from_bot(ANN) == []


async def test_loud_fills_sound_with_the_addition(house: ChatHouse) -> None:
    person = house.core.people[ANN]
    house.core.people[ANN] = replace(person, noise={**person.noise, News.FILL: Noise.ON})
    held(house, added())
    await newsroom(house).tell(increased())
    assert [loud for _, loud in await heads(house)] == [True]


async def test_what_somebody_did_there_is_said_so(house: ChatHouse) -> None:
    held(house, quantity="0.006")
    await newsroom(house).tell(reduced())
    text = await house.text(ANN)
    assert "0.006 BTC at 65,000.00, done at the exchange" in text
    assert "Position now: 0.006 BTC from 64,000" in text


async def test_the_card_of_a_position_ends_as_the_only_news(house: ChatHouse) -> None:
    room = newsroom(house)
    held(house, added())
    await room.tell(increased())
    ended(house, added(), exit_of_all())
    await room.tell(closed(), replace(room.executed("e9"), trade_id=LAST))
    assert await heads(house) == [("🏁 Closed with Lev", True)]
    assert "Lev: 64,210.00. You: 0.063% worse" in await house.text(ANN)
    await house.press(ANN, "Why so?")
    assert "🔎" in await house.text(ANN)


async def test_a_late_fact_changes_no_news_of_the_end(house: ChatHouse) -> None:
    room = newsroom(house)
    ended(house, added(), exit_of_all())
    await room.tell(closed())
    await room.tell(increased())
    assert await heads(house) == [("🏁 Closed with Lev", True)]


@pytest.mark.parametrize("is_liquidated", [False, True])
async def test_an_entrys_card_ends_with_the_result(house: ChatHouse, is_liquidated: bool) -> None:
    room = newsroom(house)
    await room.tell(room.executed())
    ended(house, b.trade(), end=replace(ENDED, is_liquidated=is_liquidated))
    await room.tell(liquidated() if is_liquidated else closed())
    entry, news = await house.from_bot(ANN)
    sign = "🔥 Liquidated" if is_liquidated else "🏁 Closed"
    assert str(entry["text"]).startswith(f"{sign} · BTC/USDT perp · long 5x · PAPER")
    assert "Position closed at 65,025.5" in str(entry["text"])
    assert "+11.68 USDT after fees" in str(entry["text"])
    assert (entry["silent"], news["silent"]) == (True, False)


async def test_a_card_that_is_gone_is_not_sent_again_for_its_end(house: ChatHouse) -> None:
    ended(house, b.trade())
    await newsroom(house).tell(closed())
    assert await heads(house) == [("🏁 Closed with Lev", True)]


async def test_a_position_says_how_it_compares(house: ChatHouse) -> None:
    room = newsroom(house)
    await room.tell(room.executed())
    await house.press(ANN, "Open the position")
    text = await house.text(ANN)
    assert "Lev: 64,210.00. You: 0.063% worse (6.3 bps), 0.84 s later" in text
    assert "Last entry sized by a fixed amount" in text
    assert len(text.splitlines()) <= 12
    await house.press(ANN, "Why so?")
    assert "2. Your size, fixed: 771.00 USDT" in await house.text(ANN)
