"""The past of a leader's own exchange account, for previews. Read when nothing else is in a hurry; judges no fill."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from core.application.leader_looks import leader_fill
from core.application.ports import AccountFill
from core.domain.account import Account
from core.domain.errors import HeldBack
from core.domain.leader_fill import LeaderFill
from core.domain.replay_account import PastCandle
from core.domain.values import Exchange, Symbol

TRIES = 4
SLICE = 200
"""Fills turned into the leader's own between two turns of the loop."""


class Rememberer(Protocol):
    """A connection that can be asked for what was filled long ago."""

    async def fetch_past_fills(self, since: datetime, symbols: Sequence[Symbol] = ()) -> Sequence[AccountFill]: ...


class PriceMemory(Protocol):
    async def fetch_past_hours(self, symbol: Symbol, since: datetime) -> Sequence[PastCandle]: ...


class Exchanges(Protocol):
    async def live_connection(self, account: Account) -> Rememberer: ...

    def markets(self, exchange: Exchange) -> PriceMemory: ...


class AccountArchive:
    """What exchanges remember: of leaders who trade there, and of prices."""

    def __init__(self, connections: Exchanges) -> None:
        self._connections = connections

    async def fills(self, account: Account, since: datetime, symbols: Sequence[Symbol]) -> Sequence[LeaderFill]:
        """Waits where the exchange's budget of requests is spent; the caller has a deadline."""
        connection = await self._connections.live_connection(account)
        read = await self._read(connection, since, symbols)
        found: list[LeaderFill] = []
        for start in range(0, len(read), SLICE):
            found += (leader_fill(fill) for fill in read[start : start + SLICE])
            await asyncio.sleep(0)
        return found

    async def candles(self, exchange: Exchange, symbol: Symbol, since: datetime) -> Sequence[PastCandle]:
        return await self._connections.markets(exchange).fetch_past_hours(symbol, since)

    @staticmethod
    async def _read(connection: Rememberer, since: datetime, symbols: Sequence[Symbol]) -> Sequence[AccountFill]:
        for _ in range(TRIES - 1):
            try:
                return await connection.fetch_past_fills(since, symbols)
            except HeldBack as held:
                await asyncio.sleep(float(held.retry_after_seconds))
        return await connection.fetch_past_fills(since, symbols)
