"""The whole of Tandem from a leader's fill on, in the house of bot.app: decided, reserved durably, sent, settled.

What production keeps warm is warm, what it does behind (events, cards, balances, prices) goes on as there. Only the
budgets of the exchanges don't count: the bench asks how fast we are, not how fast one may be.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import update

from adapters.exchanges.budgets import Purpose
from adapters.exchanges.limiter import Call, Limiter
from adapters.key_ring import new_entry
from adapters.messaging.event_bus import get_event_bus
from adapters.persistence.side_tables import outbox
from bot.app import House, built, memory_of, tell_news
from bot.chat import Chat, build_chat, hang_up
from bot.heap import keep_the_start
from bot.refreshing import Refreshing, Resuming
from bot.settings import Settings
from bot.workers import every
from core.application.commands import ExecuteCopyTradeCommand, ExpireConfirmationsCommand, ResolveTradesCommand
from core.application.timing import USUAL
from core.domain.account import Account
from core.domain.leader_fill import LeaderFill
from core.domain.values import Exchange, MarginMode, MarketKind, Side
from tests.bench.arena import Arena, Place
from tests.bench.book import BTC, OWNER, RULES, Book, write_book

AT_ONCE = 32
PATIENT = replace(USUAL, entry_fresh=timedelta(hours=1))
"""A slow copy shall be measured, not dropped as too old."""

ORDER_TRANSPORT = "lean"
LOOK_SECONDS, QUIET_PART, MOST_LOOKS = 0.15, 0.2, 200
TOLD = update(outbox).where(outbox.c.delivered_at.is_(None)).values(delivered_at=outbox.c.occurred_at)


class Unlimited(Limiter):
    """Counts like the real one and holds nobody back."""

    def _pause(self, call: Call, purpose: Purpose) -> float:
        super()._pause(call, purpose)
        return 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """A house that people live in."""

    house: House
    chat: Chat
    book: Book
    refreshing: Refreshing

    async def fire(self) -> None:
        """A leader's fill, until every follower's order is settled durably."""
        core = self.house.core
        price = core.board.price(self.book.exchange, BTC)
        if price is None:
            raise RuntimeError("no price is known")
        name, now = f"bench-{time.time_ns()}", datetime.now(UTC)
        fill = LeaderFill(
            fill_id=name, order_id=name, symbol=BTC, side=Side.BUY, amount=Decimal(1), price=price, at=now
        )
        await core.bus.handle(ExecuteCopyTradeCommand(leader_id=self.book.leader, fills=[fill]))
        await core.desk.idle()

    async def calm(self) -> None:
        """What the last fan-out left behind is let go, for thousands of cards and balances take a minute."""
        wallets = self.house.core.wallets
        while not wallets.wanted.empty():
            wallets._waiting.discard(wallets.wanted.get_nowait())
        await self.house.database.writer.submit(lambda connection: connection.execute(TOLD).rowcount)
        await quiet()
        await self.refreshing.prices()


async def quiet() -> None:
    """Until this process does next to nothing: whatever was in hand is done then."""
    for _ in range(MOST_LOOKS):
        cpu = time.process_time()
        await asyncio.sleep(LOOK_SECONDS)
        if time.process_time() - cpu < QUIET_PART * LOOK_SECONDS:
            return


@asynccontextmanager
async def household(arena: Arena, exchange: Exchange, count: int) -> AsyncIterator[Household]:
    file = arena.place.directory / f"{exchange}-{count}-{time.time_ns()}.db"
    async with built(settings(arena.place, file), PATIENT) as house:
        house.exchanges.limiter = Unlimited()
        await teach(arena, house, exchange)
        book = await write_book(house.core.units, house.vault, exchange, count=count, at=datetime.now(UTC))
        await warm_all(house, book.accounts)
        chat = talking(house)
        refreshing = Refreshing(house.core.units, house.core.bus, board=house.core.board, wallets=house.core.wallets)
        go_on(house, refreshing)
        household = Household(house=house, chat=chat, book=book, refreshing=refreshing)
        keep_the_start()
        await refreshing.prices()  # those from before a long warming are old
        yield household
        await household.calm()
        await house.storage.aclose()  # whoever tells news first: a message after the end would open a session anew
        await hang_up(chat)


async def teach(arena: Arena, house: House, exchange: Exchange) -> None:
    """What every account will ask for, asked once by one that the sandbox knows."""
    board = house.core.board
    async with arena.learning():
        teacher = await house.exchanges.trial(exchange, arena.place.teachers[exchange])
        await board.refresh_markets(exchange)
        for kind in MarketKind:
            await board.refresh_prices(exchange, kind)
            await teacher.fetch_balance(kind)
        await teacher.fetch_position_mode()
        await teacher.fetch_positions()
        await teacher.set_margin_mode(BTC, RULES.margin_mode or MarginMode.CROSS)
        await teacher.set_leverage(BTC, RULES.leverage)
        await teacher.aclose()


async def warm_all(house: House, accounts: Sequence[Account]) -> None:
    """What a start does: connections, balances, position modes."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(account: Account) -> None:
        async with room:
            await warm(house, account)

    await asyncio.gather(*map(one, accounts))


async def warm(house: House, account: Account) -> None:
    await house.core.wallets.refresh(account)
    connection = await house.exchanges.connection(account)
    await connection.fetch_position_mode()


def talking(house: House) -> Chat:
    """The chat, with what it is told of by the outbox; it does not listen yet."""
    memory, events = memory_of(house), get_event_bus()
    house.metrics.listen(events)
    chat = build_chat(house.settings, house.core.bus, memory=memory, supervisor=house.chat, subscribe=events.subscribe)
    house.storage.keep("outbox", partial(tell_news, house, chat, memory.deliveries))
    house.chat.keep("sender", chat.sender.run)
    return chat


def go_on(house: House, refreshing: Refreshing) -> None:
    """Everything that repeats within seconds, in production's rhythm; streams of the followers' accounts are not."""
    bus = house.core.bus
    resuming = Resuming(bus)
    house.core.desk.watch(resuming)
    house.intake.keep("resume events", resuming.run)
    steps: Sequence[tuple[str, float, Callable[[], Awaitable[object]]]] = (
        ("prices", 1.0, refreshing.prices),
        ("wanted wallets", 0.0, refreshing.wanted_wallets),
        ("resolve", 1.0, partial(bus.handle, ResolveTradesCommand())),
        ("expire", 1.0, partial(bus.handle, ExpireConfirmationsCommand())),
    )
    for name, seconds, step in steps:
        house.intake.keep(name, every(seconds, step))


def settings(place: Place, database: Path) -> Settings:
    return Settings(  # type: ignore[call-arg] # `_env_file` is pydantic's own: no file of the machine counts here
        _env_file=None,
        bot_token=SecretStr(place.bot_token),
        owner_ids=frozenset({int(OWNER)}),
        master_key=SecretStr(new_entry("k1")),
        database_url=f"sqlite+aiosqlite:///{database}",
        telegram_api_url=place.telegram_url,
        exchange_gateway=place.gateway,
        exchange_ca_file=place.ca_file,
        order_transport=ORDER_TRANSPORT,
        log_level="ERROR",
    )
