"""A question about a trade: asked with a countdown, answered once by its owner, told truly ever after."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.application import commands as c
from core.domain.account import AccountMode
from core.domain.confirmation import Answer
from core.domain.errors import NotPossibleNow
from core.domain.events import ConfirmationAskedEvent
from core.domain.trade import TradeStatus
from core.domain.values import FollowerId
from tests.bot import builders as b
from tests.bot.chat_house import ChatHouse, buttons
from tests.bot.newsroom import Newsroom, newsroom
from tests.sandbox.telegram_room import ANN, BOHDAN, STRANGER, record

ASKED = ConfirmationAskedEvent(
    event_id="e1",
    occurred_at=b.NOW,
    confirmation_id=b.QUESTION,
    trade_id=b.TRADE,
    follower_id=FollowerId(ANN),
    deadline=b.NOW,
)


async def ask(house: ChatHouse) -> Newsroom:
    house.core.trades[FollowerId(ANN)] = [b.question()]
    room = newsroom(house)
    await room.tell(ASKED)
    return room


async def test_question_shows_money_and_countdown(house: ChatHouse) -> None:
    await ask(house)
    card = await house.last(ANN)
    text = str(card["text"])
    assert "Lev goes long. Copy it?" in text
    assert "You: 0.012 BTC, 771.01 USDT, price now 64,250.5" in text
    assert "Leader's price: 64,210" in text
    assert any(record(it)["type"] == "date_time" for it in list_of(card["entities"]))
    assert card["silent"] is False


async def test_question_has_three_answers_and_none_shouts(house: ChatHouse) -> None:
    await ask(house)
    labels = [(it["text"], it["style"]) for row in buttons(await house.last(ANN)) for it in row]
    assert labels == [("Copy", "success"), ("Half", "primary"), ("Skip", None)]


@pytest.mark.parametrize(
    ("label", "answer", "toast"),
    [("Copy", Answer.COPY, "Copying"), ("Half", Answer.HALF, "Copying half"), ("Skip", Answer.SKIP, "Skipped")],
)
async def test_press_answers_the_question(house: ChatHouse, label: str, answer: Answer, toast: str) -> None:
    await ask(house)
    assert (await house.press(ANN, label))["text"] == toast
    command = house.core.last()
    assert isinstance(command, c.AnswerConfirmationCommand)
    assert (command.actor, command.answer) == (ANN, answer)


async def test_answered_card_keeps_no_live_button(house: ChatHouse) -> None:
    await ask(house)
    await house.press(ANN, "Skip")
    card = await house.last(ANN)
    assert "You skipped it at" in str(card["text"])
    pressable = [it["text"] for row in buttons(card) for it in row if not it["disabled"]]
    assert pressable == ["Why so?"]


async def test_second_press_hears_what_was_answered(house: ChatHouse) -> None:
    await ask(house)
    card = await house.last(ANN)
    await house.press(ANN, "Copy")
    answer = await house.forge(ANN, f"cf:copy:{b.QUESTION}", message=int(str(card["id"])))
    assert answer["text"] == "Already answered: Copy at 12:00:00 UTC."
    assert len(house.core.done) == 1


async def test_hundred_presses_have_one_effect(house: ChatHouse) -> None:
    await ask(house)
    number = (await house.last(ANN))["id"]
    for _ in range(100):
        await house.room.post("press", user=ANN, message=number, data=f"cf:copy:{b.QUESTION}")
    await house.pump()
    assert len(house.core.done) == 1


async def test_expired_question_shows_the_present_state(house: ChatHouse) -> None:
    await ask(house)
    number = int(str((await house.last(ANN))["id"]))
    house.core.answer(FollowerId(ANN), b.question(), Answer.EXPIRED)
    answer = await house.forge(ANN, f"cf:copy:{b.QUESTION}", message=number)
    assert answer["text"] == "This question expired at 12:00:00 UTC. Nothing was copied."
    card = await house.last(ANN)
    assert "Nobody answered: it expired" in str(card["text"])
    assert [(it["text"], it["disabled"]) for row in buttons(card) for it in row] == [
        ("Expired", True),
        ("Why so?", False),
    ]
    assert house.core.done == []


@pytest.mark.parametrize("who", [BOHDAN, STRANGER])
async def test_question_belongs_to_its_owner(house: ChatHouse, who: int) -> None:
    await ask(house)
    before = await house.last(ANN)
    answer = await house.forge(who, f"cf:copy:{b.QUESTION}", chat=ANN)
    assert answer["alert"]
    assert house.core.done == []
    assert (await house.last(ANN))["text"] == before["text"]


async def test_moved_price_is_explained(house: ChatHouse) -> None:
    await ask(house)
    house.core.answer_trouble = NotPossibleNow("price-moved", price=Decimal("64700.5"), limit=Decimal(64531))
    answer = await house.press(ANN, "Copy")
    assert str(answer["text"]).startswith("The price is 64,700.5 now, beyond your limit of 64,531.")
    assert "Copy" in await house.labels(ANN)


async def test_press_after_restart_still_counts(house: ChatHouse) -> None:
    await ask(house)
    house.conversations.rows.clear()
    assert (await house.press(ANN, "Copy"))["text"] == "Copying"


async def test_card_moves_on_in_place(house: ChatHouse) -> None:
    room = await ask(house)
    await house.press(ANN, "Copy")
    placing = await house.last(ANN)
    assert "The order is on its way to Binance." in str(placing["text"])
    asked = house.core.trades[FollowerId(ANN)][0].confirmation
    house.core.trades[FollowerId(ANN)] = [replace(b.trade(), confirmation=asked)]
    await room.tell(room.executed())
    filled = await house.last(ANN)
    assert filled["id"] == placing["id"]
    assert "Bought 0.012 BTC at 64,250.5" in str(filled["text"])
    assert "You pressed Copy at" in str(filled["text"])


async def test_live_question_has_no_paper_badge(house: ChatHouse) -> None:
    house.core.trades[FollowerId(ANN)] = [replace(b.question(), account_mode=AccountMode.LIVE)]
    await newsroom(house).tell(ASKED)
    assert "PAPER" not in await house.text(ANN)


async def test_why_explains_the_size(house: ChatHouse) -> None:
    house.core.trades[FollowerId(ANN)] = [
        replace(b.trade(TradeStatus.EXECUTED), numbers={"wanted": "1000", "room": "771.01", "cut_by": "balance"})
    ]
    room = newsroom(house)
    await room.tell(room.executed())
    await house.press(ANN, "Why so?")
    text = await house.text(ANN)
    assert "your free balance had room for 771.01" in text
    assert "Your size, fixed: 1,000.00 USDT" in text
    assert len(await house.from_bot(ANN)) == 2


def list_of(value: object) -> list[object]:
    assert isinstance(value, list)
    return value
