"""The stops that the exchange holds against the book's, position by position; acts when two looks in a row agree.

What is gone is told, and restored after a while unless its owner wants otherwise (reliability.md rows 59, 79). What
stands elsewhere was moved by the follower, and the book follows. Decides no price.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.application.order_desk import OrderDesk
from core.application.ports import Clock, ExchangePort, MarketBoard, StandingStop
from core.application.repairs import Repairs
from core.application.timing import USUAL, Timing
from core.application.unit_of_work import UnitOfWorkFactory
from core.domain.account import Account
from core.domain.drift_events import ProtectionLostEvent, ProtectionRestoredEvent
from core.domain.errors import AlreadyExists, BadInput, ConcurrentUpdate
from core.domain.exposure import ProtectedBy, ProtectionHit
from core.domain.position import Position
from core.domain.values import AccountId, PositionId, PositionSide, Protection, Symbol

HOUR = timedelta(hours=1)
RECENT = timedelta(days=1)
"""A stop may be left behind by a position that ended so long ago."""

Place = tuple[Symbol, PositionSide]


class Finding(StrEnum):
    """Wrong: too many, or of a wrong size. Gone: at least one is missing. Moved: they stand elsewhere."""

    FINE = "fine"
    WRONG = "wrong"
    GONE = "gone"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Look:
    """What was found at an unchanged position, and since when."""

    version: int
    stops: frozenset[StandingStop]
    at: datetime


class Guarding:
    """Remembers its looks only while it runs: a start restores what is planned without asking."""

    def __init__(
        self,
        units: UnitOfWorkFactory,
        *,
        desk: OrderDesk,
        repairs: Repairs,
        board: MarketBoard,
        clock: Clock,
        timing: Timing = USUAL,
    ) -> None:
        self._units, self._desk, self._board, self._repairs = units, desk, board, repairs
        self._clock, self._timing = clock, timing
        self._looks: dict[PositionId, Look] = {}
        self._strays: dict[AccountId, dict[Place, datetime]] = {}
        self._restore_at: dict[PositionId, datetime | None] = {}
        self._restored: dict[PositionId, list[datetime]] = {}

    async def compare(self, connection: ExchangePort, account: Account) -> int:
        """How many positions are not protected as the book says."""
        positions, ended = await self._positions(account)
        symbols = sorted({position.owner.symbol for position in [*positions, *ended]})
        if not symbols:
            return 0
        standing = await connection.fetch_stops(symbols)
        await self._clean(connection, account, [stop for stop in standing if is_stray(stop, positions)])
        async with self._units() as unit:
            busy = {trade.plan.symbol for trade in await unit.trades.unsettled(account.id)}
        calm = [each for each in positions if each.owner.symbol not in busy and not self._desk.owes_protection(each)]
        return sum([await self._guard(account, position, of_place(standing, position)) for position in calm])

    def knows_strays(self, account_id: AccountId) -> bool:
        """A stop without its position was seen once: the next look decides."""
        return bool(self._strays.get(account_id))

    async def _positions(self, account: Account) -> tuple[Sequence[Position], Sequence[Position]]:
        """Perpetual ones that are open, and that ended lately."""
        async with self._units() as unit:
            held = await unit.positions.held_since(account.follower_id, self._clock.now() - RECENT)
        ours = [each for each in held if each.owner.account_id == account.id and each.owner.symbol.settle]
        return [each for each in ours if each.is_open], [each for each in ours if not each.is_open]

    async def _clean(self, connection: ExchangePort, account: Account, strays: Sequence[StandingStop]) -> None:
        """A stop without its position would act on somebody else's: away with it."""
        now, before = self._clock.now(), self._strays.get(account.id, {})
        seen = {(stop.symbol, stop.side): before.get((stop.symbol, stop.side), now) for stop in strays}
        self._strays[account.id] = seen
        for place in [place for place, since in seen.items() if now - since >= self._timing.between_looks]:
            if await self._repairs.may_repair(account):
                await connection.cancel_protection(*place)
                del seen[place]

    async def _guard(self, account: Account, position: Position, stops: Sequence[StandingStop]) -> int:
        finding = judged(position, stops)
        if finding is Finding.FINE:
            self._looks.pop(position.id, None)
            self._restore_at.pop(position.id, None)
            return 0
        if self._is_sure(position, stops):
            await self._act(account, position, stops, finding=finding)
        return 1

    def _is_sure(self, position: Position, stops: Sequence[StandingStop]) -> bool:
        now, before, seen = self._clock.now(), self._looks.get(position.id), frozenset(stops)
        if before is None or (before.version, before.stops) != (position.version, seen):
            self._looks[position.id] = Look(position.version, seen, now)
            self._restore_at.pop(position.id, None)
            return False
        return now - before.at >= self._timing.between_looks

    async def _act(
        self, account: Account, position: Position, stops: Sequence[StandingStop], *, finding: Finding
    ) -> None:
        match finding:
            case Finding.FINE:
                return
            case Finding.WRONG:
                if await self._repairs.may_repair(account):
                    await self._desk.protect(account, position)
            case Finding.MOVED:
                await self._follow_hand(position, stops)
            case Finding.GONE:
                await self._miss(account, position, stops)

    async def _miss(self, account: Account, position: Position, stops: Sequence[StandingStop]) -> None:
        if position.id not in self._restore_at:
            await self._tell(position, stops)
            return
        restore_at = self._restore_at[position.id]
        is_due = restore_at is not None and self._clock.now() >= restore_at
        if is_due and await self._repairs.may_repair(account):
            await self._restore(account, position)

    async def _tell(self, position: Position, stops: Sequence[StandingStop]) -> None:
        now = self._clock.now()
        lately = [at for at in self._restored.get(position.id, []) if now - at < HOUR]
        may_restore = len(lately) < self._timing.restores_per_hour
        restore_at = now + self._timing.stop_restored if may_restore else None
        self._restored[position.id], self._restore_at[position.id] = lately, restore_at
        async with self._units() as unit:
            unit.record(lost_event(position, stops, now, restore_at=restore_at))
            with suppress(AlreadyExists):
                await unit.commit()

    async def _restore(self, account: Account, position: Position) -> None:
        """An exchange that refuses has been told of by then, and nothing was restored."""
        now = self._clock.now()
        self._restored.setdefault(position.id, []).append(now)
        self._looks.pop(position.id, None)
        self._restore_at.pop(position.id, None)
        await self._desk.protect(account, position)
        async with self._units() as unit:
            stored = await unit.positions.get(position.id)
            if stored.protection == position.protection and not self._desk.owes_protection(stored):
                unit.record(restored_event(position, now))
                await unit.commit()

    async def _follow_hand(self, seen: Position, stops: Sequence[StandingStop]) -> None:
        price = self._board.price(seen.owner.exchange, seen.owner.symbol)
        async with self._units() as unit:
            position = await unit.positions.get(seen.id)
            if price is None or position.version != seen.version:
                return
            with suppress(BadInput, ConcurrentUpdate):
                position.protect(protection_in(stops), price, by=ProtectedBy.HAND)
                await unit.commit()


def judged(position: Position, stops: Sequence[StandingStop]) -> Finding:
    book, there = position.protection, protection_in(stops)
    hits = [stop.hit for stop in stops]
    if len(hits) > len(set(hits)) or any(stop.amount not in {None, position.quantity} for stop in stops):
        return Finding.WRONG
    if there == book:
        return Finding.FINE
    return Finding.GONE if missing(book, there) else Finding.MOVED


def missing(book: Protection, there: Protection) -> Sequence[str]:
    wanted = {"stop_loss": (book.stop_loss, there.stop_loss), "take_profit": (book.take_profit, there.take_profit)}
    return [name for name, (planned, found) in wanted.items() if planned is not None and found is None]


def protection_in(stops: Sequence[StandingStop]) -> Protection:
    at = {stop.hit: stop.trigger for stop in stops}
    return Protection(stop_loss=at.get(ProtectionHit.STOP_LOSS), take_profit=at.get(ProtectionHit.TAKE_PROFIT))


def of_place(stops: Sequence[StandingStop], position: Position) -> Sequence[StandingStop]:
    return [stop for stop in stops if (stop.symbol, stop.side) == (position.owner.symbol, position.owner.side)]


def is_stray(stop: StandingStop, positions: Sequence[Position]) -> bool:
    """Only what bears our name has an amount; what a position of the follower's own carries is theirs."""
    held = {(position.owner.symbol, position.owner.side) for position in positions}
    return stop.amount is not None and (stop.symbol, stop.side) not in held


def lost_event(
    position: Position, stops: Sequence[StandingStop], at: datetime, *, restore_at: datetime | None
) -> ProtectionLostEvent:
    owner, lost = position.owner, missing(position.protection, protection_in(stops))
    return ProtectionLostEvent(
        event_id=f"ProtectionLost:{position.id}:{at.isoformat()}",
        occurred_at=at,
        position_id=position.id,
        follower_id=owner.follower_id,
        account_id=owner.account_id,
        follow_id=owner.follow_id,
        symbol=owner.symbol,
        side=owner.side,
        lost="both" if len(lost) > 1 else lost[0],
        restore_at=restore_at,
    )


def restored_event(position: Position, at: datetime) -> ProtectionRestoredEvent:
    owner = position.owner
    return ProtectionRestoredEvent(
        event_id=f"ProtectionRestored:{position.id}:{at.isoformat()}",
        occurred_at=at,
        position_id=position.id,
        follower_id=owner.follower_id,
        account_id=owner.account_id,
        follow_id=owner.follow_id,
        symbol=owner.symbol,
        side=owner.side,
    )
