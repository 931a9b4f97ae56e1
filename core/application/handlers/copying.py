"""One leader event to all its follows: understood, decided, reserved in groups, handed to the desk. Sends nothing.

The fills are counted in the commit that stores the intent, so a repeated delivery means nothing and a crash resumes
from the stored intent. An event is finished when every follow has its verdict; a follow whose earlier trade in the
symbol isn't settled yet gets its verdict later, in order: exits are owed, entries grow too old.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce
from itertools import islice

from core.application.adopting import decided_in_book, note_adopted
from core.application.commands import ExecuteCopyTradeCommand, ResumeLeaderEventsCommand
from core.application.counting import Counting
from core.application.gaps import news_of
from core.application.handlers.reserving import Reserving, Round
from core.application.points import Point, reached
from core.application.ports import Clock
from core.application.precedence import Precedence
from core.application.reports import CopyReport
from core.application.turns import Turns
from core.application.unit_of_work import RunningFollow, UnitOfWork, UnitOfWorkFactory
from core.domain.confirmation import Confirmation
from core.domain.errors import AlreadyExists, ConcurrentUpdate
from core.domain.follow import Follow
from core.domain.leader import CopyIntent, Leader, Leg
from core.domain.snapshot import Look, held_on
from core.domain.trade import Trade
from core.domain.values import FollowId, LeaderId, Symbol, TradeId
from core.domain.verdict import Skip, SkipReason

FIRST_GROUP = 16
GROUP = 64
BREATH = 16
GROUP_ATTEMPTS = 3

Decided = frozenset[tuple[FollowId, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What the events of one going-on share: where an older one waits, so that the younger ones wait behind it; and
    the entries that the leader has left again already."""

    left: frozenset[str]
    waiting: set[tuple[FollowId, Symbol]] = field(default_factory=set)


class ExecuteCopyTradeHandler:
    """The fan-out. One event of a leader at a time; leaders don't wait for each other."""

    def __init__(
        self,
        units: UnitOfWorkFactory,
        reserving: Reserving,
        *,
        counting: Counting,
        clock: Clock,
        turns: Turns,
        precedence: Precedence,
    ) -> None:
        self._units, self._reserving, self._counting, self._clock = units, reserving, counting, clock
        self._leaders, self._accounts, self._precedence = Turns(), turns, precedence

    async def __call__(self, command: ExecuteCopyTradeCommand) -> CopyReport:
        """Events that still wait go first: nothing overtakes them."""
        reached(Point.FILL_HEARD)
        async with self._leaders.of([command.leader_id]):
            new = await self._counting.count(command.leader_id, command.fills)
            reached(Point.INTENT_STORED)
            done = await self._go_on(command.leader_id, new) if new else {}
        return total(done.get(event_key, CopyReport()) for event_key in new)

    async def follow(self, leader_id: LeaderId, look: Look, prices: Mapping[Symbol, Decimal]) -> CopyReport:
        """What the leader holds less than he was seen to build up: exits that no fill will ever tell of."""
        async with self._leaders.of([leader_id]):
            new = await self._counting.follow(leader_id, look, prices)
            done = await self._go_on(leader_id, new) if new else {}
        return total(done.get(event_key, CopyReport()) for event_key in new)

    async def resume(self, _command: ResumeLeaderEventsCommand) -> int:
        """Go on with every unfinished event, oldest first."""
        async with self._units() as unit:
            events = await unit.leader_events.unfinished()
        for leader_id in dict.fromkeys(event.leader_id for event in events):
            async with self._leaders.of([leader_id]):
                await self._go_on(leader_id)
        return len(events)

    async def _go_on(self, leader_id: LeaderId, new: Sequence[str] = ()) -> dict[str, CopyReport]:
        """What became of each unfinished event of the leader; one that waits makes the later ones wait too."""
        async with self._units() as unit:
            events = [event for event in await unit.leader_events.unfinished() if event.leader_id == leader_id]
            is_newest = [event.event_key for event in events] == list(new) and len(new) == 1
            left = frozenset[str]() if is_newest else left_behind(await unit.leaders.get(leader_id), events)
        way = Way(left=left)
        return {event.event_key: await self._fan_out(event, way) for event in events}

    async def _fan_out(self, intent: CopyIntent, way: Way) -> CopyReport:
        async with self._units() as unit:
            running = await unit.follows.running_in_short(intent.leader_id)
            decided = await unit.decisions.decided(intent.event_key)
        fair = [one for one in rotated(running, intent.event_key) if undecided(one.follow_id, intent, decided)]
        report, is_finished = CopyReport(), True
        with self._precedence.leaving():
            for group in groups(fair):
                part, group_finished = await self._copy_group(intent, group, way, decided=decided)
                report = added(report, part)
                is_finished = is_finished and group_finished
                await take_leave()
        if is_finished:
            await self._finish(intent)
        return report

    async def _finish(self, intent: CopyIntent) -> None:
        async with self._units() as unit:
            unit.leader_events.finish(intent.event_key)
            for news in await news_of(unit, intent, self._clock.now()):
                unit.record(news)
            await unit.commit()

    async def _copy_group(
        self, intent: CopyIntent, follows: Sequence[RunningFollow], way: Way, *, decided: Decided
    ) -> tuple[CopyReport, bool]:
        """A group that lost a race is decided anew; one that keeps losing waits for the next resume."""
        async with self._accounts.of(follow.account_id for follow in follows):
            for _ in range(GROUP_ATTEMPTS):
                try:
                    return await self._copy_once(intent, follows, way, decided=decided)
                except AlreadyExists:
                    await self._note_adopted(intent, follows)
                except ConcurrentUpdate:
                    pass
                decided = await self._decided(intent)
        way.waiting.update((follow.follow_id, intent.symbol) for follow in follows)
        return CopyReport(), False

    async def _note_adopted(self, intent: CopyIntent, follows: Sequence[RunningFollow]) -> None:
        """An order of this event may have been found at the exchange after the book had lost both."""
        async with self._units() as unit:
            await note_adopted(unit, intent, await unit.follows.many([follow.follow_id for follow in follows]))
            with suppress(AlreadyExists):
                await unit.commit()

    async def _decided(self, intent: CopyIntent) -> Decided:
        async with self._units() as unit:
            return await decided_in_book(unit, intent)

    async def _copy_once(
        self, intent: CopyIntent, follows: Sequence[RunningFollow], way: Way, *, decided: Decided
    ) -> tuple[CopyReport, bool]:
        """Decide and reserve one group in one commit, then let its orders go. Follows are read anew: some may be
        stopped by now. Who got a verdict meanwhile has it once: the second is refused as a whole group."""
        async with self._units() as unit:
            newest = await unit.follows.many([follow.follow_id for follow in follows])
            running = [follow for follow in newest if follow.is_running]
            round_ = await self._reserving.begin(unit, running)
            ready = [follow for follow in running if not await self._must_wait(round_, follow, intent, way)]
            for number, follow in enumerate(ready, start=1):
                for leg in undecided(follow.id, intent, decided):
                    self._decide(round_, follow, leg, way=way)
                if number % BREATH == 0:
                    await asyncio.sleep(0)  # a close, or a person's question, waits for no more than these
            await unit.commit()
        self._reserving.release(round_)
        return round_.report(), len(ready) == len(running)

    def _decide(self, round_: Round, follow: Follow, leg: CopyIntent, *, way: Way) -> None:
        """What can't be decided for one is skipped for that one, and never stops the others; a close stays owed."""
        if leg.kind.adds_exposure and leg.event_key in way.left:
            self._reserving.skip(round_, follow, leg, skip=Skip(reason=SkipReason.LEADER_LEFT))
            return
        try:
            self._reserving.decide(round_, follow, leg)
        except Exception as error:  # noqa: BLE001 - the fan-out is one of the four places for it
            skip = Skip(reason=SkipReason.NOT_DECIDED, numbers={"error": type(error).__name__})
            self._reserving.skip(round_, follow, leg, skip=skip)

    async def _must_wait(self, round_: Round, follow: Follow, intent: CopyIntent, way: Way) -> bool:
        """An earlier trade in the symbol isn't settled, or an earlier event waits: the order of events is kept."""
        place = (follow.id, intent.symbol)
        pending = round_.standing.unsettled(follow.id, intent.symbol)
        pending = [trade for trade in pending if trade.plan.event_key != intent.event_key]
        if pending and intent.legs()[0].leg is Leg.CLOSE:
            asked = await questions(round_.unit, pending)
            pending = [trade for trade in pending if not self._overtake(trade, asked)]
        if pending or place in way.waiting:
            way.waiting.add(place)
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


async def take_leave() -> None:
    """Orders that were just released leave before the next group is thought about: lane first, then connection."""
    await asyncio.sleep(0)
    await asyncio.sleep(0)


async def questions(unit: UnitOfWork, trades: Sequence[Trade]) -> dict[TradeId, Confirmation]:
    found = await unit.confirmations.open_of_trades([trade.id for trade in trades])
    return {confirmation.trade_id: confirmation for confirmation in found}


def left_behind(leader: Leader, events: Sequence[CopyIntent]) -> frozenset[str]:
    """The entries whose side the leader holds no more: by now there is nothing to copy (reliability.md E10)."""
    entries = (event for event in events if event.kind.adds_exposure)
    gone = (entry for entry in entries if not held_on(leader.ledger, entry.symbol, entry.position_side))
    return frozenset(entry.event_key for entry in gone)


def undecided(follow_id: FollowId, intent: CopyIntent, decided: Decided) -> Sequence[CopyIntent]:
    """The legs without a verdict of this follow."""
    return [leg for leg in intent.legs() if (follow_id, leg.leg) not in decided]


def rotated(follows: Sequence[RunningFollow], event_key: str) -> Sequence[RunningFollow]:
    """Another follow is first each time, so that nobody is always last; the event decides, so a replay is equal."""
    if not follows:
        return follows
    start = sum(event_key.encode()) % len(follows)
    return [*follows[start:], *follows[:start]]


def groups(follows: Sequence[RunningFollow]) -> Sequence[Sequence[RunningFollow]]:
    """A small first group, so that the first orders leave early, then larger ones."""
    rest = iter(follows)
    found = [list(islice(rest, FIRST_GROUP))]
    while group := list(islice(rest, GROUP)):
        found.append(group)
    return [group for group in found if group]


def total(reports: Iterable[CopyReport]) -> CopyReport:
    return reduce(added, reports, CopyReport())


def added(one: CopyReport, other: CopyReport) -> CopyReport:
    return CopyReport(sent=one.sent + other.sent, asked=one.asked + other.asked, skipped=one.skipped + other.skipped)
