"""A thousand fills in a minute: few messages, none of them loud, and Telegram's patience is never tried."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import islice

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.digest import Digests
from bot.pacing import Gate
from bot.sender import Pace, Sender
from core.domain.events import TradeExecutedEvent, TradeReservedEvent
from core.domain.trade import TradeStatus
from core.domain.values import TradeId
from tests.bot import builders as b
from tests.bot.chat_house import TEXTS, ChatHouse, noon
from tests.bot.facts import WHO, breaker, reserved, skipped
from tests.bot.newsroom import Newsroom, newsroom
from tests.bot.test_sender import ManualClock, running
from tests.sandbox.telegram_room import ANN, Record

USUAL = Pace(look_seconds=0.001)


@dataclass
class Counted(BaseRequestMiddleware):
    """When, by the sender's clock, what was asked of Telegram."""

    clock: ManualClock
    sent: list[float] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        name = type(method).__name__
        if name in {"SendMessage", "EditMessageText", "DeleteMessage"}:
            self.asked.append(self.clock.now)
        if name == "SendMessage":
            self.sent.append(self.clock.now)
        return await make_request(bot, method)


@dataclass
class Minute:
    """The house with the usual pace, on a clock that is moved by hand."""

    house: ChatHouse
    clock: ManualClock
    counted: Counted
    room: Newsroom

    async def pass_second(self) -> None:
        self.clock.now += 1
        before = -1
        while before != len(self.counted.asked):
            before = len(self.counted.asked)
            await asyncio.sleep(0.02)


@asynccontextmanager
async def a_minute(house: ChatHouse) -> AsyncIterator[Minute]:
    clock, old = ManualClock(), house.sender
    digests = Digests(TEXTS, calm_seconds=4, longest_seconds=30)
    house.sender = Sender(old.cards, Gate(clock=clock), old.deliveries, digests, USUAL, clock=clock, now=noon)
    counted = Counted(clock)
    house.room.bot.session.middleware(counted)
    async with running(house.sender):
        yield Minute(house, clock, counted, newsroom(house))


def copies(house: ChatHouse, count: int) -> Iterator[tuple[TradeReservedEvent, TradeExecutedEvent]]:
    """Each is asked about right when it happened."""
    for number in range(count):
        key = TradeId(f"t{number:025d}")
        began = replace(reserved(), event_id=f"r{number}", trade_id=key)
        done = replace(Newsroom(house).executed(f"x{number}"), trade_id=key)
        yield began, done


def told(messages: Sequence[Record]) -> int:
    """For how many trades there is a card or a place in a total."""
    texts = [str(it["text"]) for it in messages]
    totals = [found for text in texts for found in re.findall(r"([\d,]+) copies filled", text)]
    return sum(int(total.replace(",", "")) for total in totals) + sum(text.count("✅ Filled") for text in texts)


async def tell(minute: Minute, *events: TradeReservedEvent | TradeExecutedEvent) -> None:
    for event in events:
        status = TradeStatus.EXECUTED if isinstance(event, TradeExecutedEvent) else TradeStatus.RESERVED
        minute.house.core.trades[WHO] = [replace(b.trade(status), trade_id=event.trade_id, cost=Decimal(10))]
        await minute.room.desks[type(event)](event)


async def test_a_thousand_fills_in_a_minute(house: ChatHouse) -> None:
    trades = copies(house, 1_000)
    async with a_minute(house) as minute:
        for second in range(60):
            for number, (began, done) in enumerate(islice(trades, 17)):
                await tell(minute, *([began] if number % 8 == 0 else []), done)
            if second % 10 == 0:
                away, skip = breaker("open"), skipped()
                await minute.room.desks[type(away)](replace(away, event_id=f"b{second}"))
                await minute.room.desks[type(skip)](replace(skip, event_id=f"s{second}"))
            await minute.pass_second()
        while house.sender.waiting():
            await minute.pass_second()
        await house.sender.idle()
    messages = await house.from_bot(ANN)
    assert not [it for it in messages if not it["silent"]]
    assert told(messages) == 1_000
    assert len(minute.counted.sent) < 60
    assert all(row.state == "sent" for row in house.deliveries.rows.values())
    for start in minute.counted.asked:
        assert sum(start <= moment < start + 10 for moment in minute.counted.asked) <= 13


async def test_a_burst_is_one_message_with_its_total(house: ChatHouse) -> None:
    async with a_minute(house) as minute:
        minute.clock.now = 100.0
        for began, done in copies(house, 9):
            await tell(minute, began, done)
        for _ in range(8):
            await minute.pass_second()
    (message,) = [it for it in await house.from_bot(ANN) if "copies filled" in str(it["text"])]
    assert "copies filled, " in str(message["text"])
    assert "USDT in total" in str(message["text"])
    assert message["silent"]


async def test_a_few_fills_have_their_cards(house: ChatHouse) -> None:
    async with a_minute(house) as minute:
        for began, done in copies(house, 3):
            await tell(minute, began, done)
        for _ in range(3):
            await minute.pass_second()
    assert len([it for it in await house.from_bot(ANN) if str(it["text"]).startswith("✅ Filled")]) == 3


async def test_a_burst_outlasts_telegrams_impatience(house: ChatHouse) -> None:
    await house.room.post("faults", kind="too_many_requests", method="sendMessage", times=1, retry_after=1)
    async with a_minute(house) as minute:
        for began, done in copies(house, 7):
            await tell(minute, began, done)
        while house.sender.waiting() or len(minute.counted.sent) < 2:
            await minute.pass_second()
    assert [it for it in await house.from_bot(ANN) if "copies filled" in str(it["text"])]
    assert all(row.state == "sent" for row in house.deliveries.rows.values())
