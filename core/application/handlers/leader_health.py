"""Is the leader still heard, and is the ledger true? Corrects, tells, and gives up; copies nothing itself.

Two looks must agree before anything is done about a difference: a fill may be on its way while the exchange answers.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from core.application.commands import ExecuteCopyTradeCommand
from core.application.farewell import leave_alone
from core.application.handlers.copying import ExecuteCopyTradeHandler
from core.application.leader_commands import (
    CheckLeaderCommand,
    FeedState,
    LeaderCheck,
    LoseLeaderCommand,
    LossCause,
    TellLeaderFeedCommand,
)
from core.application.leader_looks import OVERLAP, in_order, leader_fill, perpetual_holdings, read_late
from core.application.ports import Clock, ExchangeDirectory, ExchangePort, MarketBoard
from core.application.timing import USUAL, Timing
from core.application.unit_of_work import UnitOfWorkFactory
from core.domain.account import Account
from core.domain.errors import AlreadyExists, ConcurrentUpdate, ExchangeError
from core.domain.events import LeaderEvent, LeaderFeedBackEvent, LeaderFeedStaleEvent
from core.domain.follow import Follow
from core.domain.leader import Leader
from core.domain.snapshot import Look, differing
from core.domain.values import LeaderId, Symbol


class LeaderHealthHandlers:
    """Remembers its looks only while it runs, so a restart looks twice again."""

    def __init__(
        self,
        units: UnitOfWorkFactory,
        directory: ExchangeDirectory,
        *,
        copying: ExecuteCopyTradeHandler,
        board: MarketBoard,
        clock: Clock,
        timing: Timing = USUAL,
    ) -> None:
        self._units, self._directory, self._copying = units, directory, copying
        self._board, self._clock, self._timing = board, clock, timing
        self._looks: dict[tuple[LeaderId, Symbol], Look] = {}

    async def check(self, command: CheckLeaderCommand) -> LeaderCheck:
        async with self._units() as unit:
            leader = await unit.leaders.get(command.leader_id)
            account = await unit.accounts.get(leader.account_id)
        connection = await self._directory.live_connection(account)
        at = self._clock.now()
        found = await perpetual_holdings(connection)
        async with self._units() as unit:
            leader = await unit.leaders.get(command.leader_id)
        symbols = differing(leader, found)
        look = Look(booked=dict(leader.ledger), found=found, at=at)
        proven = self._prices(account, self._proven(leader.id, look, symbols=sorted(symbols)))
        prices = await self._after_fills(connection, leader, look, prices=proven)
        if prices:
            await self._copying.follow(leader.id, look, prices)
            return LeaderCheck.CORRECTED
        return LeaderCheck.DIFFERS if symbols else LeaderCheck.AGREES

    async def tell(self, command: TellLeaderFeedCommand) -> None:
        async with self._units() as unit:
            for follow in await unit.follows.running_of_leader(command.leader_id):
                unit.record(feed_event(follow, command, self._clock.now()))
            try:
                await unit.commit()
            except AlreadyExists:
                return  # told before

    async def lose(self, command: LoseLeaderCommand) -> int:
        async with self._units() as unit:
            follows = [f for f in await unit.follows.running_of_leader(command.leader_id) if not f.is_closing]
        return sum([await self._leave_alone(follow, command.cause) for follow in follows])

    async def _leave_alone(self, follow: Follow, cause: LossCause) -> int:
        """Each on its own: one that was told before, or is being changed, keeps no other from being told."""
        async with self._units() as unit:
            mine = await unit.follows.get(follow.id)
            if mine.is_closing or not mine.is_running:
                return 0
            await leave_alone(unit, mine, cause, at=self._clock.now())
            try:
                await unit.commit()
            except (AlreadyExists, ConcurrentUpdate):
                return 0
        return 1

    async def _after_fills(
        self, connection: ExchangePort, leader: Leader, look: Look, *, prices: Mapping[Symbol, Decimal]
    ) -> Mapping[Symbol, Decimal]:
        """The symbols whose look may count, once the fills that may explain it were read and counted.

        A look tells no entry: a fill that it covers would be neither copied nor told as missed. Where no fills can be
        read, what shows more waits for the next check; an exit doesn't wait.
        """
        if not prices:
            return prices
        try:
            read = await connection.fetch_fills(leader.watermark - OVERLAP, sorted(prices))
        except ExchangeError:
            return {symbol: price for symbol, price in prices.items() if not look.shows_more(symbol)}
        if fills := in_order(read_late(map(leader_fill, read))):
            await self._copying(ExecuteCopyTradeCommand(leader_id=leader.id, fills=fills))
        return prices

    def _proven(self, leader_id: LeaderId, look: Look, *, symbols: Sequence[Symbol]) -> Sequence[Symbol]:
        """Those that differed in the same way before, and long enough ago."""
        for place in [place for place in self._looks if place[0] == leader_id and place[1] not in symbols]:
            del self._looks[place]
        proven = []
        for symbol in symbols:
            before = self._looks.get((leader_id, symbol))
            if before is None or not before.shows_the_same(look, symbol):
                self._looks[(leader_id, symbol)] = look
            elif look.at - before.at >= self._timing.between_looks:
                proven.append(symbol)
        return proven

    def _prices(self, account: Account, symbols: Sequence[Symbol]) -> dict[Symbol, Decimal]:
        """A symbol without a price waits for the next check."""
        prices = ((symbol, self._board.price(account.exchange, symbol)) for symbol in symbols)
        return {symbol: price for symbol, price in prices if price is not None}


def feed_event(follow: Follow, command: TellLeaderFeedCommand, at: datetime) -> LeaderEvent:
    key = f"{follow.id}:{command.since.isoformat()}"
    match command.state:
        case FeedState.STALE:
            return LeaderFeedStaleEvent(
                event_id=f"Stale:{key}",
                occurred_at=at,
                follow_id=follow.id,
                follower_id=follow.follower_id,
                leader_id=follow.leader_id,
                since=command.since,
            )
        case FeedState.BACK:
            return LeaderFeedBackEvent(
                event_id=f"Back:{key}",
                occurred_at=at,
                follow_id=follow.id,
                follower_id=follow.follower_id,
                leader_id=follow.leader_id,
            )
