"""Tells people what happened to their money: facts in, cards and loud news out, as loud as each of them wishes.

Reads the present state for every fact, so that late and repeated facts are harmless. Sends nothing itself.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TypeVar, get_args

from bot.announcing import Announcer
from bot.calendar_news import CalendarNews
from bot.manners import LOUD_KINDS, SOUNDS, filled_cost, in_quiet_hours, kind_of_trade, manners
from bot.outages import WHOLE
from bot.parcels import Parcel, Priority, Sound
from bot.position_cards import PositionCards, subject_of_position
from bot.screen import Screen
from bot.sender import Sender
from bot.telling import FACT, Subscribe, noting
from bot.texts import Texts, Voice
from bot.views import news as views
from bot.views.leader_news import LeaderFact, kind_of, leader_news, subject_of
from bot.views.repairs import RepairFact, repair_kind, repair_screen
from bot.views.settings import level_of
from bot.views.trades import trade_card
from bot.views.words import exchange_name
from core.application.bus import MessageBus
from core.application.queries import (
    FindFollowerQuery,
    GetAdminQuery,
    GetFollowQuery,
    GetPositionQuery,
    GetTradeQuery,
    ListAccountsQuery,
)
from core.application.views import FollowerView
from core.application.why_queries import FindSkipQuery
from core.domain.errors import NotFound
from core.domain.events import (
    AccountEvent,
    AccountPausedEvent,
    AccountResumedEvent,
    AccountUnmanagedEvent,
    BreakerChangedEvent,
    ConfirmationAnsweredEvent,
    ConfirmationAskedEvent,
    CopySkippedEvent,
    DriftFoundEvent,
    EntriesResumedEvent,
    EntriesStoppedEvent,
    LeaderFeedBackEvent,
    LeaderFeedStaleEvent,
    LeaderForcedEvent,
    LeaderGapEvent,
    LeaderLostEvent,
    LeaderTermsChangedEvent,
    PositionClosedEvent,
    PositionLiquidatedEvent,
    ProtectionMissedEvent,
    TradeExecutedEvent,
    TradeFailedEvent,
    TradeNeedsReconciliationEvent,
    TradeReservedEvent,
    TradeWaitsEvent,
)
from core.domain.exposure import ExitCause
from core.domain.follower import News, Noise
from core.domain.values import AccountId, FollowerId, TradeId
from core.shared import DomainEvent

E = TypeVar("E", bound=DomainEvent)

TradeFact = (
    TradeReservedEvent
    | TradeExecutedEvent
    | TradeFailedEvent
    | TradeNeedsReconciliationEvent
    | ConfirmationAskedEvent
    | ConfirmationAnsweredEvent
)
BY_PROTECTION = frozenset({ExitCause.STOP_LOSS, ExitCause.TAKE_PROFIT})


class Notifier:
    """One living card per trade; a message of its own for what deserves a sound."""

    def __init__(self, bus: MessageBus, texts: Texts, sender: Sender, *, operators: Sequence[FollowerId] = ()) -> None:
        self._bus, self._texts, self._sender, self._operators = bus, texts, sender, tuple(operators)
        self._positions = PositionCards(bus, texts, post=self._post_fill)
        self._calendar = CalendarNews(bus, texts, self._post)

    def subscribe(self, wanted: Subscribe) -> None:
        subscribe = noting(wanted)
        subscribe(TradeReservedEvent, self.on_trade)
        subscribe(TradeExecutedEvent, self.on_trade)
        subscribe(TradeFailedEvent, self.on_trade)
        subscribe(TradeNeedsReconciliationEvent, self.on_trade)
        subscribe(ConfirmationAskedEvent, self.on_trade)
        subscribe(ConfirmationAnsweredEvent, self.on_trade)
        self._positions.subscribe(subscribe)
        subscribe(PositionClosedEvent, self.on_closed)
        subscribe(PositionLiquidatedEvent, self.on_liquidated)
        subscribe(ProtectionMissedEvent, self.on_protection_missed)
        subscribe(CopySkippedEvent, self.on_skipped)
        subscribe(AccountPausedEvent, self.on_account_paused)
        subscribe(AccountResumedEvent, self.on_account_resumed)
        subscribe(AccountUnmanagedEvent, self.on_account_unmanaged)
        subscribe(LeaderGapEvent, self.on_leader)
        subscribe(LeaderFeedStaleEvent, self.on_leader)
        subscribe(LeaderFeedBackEvent, self.on_leader)
        subscribe(LeaderLostEvent, self.on_leader)
        subscribe(LeaderTermsChangedEvent, self.on_leader)
        subscribe(LeaderForcedEvent, self.on_leader)
        subscribe(BreakerChangedEvent, self.on_breaker)
        subscribe(DriftFoundEvent, self.on_drift)
        for repair in get_args(RepairFact):
            subscribe(repair, self.on_repair)
        subscribe(TradeWaitsEvent, self.on_waits)
        subscribe(EntriesStoppedEvent, self.on_entries)
        subscribe(EntriesResumedEvent, self.on_entries)
        Announcer(self._bus, self._texts, self._sender, operators=self._operators).subscribe(wanted)
        self._calendar.subscribe(subscribe)

    async def on_trade(self, event: TradeFact) -> None:
        """The card shows the trade as it is now, whatever the fact said."""
        await self.show_trade(event.follower_id, event.trade_id)

    async def show_trade(self, follower_id: FollowerId, trade_id: TradeId) -> None:
        user = await self._find(follower_id)
        if user is None:
            return
        trade = await self._bus.handle(GetTradeQuery(actor=follower_id, trade_id=trade_id))
        wished, priority = manners(user, trade)
        sound, _ = in_quiet_hours(user, kind_of_trade(trade), wished, self._sender.now())
        filled, screen = filled_cost(trade), trade_card(self._voice(user), trade)
        self._post(user, f"trade:{trade_id}", screen, sound=sound, priority=priority, filled=filled)

    async def on_closed(self, event: PositionClosedEvent) -> None:
        user = await self._find(event.follower_id)
        if user is None:
            return
        position = await self._bus.handle(GetPositionQuery(actor=user.follower_id, position_id=event.position_id))
        kind = News.PROTECTION if event.cause in BY_PROTECTION else News.CLOSE
        last = await self._positions.last_trade(user, event)
        screen = views.position_closed(self._voice(user), event, position, last)
        self._tell(user, kind, subject_of_position(event), screen=screen)
        await self._positions.ended(user, event)

    async def on_liquidated(self, event: PositionLiquidatedEvent) -> None:
        user = await self._find(event.follower_id)
        if user is None:
            return
        position = await self._bus.handle(GetPositionQuery(actor=user.follower_id, position_id=event.position_id))
        screen = views.position_liquidated(self._voice(user), event, position)
        self._tell(user, News.LIQUIDATION, subject_of_position(event), screen=screen)
        await self._positions.ended(user, event)

    async def on_protection_missed(self, event: ProtectionMissedEvent) -> None:
        user = await self._find(event.follower_id)
        if user is None:
            return
        try:
            query = GetPositionQuery(actor=user.follower_id, position_id=event.position_id)
            screen = views.protection_missed(self._voice(user), event, await self._bus.handle(query))
        except NotFound:
            screen = views.protection_dropped(self._voice(user), event)
        self._tell(user, News.PROTECTION, f"protection:{event.event_id}", screen=screen)

    async def on_skipped(self, event: CopySkippedEvent) -> None:
        user = await self._find(event.follower_id)
        if user is None or level_of(user, News.SKIP) is Noise.OFF:
            return
        try:
            follow = await self._bus.handle(GetFollowQuery(actor=user.follower_id, follow_id=event.follow_id))
        except NotFound:
            return  # stopped meanwhile: no news any more
        skip = FindSkipQuery(
            actor=user.follower_id, follow_id=event.follow_id, event_key=event.event_key, reason=event.reason
        )
        screen = views.copy_skipped(self._voice(user), event, follow, await self._bus.handle(skip))
        self._tell(user, News.SKIP, f"skip:{event.event_id}", screen=screen)

    async def on_leader(self, event: LeaderFact) -> None:
        user = await self._find(event.follower_id)
        if user is None:
            return
        try:
            follow = await self._bus.handle(GetFollowQuery(actor=user.follower_id, follow_id=event.follow_id))
        except NotFound:
            return  # stopped meanwhile: no news any more
        self._tell(user, kind_of(event), subject_of(event), screen=leader_news(self._voice(user), event, follow))

    async def on_account_paused(self, event: AccountPausedEvent) -> None:
        user = await self._find(event.follower_id)
        if user is not None:
            screen = views.account_paused(self._voice(user), event, await self._label(user, event))
            self._tell(user, News.KEY, f"key:{event.event_id}", screen=screen)

    async def on_account_unmanaged(self, event: AccountUnmanagedEvent) -> None:
        user = await self._find(event.follower_id)
        if user is not None:
            screen = views.account_unmanaged(self._voice(user), event, await self._label(user, event))
            self._tell(user, News.KEY, f"unmanaged:{event.account_id}", screen=screen)

    async def on_account_resumed(self, event: AccountResumedEvent) -> None:
        user = await self._find(event.follower_id)
        if user is not None:
            screen = views.account_resumed(self._voice(user), event, await self._label(user, event))
            self._tell(user, News.KEY, f"key:{event.event_id}", screen=screen)

    async def on_breaker(self, event: BreakerChangedEvent) -> None:
        """To everybody with an account there, one beginning and one end; what a lane does is nobody's news."""
        if event.lane != WHOLE:
            return
        for user in await self._everybody():
            accounts = await self._bus.handle(ListAccountsQuery(actor=user.follower_id))
            if any(account.exchange is event.exchange for account in accounts):
                screen = views.breaker_changed(self._voice(user), event)
                self._tell(user, News.EXCHANGE, f"breaker:{event.event_id}", screen=screen)

    async def on_entries(self, event: EntriesStoppedEvent | EntriesResumedEvent) -> None:
        """To the operators, always loud: something only they can mend holds entries back."""
        for operator in self._operators:
            user = await self._find(operator)
            if user is not None:
                screen = views.entries_changed(self._voice(user), event)
                subject = f"entries:{event.event_id}"
                self._post(user, subject, screen, sound=Sound.LOUD, priority=Priority.CRITICAL)

    async def on_drift(self, event: DriftFoundEvent) -> None:
        user = await self._find(event.follower_id)
        if user is not None:
            label = await self._label_of(user, event.account_id)
            screen = views.drift_found(self._voice(user), event, label)
            self._tell(user, News.RECONCILIATION, f"drift:{event.event_id}", screen=screen)

    async def on_repair(self, event: RepairFact) -> None:
        user = await self._find(event.follower_id)
        if user is not None:
            screen = repair_screen(self._voice(user), event)
            self._tell(user, repair_kind(event), f"repair:{event.event_id}", screen=screen)

    async def on_waits(self, event: TradeWaitsEvent) -> None:
        user = await self._find(event.follower_id)
        if user is not None:
            screen = views.trade_waits(self._voice(user), event)
            self._tell(user, News.RECONCILIATION, f"waits:{event.trade_id}", screen=screen)

    def _tell(self, user: FollowerView, kind: News, subject: str, *, screen: Screen) -> None:
        priority = Priority.CRITICAL if kind in LOUD_KINDS else Priority.NEWS
        sound, held_until = in_quiet_hours(user, kind, SOUNDS[level_of(user, kind)], self._sender.now())
        self._post(user, subject, screen, sound=sound, priority=priority, held_until=held_until)

    def _post_fill(self, user: FollowerView, subject: str, screen: Screen, *, sound: Sound, priority: Priority) -> None:
        sound, _ = in_quiet_hours(user, News.FILL, sound, self._sender.now())
        self._post(user, subject, screen, sound=sound, priority=priority)

    def _post(
        self,
        user: FollowerView,
        subject: str,
        screen: Screen,
        *,
        sound: Sound,
        priority: Priority,
        held_until: datetime | None = None,
        filled: Decimal | None = None,
    ) -> None:
        fact = FACT.get()
        parcel = Parcel(
            chat_id=int(user.follower_id),
            subject=subject,
            screen=screen,
            priority=priority,
            sound=sound,
            event_id="" if fact is None else fact.event_id,
            since=None if fact is None else fact.occurred_at,
            language=user.language,
            held_until=held_until,
            filled=filled,
        )
        self._sender.post(parcel)

    def _voice(self, user: FollowerView) -> Voice:
        return self._texts.voice(user.language)

    async def _find(self, follower_id: FollowerId) -> FollowerView | None:
        return await self._bus.handle(FindFollowerQuery(actor=follower_id))

    async def _everybody(self) -> Sequence[FollowerView]:
        if not self._operators:
            return ()
        return (await self._bus.handle(GetAdminQuery(actor=self._operators[0]))).users

    async def _label(self, user: FollowerView, event: AccountEvent) -> str:
        return await self._label_of(user, event.account_id) or exchange_name(event.exchange)

    async def _label_of(self, user: FollowerView, account_id: AccountId) -> str:
        accounts = await self._bus.handle(ListAccountsQuery(actor=user.follower_id))
        return next((account.label for account in accounts if account.account_id == account_id), "")
