"""News that come by the calendar: a pause that is over, the digest of a day or a week. Never with a sound."""

from typing import Protocol

from bot.parcels import Priority, Sound
from bot.screen import Screen
from bot.telling import Subscribe
from bot.texts import Texts, Voice
from bot.views.digests import digest_of, pause_ended
from core.application.bus import MessageBus
from core.application.queries import FindFollowerQuery, GetDigestQuery
from core.application.views import FollowerView
from core.domain.news_events import DigestDueEvent, PauseEndedEvent
from core.domain.values import FollowerId
from core.shared import DomainEvent


class Post(Protocol):
    """The notifier's way to the sender."""

    def __call__(
        self, user: FollowerView, subject: str, screen: Screen, /, *, sound: Sound, priority: Priority
    ) -> None: ...


class CalendarNews:
    """Each event is one message, however often it is told."""

    def __init__(self, bus: MessageBus, texts: Texts, post: Post) -> None:
        self._bus, self._texts, self._post = bus, texts, post

    def subscribe(self, subscribe: Subscribe) -> None:
        subscribe(PauseEndedEvent, self.on_pause_ended)
        subscribe(DigestDueEvent, self.on_digest_due)

    async def on_pause_ended(self, event: PauseEndedEvent) -> None:
        user = await self._find(event.follower_id)
        if user is not None:
            self._tell(user, event, pause_ended(self._voice(user), event))

    async def on_digest_due(self, event: DigestDueEvent) -> None:
        user = await self._find(event.follower_id)
        if user is None:
            return
        query = GetDigestQuery(actor=user.follower_id, since=event.since, until=event.until)
        self._tell(user, event, digest_of(self._voice(user), event, await self._bus.handle(query)))

    def _tell(self, user: FollowerView, event: DomainEvent, screen: Screen) -> None:
        self._post(user, f"calendar:{event.event_id}", screen, sound=Sound.SILENT, priority=Priority.DIGEST)

    async def _find(self, follower_id: FollowerId) -> FollowerView | None:
        return await self._bus.handle(FindFollowerQuery(actor=follower_id))

    def _voice(self, user: FollowerView) -> Voice:
        return self._texts.voice(user.language)
