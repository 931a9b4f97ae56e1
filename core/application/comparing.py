"""Our book against the exchange's, position by position. Acts only when two looks in a row agree on a difference.

Less than booked: somebody took it off, and so do we. More: the follower's own, told once and left alone. Nothing at
all is believed only when the wallet says the same (reliability.md row 78).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from core.application.closing import end_if_closed
from core.application.drifts import Drift, DriftKind, There, differences
from core.application.points import Point, reached
from core.application.ports import Clock, ExchangePort, MarketBoard
from core.application.repairs import Repairs
from core.application.repeating import repeated
from core.application.timing import USUAL, Timing
from core.application.unit_of_work import UnitOfWork, UnitOfWorkFactory
from core.domain.account import Account
from core.domain.drift_events import LeverageChangedEvent
from core.domain.errors import AlreadyExists, ExchangeError
from core.domain.events import DriftFoundEvent
from core.domain.exposure import ExitCause
from core.domain.position import Position
from core.domain.values import ZERO, AccountId, Balance, MarketKind, PositionId, PositionSide, Symbol

UNBELIEVED = timedelta(minutes=5)
"""An empty answer that the wallet contradicts for so long is told: its owner knows better."""

Place = tuple[Symbol, PositionSide]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was found at an unchanged position, and since when."""

    mark: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """Both books at one moment."""

    positions: Sequence[Position]
    there: There
    drifts: Sequence[Drift]
    is_believed: bool


class Comparing:
    """Remembers its looks only while it runs, so a restart looks twice again."""

    def __init__(
        self,
        units: UnitOfWorkFactory,
        *,
        repairs: Repairs,
        board: MarketBoard,
        clock: Clock,
        timing: Timing = USUAL,
    ) -> None:
        self._units, self._board, self._clock, self._timing = units, board, clock, timing
        self._repairs = repairs
        self._looks: dict[AccountId, dict[Place, Look]] = {}
        self._unbelieved: dict[AccountId, datetime] = {}
        self._leverages: set[tuple[PositionId, int]] = set()

    async def read(self, connection: ExchangePort, account: Account) -> Books:
        """The exchange first: what settles in between is then seen twice, and the next look tells the truth."""
        there = {(met.symbol, met.side): met for met in await connection.fetch_positions()}
        async with self._units() as unit:
            positions = await unit.positions.open_of_accounts([account.id])
            ignored = await unit.ignored_drifts.of(account.id)
        is_spot = any(not position.owner.symbol.settle for position in positions)
        coins = await connection.fetch_balance(MarketKind.SPOT) if is_spot else {}
        found = differences(account.id, positions, there, coins=coins)
        return Books(
            positions=positions,
            there=there,
            drifts=[replace(drift, is_ignored=drift.mark in ignored) for drift in found],
            is_believed=bool(there) or not await self._is_contradicted(connection, positions),
        )

    @staticmethod
    async def _is_contradicted(connection: ExchangePort, positions: Sequence[Position]) -> bool:
        """No position at all, and yet the wallet holds something for one."""
        if not any(position.owner.symbol.settle for position in positions):
            return False
        return any(is_bound(wallet) for wallet in (await connection.fetch_balance(MarketKind.PERPETUAL)).values())

    async def compare(self, connection: ExchangePort, account: Account) -> Sequence[Position]:
        """The positions that differ now; those whose quantity was corrected are among them, as stored."""
        books = await self.read(connection, account)
        async with self._units() as unit:
            busy = {trade.plan.symbol for trade in await unit.trades.unsettled(account.id)}
        calm = [drift for drift in books.drifts if drift.symbol not in busy and not drift.is_ignored]
        if self._believe(account, books):
            for drift in self._sure(account, calm, books):
                await self._act(account, drift)
        await self._check_leverages(connection, account, books)
        differing = {drift.position_id for drift in books.drifts}
        return [position for position in books.positions if position.id in differing]

    def _believe(self, account: Account, books: Books) -> bool:
        """What is contradicted too long is looked at all the same, and told instead of acted on."""
        if books.is_believed:
            self._unbelieved.pop(account.id, None)
            return True
        since = self._unbelieved.setdefault(account.id, self._clock.now())
        return self._clock.now() - since >= UNBELIEVED

    def _sure(self, account: Account, drifts: Sequence[Drift], books: Books) -> Sequence[Drift]:
        """Those that the look before had found as well."""
        now, before = self._clock.now(), self._looks.get(account.id, {})
        versions: dict[PositionId | None, int] = {position.id: position.version for position in books.positions}
        looks = dict[Place, Look]()
        for drift in drifts:
            place, mark = (drift.symbol, drift.side), f"{drift.mark}:{versions.get(drift.position_id, 0)}"
            known = before.get(place)
            looks[place] = known if known is not None and known.mark == mark else Look(mark=mark, at=now)
        self._looks[account.id] = looks
        return [it for it in drifts if now - looks[(it.symbol, it.side)].at >= self._timing.between_looks]

    async def _act(self, account: Account, drift: Drift) -> None:
        reached(Point.REPAIRING)
        try:
            await repeated(partial(self._repair, account, drift))
        except AlreadyExists:
            return  # told before, by an earlier run

    async def _repair(self, account: Account, drift: Drift) -> None:
        is_told_only = account.id in self._unbelieved or drift.kind in {DriftKind.MORE, DriftKind.EXTRA}
        async with self._units() as unit:
            position = None if drift.position_id is None else await unit.positions.get(drift.position_id)
            if position is not None and position.quantity != drift.booked:
                return
            now = self._clock.now()
            if position is None or is_told_only:
                unit.record(drift_event(account, drift, position, now))
            else:
                await self.take_off(unit, position, drift)
            await unit.commit()

    async def take_off(self, unit: UnitOfWork, position: Position, drift: Drift) -> None:
        """The book follows the exchange; nobody knows at what price it went."""
        owner, now = position.owner, self._clock.now()
        price = self._board.price(owner.exchange, owner.symbol) or position.entry_price
        position.reduce(drift.rest, price, fee=ZERO, at=now, cause=ExitCause.EXTERNAL)
        await end_if_closed(unit, owner.follow_id, now)

    async def _check_leverages(self, connection: ExchangePort, account: Account, books: Books) -> None:
        """Set back once, and told; nobody is fought over it."""
        for position in books.positions:
            met = books.there.get((position.owner.symbol, position.owner.side))
            found = None if met is None else met.leverage
            if found is None or found == position.owner.leverage or (position.id, found) in self._leverages:
                continue
            self._leverages.add((position.id, found))
            is_set_back = await self._repairs.may_repair(account) and await set_back(connection, position)
            await self._tell_leverage(position, found, is_set_back=is_set_back)

    async def _tell_leverage(self, position: Position, found: int, *, is_set_back: bool) -> None:
        async with self._units() as unit:
            unit.record(_leverage_event(position, found, self._clock.now(), is_set_back=is_set_back))
            try:
                await unit.commit()
            except AlreadyExists:
                return  # told before, by an earlier run


async def set_back(connection: ExchangePort, position: Position) -> bool:
    try:
        await connection.set_leverage(position.owner.symbol, position.owner.leverage)
    except ExchangeError:
        return False
    return True


def is_bound(wallet: Balance) -> bool:
    return wallet.free < wallet.total


def drift_event(account: Account, drift: Drift, position: Position | None, at: datetime) -> DriftFoundEvent:
    """Its id is the same for the same difference, so that it is told once for all; what is the follower's own from
    the first coin is told once a day, however it changes."""
    extra = f"Drift:{account.id}:{drift.symbol}:{drift.side}:{at:%Y-%m-%d}"
    sign = drift.side.sign
    return DriftFoundEvent(
        event_id=extra if position is None else f"Drift:{position.id}:{position.version}:{drift.found.normalize()}",
        occurred_at=at,
        account_id=account.id,
        follower_id=account.follower_id,
        symbol=drift.symbol,
        expected=drift.booked * sign,
        found=drift.found * sign,
    )


def _leverage_event(position: Position, found: int, at: datetime, *, is_set_back: bool) -> LeverageChangedEvent:
    owner = position.owner
    return LeverageChangedEvent(
        event_id=f"Leverage:{position.id}:{found}",
        occurred_at=at,
        position_id=position.id,
        follower_id=owner.follower_id,
        account_id=owner.account_id,
        follow_id=owner.follow_id,
        symbol=owner.symbol,
        side=owner.side,
        expected=owner.leverage,
        found=found,
        is_set_back=is_set_back,
    )
