"""Keeps prices, markets and balances fresh off the path, and wakes what waits. Decides nothing.

A read that fails changes nothing: what was known ages until nobody uses it.
"""

import asyncio
from collections.abc import Awaitable, Sequence

from loguru import logger

from core.application.boards import LiveMarketBoard, LiveWalletBoard
from core.application.bus import MessageBus
from core.application.commands import ObserveLeaderCommand, ResumeLeaderEventsCommand
from core.application.unit_of_work import UnitOfWorkFactory
from core.domain.account import Account
from core.domain.errors import TandemError
from core.domain.trade import Trade
from core.domain.values import Exchange, MarketKind

RESUME_SECONDS = 5.0


class Refreshing:
    """Keeps the boards fresh for the exchanges and accounts in use."""

    def __init__(
        self, units: UnitOfWorkFactory, bus: MessageBus, *, board: LiveMarketBoard, wallets: LiveWalletBoard
    ) -> None:
        self._units, self._bus, self._board, self._wallets = units, bus, board, wallets

    async def prices(self) -> None:
        await asyncio.gather(*(self._price(exchange) for exchange in await self._exchanges()))

    async def markets(self) -> None:
        for exchange in await self._exchanges():
            await self.quietly(self._board.refresh_markets(exchange), exchange)

    async def all_wallets(self) -> None:
        for account in await self._accounts():
            self._wallets.refresh_soon(account.id)

    async def wanted_wallets(self) -> None:
        """One after another, as asked for."""
        account_id = await self._wallets.wanted.get()
        async with self._units() as unit:
            account = await unit.accounts.find(account_id)
        if account is not None:
            await self.quietly(self._wallets.refresh(account), account.exchange)

    async def leaders(self) -> None:
        async with self._units() as unit:
            leaders = await unit.leaders.active()
        for leader in leaders:
            await self._bus.handle(ObserveLeaderCommand(leader_id=leader.id))

    async def _price(self, exchange: Exchange) -> None:
        if not self._board.is_loaded(exchange):
            await self.quietly(self._board.refresh_markets(exchange), exchange)
        for kind in MarketKind:
            await self.quietly(self._board.refresh_prices(exchange, kind), exchange)

    async def _exchanges(self) -> Sequence[Exchange]:
        return sorted({account.exchange for account in await self._accounts()})

    async def _accounts(self) -> Sequence[Account]:
        async with self._units() as unit:
            return await unit.accounts.linked()

    @staticmethod
    async def quietly(reading: Awaitable[None], exchange: Exchange) -> None:
        """A read that fails changes nothing: what was known ages until nobody uses it."""
        try:
            await reading
        except TandemError as error:
            logger.bind(exchange=exchange.value, error=type(error).__name__).debug("a refresh waits")


class Resuming:
    """Wakes the unfinished leader events when a trade settles; also the watcher the desk tells."""

    def __init__(self, bus: MessageBus) -> None:
        self._bus = bus
        self._wake = asyncio.Event()

    def settled(self, trade: Trade) -> None:
        del trade
        self._wake.set()

    def in_doubt(self, trade: Trade) -> None:
        del trade
        self._wake.set()

    async def run(self) -> None:
        while True:
            await self._bus.handle(ResumeLeaderEventsCommand())
            try:
                async with asyncio.timeout(RESUME_SECONDS):
                    await self._wake.wait()
            except TimeoutError:
                continue
            finally:
                self._wake.clear()
