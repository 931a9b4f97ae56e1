"""One leader event to all its follows: understood, decided, reserved in groups, handed to the desk. Sends nothing.

The fills are counted in the commit that stores the intent, so a repeated delivery means nothing and a crash resumes
from the stored intent. An event is finished when every follow has its verdict; a follow whose earlier trade in the
symbol isn't settled yet gets its verdict later, in order: exits are owed, entries grow too old.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from itertools import islice

from core.application.commands import CopyReport, ExecuteCopyTradeCommand, ResumeLeaderEventsCommand
from core.application.handlers.reserving import Reserving
from core.application.ports import Clock
from core.application.standing import Standing
from core.application.unit_of_work import UnitOfWork, UnitOfWorkFactory
from core.domain.confirmation import Confirmation
from core.domain.errors import AlreadyExists, ConcurrentUpdate
from core.domain.follow import Follow
from core.domain.leader import CopyIntent, Leg
from core.domain.trade import Trade
from core.domain.values import FollowId, LeaderId, Symbol, TradeId

FIRST_GROUP = 32
GROUP = 100
COUNT_ATTEMPTS = 5

Waiting = dict[tuple[FollowId, Symbol], str]


class ExecuteCopyTradeHandler:
    """The fan-out. One event of a leader at a time; leaders don't wait for each other."""

    def __init__(self, units: UnitOfWorkFactory, reserving: Reserving, *, clock: Clock) -> None:
        self._units, self._reserving, self._clock = units, reserving, clock
        self._turns: dict[LeaderId, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def __call__(self, command: ExecuteCopyTradeCommand) -> CopyReport:
        async with self._turns[command.leader_id]:
            intent = await self._count(command)
            return CopyReport() if intent is None else await self._fan_out(intent, {})

    async def resume(self, _command: ResumeLeaderEventsCommand) -> int:
        """Go on with every unfinished event, oldest first; an event that waits makes the later ones wait too."""
        async with self._units() as unit:
            events = await unit.leader_events.unfinished()
        waiting: dict[LeaderId, Waiting] = defaultdict(dict)
        for intent in events:
            async with self._turns[intent.leader_id]:
                await self._fan_out(intent, waiting[intent.leader_id])
        return len(events)

    async def _count(self, command: ExecuteCopyTradeCommand) -> CopyIntent | None:
        """Count the fills and store the intent in one commit; None when they mean nothing new."""
        for _ in range(COUNT_ATTEMPTS):
            try:
                return await self._count_once(command)
            except ConcurrentUpdate:
                continue
        raise ConcurrentUpdate

    async def _count_once(self, command: ExecuteCopyTradeCommand) -> CopyIntent | None:
        async with self._units() as unit:
            leader = await unit.leaders.get(command.leader_id)
            intent = leader.interpret(command.fills)
            if intent is not None:
                unit.leader_events.begin(intent)
            await unit.commit()
            return intent

    async def _fan_out(self, intent: CopyIntent, waiting: Waiting) -> CopyReport:
        async with self._units() as unit:
            follows = await unit.follows.running_of_leader(intent.leader_id)
            decided = await unit.decisions.decided(intent.event_key)
        fair = rotated(follows, intent.event_key)
        report, is_finished = CopyReport(), True
        for group in groups(fair):
            part, group_finished = await self._copy_group(intent, group, decided=decided, waiting=waiting)
            report = added(report, part)
            is_finished = is_finished and group_finished
        if is_finished:
            await self._finish(intent)
        return report

    async def _finish(self, intent: CopyIntent) -> None:
        async with self._units() as unit:
            unit.leader_events.finish(intent.event_key)
            await unit.commit()

    async def _copy_group(
        self,
        intent: CopyIntent,
        follows: Sequence[Follow],
        *,
        decided: frozenset[tuple[FollowId, str]],
        waiting: Waiting,
    ) -> tuple[CopyReport, bool]:
        """Decide and reserve one group in one commit, then let its orders go."""
        async with self._units() as unit:
            round_ = await self._reserving.begin(unit, follows)
            ready = [f for f in follows if not await self._must_wait(unit, round_.standing, f, intent, waiting)]
            for follow in ready:
                for leg in intent.legs():
                    if (follow.id, leg.leg) not in decided:
                        self._reserving.decide(round_, follow, leg)
            try:
                await unit.commit()
            except (AlreadyExists, ConcurrentUpdate):
                return CopyReport(), False
        self._reserving.release(round_)
        return round_.report(), len(ready) == len(follows)

    async def _must_wait(
        self, unit: UnitOfWork, standing: Standing, follow: Follow, intent: CopyIntent, waiting: Waiting
    ) -> bool:
        """An earlier trade in the symbol isn't settled, or an earlier event waits: the order of events is kept."""
        place = (follow.id, intent.symbol)
        pending = standing.unsettled(follow.id, intent.symbol)
        pending = [trade for trade in pending if trade.plan.event_key != intent.event_key]
        confirmations = await unit.confirmations.open_of_trades([t.id for t in pending]) if pending else ()
        asked = {confirmation.trade_id: confirmation for confirmation in confirmations}
        if intent.legs()[0].leg is Leg.CLOSE:
            pending = [trade for trade in pending if not self._overtake(trade, asked)]
        if pending or waiting.get(place, intent.event_key) != intent.event_key:
            waiting.setdefault(place, intent.event_key)
            return True
        waiting.pop(place, None)
        return False

    def _overtake(self, trade: Trade, asked: dict[TradeId, Confirmation]) -> bool:
        """The leader leaves while we still ask whether to enter: there is nothing to copy any more."""
        confirmation = asked.get(trade.id)
        if confirmation is None:
            return False
        now = self._clock.now()
        confirmation.overtake(now)
        trade.fail("leader-left", now)
        return True


def rotated(follows: Sequence[Follow], event_key: str) -> Sequence[Follow]:
    """Another follow is first each time, so that nobody is always last; the event decides, so a replay is equal."""
    if not follows:
        return follows
    start = sum(event_key.encode()) % len(follows)
    return [*follows[start:], *follows[:start]]


def groups(follows: Sequence[Follow]) -> Sequence[Sequence[Follow]]:
    """A small first group, so that the first orders leave early, then larger ones."""
    rest = iter(follows)
    found = [list(islice(rest, FIRST_GROUP))]
    while group := list(islice(rest, GROUP)):
        found.append(group)
    return found


def added(one: CopyReport, other: CopyReport) -> CopyReport:
    return CopyReport(sent=one.sent + other.sent, asked=one.asked + other.asked, skipped=one.skipped + other.skipped)
