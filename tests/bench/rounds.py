"""The two ways of sending N orders at once: ccxt alone as well as one can, and the whole of Tandem. Prints nothing."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from pydantic import SecretStr

from adapters.exchanges.clients import Observed, build_client
from adapters.exchanges.transport import open_session, trusted_context
from adapters.key_ring import new_entry
from bot.app import House, built
from bot.settings import Settings
from core.application.commands import (
    ExecuteCopyTradeCommand,
    LinkAccountCommand,
    PublishLeaderCommand,
    StartFollowCommand,
    SwitchAccountModeCommand,
    WelcomeOperatorCommand,
)
from core.domain.account import AccountMode
from core.domain.copy_rules import CopyRules
from core.domain.follow import FollowMode
from core.domain.leader_fill import LeaderFill
from core.domain.values import (
    AccountId,
    Credentials,
    Exchange,
    FollowerId,
    LeaderId,
    MarginMode,
    MarketKind,
    Side,
    Symbol,
)
from tests.bench.arena import Arena, Contestant

BTC = Symbol(base="BTC", quote="USDT", settle="USDT")
AMOUNT = Decimal("0.01")
LEADER, FOLLOWER = FollowerId(1), FollowerId(2)
ROUNDS = 5
RULES = CopyRules(size=Decimal(600), leverage=5, margin_mode=MarginMode.CROSS, max_slippage=Decimal("0.05"))

Fire = Callable[[Side], Awaitable[float]]
"""Send every contestant's order; answers with the milliseconds until all were answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Of one round, in milliseconds after the start signal."""

    arrivals_ms: Sequence[int]
    answered_ms: float


async def measured(arena: Arena, exchange: Exchange, contestants: Sequence[Contestant], *, fire: Fire) -> list[Times]:
    """Buy and sell in turn; the first pair of rounds opens connections and sets leverage, and is not counted."""
    times = []
    for number in range(2 * ROUNDS + 2):
        since_ms = time.time_ns() // 1_000_000
        answered_ms = await fire(Side.SELL if number % 2 else Side.BUY)
        arrivals = await arena.arrivals_ms(exchange, contestants, since_ms=since_ms)
        if len(arrivals) != len(contestants):
            raise RuntimeError(f"{len(arrivals)} orders of {len(contestants)} reached {exchange} in round {number}")
        if number >= 2 and not number % 2:
            times.append(Times(arrivals_ms=arrivals, answered_ms=answered_ms))
    return times


@asynccontextmanager
async def bare(arena: Arena, exchange: Exchange, contestants: Sequence[Contestant]) -> AsyncIterator[Fire]:
    """ccxt alone: shared session and TLS, markets loaded once. No book, no checks, no second look."""
    tls = trusted_context(arena.ca_file)
    async with open_session(arena.gateway, arena.ca_file) as session:
        clients = [build_client(exchange, session, tls=tls, credentials=one.credentials) for one in contestants]
        try:
            await clients[0].load_markets()
            for client in clients[1:]:
                client.set_markets_from_exchange(clients[0])

            async def fire(side: Side) -> float:
                began = time.perf_counter()
                await asyncio.gather(*(order(client, side) for client in clients))
                return since(began)

            yield fire
        finally:
            await asyncio.gather(*(client.close() for client in clients))


async def order(client: Observed, side: Side) -> None:
    await client.create_order(str(BTC), "market", side.value, str(AMOUNT))


@asynccontextmanager
async def tandem(arena: Arena, exchange: Exchange, contestants: Sequence[Contestant]) -> AsyncIterator[Fire]:
    """From the leader's fill: understood, decided, reserved durably, sent, confirmed, booked durably."""
    leader_key = arena.stage.handshake["accounts"][0]["keys"][0]
    async with built(settings(arena, arena.stage.directory / f"{exchange}.db")) as house:
        leader_id = await follow_all(house, exchange, contestants, leader_key=leader_key)
        yield partial(copy, house, leader_id, exchange)


def since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


async def copy(house: House, leader_id: LeaderId, exchange: Exchange, side: Side) -> float:
    now = datetime.now(UTC)
    price = house.core.board.price(exchange, BTC) or Decimal(60_000)
    name = f"bench-{now.timestamp()}"
    fill = LeaderFill(fill_id=name, order_id=name, symbol=BTC, side=side, amount=Decimal(1), price=price, at=now)
    began = time.perf_counter()
    await house.core.bus.handle(ExecuteCopyTradeCommand(leader_id=leader_id, fills=[fill]))
    await house.core.desk.idle()
    answered_ms = since(began)
    await refresh(house, exchange)
    return answered_ms


async def refresh(house: House, exchange: Exchange) -> None:
    await house.core.board.refresh_prices(exchange, MarketKind.PERPETUAL)


async def follow_all(
    house: House, exchange: Exchange, contestants: Sequence[Contestant], *, leader_key: dict[str, str]
) -> LeaderId:
    for actor in (LEADER, FOLLOWER):
        await house.core.bus.handle(WelcomeOperatorCommand(actor=actor, name="bench", language="en"))
    await house.core.board.refresh_markets(exchange)
    await refresh(house, exchange)
    credentials = Credentials(api_key=leader_key["api_key"], secret=leader_key["secret"])
    account_id = await link(house, LEADER, Exchange.BINANCE, Contestant("leader", credentials))
    leader_id = await house.core.bus.handle(PublishLeaderCommand(actor=LEADER, account_id=account_id, name="bench"))
    for contestant in contestants:
        await follow(house, leader_id, await link(house, FOLLOWER, exchange, contestant))
    return leader_id


async def link(house: House, actor: FollowerId, exchange: Exchange, contestant: Contestant) -> AccountId:
    wish = LinkAccountCommand(actor=actor, exchange=exchange, label=contestant.name, credentials=contestant.credentials)
    return await house.core.bus.handle(wish)


async def follow(house: House, leader_id: LeaderId, account_id: AccountId) -> None:
    live = SwitchAccountModeCommand(actor=FOLLOWER, account_id=account_id, mode=AccountMode.LIVE)
    await house.core.bus.handle(live)
    wish = StartFollowCommand(
        actor=FOLLOWER, leader_id=leader_id, account_id=account_id, rules=RULES, mode=FollowMode.AUTO
    )
    await house.core.bus.handle(wish)
    async with house.core.units() as unit:
        await house.core.wallets.refresh(await unit.accounts.get(account_id))


def settings(arena: Arena, database: Path) -> Settings:
    return Settings(  # type: ignore[call-arg] # `_env_file` is pydantic's own: no file of the machine counts here
        _env_file=None,
        bot_token=SecretStr(str(arena.stage.handshake["bot_token"])),
        owner_ids=frozenset({int(LEADER)}),
        master_key=SecretStr(new_entry("k1")),
        database_url=f"sqlite+aiosqlite:///{database}",
        exchange_gateway=arena.gateway,
        exchange_ca_file=arena.ca_file,
    )
