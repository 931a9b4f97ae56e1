"""Keeps the exchange's stop-loss and take-profit equal to the book's. Decides no price and closes nothing.

What the exchange refuses is told and given up; what it couldn't be asked stays owed and is done later.
"""

from collections.abc import Sequence
from functools import partial

from core.application.points import Point, reached
from core.application.ports import Clock, ExchangeDirectory, ExchangePort
from core.application.repeating import repeated
from core.application.turns import Turns
from core.application.unit_of_work import UnitOfWorkFactory
from core.domain.account import Account
from core.domain.errors import CredentialsRejected, ExchangeError, ExchangeRefused, TandemError
from core.domain.position import Position
from core.domain.values import AccountId, PositionId, PositionSide, Symbol

Place = tuple[AccountId, Symbol, PositionSide]


class Protecting:
    """Always carries the newest state of a position to the exchange, one change of an account at a time."""

    def __init__(self, units: UnitOfWorkFactory, directory: ExchangeDirectory, *, clock: Clock) -> None:
        self._units, self._directory, self._clock = units, directory, clock
        self._turns = Turns()
        self._owed: dict[Place, PositionId] = {}

    def is_owed(self, position: Position) -> bool:
        """The exchange may hold something else than the book says."""
        return place_of(position) in self._owed

    def owed_of(self, account_id: AccountId) -> Sequence[PositionId]:
        """Positions, closed ones too, whose stops at the exchange may be others than the book's."""
        return [position_id for (owner, _, _), position_id in self._owed.items() if owner == account_id]

    def concerns(self, position: Position) -> bool:
        """An open position without protection has nothing to carry, unless an older one is left there."""
        return not position.is_open or not position.protection.is_empty or self.is_owed(position)

    async def protect(self, account: Account, position_id: PositionId) -> None:
        """Spot holdings are protected by us (spot_stops.py): no two of the exchanges would hold them alike."""
        async with self._turns.of([account.id]):
            async with self._units() as unit:
                position = await unit.positions.get(position_id)
            if position.owner.symbol.settle:
                await self._carry(account, position)

    async def _carry(self, account: Account, position: Position) -> None:
        place = place_of(position)
        self._owed[place] = position.id
        try:
            await place_protection(await self._directory.connection(account), position)
        except (ExchangeRefused, CredentialsRejected) as error:
            await repeated(partial(self._missed, position.id, error))
        except TandemError:
            return
        reached(Point.PROTECTION_PLACED)
        self._owed.pop(place, None)

    async def _missed(self, position_id: PositionId, error: ExchangeError) -> None:
        async with self._units() as unit:
            position = await unit.positions.get(position_id)
            if position.is_open and not position.protection.is_empty:
                position.protection_missed(error.code or type(error).__name__, self._clock.now())
                await unit.commit()


async def place_protection(connection: ExchangePort, position: Position) -> None:
    """Exactly the planned protection for what is open; nothing for what is closed."""
    owner = position.owner
    if not position.is_open or position.protection.is_empty:
        await connection.cancel_protection(owner.symbol, owner.side)
        return
    await connection.place_protection(
        owner.symbol,
        owner.side,
        amount=position.quantity,
        protection=position.protection,
        key=f"{position.id}:{position.version}",
    )


def place_of(position: Position) -> Place:
    return (position.owner.account_id, position.owner.symbol, position.owner.side)
