"""Links to a trade's card: for its owner only, and nothing changes by opening one. What is garbage stands in
test_bad_input.py.
"""

from bot.callbacks import ConfirmPress
from core.application.commands import AnswerConfirmationCommand
from core.domain.confirmation import Answer
from core.domain.values import FollowerId
from tests.bot import builders as b
from tests.bot.chat_house import TEXTS, ChatHouse
from tests.sandbox.telegram_room import ANN, BOHDAN, STRANGER


async def test_trade_link_opens_the_card_and_changes_nothing(house: ChatHouse) -> None:
    house.core.trades[FollowerId(ANN)] = [b.trade()]
    await house.say(ANN, f"/start t_{b.TRADE}")
    assert "BTC/USDT perp · long" in await house.text(ANN)
    assert await house.labels(ANN) == ["Open the position", "Why so?"]
    assert house.core.done == []


async def test_another_ones_trade_link_is_none(house: ChatHouse) -> None:
    """Whoever is in hears that there is none, whoever is not hears of invitations."""
    house.core.trades[FollowerId(ANN)] = [b.trade()]
    await house.say(BOHDAN, f"/start t_{b.TRADE}")
    assert await house.text(BOHDAN) == TEXTS.voice("uk").plain("refusal-trade-unknown")
    await house.say(STRANGER, f"/start t_{b.TRADE}")
    assert "works by invitation" in await house.text(STRANGER)
    assert house.core.done == []


async def test_an_open_question_behind_a_link_counts_once(house: ChatHouse) -> None:
    house.core.trades[FollowerId(ANN)] = [b.question()]
    await house.say(ANN, f"/start t_{b.TRADE}")
    assert house.core.done == []
    await house.press(ANN, "Copy")
    await house.forge(ANN, ConfirmPress(answer=Answer.HALF, confirmation_id=b.QUESTION).pack())
    assert [type(it) for it in house.core.done] == [AnswerConfirmationCommand]
