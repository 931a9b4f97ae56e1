"""What a follower sees and does, screen by screen."""

from tests.bot.chat_house import ChatHouse
from tests.sandbox.telegram_room import ANN


async def test_start_is_the_home_screen(house: ChatHouse) -> None:
    await house.say(ANN, "/start")
    text = await house.text(ANN)
    assert "PAPER equity: 10,000.00 USDT" in text
    assert "1 open position" in text
    assert "Positions" in await house.labels(ANN)
