"""One leader event to all its follows: understood, decided, reserved in groups, handed to the desk. Sends nothing.

The fills are counted in the commit that stores the intent, so a repeated delivery means nothing and a crash resumes
from the stored intent. An event is finished when every follow has its verdict; a follow whose earlier trade in the
symbol isn't settled yet gets its verdict later, in order: exits are owed, entries grow too old.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import islice

from core.application.commands import ExecuteCopyTradeCommand, ResumeLeaderEventsCommand
from core.application.handlers.reserving import Reserving, Round
from core.application.points import Point, reached
from core.application.ports import Clock
from core.application.repeating import repeated
from core.application.reports import CopyReport
from core.application.turns import Turns
from core.application.unit_of_work import UnitOfWork, UnitOfWorkFactory
from core.domain.confirmation import Confirmation
from core.domain.errors import AlreadyExists, ConcurrentUpdate
from core.domain.follow import Follow
from core.domain.leader import CopyIntent, Leg
from core.domain.trade import Trade
from core.domain.values import FollowId, LeaderId, Symbol, TradeId
from core.domain.verdict import Skip, SkipReason

FIRST_GROUP = 32
GROUP = 100
GROUP_ATTEMPTS = 3

Decided = frozenset[tuple[FollowId, str]]
Waiting = set[tuple[FollowId, Symbol]]
"""Where an older event waits: the younger ones wait behind it."""


class ExecuteCopyTradeHandler:
    """The fan-out. One event of a leader at a time; leaders don't wait for each other."""

    def __init__(self, units: UnitOfWorkFactory, reserving: Reserving, *, clock: Clock, turns: Turns) -> None:
        self._units, self._reserving, self._clock = units, reserving, clock
        self._leaders, self._accounts = Turns(), turns

    async def __call__(self, command: ExecuteCopyTradeCommand) -> CopyReport:
        """Events that still wait go first: nothing overtakes them."""
        reached(Point.FILL_HEARD)
        report = CopyReport()
        async with self._leaders.of([command.leader_id]):
            new = await self._count(command)
            reached(Point.INTENT_STORED)
            done = await self._go_on(command.leader_id) if new else {}
        for event_key in new:
            report = added(report, done.get(event_key, CopyReport()))
        return report

    async def resume(self, _command: ResumeLeaderEventsCommand) -> int:
        """Go on with every unfinished event, oldest first."""
        async with self._units() as unit:
            events = await unit.leader_events.unfinished()
        for leader_id in dict.fromkeys(event.leader_id for event in events):
            async with self._leaders.of([leader_id]):
                await self._go_on(leader_id)
        return len(events)

    async def _go_on(self, leader_id: LeaderId) -> dict[str, CopyReport]:
        """What became of each unfinished event of the leader; one that waits makes the later ones wait too."""
        async with self._units() as unit:
            events = [event for event in await unit.leader_events.unfinished() if event.leader_id == leader_id]
        waiting: Waiting = set()
        return {event.event_key: await self._fan_out(event, waiting) for event in events}

    async def _count(self, command: ExecuteCopyTradeCommand) -> Sequence[str]:
        """Count the fills and store what they mean in one commit; answers with the keys of the new events."""
        try:
            return await repeated(partial(self._count_once, command))
        except AlreadyExists:
            if len(command.fills) == 1:
                return ()
        # One of them was counted so long ago that the leader forgot it, the database didn't.
        alone = [await self._count(replace(command, fills=[fill])) for fill in command.fills]
        return [event_key for keys in alone for event_key in keys]

    async def _count_once(self, command: ExecuteCopyTradeCommand) -> Sequence[str]:
        async with self._units() as unit:
            leader = await unit.leaders.get(command.leader_id)
            intent = leader.interpret(command.fills)
            if intent is not None:
                unit.leader_events.begin(intent)
            await unit.commit()
        return () if intent is None else (intent.event_key,)

    async def _fan_out(self, intent: CopyIntent, waiting: Waiting) -> CopyReport:
        async with self._units() as unit:
            follows = await unit.follows.running_of_leader(intent.leader_id)
            decided = await unit.decisions.decided(intent.event_key)
        fair = [follow for follow in rotated(follows, intent.event_key) if undecided(follow, intent, decided)]
        report, is_finished = CopyReport(), True
        for group in groups(fair):
            part, group_finished = await self._copy_group(intent, group, waiting)
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
        self, intent: CopyIntent, follows: Sequence[Follow], waiting: Waiting
    ) -> tuple[CopyReport, bool]:
        """A group that lost a race is decided anew; one that keeps losing waits for the next resume."""
        async with self._accounts.of(follow.account_id for follow in follows):
            for _ in range(GROUP_ATTEMPTS):
                try:
                    return await self._copy_once(intent, follows, waiting)
                except (AlreadyExists, ConcurrentUpdate):
                    continue
        waiting.update((follow.id, intent.symbol) for follow in follows)
        return CopyReport(), False

    async def _copy_once(
        self, intent: CopyIntent, follows: Sequence[Follow], waiting: Waiting
    ) -> tuple[CopyReport, bool]:
        """Decide and reserve one group in one commit, then let its orders go. Follows are read anew: some may be
        stopped by now."""
        async with self._units() as unit:
            decided = await unit.decisions.decided(intent.event_key)
            newest = {follow.id: follow for follow in await unit.follows.many([follow.id for follow in follows])}
            running = [newest[follow.id] for follow in follows if newest[follow.id].is_running]
            round_ = await self._reserving.begin(unit, running)
            ready = [follow for follow in running if not await self._must_wait(round_, follow, intent, waiting)]
            for follow in ready:
                for leg in undecided(follow, intent, decided):
                    self._decide(round_, follow, leg)
            await unit.commit()
        self._reserving.release(round_)
        return round_.report(), len(ready) == len(running)

    def _decide(self, round_: Round, follow: Follow, leg: CopyIntent) -> None:
        """What can't be decided for one is skipped for that one, and never stops the others; a close stays owed."""
        try:
            self._reserving.decide(round_, follow, leg)
        except Exception as error:  # noqa: BLE001 - the fan-out is one of the four places for it
            skip = Skip(reason=SkipReason.NOT_DECIDED, numbers={"error": type(error).__name__})
            self._reserving.skip(round_, follow, leg, skip=skip)

    async def _must_wait(self, round_: Round, follow: Follow, intent: CopyIntent, waiting: Waiting) -> bool:
        """An earlier trade in the symbol isn't settled, or an earlier event waits: the order of events is kept."""
        place = (follow.id, intent.symbol)
        pending = round_.standing.unsettled(follow.id, intent.symbol)
        pending = [trade for trade in pending if trade.plan.event_key != intent.event_key]
        if pending and intent.legs()[0].leg is Leg.CLOSE:
            asked = await questions(round_.unit, pending)
            pending = [trade for trade in pending if not self._overtake(trade, asked)]
        if pending or place in waiting:
            waiting.add(place)
            return True
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


async def questions(unit: UnitOfWork, trades: Sequence[Trade]) -> dict[TradeId, Confirmation]:
    found = await unit.confirmations.open_of_trades([trade.id for trade in trades])
    return {confirmation.trade_id: confirmation for confirmation in found}


def undecided(follow: Follow, intent: CopyIntent, decided: Decided) -> Sequence[CopyIntent]:
    """The legs without a verdict of this follow."""
    return [leg for leg in intent.legs() if (follow.id, leg.leg) not in decided]


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
    return [group for group in found if group]


def added(one: CopyReport, other: CopyReport) -> CopyReport:
    return CopyReport(sent=one.sent + other.sent, asked=one.asked + other.asked, skipped=one.skipped + other.skipped)
