"""What goes on by itself: prices, balances, leaders' fills, accounts' fills, doubts, deadlines. Decides nothing.

Every loop asks the core through the bus or a port; the supervisor starts again what fails.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from datetime import datetime

from loguru import logger

from bot.workers import Supervisor, every
from core.application.boards import LiveMarketBoard, LiveWalletBoard
from core.application.bus import MessageBus
from core.application.coalescing import coalesce
from core.application.commands import (
    BookAccountFillsCommand,
    CheckKeyCommand,
    ExecuteCopyTradeCommand,
    ExpireConfirmationsCommand,
    ObserveLeaderCommand,
    RecoverAccountCommand,
    ResolveTradesCommand,
    ResumeLeaderEventsCommand,
)
from core.application.ports import Clock, ExchangeDirectory, LeaderFeed, StreamHealth
from core.application.unit_of_work import UnitOfWorkFactory
from core.domain.account import Account
from core.domain.errors import TandemError
from core.domain.leader import Leader, LeaderFill
from core.domain.trade import Trade
from core.domain.values import AccountId, Exchange, LeaderId, MarketKind

PRICE_SECONDS = 1.0
MARKET_SECONDS = 3600.0
WALLET_SECONDS = 20.0
WATCH_SECONDS = 1.0
RESOLVE_SECONDS = 1.0
EXPIRE_SECONDS = 1.0
RECOVER_SECONDS = 30.0
OBSERVE_SECONDS = 60.0
KEY_CHECK_SECONDS = 24 * 3600.0


class LeaderWatch:
    """Follows every active leader's account and hands each order's fills to the core."""

    def __init__(
        self, units: UnitOfWorkFactory, bus: MessageBus, feed: LeaderFeed, *, clock: Clock, supervisor: Supervisor
    ) -> None:
        self._units, self._bus, self._feed = units, bus, feed
        self._clock, self._supervisor = clock, supervisor
        self._seen: dict[LeaderId, datetime] = {}
        self._connected: set[LeaderId] = set()

    async def step(self) -> None:
        """Start what is new, end what was retired."""
        async with self._units() as unit:
            leaders = {leader.id: leader for leader in await unit.leaders.active()}
        for leader in leaders.values():
            self._start(leader)
        for name in self._supervisor.names():
            if name.startswith("leader:") and LeaderId(name.removeprefix("leader:")) not in leaders:
                await self._supervisor.drop(name)

    def health(self) -> Mapping[LeaderId, StreamHealth]:
        return {
            leader_id: StreamHealth(is_connected=leader_id in self._connected, last_seen_at=seen)
            for leader_id, seen in self._seen.items()
        }

    def _start(self, leader: Leader) -> None:
        async def run() -> None:
            await self._follow(leader.id)

        self._supervisor.keep(f"leader:{leader.id}", run)

    async def _follow(self, leader_id: LeaderId) -> None:
        async with self._units() as unit:
            leader = await unit.leaders.get(leader_id)
            account = await unit.accounts.get(leader.account_id)

        async def copy(fills: Sequence[LeaderFill]) -> None:
            await self._bus.handle(ExecuteCopyTradeCommand(leader_id=leader_id, fills=fills))

        try:
            await coalesce(self._noted(leader_id, account, leader.watermark), copy)
        finally:
            self._connected.discard(leader_id)

    async def _noted(
        self, leader_id: LeaderId, account: Account, since: datetime
    ) -> AsyncIterator[Sequence[LeaderFill]]:
        """The feed, with a note of when it last said something."""
        async for batch in self._feed.fills(account, since):
            self._connected.add(leader_id)
            self._seen[leader_id] = self._clock.now()
            if batch:
                yield batch


class AccountWatch:
    """Listens to what the exchanges do on accounts with something at stake, and compares the books now and then."""

    def __init__(
        self,
        units: UnitOfWorkFactory,
        bus: MessageBus,
        directory: ExchangeDirectory,
        *,
        supervisor: Supervisor,
    ) -> None:
        self._units, self._bus, self._directory, self._supervisor = units, bus, directory, supervisor

    async def step(self) -> None:
        at_stake = {f"account:{account.id}": account for account in await self._at_stake()}
        for account in at_stake.values():
            self._start(account)
        for name in self._supervisor.names():
            if name.startswith("account:") and name not in at_stake:
                await self._supervisor.drop(name)

    async def recover(self) -> None:
        for account in await self._at_stake():
            await self._recover(account.id)

    async def check_keys(self) -> None:
        async with self._units() as unit:
            accounts = await unit.accounts.linked()
        for account in accounts:
            if account.has_key:
                await self._bus.handle(CheckKeyCommand(account_id=account.id))

    async def _at_stake(self) -> Sequence[Account]:
        """Accounts with open positions or trades in doubt."""
        async with self._units() as unit:
            accounts = await unit.accounts.linked()
            positions = await unit.positions.open_of_accounts([account.id for account in accounts])
            trades = await unit.trades.unsettled()
        busy = {position.owner.account_id for position in positions} | {t.plan.account_id for t in trades}
        return [account for account in accounts if account.id in busy]

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

    async def _recover(self, account_id: AccountId) -> None:
        try:
            await self._bus.handle(RecoverAccountCommand(account_id=account_id))
        except TandemError as error:
            logger.bind(account=account_id, error=type(error).__name__).warning("recovery waits for the exchange")


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
            await self._quietly(self._board.refresh_markets(exchange), exchange)

    async def all_wallets(self) -> None:
        for account in await self._accounts():
            self._wallets.refresh_soon(account.id)

    async def wanted_wallets(self) -> None:
        """One after another, as asked for."""
        account_id = await self._wallets.wanted.get()
        async with self._units() as unit:
            account = await unit.accounts.find(account_id)
        if account is not None:
            await self._quietly(self._wallets.refresh(account), account.exchange)

    async def leaders(self) -> None:
        async with self._units() as unit:
            leaders = await unit.leaders.active()
        for leader in leaders:
            await self._bus.handle(ObserveLeaderCommand(leader_id=leader.id))

    async def _price(self, exchange: Exchange) -> None:
        if not self._board.is_loaded(exchange):
            await self._quietly(self._board.refresh_markets(exchange), exchange)
        for kind in MarketKind:
            await self._quietly(self._board.refresh_prices(exchange, kind), exchange)

    async def _exchanges(self) -> Sequence[Exchange]:
        return sorted({account.exchange for account in await self._accounts()})

    async def _accounts(self) -> Sequence[Account]:
        async with self._units() as unit:
            return await unit.accounts.linked()

    @staticmethod
    async def _quietly(reading: Awaitable[None], exchange: Exchange) -> None:
        """A read that fails changes nothing: what was known ages until nobody uses it."""
        try:
            await reading
        except TandemError as error:
            logger.bind(exchange=exchange, error=type(error).__name__).debug("a refresh waits")


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
                await asyncio.wait_for(self._wake.wait(), timeout=5)
            except TimeoutError:
                continue
            finally:
                self._wake.clear()


def start_loops(
    supervisor: Supervisor, bus: MessageBus, *, refreshing: Refreshing, leaders: LeaderWatch, accounts: AccountWatch
) -> None:
    """Everything that repeats, with its pause."""

    async def resolve() -> None:
        await bus.handle(ResolveTradesCommand())

    async def expire() -> None:
        await bus.handle(ExpireConfirmationsCommand())

    for name, seconds, step in (
        ("prices", PRICE_SECONDS, refreshing.prices),
        ("markets", MARKET_SECONDS, refreshing.markets),
        ("wallets", WALLET_SECONDS, refreshing.all_wallets),
        ("wanted wallets", 0.0, refreshing.wanted_wallets),
        ("observe leaders", OBSERVE_SECONDS, refreshing.leaders),
        ("watch leaders", WATCH_SECONDS, leaders.step),
        ("watch accounts", WATCH_SECONDS, accounts.step),
        ("recover accounts", RECOVER_SECONDS, accounts.recover),
        ("check keys", KEY_CHECK_SECONDS, accounts.check_keys),
        ("resolve", RESOLVE_SECONDS, resolve),
        ("expire", EXPIRE_SECONDS, expire),
    ):
        supervisor.keep(name, every(seconds, step))
