"""What a leader did in the last days, as events to replay: from our book where it reaches back far enough, else from
his exchange. Kept a while, read once however many ask. Judges and stores nothing.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from core.application.breathing import Breathe
from core.application.counting import orders
from core.application.leader_looks import in_order
from core.application.ports import Clock
from core.application.read_model import LeaderRecord
from core.domain.account import Account
from core.domain.errors import ExchangeError, NotFound, StorageError
from core.domain.leader import CopyIntent, Leader, LedgerKey
from core.domain.leader_fill import LeaderFill
from core.domain.values import ZERO, Exchange, LeaderId, Symbol
from core.shared import ValueObject

KEPT_FOR = timedelta(minutes=10)
SHORT_KEPT_FOR = timedelta(minutes=1)
KEPT = 32
SLICE = 5
"""Orders understood between two breaths: some milliseconds of work."""

PAGE = 100
"""Events read between two breaths."""

READ_WITHIN_SECONDS = 60.0
COIN_BY_COIN = frozenset({Exchange.BINANCE})
"""Where nobody can ask for the spot trades of all coins at once."""


class PastSource(StrEnum):
    BOOK = "book"
    EXCHANGE = "exchange"


class LeaderEventsReader(Protocol):
    async def leader_events(
        self, leader_id: LeaderId, since: datetime, *, offset: int, limit: int
    ) -> Sequence[CopyIntent]:
        """A page of what was counted of a leader, in the order it was counted."""
        ...


class LeaderArchive(Protocol):
    """The past of leaders' accounts, for whoever has time: behind every other request."""

    async def fills(self, account: Account, since: datetime, symbols: Sequence[Symbol]) -> Sequence[LeaderFill]:
        """Raises ExchangeError; NotFound or StorageError where the key can't be opened."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderPast(ValueObject):
    """Whole from `begins_at` on. `has_todays_equity`: his equity of then is not known, today's stands for it.

    `is_short`: his exchange didn't answer, it may do so soon. `may_lack_spot`: it tells spot trades coin by coin, so
    those in coins that he holds no crumb of may be missing.
    """

    intents: Sequence[CopyIntent]
    begins_at: datetime
    read_at: datetime
    source: PastSource
    is_short: bool = False
    may_lack_spot: bool = False

    def is_fresh(self, now: datetime) -> bool:
        return now - self.read_at < (SHORT_KEPT_FOR if self.is_short else KEPT_FOR)

    @property
    def has_todays_equity(self) -> bool:
        return self.source is PastSource.EXCHANGE


class LeaderPasts:
    """One reading at a time per leader."""

    def __init__(
        self,
        events: LeaderEventsReader,
        archive: LeaderArchive | None,
        *,
        clock: Clock,
        breathe: Breathe,
        read_within_seconds: float = READ_WITHIN_SECONDS,
    ) -> None:
        self._events, self._archive, self._clock, self._breathe = events, archive, clock, breathe
        self._read_within_seconds = read_within_seconds
        self._kept: OrderedDict[tuple[LeaderId, int], LeaderPast] = OrderedDict()
        self._reading: dict[LeaderId, asyncio.Lock] = {}

    async def of(self, record: LeaderRecord, days: int) -> LeaderPast:
        """The last so many days; shorter where nobody knows more."""
        key = (record.leader.id, days)
        async with self._reading.setdefault(record.leader.id, asyncio.Lock()):
            known = self._kept.get(key)
            if known is not None and known.is_fresh(self._clock.now()):
                return known
            self._kept[key] = await self._read(record, days)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return self._kept[key]

    async def _read(self, record: LeaderRecord, days: int) -> LeaderPast:
        now, leader = self._clock.now(), record.leader
        since = now - timedelta(days=days)
        begins_at = max(since, leader.since)
        booked = await self._booked(leader.id, begins_at)
        is_short = leader.since > since and self._archive is not None
        if is_short and self._archive is not None:
            symbols = {intent.symbol for intent in booked} | {symbol for symbol, _ in leader.ledger}
            fills = await self._fills(self._archive, record, since, symbols)
            if fills is not None:
                return LeaderPast(
                    intents=await self._understood(leader, fills, since),
                    begins_at=since,
                    read_at=now,
                    source=PastSource.EXCHANGE,
                    may_lack_spot=record.account.exchange in COIN_BY_COIN,
                )
        return LeaderPast(intents=booked, begins_at=begins_at, read_at=now, source=PastSource.BOOK, is_short=is_short)

    async def _booked(self, leader_id: LeaderId, since: datetime) -> Sequence[CopyIntent]:
        found: list[CopyIntent] = []
        page: Sequence[CopyIntent] = ()
        while not found or len(page) == PAGE:
            page = await self._events.leader_events(leader_id, since, offset=len(found), limit=PAGE)
            found += page
            if not page:
                break
            await self._breathe()
        return found

    async def _fills(
        self, archive: LeaderArchive, record: LeaderRecord, since: datetime, symbols: Iterable[Symbol]
    ) -> Sequence[LeaderFill] | None:
        """None where the exchange doesn't tell, or not in time: what we have ourselves must do."""
        try:
            async with asyncio.timeout(self._read_within_seconds):
                found = await archive.fills(record.account, since, sorted(symbols))
        except (ExchangeError, NotFound, StorageError, TimeoutError):
            return None
        return in_order(fill for fill in found if since <= fill.at <= record.leader.watermark)

    async def _understood(self, leader: Leader, fills: Sequence[LeaderFill], since: datetime) -> Sequence[CopyIntent]:
        """By a leader who held then what he must have held, order by order."""
        then = leader_of_then(leader, fills, since)
        intents = []
        for number, order in enumerate(orders(fills), start=1):
            intent = then.interpret(order)
            if intent is not None:
                intents.append(intent)
            if number % SLICE == 0:
                await self._breathe()
        return intents


def leader_of_then(leader: Leader, fills: Sequence[LeaderFill], since: datetime) -> Leader:
    """Today's holdings less all that was filled since: what he held before. His equity and leverages are today's."""
    then = Leader(leader.id, owner_id=leader.owner_id, account_id=leader.account_id, name=leader.name, since=since)
    then.start_from(held_before(leader.ledger, fills), at=since)
    then.observe(leader.equity, leader.leverages)
    return then


def held_before(ledger: Mapping[LedgerKey, Decimal], fills: Sequence[LeaderFill]) -> dict[LedgerKey, Decimal]:
    """Nobody is short of a spot coin: what seems so was paid in or out."""
    held = dict(ledger)
    for fill in fills:
        key = (fill.symbol, fill.position_side)
        held[key] = held.get(key, ZERO) - fill.signed
    return {key: amount for key, amount in held.items() if key[0].settle or amount > ZERO}
