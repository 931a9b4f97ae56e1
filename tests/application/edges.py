"""The other edges in memory: who hands out connections, a vault, markets and prices, health. No rules here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from core.application.ports import ExchangePort, StreamHealth
from core.domain.account import Account
from core.domain.errors import CredentialsRejected, ExchangeUnavailable, NotFound, TandemError
from core.domain.market import Market
from core.domain.values import AccountId, Credentials, Exchange, LeaderId, MarketKind, Symbol
from tests.application.clock import FixedClock
from tests.application.venue import Prices, Venue
from tests.builders import BTC, BTC_SPOT, ETH, a_market

MARKETS = (BTC, ETH, BTC_SPOT)


class Quotes:
    """Implements MarketSource over the world's prices."""

    def __init__(
        self, prices: Prices, clock: FixedClock, *, markets: Sequence[Symbol], odd: Mapping[str, object]
    ) -> None:
        self._prices, self._clock, self._markets, self._odd = prices, clock, markets, odd

    async def fetch_markets(self) -> Mapping[Symbol, Market]:
        return {symbol: a_market(symbol, **self._odd) for symbol in self._markets}

    async def fetch_prices(self, kind: MarketKind) -> Mapping[Symbol, Decimal]:
        return {symbol: price for symbol, price in self._prices.items() if symbol.kind is kind}

    async def fetch_time(self) -> datetime:
        return self._clock.now()


class Directory:
    """Implements ExchangeDirectory: one venue per account, and one per API key on trial."""

    def __init__(self, prices: Prices, clock: FixedClock) -> None:
        self._prices, self._clock = prices, clock
        self.venues: dict[AccountId, Venue] = {}
        self.keys: dict[str, Venue] = {}
        self.broken: dict[AccountId, TandemError] = {}
        self.odd_markets: dict[Exchange, Mapping[str, object]] = {}
        self.without_markets = False
        self.forgotten: list[AccountId] = []
        self.connected: list[tuple[AccountId, str]] = []

    def venue(self, account_id: AccountId) -> Venue:
        return self.venues.setdefault(account_id, Venue(Exchange.BINANCE, self._prices, self._clock))

    async def connection(self, account: Account) -> ExchangePort:
        if account.id in self.broken:
            raise self.broken[account.id]
        self.connected.append((account.id, account.mode))
        return self.venue(account.id)

    async def live_connection(self, account: Account) -> ExchangePort:
        return await self.connection(account)

    async def trial(self, exchange: Exchange, credentials: Credentials) -> ExchangePort:
        if credentials.api_key == "away":
            venue = Venue(exchange, self._prices, self._clock)
            venue.reads_fail = ExchangeUnavailable("no answer")
            return venue
        if credentials.api_key not in self.keys:
            venue = Venue(exchange, self._prices, self._clock)
            venue.reads_fail = CredentialsRejected("no such key", code="-2015")
            return venue
        return self.keys[credentials.api_key]

    def markets(self, exchange: Exchange) -> Quotes:
        markets = () if self.without_markets else MARKETS
        return Quotes(self._prices, self._clock, markets=markets, odd=self.odd_markets.get(exchange, {}))

    async def forget(self, account_id: AccountId) -> None:
        self.forgotten.append(account_id)


class MemoryVault:
    """Implements Vault without any locks."""

    def __init__(self) -> None:
        self.kept: dict[AccountId, Credentials] = {}

    async def store(self, account: Account, credentials: Credentials) -> None:
        self.kept[account.id] = credentials

    async def open(self, account: Account) -> Credentials:
        if account.id not in self.kept:
            raise NotFound("credentials-unknown")
        return self.kept[account.id]

    async def erase(self, account: Account) -> None:
        self.kept.pop(account.id, None)


class StillHealth:
    """Implements Health with what a test puts in."""

    def __init__(self) -> None:
        self.of_leaders: dict[LeaderId, StreamHealth] = {}

    def streams(self) -> Mapping[LeaderId, StreamHealth]:
        return self.of_leaders

    def breakers(self) -> Mapping[str, str]:
        return {"binance/open": "half_open"}
