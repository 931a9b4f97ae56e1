"""Quiet hours in the chat: infos wait for the morning, trades come without a sound, what is urgent is always heard."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from bot.digest import Digests
from bot.sender import Sender
from core.application.digest_views import DigestView, Extreme
from core.domain.follower import News, Noise
from core.domain.news_events import DigestDueEvent
from core.domain.timetable import DigestKind, Timetable
from core.domain.trade import TradeStatus
from core.domain.values import FollowerId
from core.domain.verdict import SkipReason
from tests.bot import builders as b
from tests.bot.chat_house import TEXTS, ChatHouse
from tests.bot.facts import WHO, closed, failed, liquidated, skipped
from tests.bot.newsroom import Newsroom, newsroom
from tests.sandbox.telegram_room import ANN

NIGHT = Timetable(zone="Europe/Kyiv", quiet_from=23 * 60, quiet_to=4 * 60)
AUTUMN = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)
"""03:45 in Kyiv, before the clocks are put back: 04:00 comes in an hour and a quarter."""


def at(house: ChatHouse, moment: datetime) -> None:
    house.sender.now = lambda: moment


def sleeping(house: ChatHouse) -> Newsroom:
    person = house.core.people[ANN]
    loud = {**person.noise, News.FILL: Noise.ON, News.SKIP: Noise.ON}
    house.core.people[ANN] = replace(person, noise=loud, timetable=NIGHT)
    at(house, AUTUMN)
    return newsroom(house)


def reborn(house: ChatHouse) -> None:
    """As after a restart: what is in memory is gone, what was due is not."""
    old = house.sender
    house.sender = Sender(old.cards, old.gate, old.deliveries, Digests(TEXTS), old.pace, now=old.now)


async def heard(house: ChatHouse) -> list[tuple[str, bool]]:
    return [(str(it["text"]).split("\n")[0], not it["silent"]) for it in await house.from_bot(ANN)]


async def test_trades_are_silent_and_danger_is_heard(house: ChatHouse) -> None:
    room = sleeping(house)
    await room.tell(room.executed(), closed(), liquidated())
    house.core.trades[WHO] = [b.trade(TradeStatus.FAILED)]
    await room.tell(failed())
    loud = dict(await heard(house))
    assert [line for line, is_loud in loud.items() if is_loud and "Liquidated" in line]
    assert not [line for line, is_loud in loud.items() if is_loud and "Closed" in line]
    assert len([line for line, is_loud in loud.items() if is_loud]) == 2


async def test_infos_wait_for_the_end_of_the_night_over_clocks_and_restarts(house: ChatHouse) -> None:
    room, event = sleeping(house), replace(skipped(SkipReason.SLIPPAGE), occurred_at=AUTUMN)
    house.deliveries.events[event.event_id] = event
    await room.tell(event)
    at(house, AUTUMN + timedelta(minutes=45))  # 03:30 for the second time: still night
    await house.sender.tell_held()
    await room.deliver()
    reborn(house)
    room = newsroom(house)
    await room.tell(*await house.deliveries.unfinished())
    assert await heard(house) == []
    at(house, AUTUMN + timedelta(minutes=75))
    for _ in range(2):
        await house.sender.tell_held()
        await room.deliver()
    assert await heard(house) == [("🌙 While it was quiet: 1 message in short", False)]
    assert all(row.state == "sent" for row in house.deliveries.rows.values())


async def test_by_day_everything_sounds_as_wished(house: ChatHouse) -> None:
    room = sleeping(house)
    at(house, AUTUMN + timedelta(hours=5))
    await room.tell(room.executed())
    assert [is_loud for _, is_loud in await heard(house)] == [True]


async def test_a_digest_is_short_silent_and_comes_once(house: ChatHouse) -> None:
    house.core.digest = DigestView(
        realized_pnl=Decimal("12.5"),
        fees=Decimal("1.25"),
        funding=Decimal("-0.5"),
        closed=3,
        won=2,
        best=Extreme(symbol=b.BTC, pnl=Decimal(20)),
        worst=Extreme(symbol=b.BTC, pnl=Decimal(-4)),
        copied=7,
        slippage=Decimal("0.00042"),
        skips=[("slippage", 4), ("below_minimum", 2), ("too_old", 1), ("no_price", 1), ("follow_paused", 1)],
        open_positions=2,
        unrealized_pnl=None,
        is_paper=True,
    )
    event = DigestDueEvent(
        event_id="Digest:1:daily:2026-10-25",
        occurred_at=AUTUMN,
        follower_id=FollowerId(ANN),
        kind=DigestKind.DAILY,
        since=AUTUMN - timedelta(days=1),
        until=AUTUMN,
    )
    room = newsroom(house)
    await room.tell(event, event)
    await room.tell(event)
    (told,) = await house.from_bot(ANN)
    lines = str(told["text"]).split("\n")
    assert told["silent"]
    assert lines[0] == "🗓 Your day · PAPER"
    assert "Against the leader's price: +4.2 bps on average" in lines
    assert "9 trades skipped:" in lines
    assert "· 2× other reasons." in lines
    assert len(lines) <= 14
