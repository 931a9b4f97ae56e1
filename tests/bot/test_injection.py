"""What people wrote is only text: in the database, on every screen, in every language of markup."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.follower import Follower, Role
from core.domain.trade import TradeStatus
from core.domain.values import FollowerId
from tests.bot import builders as b
from tests.bot.chat_house import ChatHouse
from tests.bot.facts import WHO, failed
from tests.bot.newsroom import newsroom
from tests.builders import NOON
from tests.database import database
from tests.sandbox.telegram_room import ANN

EVIL = [
    "Robert'); DROP TABLE trades;--",
    '<b>bold</b> & <a href="https://x">',
    "*_[x](y)`~||\\",
    "{ $count } {{0}} %s",
    '"><script>',
]


@pytest.mark.parametrize("name", EVIL)
async def test_a_leader_s_name_is_shown_as_written(house: ChatHouse, name: str) -> None:
    house.core.leaders = [b.leader(name)]
    house.core.trades[WHO] = [replace(b.trade(TradeStatus.FAILED), leader_name=name, failure_message=name)]
    await house.say(ANN, "/leaders")
    shown = [await house.text(ANN), *await house.labels(ANN)]
    await newsroom(house).tell(failed())
    assert any(name in text for text in shown)
    assert name in await house.text(ANN)


@pytest.mark.parametrize("name", EVIL)
async def test_a_name_is_stored_as_written(tmp_path: Path, name: str) -> None:
    async with database(tmp_path) as db:
        async with db.units() as unit:
            unit.followers.add(Follower(FollowerId(7), name=name, language="en", role=Role.FOLLOWER, joined_at=NOON))
            await unit.commit()
        async with db.units() as unit:
            assert (await unit.followers.get(FollowerId(7))).name == name
