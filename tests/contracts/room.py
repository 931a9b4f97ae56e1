"""The room a contract case plays in: one fresh account behind ExchangePort, a hand on its world. Asserts nothing."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from adapters.exchanges.ccxt_exchange import CcxtExchange
from adapters.exchanges.circuit_breaker import Breakers
from adapters.exchanges.factory import ExchangeFactory
from adapters.exchanges.lean_transport import LeanTransport
from adapters.exchanges.limiter import Limiter
from adapters.exchanges.market_source import RecentPrices
from adapters.exchanges.paper import PaperExchange
from adapters.exchanges.paper_store import MemoryPaperStore
from adapters.exchanges.transport import open_session, trusted_context
from adapters.sandbox.engine.accounts import TRADING_RIGHTS, ApiKey, Family, Right, VenueAccount, WalletKind
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.orders import Status
from adapters.sandbox.world import World
from core.application.ports import AccountFill, ExchangePosition
from core.domain.account import Account
from core.domain.errors import NotFound
from core.domain.market import Market
from core.domain.values import (
    AccountId,
    ClientOrderId,
    Credentials,
    Exchange,
    MarketKind,
    OrderRequest,
    PositionMode,
    PositionSide,
    Side,
    Symbol,
)

BTC = Symbol(base="BTC", quote="USDT", settle="USDT")
BTC_SPOT = Symbol(base="BTC", quote="USDT")
START = Decimal(60_000)
PATIENCE_SECONDS = 30.0
AMOUNT = Decimal("0.01")
MONEY = Decimal(10_000)

numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is examined: an exchange and account family, or paper at Binance's prices."""

    name: str
    exchange: Exchange
    family: Family = Family.CLASSIC
    is_paper: bool = False


PAPER = Subject("paper", Exchange.BINANCE, is_paper=True)
BINANCE = Subject("binance", Exchange.BINANCE)
BYBIT = Subject("bybit", Exchange.BYBIT, Family.UNIFIED)
CLASSIC = Subject("bitget-classic", Exchange.BITGET)
UNIFIED = Subject("bitget-unified", Exchange.BITGET, Family.UNIFIED)
LIVE = (BINANCE, BYBIT, CLASSIC, UNIFIED)
ALL = (PAPER, *LIVE)


class Way(StrEnum):
    """How orders leave the machine."""

    ORDINARY = "ordinary"
    LEAN = "lean"


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class ClosedVault:
    """Contract cases bring their keys themselves."""

    async def store(self, account: Account, credentials: Credentials) -> None:
        raise NotFound("no-key")

    async def open(self, account: Account) -> Credentials:
        raise NotFound("no-key")

    async def erase(self, account: Account) -> None:
        raise NotFound("no-key")


@dataclass
class House:
    """One world and one factory for all cases of a module; every case gets a fresh account."""

    world: World
    factory: ExchangeFactory

    @asynccontextmanager
    async def room(self, subject: Subject, mode: PositionMode = PositionMode.ONE_WAY) -> "AsyncIterator[Room]":
        self.world.faults.clear()
        self.world.market.move("BTC", START)
        self.factory.breakers, self.factory.limiter = Breakers(), Limiter()
        room = await (self._paper_room() if subject.is_paper else self._live_room(subject))
        try:
            await room.exchange.set_position_mode(mode)
            room.mode = mode
            yield room
        finally:
            self.world.faults.clear()
            await room.exchange.aclose()

    async def _live_room(self, subject: Subject) -> "Room":
        engine = self.world.engines[subject.exchange]
        engine.limits.begin_anew()
        account = engine.customers.open_account(f"guest{next(numbers)}", family=subject.family)
        for wallet in WalletKind:
            if wallet is WalletKind.FUTURES or subject.family is Family.CLASSIC:
                engine.customers.deposit(account, wallet, coin="USDT", amount=MONEY)
        key = engine.customers.add_key(account, TRADING_RIGHTS)
        exchange = await self.factory.create_exchange(subject.exchange, credentials_of(key), label=account.name)
        return Room(self, subject, exchange, engine=engine, account=account)

    async def _paper_room(self) -> "Room":
        source = self.factory.markets(Exchange.BINANCE)
        paper = PaperExchange(
            AccountId(f"paper{next(numbers)}"),
            exchange=Exchange.BINANCE,
            source=source,
            prices=RecentPrices(source, fresh_seconds=0),
            store=MemoryPaperStore(),
            clock=SystemClock(),
            poll_seconds=0.02,
        )
        return Room(self, PAPER, paper)

    async def connect(self, subject: Subject, rights: frozenset[Right]) -> CcxtExchange:
        """A further key with these rights, on a new account."""
        engine = self.world.engines[subject.exchange]
        account = engine.customers.open_account(f"guest{next(numbers)}", family=subject.family)
        key = engine.customers.add_key(account, rights)
        return await self.factory.create_exchange(subject.exchange, credentials_of(key), label=account.name)


class Room:
    """An account with 10,000 USDT; BTC stands at 60,000."""

    mode = PositionMode.ONE_WAY

    def __init__(
        self,
        house: House,
        subject: Subject,
        exchange: CcxtExchange | PaperExchange,
        *,
        engine: Engine | None = None,
        account: VenueAccount | None = None,
    ) -> None:
        self.house, self.subject, self.exchange = house, subject, exchange
        self._engine, self._account = engine, account
        self._began = datetime.now(UTC) - timedelta(seconds=30)

    @property
    def engine(self) -> Engine:
        assert self._engine is not None
        return self._engine

    @property
    def account(self) -> VenueAccount:
        assert self._account is not None
        return self._account

    async def market(self, symbol: Symbol) -> Market:
        return (await self.house.factory.markets(self.subject.exchange).fetch_markets())[symbol]

    def move(self, price: Decimal) -> None:
        self.house.world.market.move("BTC", price)

    async def acknowledged(self) -> None:
        """Until the exchange has really taken what it confirmed: a still market does not tick in between."""
        orders = {} if self._account is None else self._account.open
        await eventually(lambda: all(order.status is not Status.PENDING for order in orders.values()))

    def order(
        self,
        side: Side = Side.BUY,
        amount: Decimal = AMOUNT,
        *,
        symbol: Symbol = BTC,
        position_side: PositionSide = PositionSide.LONG,
        reduce_only: bool = False,
        limit_price: Decimal | None = None,
        client_order_id: str = "",
    ) -> OrderRequest:
        return OrderRequest(
            client_order_id=ClientOrderId(client_order_id or f"case{next(numbers):08d}"),
            symbol=symbol,
            side=side,
            position_side=position_side,
            amount=amount,
            reduce_only=reduce_only,
            limit_price=limit_price,
            reference_price=START,
        )

    def close(self, side: PositionSide = PositionSide.LONG, amount: Decimal = AMOUNT) -> OrderRequest:
        return self.order(side.exit_side, amount, position_side=side, reduce_only=True)

    async def opened(self, side: PositionSide = PositionSide.LONG, amount: Decimal = AMOUNT) -> OrderRequest:
        """Open a position and hand back the order that did it."""
        order = self.order(side.entry_side, amount, position_side=side)
        result = await self.exchange.place_order(order)
        assert result.filled == amount, result
        return order

    async def position(self, side: PositionSide = PositionSide.LONG) -> ExchangePosition | None:
        found = await self.exchange.fetch_positions()
        return next((held for held in found if held.side is side), None)

    async def fills(self) -> list[AccountFill]:
        return list(await self.exchange.fetch_fills(self._began, (BTC, BTC_SPOT)))

    async def free(self, kind: MarketKind) -> Decimal:
        return (await self.exchange.fetch_balance(kind))["USDT"].free


async def eventually(condition: Callable[[], bool]) -> None:
    """Look again and again; a condition that never comes true fails the case."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            if condition():
                return
            await asyncio.sleep(0.01)


def credentials_of(key: ApiKey) -> Credentials:
    return Credentials(api_key=key.key, secret=key.secret, passphrase=key.passphrase)


@asynccontextmanager
async def open_house(directory: Path, way: Way = Way.ORDINARY) -> AsyncIterator[House]:
    async with World(directory) as world:
        session = open_session(world.gateway.address, world.gateway.ca_file)
        lean = LeanTransport(trusted_context(world.gateway.ca_file), world.gateway.address)
        factory = ExchangeFactory(
            session,
            tls=trusted_context(world.gateway.ca_file),
            vault=ClosedVault(),
            clock=SystemClock(),
            paper_store=MemoryPaperStore(),
            lean=lean if way is Way.LEAN else None,
        )
        try:
            yield House(world, factory)
        finally:
            lean.close()
            await factory.aclose()
            await session.close()
