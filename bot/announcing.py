"""News of running the house: announcements and maintenance to everybody, missing copies to the operators.

Facts in, messages out, like the notifier's; sends nothing itself.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

from bot.callbacks import Go, Place
from bot.keyboards import keyboard, press_below
from bot.parcels import Parcel, Priority, Sound
from bot.screen import Screen
from bot.sender import Sender
from bot.texts import Html, Texts, Voice
from bot.views.membership import terms_changed
from bot.views.operating import announcement
from bot.views.words import exchange_name
from core.application.bus import MessageBus
from core.application.operations import announcement_subject
from core.application.queries import FindFollowerQuery
from core.application.views import FollowerView
from core.domain.operator_events import (
    AnnouncedEvent,
    CopiesBackEvent,
    CopiesMissingEvent,
    FollowerTermsChangedEvent,
    KeyEnteredEvent,
    MaintenanceBegunEvent,
    MaintenanceEndedEvent,
)
from core.domain.trade import TradeStatus
from core.domain.values import FollowerId
from core.domain.verdict import SkipReason
from core.shared import DomainEvent

E = TypeVar("E", bound=DomainEvent)
MOST_REASONS = 5
UNCLEAR = frozenset({TradeStatus.RESERVED, TradeStatus.NEEDS_RECONCILIATION})


class Subscribe(Protocol):
    """The event bus's `subscribe`."""

    def __call__(self, event_type: type[E], handler: Callable[[E], Awaitable[None]], /) -> object: ...


class Announcer:
    """A message per fact and person, each told once."""

    def __init__(self, bus: MessageBus, texts: Texts, sender: Sender, *, operators: Sequence[FollowerId]) -> None:
        self._bus, self._texts, self._sender, self._operators = bus, texts, sender, tuple(operators)

    def subscribe(self, subscribe: Subscribe) -> None:
        subscribe(AnnouncedEvent, self.on_announced)
        subscribe(MaintenanceBegunEvent, self.on_maintenance)
        subscribe(MaintenanceEndedEvent, self.on_maintenance)
        subscribe(FollowerTermsChangedEvent, self.on_terms)
        subscribe(CopiesMissingEvent, self.on_copies)
        subscribe(CopiesBackEvent, self.on_copies)
        subscribe(KeyEnteredEvent, self.on_key)

    async def on_announced(self, event: AnnouncedEvent) -> None:
        """Never repeated when in doubt: twice would be worse than the mark of a repeat."""
        await self._tell(
            event.follower_id,
            lambda voice: Screen(text=announcement(voice, event.text)),
            event=event,
            subject=announcement_subject(event.announcement_id),
        )

    async def on_maintenance(self, event: MaintenanceBegunEvent | MaintenanceEndedEvent) -> None:
        match event:
            case MaintenanceBegunEvent():
                key = "maintenance-begun"
            case MaintenanceEndedEvent():
                key = "maintenance-ended-paused" if event.is_paused else "maintenance-ended"
        await self._tell(event.follower_id, lambda voice: maintenance_screen(voice, key), event=event)

    async def on_terms(self, event: FollowerTermsChangedEvent) -> None:
        await self._tell(event.follower_id, lambda voice: terms_changed(voice, event.role, event.terms), event=event)

    async def on_copies(self, event: CopiesMissingEvent | CopiesBackEvent) -> None:
        for operator in self._operators:
            await self._tell(
                operator, lambda voice: copies_screen(voice, event), event=event, priority=Priority.CRITICAL
            )

    async def on_key(self, event: KeyEnteredEvent) -> None:
        """Loud: whoever it was, the owner of the account hears of it."""
        key = "key-entered-new" if event.is_new else "key-entered"
        await self._tell(
            event.follower_id,
            lambda voice: Screen(
                text=voice.say(key, exchange=exchange_name(event.exchange)),
                keyboard=keyboard([press_below(voice.plain("button-accounts"), Go(to=Place.ACCOUNTS))]),
            ),
            event=event,
            priority=Priority.CRITICAL,
        )

    async def _tell(
        self,
        follower_id: FollowerId,
        screen_in: Callable[[Voice], Screen],
        *,
        event: DomainEvent,
        subject: str = "",
        priority: Priority = Priority.NOTICE,
    ) -> None:
        user: FollowerView | None = await self._bus.handle(FindFollowerQuery(actor=follower_id))
        if user is None:
            return
        parcel = Parcel(
            chat_id=int(user.follower_id),
            subject=subject or f"house:{event.event_id}",
            screen=screen_in(self._texts.voice(user.language)),
            priority=priority,
            sound=Sound.LOUD,
            event_id=event.event_id,
            since=event.occurred_at,
            language=user.language,
        )
        self._sender.post(parcel)


def maintenance_screen(voice: Voice, key: str) -> Screen:
    return Screen(
        text=voice.say(key), keyboard=keyboard([press_below(voice.plain("button-status"), Go(to=Place.STATUS))])
    )


def copies_screen(voice: Voice, event: CopiesMissingEvent | CopiesBackEvent) -> Screen:
    door = keyboard([press_below(voice.plain("button-status"), Go(to=Place.STATUS))])
    match event:
        case CopiesBackEvent():
            return Screen(text=voice.say("copies-back", leader=event.leader_name), keyboard=door)
        case CopiesMissingEvent():
            often = sorted(event.reasons.items(), key=lambda item: -item[1])[:MOST_REASONS]
            lines = [voice.say("copies-reason", reason=reason_text(voice, reason), count=n) for reason, n in often]
            minutes = int((event.occurred_at - event.since).total_seconds()) // 60
            head = voice.say("copies-missing", leader=event.leader_name, minutes=minutes)
            return Screen(text=voice.lines(head, *lines), keyboard=door)


def reason_text(voice: Voice, reason: str) -> Html:
    """A reason of a skip or of an exchange in a few words."""
    if reason in set(SkipReason):
        return voice.say(f"missing-{reason.replace('_', '-')}")
    return voice.say("missing-unclear" if reason in UNCLEAR else "missing-refused")
