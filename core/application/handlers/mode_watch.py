"""Accounts whose position mode is another than orders were made for: no entries until it is known to be right. Closes
go on; no mode is ever switched by us, and no side is guessed (reliability.md row 60).
"""

from collections import defaultdict
from functools import partial

from core.application.key_commands import CheckPositionModesCommand
from core.application.ports import Clock, ExchangeDirectory
from core.application.repeating import repeated
from core.application.unit_of_work import UnitOfWorkFactory
from core.domain.account import Account, AccountStatus
from core.domain.errors import ExchangeError, NotFound, StorageError
from core.domain.trade import Trade
from core.domain.values import AccountId, Symbol


class ModeWatch:
    """Remembers while it runs for which symbols an order was refused: some exchanges know a mode for each."""

    def __init__(self, units: UnitOfWorkFactory, directory: ExchangeDirectory, clock: Clock) -> None:
        self._units, self._directory, self._clock = units, directory, clock
        self._symbols: dict[AccountId, set[Symbol]] = defaultdict(set)

    async def refused(self, trade: Trade) -> None:
        """An exchange refused an order for the mode it was made for."""
        self._symbols[trade.plan.account_id].add(trade.plan.symbol)
        await repeated(partial(self._stop, trade.plan.account_id))

    async def check(self, _command: CheckPositionModesCommand) -> int:
        """What is read is remembered by the connection, so the next order is made for it."""
        async with self._units() as unit:
            stopped = [one for one in await unit.accounts.linked() if one.status is AccountStatus.WRONG_MODE]
        right = [account.id for account in stopped if await self._is_right(account)]
        for account_id in right:
            await repeated(partial(self._resume, account_id))
        return len(right)

    async def _stop(self, account_id: AccountId) -> None:
        async with self._units() as unit:
            (await unit.accounts.get(account_id)).stop_for_mode(self._clock.now())
            await unit.commit()

    async def _resume(self, account_id: AccountId) -> None:
        self._symbols.pop(account_id, None)
        async with self._units() as unit:
            (await unit.accounts.get(account_id)).mode_is_right(self._clock.now())
            await unit.commit()

    async def _is_right(self, account: Account) -> bool:
        """One mode for the account and for each symbol that was refused; no answer is no proof."""
        try:
            connection = await self._directory.connection(account)
            modes = {await connection.fetch_position_mode(symbol) for symbol in self._symbols[account.id]}
            return len(modes | {await connection.fetch_position_mode()}) == 1
        except (ExchangeError, NotFound, StorageError):
            return False
