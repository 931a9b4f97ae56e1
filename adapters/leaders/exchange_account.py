"""A leader's own exchange account as a source: private streams, REST after every gap and every silence.

Yields what the account filled, oldest first, maybe repeated after a restart. Judges no fill.
"""

from collections import OrderedDict
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from loguru import logger

from adapters.exchanges.streams import SILENCE_SECONDS, Connected, Silent, StreamEvent
from core.application.leader_looks import OVERLAP, in_order, leader_fill, read_late
from core.application.ports import AccountFill
from core.domain.account import Account
from core.domain.errors import BreakerOpen, ExchangeUnavailable
from core.domain.leader_fill import LeaderFill
from core.domain.values import MarketKind, Symbol

REMEMBERED_FILLS = 10_000
OWED_SECONDS = 2.0
"""A backfill that failed is tried again so soon: while it is owed nobody knows what the leader did."""

KINDS = (MarketKind.SPOT, MarketKind.PERPETUAL)


class Streams(Protocol):
    """Several private streams as one line of events."""

    def events(self) -> AsyncGenerator[StreamEvent, None]: ...

    async def distrust(self, reason: str) -> None:
        """Reconnect: REST knew of something that never came."""
        ...

    def look_soon(self, seconds: float) -> None:
        """Be `Silent` by then, whatever is heard."""
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
                if found is not None:
                    yield found


class _Watch:
    """What was seen so far of one account: a fill is passed on once, whichever way it came first."""

    def __init__(self, connection: Watchable, since: datetime, *, label: str) -> None:
        self._connection, self._latest = connection, since
        self._log = logger.bind(account=label, operation="leader feed")
        self._seen: OrderedDict[tuple[Symbol, str], None] = OrderedDict()
        self._symbols: set[Symbol] = set()
        self._owes_backfill = False

    async def understand(self, event: StreamEvent, streams: Streams) -> Sequence[LeaderFill] | None:
        """None says nothing; no fills at all say that REST was asked, and nothing is missing."""
        match event:
            case AccountFill():
                return await self._caught_up([event], streams)
            case Connected():
                return await self._backfill((), streams)
            case Silent():
                return await self._check_silence(streams)

    async def _caught_up(self, fills: list[AccountFill], streams: Streams) -> Sequence[LeaderFill] | None:
        """A backfill that failed is owed: try it again before anything newer is passed on."""
        return await self._backfill(fills, streams) if self._owes_backfill else self._new((), fills) or None

    async def _check_silence(self, streams: Streams) -> Sequence[LeaderFill] | None:
        """The stream may be deaf while its pings are answered (reliability.md, row 43)."""
        was_owed = self._owes_backfill
        missed = await self._backfill((), streams)
        if missed and not was_owed:
            self._log.warning("the stream kept {} fills to itself, reconnecting", len(missed))
            await streams.distrust("deaf")
        return missed

    async def _backfill(self, arrived: Sequence[AccountFill], streams: Streams) -> Sequence[LeaderFill] | None:
        """Overlapping, for exchanges list late; a failure leaves it owed: an exit may be among what was missed."""
        try:
            read = await self._connection.fetch_fills(self._latest - OVERLAP, sorted(self._symbols))
        except (ExchangeUnavailable, BreakerOpen) as error:
            self._owes_backfill = True
            streams.look_soon(OWED_SECONDS)
            self._log.bind(code=error.code).warning("backfill failed")
            return self._new((), arrived) or None
        self._owes_backfill = False
        return self._new(read, arrived)

    def _new(self, read: Iterable[AccountFill], arrived: Iterable[AccountFill]) -> Sequence[LeaderFill]:
        """What arrives by itself while REST is asked is live all the same."""
        now, live, late = datetime.now(UTC), self._unseen(arrived), self._unseen(read)
        for fill in (*live, *late):
            self._symbols.add(fill.symbol)
            self._latest = max(self._latest, min(fill.at, now))
        while len(self._seen) > REMEMBERED_FILLS:
            self._seen.popitem(last=False)
        fills = [*(leader_fill(fill) for fill in live), *read_late(leader_fill(fill) for fill in late)]
        return in_order(replace(fill, heard_at=now) for fill in fills)

    def _unseen(self, fills: Iterable[AccountFill]) -> list[AccountFill]:
        fresh = {(fill.symbol, fill.fill_id): fill for fill in fills if (fill.symbol, fill.fill_id) not in self._seen}
        self._seen.update(dict.fromkeys(fresh))
        return list(fresh.values())
