"""Our book against the exchange's, position by position. Acts only when two looks in a row agree on a difference.

Less than booked: somebody took it off, and so do we. More: the follower's own, told once and left alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial

from core.application.closing import end_if_closed
from core.application.points import Point, reached
from core.application.ports import Clock, ExchangePort, MarketBoard
from core.application.repeating import repeated
from core.application.timing import USUAL, Timing
from core.application.unit_of_work import UnitOfWorkFactory
from core.domain.account import Account
from core.domain.errors import AlreadyExists
from core.domain.events import DriftFoundEvent
from core.domain.exposure import ExitCause
from core.domain.position import Position
from core.domain.values import ZERO, MarketKind, PositionId, PositionSide, Symbol

Found = Mapping[tuple[Symbol, PositionSide], Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was found at an unchanged position, and since when."""

    version: int
    found: Decimal
    at: datetime


class Comparing:
    """Remembers its looks only while it runs, so a restart looks twice again."""

    def __init__(self, units: UnitOfWorkFactory, *, board: MarketBoard, clock: Clock, timing: Timing = USUAL) -> None:
        self._units, self._board, self._clock, self._timing = units, board, clock, timing
        self._looks: dict[PositionId, Look] = {}

    async def compare(self, connection: ExchangePort, account: Account) -> Sequence[Position]:
        """The positions that differ now; those whose quantity was corrected are among them, as stored."""
        found = await found_at(connection)
        async with self._units() as unit:
            positions = await unit.positions.open_of_accounts([account.id])
            pending = await unit.trades.unsettled(account.id)
        busy = {trade.plan.symbol for trade in pending}
        differing = []
        for position in positions:
            there = await self._there(connection, position, found)
            if there == position.quantity:
                self._looks.pop(position.id, None)
            else:
                differing.append(position)
                await self._look(position, there, busy=busy)
        return differing

    async def _there(self, connection: ExchangePort, position: Position, found: Found) -> Decimal:
        """Per side, so that a hedge of the follower's own isn't netted with ours; on spot up to what is ours."""
        owner = position.owner
        if owner.symbol.settle:
            return found.get((owner.symbol, owner.side), ZERO)
        balance = (await connection.fetch_balance(MarketKind.SPOT)).get(owner.symbol.base)
        return min(position.quantity, ZERO if balance is None else balance.total)

    async def _look(self, position: Position, found: Decimal, *, busy: set[Symbol]) -> None:
        if position.owner.symbol in busy:
            self._looks.pop(position.id, None)
            return
        now, before = self._clock.now(), self._looks.get(position.id)
        if before is None or (before.version, before.found) != (position.version, found):
            self._looks[position.id] = Look(version=position.version, found=found, at=now)
        elif now - before.at >= self._timing.between_looks:
            await self._act(position, found)

    async def _act(self, position: Position, found: Decimal) -> None:
        reached(Point.REPAIRING)
        try:
            await repeated(partial(self._repair, position.id, position.version, found=found))
        except AlreadyExists:
            return  # told before, by an earlier run

    async def _repair(self, position_id: PositionId, version: int, *, found: Decimal) -> None:
        async with self._units() as unit:
            position = await unit.positions.get(position_id)
            if position.version != version:
                return
            now = self._clock.now()
            if found < position.quantity:
                self._take_off(position, position.quantity - found, now)
                await end_if_closed(unit, position.owner.follow_id, now)
            else:
                unit.record(drift_event(position, found, now))
            await unit.commit()

    def _take_off(self, position: Position, missing: Decimal, now: datetime) -> None:
        owner = position.owner
        price = self._board.price(owner.exchange, owner.symbol) or position.entry_price
        position.reduce(missing, price, fee=ZERO, at=now, cause=ExitCause.EXTERNAL)


async def found_at(connection: ExchangePort) -> Found:
    return {(theirs.symbol, theirs.side): theirs.amount for theirs in await connection.fetch_positions()}


def drift_event(position: Position, found: Decimal, at: datetime) -> DriftFoundEvent:
    """Its id is the same for the same difference, so that it is told once for all."""
    owner, sign = position.owner, position.owner.side.sign
    return DriftFoundEvent(
        event_id=f"Drift:{position.id}:{position.version}:{found.normalize()}",
        occurred_at=at,
        account_id=owner.account_id,
        follower_id=owner.follower_id,
        symbol=owner.symbol,
        expected=position.quantity * sign,
        found=found * sign,
    )
