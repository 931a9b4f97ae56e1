"""Listening to leaders: who is heard no more is told, a deaf stream is opened anew, who is gone is given up."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.leader_watch import LeaderWatch
from bot.workers import Supervisor
from core.application.commands import RetireLeaderCommand
from core.domain.account import Account
from core.domain.errors import CredentialsRejected
from core.domain.events import LeaderFeedBackEvent, LeaderFeedStaleEvent, LeaderGapEvent, LeaderLostEvent
from core.domain.leader_fill import LeaderFill
from core.domain.values import PositionSide, Side
from tests.application.world import LEVS, THE_LEADER, World
from tests.application.worlds import a_world
from tests.builders import BTC, LEV, NOON, d

MINUTE = 60.0


@dataclass
class Feed:
    """What a leader's account says, as a test wants it said."""

    batches: asyncio.Queue[Sequence[LeaderFill]] = field(default_factory=asyncio.Queue)
    opened_from: list[datetime] = field(default_factory=list)
    fails: Exception | None = None

    async def fills(self, account: Account, since: datetime) -> AsyncIterator[Sequence[LeaderFill]]:
        self.opened_from.append(since)
        if self.fails is not None:
            raise self.fails
        while True:
            yield await self.batches.get()


@dataclass
class Post:
    """A watch over a small world."""

    world: World
    feed: Feed
    watch: LeaderWatch

    async def after(self, seconds: float) -> None:
        self.world.clock.move(seconds)
        await self.watch.step()

    async def hear(self, *fills: LeaderFill) -> None:
        before = self.watch.health()[THE_LEADER].last_seen_at
        self.world.clock.move(1)
        self.feed.batches.put_nowait(fills)
        await until(lambda: self.watch.health()[THE_LEADER].last_seen_at != before)
        await self.watch.step()


@asynccontextmanager
async def a_post(folder: Path) -> AsyncIterator[Post]:
    supervisor, feed = Supervisor("intake"), Feed()
    async with a_world(folder) as world:
        watch = LeaderWatch(
            world.db.units, world.bus, feed, clock=world.clock, supervisor=supervisor, timing=world.timing
        )
        await watch.step()
        await until(lambda: bool(feed.opened_from))
        try:
            yield Post(world, feed, watch)
        finally:
            await supervisor.aclose()
            await world.desk.idle()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while True:
            if condition():
                return
            await asyncio.sleep(0.01)


async def test_silence_is_told_after_a_minute(tmp_path: Path) -> None:
    async with a_post(tmp_path) as post:
        await post.after(50)
        assert post.world.told(LeaderFeedStaleEvent) == []
        assert post.watch.health()[THE_LEADER].is_connected
        await post.after(15)
        await post.after(15)
        assert [news.since for news in post.world.told(LeaderFeedStaleEvent)] == [NOON]
        assert not post.watch.health()[THE_LEADER].is_connected


async def test_a_voice_ends_the_silence(tmp_path: Path) -> None:
    async with a_post(tmp_path) as post:
        await post.after(2 * MINUTE)
        await post.hear()
        assert len(post.world.told(LeaderFeedBackEvent)) == 1
        assert post.watch.health()[THE_LEADER].is_connected
        await post.after(2 * MINUTE)
        assert len(post.world.told(LeaderFeedStaleEvent)) == 2


async def test_nothing_new_is_a_voice_too(tmp_path: Path) -> None:
    async with a_post(tmp_path) as post:
        for _ in range(3):
            await post.after(50)
            await post.hear()
        assert post.world.told(LeaderFeedStaleEvent) == []


async def test_a_deaf_stream_is_opened_anew(tmp_path: Path) -> None:
    """The exchange shows less than was heard: reconnect first, and only a second look corrects the ledger."""
    async with a_post(tmp_path) as post:
        await post.hear(post.world.fill(Side.BUY, "1"))
        await until(lambda: post.world.venue().amount(BTC) > 0)
        await post.watch.check()
        await post.watch.step()
        await until(lambda: len(post.feed.opened_from) == 2)
        assert post.world.venue().amount(BTC) > 0
        await post.world.wait(20)
        await post.watch.check()
        await until(lambda: post.world.venue().amount(BTC) == 0)


async def test_an_agreeing_exchange_changes_nothing(tmp_path: Path) -> None:
    async with a_post(tmp_path) as post:
        await post.hear(post.world.fill(Side.BUY, "1"))
        await until(lambda: post.world.venue().amount(BTC) > 0)
        post.world.venue(LEVS).positions[(BTC, PositionSide.LONG)] = d(1)
        await post.watch.check()
        await post.watch.step()
        assert len(post.feed.opened_from) == 1


async def test_a_refused_key_gives_the_leader_up(tmp_path: Path) -> None:
    async with a_post(tmp_path) as post:
        post.feed.fails = CredentialsRejected("revoked")
        await post.watch.reconnect()
        await post.watch.step()
        await until(lambda: len(post.feed.opened_from) == 2)
        await post.after(9 * MINUTE)
        assert post.world.told(LeaderLostEvent) == []
        await post.after(2 * MINUTE)
        await post.after(2 * MINUTE)
        assert [news.cause for news in post.world.told(LeaderLostEvent)] == ["rejected"]


async def test_an_outage_gives_nobody_up(tmp_path: Path) -> None:
    async with a_post(tmp_path) as post:
        await post.after(10 * 3600)
        assert post.world.told(LeaderLostEvent) == []
        await post.after(timedelta(hours=15).total_seconds())
        assert [news.cause for news in post.world.told(LeaderLostEvent)] == ["silent"]


async def test_a_retired_leader_is_heard_no_more(tmp_path: Path) -> None:
    async with a_post(tmp_path) as post:
        await post.world.do(RetireLeaderCommand(actor=LEV, leader_id=THE_LEADER))
        await post.watch.step()
        await post.after(2 * MINUTE)
        assert (post.world.told(LeaderFeedStaleEvent), post.feed.batches.qsize()) == ([], 0)
        assert [news.cause for news in post.world.told(LeaderLostEvent)] == ["retired"]


async def test_a_gap_is_handed_on_whole(tmp_path: Path) -> None:
    """Two orders read late arrive as one: the entry that was left again is not copied."""
    async with a_post(tmp_path) as post:
        post.world.clock.move(10)
        fills = [late(post.world, Side.BUY), late(post.world, Side.SELL)]
        await post.hear(*fills)
        await until(lambda: len(post.world.told(LeaderGapEvent)) == 1)
        assert post.world.venue().posts == []


def late(world: World, side: Side) -> LeaderFill:
    world.clock.move(1)
    return replace(world.fill(side, "1"), is_late=True)
