"""The whole of Tandem from a leader's fill on: understood, decided, reserved durably, sent, settled durably.

Set up through the bus, as people would; measured from outside.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from pydantic import SecretStr

from adapters.exchanges.budgets import Purpose
from adapters.exchanges.limiter import Call, Limiter
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
from tests.bench.rounds import Fire

BTC = Symbol(base="BTC", quote="USDT", settle="USDT")
LEADER, FOLLOWER = FollowerId(1), FollowerId(2)
LINKS_AT_ONCE = 8
RULES = CopyRules(size=Decimal(600), leverage=5, margin_mode=MarginMode.CROSS, max_slippage=Decimal("0.05"))


class Unlimited(Limiter):
    """Counts like the real one and holds nobody back: the bench asks how fast we are, not how fast one may be."""

    def _pause(self, call: Call, purpose: Purpose) -> float:
        super()._pause(call, purpose)
        return 0.0


@asynccontextmanager
async def tandem(arena: Arena, exchange: Exchange, contestants: Sequence[Contestant]) -> AsyncIterator[Fire]:
    """From the leader's fill: understood, decided, reserved durably, sent, confirmed, booked durably."""
    leader_key = arena.stage.handshake["accounts"][0]["keys"][0]
    async with built(settings(arena, arena.stage.directory / f"{exchange}-{len(contestants)}.db")) as house:
        house.exchanges.limiter = Unlimited()
        leader_id = await follow_all(house, exchange, contestants, leader_key=leader_key)
        yield partial(copy, house, leader_id, exchange)


async def copy(house: House, leader_id: LeaderId, exchange: Exchange, side: Side) -> None:
    now = datetime.now(UTC)
    price = house.core.board.price(exchange, BTC) or Decimal(60_000)
    name = f"bench-{now.timestamp()}"
    fill = LeaderFill(fill_id=name, order_id=name, symbol=BTC, side=side, amount=Decimal(1), price=price, at=now)
    await house.core.bus.handle(ExecuteCopyTradeCommand(leader_id=leader_id, fills=[fill]))
    await house.core.desk.idle()
    await refresh(house, exchange)


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
    room = asyncio.Semaphore(LINKS_AT_ONCE)

    async def enter(contestant: Contestant) -> None:
        async with room:
            await follow(house, leader_id, await link(house, FOLLOWER, exchange, contestant))

    await asyncio.gather(*map(enter, contestants))
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
