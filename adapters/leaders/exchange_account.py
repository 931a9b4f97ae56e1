"""A leader's own exchange account as a source: private streams, REST after every gap and every silence.

Yields what the account filled, oldest first, maybe repeated after a restart. Judges no fill.
"""

from collections import OrderedDict
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Protocol

from loguru import logger

from adapters.exchanges.streams import SILENCE_SECONDS, Connected, Silent, StreamEvent
from core.application.ports import AccountFill, FillCause
from core.domain.account import Account
from core.domain.errors import BreakerOpen, ExchangeUnavailable
from core.domain.leader_fill import LeaderFill
from core.domain.values import ZERO, MarketKind, Symbol

OVERLAP = timedelta(minutes=5)
REMEMBERED_FILLS = 10_000
KINDS = (MarketKind.SPOT, MarketKind.PERPETUAL)
FORCED = frozenset({FillCause.LIQUIDATION, FillCause.ADL})


class Streams(Protocol):
    """Several private streams as one line of events."""

    def events(self) -> AsyncGenerator[StreamEvent, None]: ...

    async def distrust(self, reason: str) -> None:
        """Reconnect: REST knew of something that never came."""
        ...


class Watchable(Protocol):
    """A connection whose fills can be watched and read again."""

    def open_streams(self, kinds: Sequence[MarketKind], silence_seconds: float) -> Streams: ...

    async def fetch_fills(self, since: datetime, symbols: Sequence[Symbol] = ()) -> Sequence[AccountFill]: ...


class Observatory(Protocol):
    """Opens the account a leader really trades on, whatever its mode here."""

    async def observed_connection(self, account: Account) -> Watchable: ...


class ExchangeAccountFeed:
    """The LeaderFeed of leaders who trade on an exchange of ours."""

    def __init__(
        self,
        observatory: Observatory,
        *,
        kinds: Sequence[MarketKind] = KINDS,
        silence_seconds: float = SILENCE_SECONDS,
    ) -> None:
        self._observatory, self._kinds, self._silence_seconds = observatory, kinds, silence_seconds

    async def fills(self, account: Account, since: datetime) -> AsyncGenerator[Sequence[LeaderFill], None]:
        """Endless. Raises CredentialsRejected when the leader's key no longer opens the account."""
        connection = await self._observatory.observed_connection(account)
        watch = _Watch(connection, since, label=account.id)
        streams = connection.open_streams(self._kinds, self._silence_seconds)
        async with aclosing(streams.events()) as events:
            async for event in events:
                found = await watch.understand(event, streams)
                if found:
                    yield [leader_fill(fill) for fill in found]


class _Watch:
    """What was seen so far of one account: a fill is passed on once, whichever way it came first."""

    def __init__(self, connection: Watchable, since: datetime, *, label: str) -> None:
        self._connection, self._latest = connection, since
        self._log = logger.bind(account=label, operation="leader feed")
        self._seen: OrderedDict[tuple[Symbol, str], None] = OrderedDict()
        self._symbols: set[Symbol] = set()
        self._owes_backfill = False

    async def understand(self, event: StreamEvent, streams: Streams) -> list[AccountFill]:
        match event:
            case AccountFill():
                return await self._caught_up([event])
            case Connected():
                return await self._backfill(())
            case Silent():
                return await self._check_silence(streams)

    async def _caught_up(self, fills: list[AccountFill]) -> list[AccountFill]:
        """A backfill that failed is owed: try it again before anything newer is passed on."""
        return await self._backfill(fills) if self._owes_backfill else self._new(fills)

    async def _check_silence(self, streams: Streams) -> list[AccountFill]:
        """The stream may be deaf while its pings are answered (reliability.md, row 43)."""
        missed = await self._backfill(())
        if missed:
            self._log.warning("the stream kept {} fills to itself, reconnecting", len(missed))
            await streams.distrust("deaf")
        return missed

    async def _backfill(self, arrived: Sequence[AccountFill]) -> list[AccountFill]:
        """Overlapping, for exchanges list late; a failure leaves it owed until the next event."""
        try:
            read = await self._connection.fetch_fills(self._latest - OVERLAP, sorted(self._symbols))
        except (ExchangeUnavailable, BreakerOpen) as error:
            self._owes_backfill = True
            self._log.bind(code=error.code).warning("backfill failed")
            return self._new(arrived)
        self._owes_backfill = False
        return self._new([*read, *arrived])

    def _new(self, fills: Iterable[AccountFill]) -> list[AccountFill]:
        fresh = {(fill.symbol, fill.fill_id): fill for fill in fills if (fill.symbol, fill.fill_id) not in self._seen}
        for key, fill in fresh.items():
            self._seen[key] = None
            self._symbols.add(fill.symbol)
            self._latest = max(self._latest, fill.at)
        while len(self._seen) > REMEMBERED_FILLS:
            self._seen.popitem(last=False)
        return sorted(fresh.values(), key=lambda fill: (fill.at, _order_of(fill.fill_id)))


def leader_fill(fill: AccountFill) -> LeaderFill:
    """Exchanges number trades per symbol, so the symbol belongs to the id."""
    return LeaderFill(
        fill_id=f"{fill.symbol}:{fill.fill_id}",
        order_id=fill.exchange_order_id,
        symbol=fill.symbol,
        side=fill.side,
        amount=fill.amount,
        price=fill.price,
        at=fill.at,
        position_side=fill.position_side,
        liquidation=str(fill.cause) if fill.cause in FORCED else "",
        fee=fill.fee if fill.fee_coin == fill.symbol.base and fill.symbol.kind is MarketKind.SPOT else ZERO,
    )


def _order_of(fill_id: str) -> int:
    """Numbers by size; other ids say nothing, and the exchange's own order stands."""
    return int(fill_id) if fill_id.isdigit() else 0
