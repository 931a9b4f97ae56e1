"""Markets, prices and balances in memory, refreshed off the path, so that deciding never waits for the network.

Refreshing reads; asking never does. A price older than its life is not told.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from core.application.ports import Clock, ExchangeDirectory
from core.domain.account import Account
from core.domain.market import Market
from core.domain.values import ZERO, AccountId, Balance, Exchange, MarketKind, Symbol

PRICE_LIFE = timedelta(seconds=15)


class LiveMarketBoard:
    """Every exchange's markets and latest prices."""

    def __init__(self, directory: ExchangeDirectory, clock: Clock) -> None:
        self._directory, self._clock = directory, clock
        self._markets: dict[Exchange, Mapping[Symbol, Market]] = {}
        self._prices: dict[tuple[Exchange, MarketKind], Mapping[Symbol, Decimal]] = {}
        self._priced_at: dict[tuple[Exchange, MarketKind], datetime] = {}

    def market(self, exchange: Exchange, symbol: Symbol) -> Market | None:
        return self._markets.get(exchange, {}).get(symbol)

    def price(self, exchange: Exchange, symbol: Symbol) -> Decimal | None:
        place = (exchange, symbol.kind)
        priced_at = self._priced_at.get(place)
        if priced_at is None or self._clock.now() - priced_at > PRICE_LIFE:
            return None
        price = self._prices[place].get(symbol)
        return price if price is not None and price.is_finite() and price > 0 else None

    def is_loaded(self, exchange: Exchange) -> bool:
        return exchange in self._markets

    async def refresh_markets(self, exchange: Exchange) -> None:
        """Raises ExchangeError; what was known stays."""
        self._markets[exchange] = await self._directory.markets(exchange).fetch_markets()

    async def refresh_prices(self, exchange: Exchange, kind: MarketKind) -> None:
        """Raises ExchangeError; what was known stays until it is too old."""
        prices = await self._directory.markets(exchange).fetch_prices(kind)
        self._prices[(exchange, kind)] = prices
        self._priced_at[(exchange, kind)] = self._clock.now()


class LiveWalletBoard:
    """The latest balances of each account; `wanted` wakes whoever refreshes."""

    def __init__(self, directory: ExchangeDirectory) -> None:
        self._directory = directory
        self._balances: dict[tuple[AccountId, MarketKind], Mapping[str, Balance]] = {}
        self.wanted: asyncio.Queue[AccountId] = asyncio.Queue()
        self._waiting: set[AccountId] = set()
        self._one_wallet: set[AccountId] = set()
        self._moves: Counter[AccountId] = Counter()
        self._moves_read: dict[tuple[AccountId, MarketKind], int] = {}

    def balance(self, account_id: AccountId, kind: MarketKind, coin: str) -> Balance | None:
        known = self._balances.get((account_id, kind))
        return None if known is None else known.get(coin)

    def holding(self, account_id: AccountId, kind: MarketKind, coin: str) -> Decimal | None:
        """Just after a purchase the wallet still shows nothing: better not known than wrong."""
        if self._moves_read.get((account_id, kind)) != self._moves[account_id]:
            return None
        known = self.balance(account_id, kind, coin)
        return ZERO if known is None else known.total

    def equity(self, account_id: AccountId, coin: str) -> Decimal | None:
        kinds = [MarketKind.PERPETUAL] if account_id in self._one_wallet else list(MarketKind)
        known = [found.total for kind in kinds if (found := self.balance(account_id, kind, coin)) is not None]
        return sum(known, ZERO) if known else None

    def refresh_soon(self, account_id: AccountId) -> None:
        self._moves[account_id] += 1
        if account_id not in self._waiting:
            self._waiting.add(account_id)
            self.wanted.put_nowait(account_id)

    async def refresh(self, account: Account) -> None:
        """Raises ExchangeError; what was known stays."""
        self._waiting.discard(account.id)
        moves = self._moves[account.id]
        connection = await self._directory.connection(account)
        self._one_wallet.discard(account.id)
        if connection.shares_wallet:
            self._one_wallet.add(account.id)
        for kind in MarketKind:
            self._balances[(account.id, kind)] = await connection.fetch_balance(kind)
            self._moves_read[(account.id, kind)] = moves
