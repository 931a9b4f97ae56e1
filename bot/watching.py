"""Listens to accounts with something at stake, and hands on what happened there. Decides nothing."""

import asyncio
from collections.abc import Sequence

from loguru import logger

from bot.workers import Supervisor
from core.application.bus import MessageBus
from core.application.commands import BookAccountFillsCommand, RecoverAccountCommand
from core.application.gates import Gate, Gates
from core.application.key_commands import CheckKeyCommand, WatchStrangersCommand
from core.application.ports import ExchangeDirectory
from core.application.reports import RecoveryReport
from core.application.unit_of_work import UnitOfWork, UnitOfWorkFactory
from core.domain.account import Account, AccountMode
from core.domain.errors import TandemError
from core.domain.values import AccountId, MarketKind

RECOVERIES_AT_ONCE = 8
START_SECONDS = 15.0


class AccountWatch:
    """Listens to what the exchanges do on accounts with something at stake, and compares the books now and then."""

    def __init__(
        self,
        units: UnitOfWorkFactory,
        bus: MessageBus,
        directory: ExchangeDirectory,
        *,
        supervisor: Supervisor,
        gates: Gates,
    ) -> None:
        self._units, self._bus, self._directory, self._supervisor = units, bus, directory, supervisor
        self._gates, self._room = gates, asyncio.Semaphore(RECOVERIES_AT_ONCE)
        self._unfinished: set[AccountId] = set()
        self._busy_before: set[AccountId] = set()

    async def step(self) -> None:
        at_stake = {f"account:{account.id}": account for account in await self._at_stake()}
        for account in at_stake.values():
            self._start(account)
        for name in self._supervisor.names():
            if name.startswith("account:") and name not in at_stake:
                await self._supervisor.drop(name)

    async def begin(self) -> None:
        """At the start: no entries on an account with something at stake before its books were compared.

        Whoever takes longer than all can wait for becomes live later, alone (reliability.md E8).
        """
        self._unfinished = await self._copying_for_real()
        to_compare = await self._to_compare()
        for account in to_compare:
            self._gates.close(Gate.RECOVERING, account.id)
        recovering = asyncio.gather(*(self._recover(account.id) for account in to_compare))
        await asyncio.wait([recovering], timeout=START_SECONDS)
        recovering.cancel()
        await asyncio.gather(recovering, return_exceptions=True)

    async def recover(self) -> None:
        """An account whose last position is gone is looked at once more: a stop may be left behind."""
        busy = await self._busy()
        self._unfinished |= self._busy_before - busy
        self._busy_before = busy
        await asyncio.gather(*(self._recover(account.id) for account in await self._at_stake()))
        await self._let_in()

    async def _let_in(self) -> None:
        """Where nothing is at stake any more nothing needs to be compared."""
        at_stake = {account.id for account in await self._at_stake()}
        for place in self._gates.places(Gate.RECOVERING) - at_stake:
            self._gates.open(Gate.RECOVERING, place)

    async def check_keys(self) -> None:
        async with self._units() as unit:
            accounts = await unit.accounts.linked()
        for account in accounts:
            if account.has_key:
                await self._bus.handle(CheckKeyCommand(account_id=account.id))

    async def _copying_for_real(self) -> set[AccountId]:
        """Whose orders the book may have lost, with everything that told of them, since the last run."""
        async with self._units() as unit:
            live = [account for account in await unit.accounts.linked() if account.mode is AccountMode.LIVE]
            return {account.id for account in live if await unit.follows.running_of_account(account.id)}

    async def _to_compare(self) -> Sequence[Account]:
        """Whoever follows may have had an order whose row a power cut took: nothing is known to be at stake then."""
        at_stake = await self._at_stake()
        async with self._units() as unit:
            others = [account for account in await unit.accounts.linked() if account not in at_stake]
            return [*at_stake, *[one for one in others if await unit.follows.running_of_account(one.id)]]

    async def _at_stake(self) -> Sequence[Account]:
        """Accounts with open positions or trades in doubt, with stops to clean, or not looked at since the start."""
        async with self._units() as unit:
            accounts = await unit.accounts.linked()
            wanted = await busy(unit, accounts) | self._unfinished
        return [account for account in accounts if account.id in wanted]

    async def _busy(self) -> set[AccountId]:
        async with self._units() as unit:
            return await busy(unit, await unit.accounts.linked())

    def _start(self, account: Account) -> None:
        async def run() -> None:
            await self._listen(account)

        self._supervisor.keep(f"account:{account.id}", run)

    async def _listen(self, account: Account) -> None:
        connection = await self._directory.connection(account)
        async for fill in connection.watch_fills(MarketKind.PERPETUAL):
            if fill is None:
                await self._recover(account.id)
            else:
                await self._bus.handle(BookAccountFillsCommand(account_id=account.id, fills=[fill]))
                await self._bus.handle(WatchStrangersCommand(account_id=account.id, fills=[fill]))

    async def _recover(self, account_id: AccountId) -> None:
        async with self._room:
            try:
                report = await self._bus.handle(RecoverAccountCommand(account_id=account_id))
            except TandemError as error:
                logger.bind(account=account_id, error=type(error).__name__).warning("recovery waits for the exchange")
            else:
                self._gates.open(Gate.RECOVERING, account_id)
                self._note(account_id, report)

    def _note(self, account_id: AccountId, report: RecoveryReport) -> None:
        if report.owed:
            self._unfinished.add(account_id)
        else:
            self._unfinished.discard(account_id)


async def busy(unit: UnitOfWork, accounts: Sequence[Account]) -> set[AccountId]:
    """Where something is open or in doubt."""
    positions = await unit.positions.open_of_accounts([account.id for account in accounts])
    trades = await unit.trades.unsettled()
    return {position.owner.account_id for position in positions} | {trade.plan.account_id for trade in trades}
