"""The installation of the outage: one leader, many followers at one exchange, and everything the bot does by itself.

Everything waits in virtual time. Judges only what it counts.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from loguru import logger

from adapters.exchanges.ccxt_exchange import CcxtExchange
from adapters.exchanges.circuit_breaker import Breakers
from adapters.exchanges.limiter import Limiter
from bot.loops import breaker_teller
from bot.outages import Outages
from core.application.commands import (
    ExecuteCopyTradeCommand,
    RecoverAccountCommand,
    ResolveTradesCommand,
    ResumeLeaderEventsCommand,
)
from core.domain.account import Account
from core.domain.copy_rules import CopyRules
from core.domain.follower import Follower, Role
from core.domain.leader import Leg
from core.domain.leader_fill import LeaderFill
from core.domain.trade import Trade
from core.domain.values import ZERO, AccountId, ClientOrderId, FollowerId, MarketKind, Side, Symbol
from tests.application.clock import SequentialIds
from tests.application.world import LEVS, THE_LEADER
from tests.builders import BTC, ETH, LEV, NOON, OLENA, a_follow, a_leader, an_account, d
from tests.faults.outage_exchange import AT, AwayDialect, State, Venue
from tests.faults.outage_news import Post
from tests.faults.scale import Say
from tests.faults.simulation.book import Book, Taken
from tests.faults.simulation.life import Life
from tests.faults.simulation.storage import Memory
from tests.faults.simulation.tables import Tables
from tests.faults.simulation.virtual import Machine, VirtualLoop
from tests.faults.simulation.weather import Weather

MINUTE, HOUR = 60.0, 3600.0
OUTAGE: Sequence[tuple[float, State]] = (
    (0.5 * HOUR, State.UP),
    (2.0 * HOUR, State.UNREACHABLE),
    (2.0 * HOUR, State.SILENT),
    (2.5 * HOUR, State.MAINTENANCE),
    (2.5 * HOUR, State.HALF),
    (0.5 * HOUR, State.BANNING),
    (0.5 * HOUR, State.MAINTENANCE),
    (1.0 * HOUR, State.UP),
)
STALE_SECONDS = 60.0
WARM_UP_SECONDS = 5.0
FIRST = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    followers: int
    seed: int
    say: Say


@dataclass(slots=True)
class Harvest:
    """What came of it: complaints, counts, and for each chat how often the beginning and the end were told."""

    broken: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    messages: Mapping[int, tuple[int, int]] = field(default_factory=dict)


def run_outage(away: Away) -> Harvest:
    loop = VirtualLoop()
    logger.disable("adapters")  # ten hours of failed reads, a line each
    random.seed(away.seed)  # the jitter of the retries
    try:
        return loop.run_until_complete(run_town(loop, away))
    finally:
        logger.enable("adapters")
        loop.close()


async def run_town(loop: VirtualLoop, away: Away) -> Harvest:
    return await OutageTown(loop, away).run()


class OutageTown:
    """The leader opens BTC and ETH, adds to ETH all the time, and leaves BTC in the middle of it."""

    def __init__(self, loop: VirtualLoop, away: Away) -> None:
        self.loop, self.away = loop, away
        self.machine, self.memory = Machine(loop), Memory.made()
        self.tables = Tables(self.memory.sight)
        chance = random.Random(away.seed)
        self.prices: dict[Symbol, Any] = {BTC: d(60000), ETH: d(3000)}
        self.accounts = {AccountId(f"acc{number:04d}"): FollowerId(FIRST + number) for number in range(away.followers)}
        truth = self.machine.truth
        self.books = {key: Book(exchange=AT, prices=self.prices, truth=truth) for key in self.accounts}
        self.venue = Venue(time=loop.time, chance=chance)
        self.fills = 0
        self.healed_at = self.left_at = 0.0
        self.life = Life(
            self.memory,
            self.books,
            {key: Weather(chance=chance) for key in self.accounts},
            prices=self.prices,
            machine=self.machine,
            ids=SequentialIds(),
            chance=chance,
            witness=lambda _order: None,
            seen=Counter(),
        )
        breakers = Breakers(monotonic=loop.time)
        limiter = Limiter(monotonic=loop.time)
        for key, book in self.books.items():
            dialect = AwayDialect(self.venue, book, limiter, account=key)
            self.life.lines[key] = CcxtExchange(dialect, breakers=breakers, account=key, clock=self.life.clock)
        clock, units = self.life.clock, self.life.db.units
        teller = breaker_teller(units, self.life.ids, clock=clock, spawn=self._spawn)
        self.outages = Outages(teller, monotonic=loop.time)
        breakers.listen(self.outages.changed)

    async def run(self) -> Harvest:
        await self._settle_in()
        post = Post(self.life, self.machine, [OLENA])
        for seconds, step in (
            (20.0, self._resolve),
            (30.0, self._resume),
            (60.0, self._recover),
            (150.0, self._trade),
        ):
            self._spawn(self._every(seconds, step))
        self._spawn(self.outages.run())
        self._spawn(post.run())
        for seconds, state in OUTAGE:
            await self._phase(seconds, state)
        harvest = self._harvest()
        harvest.messages = post.told(list(self.accounts.values()))
        self.life.die()
        await self.life.buried()
        self.memory.close()
        return harvest

    async def _phase(self, seconds: float, state: State) -> None:
        self.venue.state = state
        if state is State.MAINTENANCE and not self.left_at:
            self.left_at = self.loop.time()
            await self._leader(BTC, Side.SELL, "1")
        if state is State.UP:
            self.healed_at = self.loop.time()
        await asyncio.sleep(seconds)
        self.away.say(f"outage: {self.loop.time() / HOUR:.1f} h, {state}")

    async def _settle_in(self) -> None:
        people = [
            Follower(key, name=f"F{key}", language="en", role=Role.FOLLOWER, joined_at=NOON)
            for key in self.accounts.values()
        ]
        await self.life.add(Follower(OLENA, name="Olena", language="en", role=Role.OPERATOR, joined_at=NOON))
        await self.life.add(Follower(LEV, name="Lev", language="en", role=Role.FOLLOWER, joined_at=NOON), *people)
        accounts = [an_account(key, owner, exchange=AT) for key, owner in self.accounts.items()]
        await self.life.add(an_account(LEVS, LEV), *accounts)
        rules = CopyRules(size=d(600), leverage=5)
        follows = [
            a_follow(f"follow-{key}", follower_id=owner, account_id=key, rules=rules)
            for key, owner in self.accounts.items()
        ]
        await self.life.add(a_leader(), *follows)
        await self._warm_up(accounts)
        for symbol in (BTC, ETH):
            await self._leader(symbol, Side.BUY, "1")
            await asyncio.sleep(2 * MINUTE)

    async def _warm_up(self, accounts: Sequence[Account]) -> None:
        """A bot that has run for a while knows balances and modes; many at once would ask for more than is allowed."""
        await self._price()
        self._spawn(self._every(10.0, self._price))
        for account in accounts:
            await self.life.run(self.life.wallets.refresh(account))
            await self.life.run(self.life.lines[account.id].fetch_position_mode())
            await asyncio.sleep(WARM_UP_SECONDS)

    def _spawn(self, work: Coroutine[Any, Any, object]) -> None:
        self.life.begin(work)

    @staticmethod
    async def _every(seconds: float, step: Callable[[], Awaitable[None]]) -> None:
        while True:
            await asyncio.sleep(seconds)
            await step()

    async def _leader(self, symbol: Symbol, side: Side, amount: str) -> None:
        self.fills += 1
        fill = LeaderFill(
            fill_id=f"f{self.fills:05d}",
            order_id=f"o{self.fills}",
            symbol=symbol,
            side=side,
            amount=d(amount),
            price=self.prices[symbol],
            at=self.machine.truth(),
        )
        await self.life.finish(ExecuteCopyTradeCommand(leader_id=THE_LEADER, fills=[fill]))

    async def _trade(self) -> None:
        await self._leader(ETH, Side.BUY, "0.1")

    async def _price(self) -> None:
        await self.life.board.refresh_markets(AT)
        await self.life.board.refresh_prices(AT, MarketKind.PERPETUAL)

    async def _resolve(self) -> None:
        await self.life.finish(ResolveTradesCommand())

    async def _resume(self) -> None:
        await self.life.finish(ResumeLeaderEventsCommand())

    async def _recover(self) -> None:
        """Those with something at stake, as the bot's own round."""
        for key in self.accounts:
            await self.life.finish(RecoverAccountCommand(account_id=key))

    # What came of it

    def _harvest(self) -> Harvest:
        harvest = Harvest(seen=self.venue.seen)
        harvest.broken += [f"{error!r}" for error in self.life.failures]
        harvest.broken += [*self._left_behind(), *self._unequal(), *self._unsettled(), *self._doubled()]
        trades = self.tables.trades()
        known = {trade.client_order_id: trade for trade in trades}
        taken = [taken for book in self.books.values() for taken in book.taken]
        late = [each for each in taken if age_of(each, known) > STALE_SECONDS]
        closes = [each.at for each in taken if each.order.reduce_only]
        harvest.seen.update({"orders tried": len(trades), "orders taken": len(taken), "stale entries": len(late)})
        if closes:
            seconds = (max(closes) - NOON).total_seconds() - self.healed_at
            harvest.seen["seconds from healing to the last close"] = round(seconds)
        return harvest

    def _left_behind(self) -> Iterator[str]:
        for position in self.tables.open_positions():
            if position.owner.symbol == BTC:
                yield f"{position.owner.account_id} still holds {position.quantity} BTC"

    def _unequal(self) -> Iterator[str]:
        held = {(each.owner.account_id, each.owner.symbol): each.quantity for each in self.tables.open_positions()}
        for key, book in self.books.items():
            for symbol in self.prices:
                if held.get((key, symbol), ZERO) != book.net.get(symbol, ZERO):
                    yield f"{key} {symbol}: booked {held.get((key, symbol))}, the exchange has {book.net.get(symbol)}"

    def _unsettled(self) -> Iterator[str]:
        return (f"{trade.id} is still {trade.status}" for trade in self.tables.trades() if not trade.is_settled)

    def _doubled(self) -> Iterator[str]:
        for key, book in self.books.items():
            names = Counter(taken.order.client_order_id for taken in book.taken)
            yield from (f"{key} took {name} twice" for name, count in names.items() if count > 1)


def age_of(taken: Taken, trades: Mapping[ClientOrderId, Trade]) -> float:
    """Seconds from the leader's fill to the exchange; exits are never too old."""
    trade = trades[taken.order.client_order_id]
    if trade.plan.leg is Leg.CLOSE or trade.plan.leader_at is None:
        return 0.0
    return (taken.at - trade.plan.leader_at).total_seconds()
