"""Listens to the leaders, hands on what they did, and notices when one is heard no more. Decides no trade."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime

from loguru import logger

from bot.workers import Supervisor
from core.application.bus import MessageBus
from core.application.coalescing import coalesce
from core.application.commands import ExecuteCopyTradeCommand
from core.application.leader_commands import (
    CheckLeaderCommand,
    FeedState,
    LeaderCheck,
    LoseLeaderCommand,
    LossCause,
    TellLeaderFeedCommand,
)
from core.application.ports import Clock, LeaderFeed, StreamHealth
from core.application.timing import USUAL, Timing
from core.application.unit_of_work import UnitOfWorkFactory
from core.domain.account import Account
from core.domain.errors import CredentialsRejected, TandemError
from core.domain.leader_fill import LeaderFill
from core.domain.values import LeaderId


class LeaderWatch:
    """Follows every active leader's account and hands each order's fills to the core."""

    def __init__(
        self,
        units: UnitOfWorkFactory,
        bus: MessageBus,
        feed: LeaderFeed,
        *,
        clock: Clock,
        supervisor: Supervisor,
        timing: Timing = USUAL,
    ) -> None:
        self._units, self._bus, self._feed = units, bus, feed
        self._clock, self._supervisor, self._timing = clock, supervisor, timing
        self._heard: dict[LeaderId, datetime] = {}
        self._connected: set[LeaderId] = set()
        self._stale: dict[LeaderId, datetime] = {}
        self._rejected: dict[LeaderId, datetime] = {}
        self._lost: set[LeaderId] = set()

    async def step(self) -> None:
        """Start what is new, end what was retired, tell who is heard no more."""
        leaders = await self._leaders()
        for leader_id in leaders:
            self._heard.setdefault(leader_id, self._clock.now())
            self._start(leader_id)
        for leader_id in self._running() - leaders:
            await self._supervisor.drop(name_of(leader_id))
            self._forget(leader_id)
        for leader_id in leaders:
            await self._judge(leader_id)

    async def check(self) -> None:
        """What the stream told against what the exchange shows: a stream may be deaf and answer its pings."""
        for leader_id in await self._leaders():
            try:
                if not await self._agrees(leader_id):
                    logger.bind(leader=leader_id).warning("the leader holds other than was heard, reconnecting")
                    await self._supervisor.drop(name_of(leader_id))
            except TandemError as error:
                logger.bind(leader=leader_id, error=type(error).__name__).info("the leader can't be checked now")

    async def reconnect(self) -> None:
        """After a time in which nobody listened: what happened meanwhile is read from each watermark on."""
        for leader_id in self._running():
            await self._supervisor.drop(name_of(leader_id))

    def health(self) -> Mapping[LeaderId, StreamHealth]:
        """Connected is who is heard: a stream that is up and deaf is not."""
        heard = self._connected - self._stale.keys()
        return {
            leader_id: StreamHealth(is_connected=leader_id in heard, last_seen_at=self._heard.get(leader_id))
            for leader_id in {*self._connected, *self._heard}
        }

    async def _leaders(self) -> frozenset[LeaderId]:
        async with self._units() as unit:
            return frozenset(leader.id for leader in await unit.leaders.active())

    def _running(self) -> set[LeaderId]:
        names = (name for name in self._supervisor.names() if name.startswith(PREFIX))
        return {LeaderId(name.removeprefix(PREFIX)) for name in names}

    async def _agrees(self, leader_id: LeaderId) -> bool:
        """A fill on its way is no difference: look again after a moment."""
        if await self._bus.handle(CheckLeaderCommand(leader_id=leader_id)) is not LeaderCheck.DIFFERS:
            return True
        await asyncio.sleep(self._timing.leader_recheck_seconds)
        return await self._bus.handle(CheckLeaderCommand(leader_id=leader_id)) is not LeaderCheck.DIFFERS

    async def _judge(self, leader_id: LeaderId) -> None:
        now, heard = self._clock.now(), self._heard[leader_id]
        since = self._stale.get(leader_id)
        if since is not None and heard > since:
            self._forget(leader_id)
            await self._bus.handle(TellLeaderFeedCommand(leader_id=leader_id, state=FeedState.BACK, since=since))
        elif since is None and now - heard >= self._timing.leader_stale:
            self._stale[leader_id] = heard
            await self._bus.handle(TellLeaderFeedCommand(leader_id=leader_id, state=FeedState.STALE, since=heard))
        cause = self._why_lost(leader_id, now)
        if cause is not None and leader_id not in self._lost:
            await self._bus.handle(LoseLeaderCommand(leader_id=leader_id, cause=cause))
            self._lost.add(leader_id)

    def _why_lost(self, leader_id: LeaderId, now: datetime) -> LossCause | None:
        rejected = self._rejected.get(leader_id)
        if rejected is not None and now - rejected >= self._timing.leader_rejected:
            return LossCause.REJECTED
        return LossCause.SILENT if now - self._heard[leader_id] >= self._timing.leader_silent else None

    def _forget(self, leader_id: LeaderId) -> None:
        self._stale.pop(leader_id, None)
        self._rejected.pop(leader_id, None)
        self._lost.discard(leader_id)

    def _start(self, leader_id: LeaderId) -> None:
        async def run() -> None:
            await self._follow(leader_id)

        self._supervisor.keep(name_of(leader_id), run)

    async def _follow(self, leader_id: LeaderId) -> None:
        async with self._units() as unit:
            leader = await unit.leaders.get(leader_id)
            account = await unit.accounts.get(leader.account_id)

        async def copy(fills: Sequence[LeaderFill]) -> None:
            await self._bus.handle(ExecuteCopyTradeCommand(leader_id=leader_id, fills=fills))

        self._connected.add(leader_id)
        try:
            await coalesce(self._noted(leader_id, account, leader.watermark), copy)
        except CredentialsRejected:
            self._rejected.setdefault(leader_id, self._clock.now())
            raise
        finally:
            self._connected.discard(leader_id)

    async def _noted(
        self, leader_id: LeaderId, account: Account, since: datetime
    ) -> AsyncIterator[Sequence[LeaderFill]]:
        """The feed, with a note of when it last said something."""
        async for batch in self._feed.fills(account, since):
            self._heard[leader_id] = self._clock.now()
            self._rejected.pop(leader_id, None)
            if batch:
                yield batch


PREFIX = "leader:"


def name_of(leader_id: LeaderId) -> str:
    return f"{PREFIX}{leader_id}"
