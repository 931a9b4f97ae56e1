"""Builds and keeps the connections of all accounts over one session, one TLS context and one set of markets.

Credentials are opened here, go into a client and nowhere else. Must not know how an order is written.
"""

import asyncio
import ssl
from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

from aiohttp import ClientSession

from adapters.exchanges.binance import Binance
from adapters.exchanges.bitget import Family, detect_family
from adapters.exchanges.bitget_classic import BitgetClassic
from adapters.exchanges.bitget_unified import BitgetUnified
from adapters.exchanges.bybit import Bybit
from adapters.exchanges.ccxt_exchange import CcxtExchange
from adapters.exchanges.circuit_breaker import Breakers
from adapters.exchanges.clients import Observed, build_client
from adapters.exchanges.dialect import Dialect
from adapters.exchanges.gate import Gate
from adapters.exchanges.lean_transport import LeanTransport
from adapters.exchanges.limiter import Limiter, Silence
from adapters.exchanges.market_source import CcxtMarketSource, RecentPrices
from adapters.exchanges.markets import Catalog
from adapters.exchanges.paper import PaperExchange
from adapters.exchanges.paper_book import PaperRules
from adapters.exchanges.paper_store import PaperStore
from adapters.exchanges.retry import retry_with_backoff
from core.application.ports import Clock, Vault
from core.application.precedence import Precedence
from core.domain.account import Account, AccountMode
from core.domain.values import AccountId, Credentials, Exchange


class BuildDialect(Protocol):
    def __call__(self, client: Observed, catalog: Catalog, *, new_client: Callable[[], Observed]) -> Dialect: ...


DIALECTS: Mapping[Exchange, BuildDialect] = {Exchange.BINANCE: Binance, Exchange.BYBIT: Bybit}
FAMILIES: Mapping[Family, BuildDialect] = {Family.CLASSIC: BitgetClassic, Family.UNIFIED: BitgetUnified}

Connection = CcxtExchange | PaperExchange

LAST_MOMENT_SECONDS = 0.5


class ExchangeFactory:
    """The ExchangeDirectory of the house. `session` and `tls` belong to the caller, who closes the session last."""

    def __init__(
        self,
        session: ClientSession,
        *,
        tls: ssl.SSLContext,
        vault: Vault,
        clock: Clock,
        paper_store: PaperStore,
        paper_rules: PaperRules | None = None,
        breakers: Breakers | None = None,
        limiter: Limiter | None = None,
        lean: LeanTransport | None = None,
    ) -> None:
        self._session, self._tls, self._vault, self._clock = session, tls, vault, clock
        self._paper_store, self._paper_rules, self._lean = paper_store, paper_rules, lean
        self.breakers, self.limiter = breakers or Breakers(), limiter or Limiter()
        self.limiter.listen(self._rest)
        self._precedence = Precedence()
        self._sources: dict[Exchange, CcxtMarketSource] = {}
        self._prices: dict[Exchange, RecentPrices] = {}
        self._live: dict[AccountId, CcxtExchange] = {}
        self._paper: dict[AccountId, PaperExchange] = {}
        self._building: dict[AccountId, asyncio.Lock] = {}

    def after(self, precedence: Precedence) -> None:
        """What goes first: looks behind an order wait until the others' orders are on their way."""
        self._precedence = precedence

    async def connection(self, account: Account) -> Connection:
        """The account's connection: paper or live as the account says; the same one every time."""
        if account.mode is AccountMode.LIVE:
            return await self.live_connection(account)
        if account.id not in self._paper:
            self._paper[account.id] = self._open_paper(account)
        return self._paper[account.id]

    async def live_connection(self, account: Account) -> CcxtExchange:
        """The real account, also while its trading is on paper: a leader's fills are read from here."""
        async with self._building.setdefault(account.id, asyncio.Lock()):
            if account.id not in self._live:
                credentials = await self._vault.open(account)
                self._live[account.id] = await self.create_exchange(account.exchange, credentials, label=account.id)
            return self._live[account.id]

    async def observed_connection(self, account: Account) -> Connection:
        """Where the account's own fills come from: the exchange when there is a key, else its paper book."""
        return await self.live_connection(account) if account.has_key else await self.connection(account)

    async def trial(self, exchange: Exchange, credentials: Credentials) -> CcxtExchange:
        return await self.create_exchange(exchange, credentials, label="trial")

    async def create_exchange(self, exchange: Exchange, credentials: Credentials, *, label: str) -> CcxtExchange:
        """A new live connection; the caller closes it. Raises what reading from an exchange raises."""
        source = self.markets(exchange)
        catalog = await source.catalog()
        options: dict[str, object] = {"timeDifference": source.clock_offset_ms}
        gate = Gate(self.limiter, exchange, label)
        build = partial(
            build_client, exchange, self._session, tls=self._tls, credentials=credentials, gate=gate, lean=self._lean
        )
        client = build(options=options)
        try:
            family = await _patient_detection(client) if exchange is Exchange.BITGET else None
        except BaseException:
            await client.close()
            raise
        options["uta"] = client.options["uta"] = family is Family.UNIFIED
        new_dialect = FAMILIES[family] if family is not None else DIALECTS[exchange]
        dialect = new_dialect(client, catalog, new_client=partial(build, options=options))
        return CcxtExchange(
            dialect,
            breakers=self.breakers,
            account=label,
            clock=self._clock,
            doubt_rules=source.doubt_rules,
            precedence=self._precedence,
        )

    def markets(self, exchange: Exchange) -> CcxtMarketSource:
        if exchange not in self._sources:
            client = build_client(exchange, self._session, tls=self._tls, gate=Gate(self.limiter, exchange))
            self._sources[exchange] = CcxtMarketSource(exchange, client, breakers=self.breakers)
            self._prices[exchange] = RecentPrices(self._sources[exchange])
        return self._sources[exchange]

    async def forget(self, account_id: AccountId) -> None:
        """Close and drop what is cached of the account; its paper book stays in the store."""
        self._building.pop(account_id, None)
        for connection in (self._live.pop(account_id, None), self._paper.pop(account_id, None)):
            if connection is not None:
                await connection.aclose()

    async def aclose(self) -> None:
        """At the end of the process: whoever used the connections has waited for the answers already."""
        await asyncio.gather(*(connection.close_within(LAST_MOMENT_SECONDS) for connection in self._live.values()))
        self._live.clear()
        for account_id in {*self._live, *self._paper}:
            await self.forget(account_id)
        for source in self._sources.values():
            await source.aclose()
        self._sources.clear()

    def _rest(self, exchange: Exchange, _why: Silence, seconds: float) -> None:
        """The exchange refuses this address: every lane rests, closes too, for any request prolongs it."""
        self.breakers.ban(exchange, seconds)

    def _open_paper(self, account: Account) -> PaperExchange:
        source = self.markets(account.exchange)
        return PaperExchange(
            account.id,
            exchange=account.exchange,
            source=source,
            prices=self._prices[account.exchange],
            store=self._paper_store,
            clock=self._clock,
            rules=self._paper_rules,
        )


_patient_detection = retry_with_backoff()(detect_family)
