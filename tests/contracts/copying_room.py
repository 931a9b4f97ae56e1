"""The whole core on an exchange of the sandbox: a leader who really trades there, followers who really copy him there.

Speaks to the core over its bus, to the exchange over its wire. Asserts nothing.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from adapters.assembly import CLOCK, Assembly, assembled
from adapters.exchanges.factory import ExchangeFactory
from adapters.exchanges.limiter import Limiter
from adapters.exchanges.paper_store import MemoryPaperStore
from adapters.exchanges.transport import open_session, trusted_context
from adapters.messaging.event_bus import EventBus
from adapters.messaging.outbox import OutboxRelay
from adapters.persistence.tables import decisions, positions, trades
from adapters.sandbox.engine.accounts import VenueAccount, WalletKind
from adapters.sandbox.world import World
from core.application.commands import (
    ExecuteCopyTradeCommand,
    ObserveLeaderCommand,
    RecoverAccountCommand,
    WatchSpotStopsCommand,
)
from core.application.counting import orders
from core.application.leader_looks import in_order, leader_fill
from core.application.ports import ExchangePort
from core.domain.account import Account, AccountMode
from core.domain.copy_rules import CopyRules
from core.domain.follower import Follower, Role
from core.domain.leader import Leader
from core.domain.values import (
    AccountId,
    ClientOrderId,
    Exchange,
    FollowerId,
    LeaderId,
    MarketKind,
    OrderRequest,
    PositionSide,
    Side,
    Symbol,
)
from tests.builders import a_follow, an_account
from tests.contracts.room import Subject, credentials_of
from tests.database import RunningDatabase, database

THE_LEADER, LEADERS = LeaderId("lev"), AccountId("acc-lev")
LEADER_MONEY, MONEY = Decimal(100_000), Decimal(5_000)
PEOPLE = FollowerId(2000)


@dataclass(frozen=True, slots=True)
class Leg:
    """One verdict as it ended: what was filled at which price, or why not."""

    event_key: str
    leg: str
    skip_reason: str
    filled: Decimal | None = None
    price: Decimal | None = None


@dataclass
class CopyingRoom:
    """`places` are the followers' accounts there; nobody trades on the one named "idle"."""

    world: World
    exchange: Exchange
    db: RunningDatabase
    core: Assembly
    factory: ExchangeFactory
    leader: ExchangePort
    accounts: Mapping[str, Account]
    places: Mapping[str, VenueAccount]
    began: datetime
    seen: set[tuple[Symbol, str]] = field(default_factory=set)

    async def price(self, base: str, price: str) -> None:
        self.world.market.move(base, Decimal(price))
        await self.refresh()

    async def reach(self, base: str, price: str) -> None:
        """A price at which stops stand: the bot's loops look at what became of them."""
        await self.price(base, price)
        await self.core.bus.handle(WatchSpotStopsCommand())
        await self.core.desk.idle()
        for account in self.accounts.values():
            await self.core.bus.handle(RecoverAccountCommand(account_id=account.id))
        await self.core.desk.idle()
        await self.refresh()

    async def refresh(self) -> None:
        """What the loops of the bot keep fresh: prices and balances."""
        self.world.engines[self.exchange].limits.begin_anew()
        for kind in MarketKind:
            await self.core.board.refresh_prices(self.exchange, kind)
        for account in self.accounts.values():
            await self.core.wallets.refresh(account)

    async def trade(self, side: Side, amount: str, symbol: Symbol, *, closes: PositionSide | None = None) -> None:
        """One market order of the leader; everybody who follows copies it."""
        opened = PositionSide.LONG if side is Side.BUY else PositionSide.SHORT
        order = OrderRequest(
            client_order_id=ClientOrderId(f"lev{len(self.seen):08d}"),
            symbol=symbol,
            side=side,
            position_side=closes or opened,
            amount=Decimal(amount),
            reduce_only=closes is not None,
            reference_price=self.world.market.price(symbol.base),
        )
        result = await self.leader.place_order(order)
        assert result.filled == order.amount, result
        await self.copy(symbol)

    async def copy(self, symbol: Symbol) -> None:
        read = await self.leader.fetch_fills(self.began, [symbol])
        fresh = [fill for fill in read if (fill.symbol, fill.fill_id) not in self.seen]
        self.seen |= {(fill.symbol, fill.fill_id) for fill in fresh}
        for order in orders(in_order(leader_fill(fill) for fill in fresh)):
            await self.core.bus.handle(ExecuteCopyTradeCommand(leader_id=THE_LEADER, fills=order))
        await self.core.desk.idle()
        await self.refresh()

    async def legs(self, name: str) -> Sequence[Leg]:
        """What really became of the leader's events for a follower, in order."""
        wanted = (
            select(decisions.c.event_key, decisions.c.leg, decisions.c.skip_reason)
            .add_columns(trades.c.filled, trades.c.average_price)
            .outerjoin(trades, trades.c.id == decisions.c.trade_id)
            .where(decisions.c.follow_id == name)
            .order_by(decisions.c.seq)
        )
        return [
            Leg(row["event_key"], row["leg"], row["skip_reason"] or "", row["filled"], row["average_price"])
            for row in await self.db.reader.rows(wanted)
        ]

    async def ends(self, name: str) -> Sequence[str]:
        """Why each position of a follower that is over ended, in order."""
        over = select(positions.c.exit_cause).where(positions.c.follow_id == name, positions.c.closed_at.is_not(None))
        return [row["exit_cause"] for row in await self.db.reader.rows(over.order_by(positions.c.closed_at))]

    def brink(self, name: str) -> str:
        """The first price at which the exchange liquidates a follower's only perpetual position."""
        place = self.places[name]
        (position,) = place.held_positions()
        price = self.world.engines[self.exchange].liquidation_price(place, position)
        assert price is not None
        instrument = position.instrument
        return str(instrument.tick_down(price) if position.amount > 0 else instrument.tick_up(price))

    def worth(self, name: str) -> Decimal:
        """All of an account at the exchange, coins at the present price."""
        place, engine = self.places[name], self.world.engines[self.exchange]
        coins = {coin: amount for coin, amount in place.spot.balances.items() if coin != "USDT"}
        valued = sum((amount * self.world.market.price(coin) for coin, amount in coins.items()), Decimal(0))
        apart = Decimal(0) if place.spot is place.futures else place.spot.balance("USDT")
        return engine.equity(place) + apart + valued


@asynccontextmanager
async def open_copying(folder: Path, subject: Subject, rules: Mapping[str, CopyRules]) -> AsyncIterator[CopyingRoom]:
    """One follower per set of rules, and an idle account of the first one to ask about."""
    async with World(folder / "world") as world, database(folder) as db, asyncio.TaskGroup() as group:
        session = open_session(world.gateway.address, world.gateway.ca_file)
        relay = OutboxRelay(db.reader, db.writer, bus=EventBus(), clock=CLOCK)
        factory = ExchangeFactory(
            session,
            tls=trusted_context(world.gateway.ca_file),
            vault=db.vault,
            clock=CLOCK,
            paper_store=MemoryPaperStore(),
            limiter=Limiter(monotonic=hurried),
        )
        core = assembled(
            db.opened,
            relay,
            exchanges=factory,
            vault=db.vault,
            spawn=lambda work: _hold(group, work),
            confirm_within=timedelta(seconds=60),
        )
        try:
            yield await _moved_in(world, db, core, factory, subject=subject, rules=rules)
        finally:
            await factory.aclose()
            await session.close()


def hurried() -> float:
    """A clock by which every budget is whole again in a moment: a story takes a second, not the minutes it tells of."""
    return time.monotonic() * 1000


def _hold(group: asyncio.TaskGroup, work: object) -> None:
    assert asyncio.iscoroutine(work)
    group.create_task(work)


async def _moved_in(
    world: World,
    db: RunningDatabase,
    core: Assembly,
    factory: ExchangeFactory,
    *,
    subject: Subject,
    rules: Mapping[str, CopyRules],
) -> CopyingRoom:
    now = datetime.now(UTC)
    people = {name: FollowerId(PEOPLE + number) for number, name in enumerate(["leader", *rules])}
    people["idle"] = people[next(iter(rules))]
    accounts, places = dict[str, Account](), dict[str, VenueAccount]()
    for name, person in people.items():
        key = LEADERS if name == "leader" else AccountId(f"acc-{name}")
        accounts[name] = an_account(key, person, exchange=subject.exchange, mode=AccountMode.LIVE, linked_at=now)
        places[name] = _place(world, subject, name)
    await _introduce(core, people, accounts, rules=rules, now=now)
    for name, account in accounts.items():
        await db.vault.store(account, credentials_of(places[name].keys[0]))
    await core.board.refresh_markets(subject.exchange)
    await core.bus.handle(ObserveLeaderCommand(leader_id=THE_LEADER))
    room = CopyingRoom(
        world=world,
        exchange=subject.exchange,
        db=db,
        core=core,
        factory=factory,
        leader=await factory.live_connection(accounts["leader"]),
        accounts=accounts,
        places=places,
        began=now,
    )
    await room.refresh()
    return room


async def _introduce(
    core: Assembly,
    people: Mapping[str, FollowerId],
    accounts: Mapping[str, Account],
    *,
    rules: Mapping[str, CopyRules],
    now: datetime,
) -> None:
    async with core.units() as unit:
        for name, person in people.items():
            if name != "idle":
                unit.followers.add(Follower(person, name=name, language="en", role=Role.FOLLOWER, joined_at=now))
        for account in accounts.values():
            unit.accounts.add(account)
        unit.leaders.add(Leader(THE_LEADER, owner_id=people["leader"], account_id=LEADERS, name="Lev", since=now))
        for name, wanted in rules.items():
            unit.follows.add(
                a_follow(name, follower_id=people[name], account_id=accounts[name].id, rules=wanted, started_at=now)
            )
        await unit.commit()


def _place(world: World, subject: Subject, name: str) -> VenueAccount:
    engine = world.engines[subject.exchange]
    engine.limits.begin_anew()
    place = engine.customers.open_account(f"copying-{name}", family=subject.family)
    for wallet in {id(place.wallet(kind)): kind for kind in WalletKind}.values():
        money = LEADER_MONEY if name == "leader" else MONEY
        engine.customers.deposit(place, wallet, coin="USDT", amount=money)
    engine.customers.add_key(place)
    return place
