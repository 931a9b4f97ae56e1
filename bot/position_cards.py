"""One living card per position: it begins with the second trade, shows the whole, and ends as the news of the end.

Its entries' cards end with it, so that nothing is left "filled" beside a closed position. Sends nothing itself.
"""

from typing import Protocol

from bot.manners import SOUNDS, is_told_by_position
from bot.parcels import Priority, Sound
from bot.screen import Screen
from bot.telling import Subscribe
from bot.texts import Texts
from bot.views.news import moved_there
from bot.views.settings import level_of
from bot.views.trades import position_moved, trade_card
from core.application.bus import MessageBus
from core.application.queries import FindFollowerQuery, GetPositionQuery, GetTradeQuery
from core.application.views import FollowerView, TradeView
from core.application.why_queries import ListPositionTradesQuery
from core.domain.errors import NotFound
from core.domain.events import (
    PositionClosedEvent,
    PositionEvent,
    PositionIncreasedEvent,
    PositionLiquidatedEvent,
    PositionReducedEvent,
)
from core.domain.exposure import PositionStatus
from core.domain.follower import News
from core.domain.values import TradeId


class Post(Protocol):
    """Hands a screen to the sender, as part of the event that is being told."""

    def __call__(
        self, user: FollowerView, subject: str, screen: Screen, *, sound: Sound, priority: Priority
    ) -> None: ...


class PositionCards:
    """Additions and reductions edit the one card; the first trade has its own, and needs no second."""

    def __init__(self, bus: MessageBus, texts: Texts, *, post: Post) -> None:
        self._bus, self._texts, self._post = bus, texts, post

    def subscribe(self, subscribe: Subscribe) -> None:
        subscribe(PositionIncreasedEvent, self.on_moved)
        subscribe(PositionReducedEvent, self.on_moved)

    async def on_moved(self, event: PositionIncreasedEvent | PositionReducedEvent) -> None:
        """A trade that was asked about has a card already: then this one is only brought up to date. Once it is over,
        the news of its end tells all."""
        user = await self._bus.handle(FindFollowerQuery(actor=event.follower_id))
        if user is None:
            return
        voice = self._texts.voice(user.language)
        query = GetPositionQuery(actor=user.follower_id, position_id=event.position_id)
        position, trade = await self._bus.handle(query), await self._trade_of(user, event)
        if position.status is not PositionStatus.OPEN:
            return
        if trade is None:
            screen, was_asked = moved_there(voice, event, position), False
        else:
            screen, was_asked = position_moved(voice, trade, position), trade.confirmation is not None
        sound = Sound.UNSENT if was_asked else SOUNDS[level_of(user, News.FILL)]
        self._post(user, subject_of_position(event), screen, sound=sound, priority=Priority.NEWS)

    async def last_trade(self, user: FollowerView, event: PositionClosedEvent) -> TradeView | None:
        """The order that closed it; None when the exchange, or somebody there, did."""
        try:
            query = GetTradeQuery(actor=user.follower_id, trade_id=TradeId(event.exit_trade_id))
            return await self._bus.handle(query)
        except NotFound:
            return None

    async def ended(self, user: FollowerView, event: PositionClosedEvent | PositionLiquidatedEvent) -> None:
        """Its entries' cards are only edited, after everything that is news."""
        voice = self._texts.voice(user.language)
        query = ListPositionTradesQuery(actor=user.follower_id, position_id=event.position_id)
        for trade in await self._bus.handle(query):
            if trade.confirmation is not None or not is_told_by_position(trade):
                screen = trade_card(voice, trade)
                self._post(user, f"trade:{trade.trade_id}", screen, sound=Sound.UNSENT, priority=Priority.DIGEST)

    async def _trade_of(self, user: FollowerView, event: PositionEvent) -> TradeView | None:
        at = event.occurred_at
        query = ListPositionTradesQuery(actor=user.follower_id, position_id=event.position_id, at=at)
        trades = await self._bus.handle(query)
        return trades[0] if trades else None


def subject_of_position(event: PositionEvent) -> str:
    return f"position:{event.position_id}"
