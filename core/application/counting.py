"""Counts a leader's fills and stores what they mean, in one commit. Decides for no follow, sends nothing.

What closes a thing that was never seen opened waits a moment for what came before it; then the exchange is asked what
the leader holds, and that counts (reliability.md row 40).
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

from core.application.coalescing import is_same_order
from core.application.leader_looks import OVERLAP, in_order, leader_fill, perpetual_holdings, read_late
from core.application.ports import Clock, ExchangeDirectory, ExchangePort
from core.application.repeating import repeated
from core.application.timing import USUAL, Timing
from core.application.unit_of_work import UnitOfWork, UnitOfWorkFactory
from core.domain.errors import AlreadyExists, ExchangeError, NotFound, StorageError
from core.domain.leader import CopyIntent, Leader
from core.domain.leader_fill import LeaderFill, heard_at
from core.domain.snapshot import Look, follow_snapshot
from core.domain.values import LeaderId, Symbol

Fills = Sequence[LeaderFill]
Count = Callable[[LeaderId, Fills], Awaitable[Sequence[str]]]
Lacking = Callable[[Leader, Fills], None]
"""What becomes of fills that reduce more than is there."""


class EarlierMissing(Exception):
    """These fills only reduce, and the ledger has less: something before them has not come."""

    def __init__(self, symbol: Symbol) -> None:
        super().__init__(str(symbol))
        self.symbol = symbol


class Counting:
    """The caller holds the leader's turn."""

    def __init__(
        self, units: UnitOfWorkFactory, directory: ExchangeDirectory, *, clock: Clock, timing: Timing = USUAL
    ) -> None:
        self._units, self._directory, self._clock, self._timing = units, directory, clock, timing

    async def count(self, leader_id: LeaderId, fills: Fills) -> Sequence[str]:
        """Answers with the keys of the new events, in the order of the leader's orders."""
        known = fills
        for pause in self._timing.missing_fill_pauses_seconds:
            try:
                return await self._once_each(leader_id, known, partial(self._count, lacking=refuse))
            except EarlierMissing:
                await asyncio.sleep(pause)
                known = in_order({fill.fill_id: fill for fill in [*await self._earlier(leader_id), *fills]}.values())
        try:
            return await self._once_each(leader_id, known, partial(self._count, lacking=refuse))
        except EarlierMissing as missing:
            seen = await self._look(leader_id, missing.symbol, known)
        rest = await self._once_each(leader_id, known, partial(self._count, lacking=accept))
        return [*seen, *rest]

    async def follow(self, leader_id: LeaderId, look: Look, prices: Mapping[Symbol, Decimal]) -> Sequence[str]:
        """The ledger of these symbols becomes what the exchange showed, where nothing was counted since.

        Answers with the exits that follow from it.
        """

        async def correct() -> Sequence[str]:
            async with self._units() as unit:
                leader = await unit.leaders.get(leader_id)
                intents = [
                    intent
                    for symbol, price in prices.items()
                    if look.is_of(leader, symbol)
                    for intent in follow_snapshot(leader, symbol, found=look.found, price=price, at=look.at)
                ]
                begin(unit, intents)
                await unit.commit()
            return [intent.event_key for intent in intents]

        return await repeated(correct)

    async def _once_each(self, leader_id: LeaderId, fills: Fills, count: Count) -> Sequence[str]:
        try:
            return await repeated(partial(count, leader_id, fills))
        except AlreadyExists:
            if len(fills) == 1:
                return ()
        # One of them was counted so long ago that the leader forgot it, the database didn't.
        alone = [await self._once_each(leader_id, [fill], count) for fill in fills]
        return [event_key for keys in alone for event_key in keys]

    async def _count(self, leader_id: LeaderId, fills: Fills, *, lacking: Lacking) -> Sequence[str]:
        async with self._units() as unit:
            leader = await unit.leaders.get(leader_id)
            intents = []
            for order in orders(fills):
                lacking(leader, order)
                intent = leader.interpret(order, self._clock.now())
                if intent is not None:
                    is_late = any(fill.is_late for fill in order)
                    intents.append(replace(intent, is_late=is_late, seen_at=heard_at(order)))
            begin(unit, intents)
            await unit.commit()
        return [intent.event_key for intent in intents]

    async def _look(self, leader_id: LeaderId, symbol: Symbol, fills: Fills) -> Sequence[str]:
        """The last word where the fills don't add up; an exchange that doesn't answer leaves it to the next check."""
        mine = [fill for fill in fills if fill.symbol == symbol]
        try:
            connection, leader = await self._open(leader_id)
            at = max(self._clock.now(), *(fill.at for fill in mine))
            look = Look(booked=dict(leader.ledger), found=await perpetual_holdings(connection), at=at)
        except (ExchangeError, NotFound, StorageError):
            return ()
        return await self.follow(leader_id, look, {symbol: mine[-1].price})

    async def _earlier(self, leader_id: LeaderId) -> Fills:
        try:
            connection, leader = await self._open(leader_id)
            symbols = sorted({symbol for symbol, _ in leader.ledger})
            read = await connection.fetch_fills(leader.watermark - OVERLAP, symbols)
        except (ExchangeError, NotFound, StorageError):
            return ()
        return read_late(leader_fill(fill) for fill in read)

    async def _open(self, leader_id: LeaderId) -> tuple[ExchangePort, Leader]:
        async with self._units() as unit:
            leader = await unit.leaders.get(leader_id)
            account = await unit.accounts.get(leader.account_id)
        return await self._directory.live_connection(account), leader


def refuse(leader: Leader, order: Fills) -> None:
    if leader.lacks_before(order):
        raise EarlierMissing(order[0].symbol)


def accept(leader: Leader, order: Fills) -> None:
    """Counted as far as there is something to reduce."""
    del leader, order


def begin(unit: UnitOfWork, intents: Sequence[CopyIntent]) -> None:
    """Store the events; the last one after a gap knows all of it, for the one message about it."""
    late = frozenset(intent.event_key for intent in intents if intent.is_late)
    for intent in intents:
        is_last = intent.is_late and intent is [each for each in intents if each.is_late][-1]
        unit.leader_events.begin(replace(intent, late_with=late) if is_last else intent)


def orders(fills: Iterable[LeaderFill]) -> Sequence[Fills]:
    """Neighbours of one order together."""
    found: list[list[LeaderFill]] = []
    for fill in fills:
        if found and is_same_order(found[-1][0], fill):
            found[-1].append(fill)
        else:
            found.append([fill])
    return found
