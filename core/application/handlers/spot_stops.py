"""Stop-loss and take-profit of spot positions: watched here, for the exchanges don't hold them alike. Sets no price.

A stop that was reached is an obligation: it is tried again with growing pauses, under the same ids as any owed exit.
"""

from collections.abc import Sequence

from core.application.commands import WatchSpotStopsCommand
from core.application.exits import Exits
from core.application.order_desk import OrderDesk
from core.application.ports import MarketBoard
from core.application.turns import Turns
from core.application.unit_of_work import UnitOfWorkFactory
from core.domain.account import Account
from core.domain.errors import AlreadyExists, ConcurrentUpdate
from core.domain.exposure import ProtectionHit
from core.domain.position import Position
from core.domain.trade import Trade, TradePurpose

PURPOSES = {
    ProtectionHit.STOP_LOSS: TradePurpose.STOP_LOSS,
    ProtectionHit.TAKE_PROFIT: TradePurpose.TAKE_PROFIT,
}


class WatchSpotStopsHandler:
    """Looks at every open spot position with protection, at the board's present price."""

    def __init__(
        self, units: UnitOfWorkFactory, exits: Exits, *, desk: OrderDesk, board: MarketBoard, turns: Turns
    ) -> None:
        self._units, self._exits, self._desk = units, exits, desk
        self._board, self._turns = board, turns

    async def __call__(self, _command: WatchSpotStopsCommand) -> int:
        async with self._units() as unit:
            accounts = {account.id: account for account in await unit.accounts.linked()}
            positions = await unit.positions.open_of_accounts(list(accounts))
        closed = 0
        for position in positions:
            if self._purpose(position) is not None:
                closed += await self._close(accounts[position.owner.account_id], position)
        return closed

    def _purpose(self, position: Position) -> TradePurpose | None:
        owner = position.owner
        price = None if owner.symbol.settle else self._board.price(owner.exchange, owner.symbol)
        hit = None if price is None else position.protection_hit(price)
        return None if hit is None else PURPOSES[hit]

    async def _close(self, account: Account, position: Position) -> int:
        async with self._turns.of([account.id]):
            trades = await self._reserved(account, position)
        if trades:
            self._desk.submit(account, trades)
        return len(trades)

    async def _reserved(self, account: Account, seen: Position) -> Sequence[Trade]:
        async with self._units() as unit:
            pending = await unit.trades.unsettled(account.id)
            position = await unit.positions.get(seen.id)
            purpose = self._purpose(position) if position.is_open else None
            if purpose is None:
                return ()
            trade = await self._exits.reserve_owed(unit, position, pending=pending, purpose=purpose)
            try:
                await unit.commit()
            except (AlreadyExists, ConcurrentUpdate):
                return ()
        return () if trade is None else (trade,)
