"""Facts in, messages out: a notifier whose events come straight from the test, delivered before `tell` returns."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from bot.notifier import Notifier
from core.domain.events import TradeExecutedEvent
from core.domain.values import FollowerId, PositionSide, Side
from core.shared import DomainEvent
from tests.bot import builders as b
from tests.bot.chat_house import TEXTS, ChatHouse
from tests.sandbox.telegram_room import ANN, OLENA

E = TypeVar("E", bound=DomainEvent)
PATIENCE_SECONDS = 30.0


@dataclass
class Newsroom:
    house: ChatHouse
    desks: dict[type[DomainEvent], Callable[[DomainEvent], Awaitable[None]]] = field(default_factory=dict)

    def subscribe(self, event_type: type[E], handler: Callable[[E], Awaitable[None]]) -> None:
        async def desk(event: DomainEvent) -> None:
            assert isinstance(event, event_type)
            await handler(event)

        self.desks[event_type] = desk

    async def tell(self, *events: DomainEvent) -> None:
        """All of them, then everything is sent."""
        for event in events:
            await self.desks[type(event)](event)
        await self.deliver()

    async def deliver(self) -> None:
        runner = asyncio.ensure_future(self.house.sender.run())
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self.house.sender.idle()
        finally:
            runner.cancel()
            with suppress(asyncio.CancelledError):
                await runner

    def executed(self, event_id: str = "e2") -> TradeExecutedEvent:
        return TradeExecutedEvent(
            event_id=event_id,
            occurred_at=b.NOW,
            trade_id=b.TRADE,
            follower_id=FollowerId(ANN),
            account_id=b.ACCOUNT,
            follow_id=b.FOLLOW,
            symbol=b.BTC,
            side=Side.BUY,
            position_side=PositionSide.LONG,
            amount=Decimal("0.012"),
            filled=Decimal("0.012"),
            average_price=Decimal("64250.5"),
            fee=Decimal("0.31"),
            reduce_only=False,
        )


def newsroom(house: ChatHouse) -> Newsroom:
    room = Newsroom(house)
    notifier = Notifier(house.core.bus(), TEXTS, house.sender, operators=[FollowerId(OLENA)])
    notifier.subscribe(room.subscribe)
    return room
