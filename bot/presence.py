"""Chats that fell silent: remembered across restarts, told to the operators, welcomed back. Stop no trading."""

from collections.abc import Sequence

from bot.callbacks import Go, Place
from bot.keyboards import keyboard, press_below
from bot.parcels import Parcel, Priority, Sound
from bot.screen import Screen
from bot.sender import Sender
from bot.texts import Texts, Voice
from core.application.bus import MessageBus
from core.application.chat_ports import SilenceBook
from core.application.queries import FindFollowerQuery
from core.application.views import FollowerView
from core.domain.values import FollowerId


class Presence:
    """`gone` is told by the sender, `heard` by every update of a person."""

    def __init__(
        self, bus: MessageBus, texts: Texts, *, sender: Sender, silences: SilenceBook, operators: Sequence[FollowerId]
    ) -> None:
        self._bus, self._texts, self._sender = bus, texts, sender
        self._silences, self._operators = silences, tuple(operators)

    async def restore(self) -> None:
        """Who had fallen silent in the last life still is."""
        for chat_id in await self._silences.all():
            self._sender.mute(chat_id)

    async def gone(self, chat_id: int) -> None:
        await self._silences.add(chat_id)
        lost = await self._find(chat_id)
        for operator_id in self._operators:
            operator = await self._find(operator_id)
            if operator is not None and lost is not None and operator_id != chat_id:
                screen = unreachable(self._texts.voice(operator.language), lost)
                self._post(operator, f"gone:{chat_id}:{self._moment()}", screen=screen)

    async def heard(self, chat_id: int) -> None:
        if not self._sender.is_muted(chat_id):
            return
        self._sender.unmute(chat_id)
        await self._silences.remove(chat_id)
        user = await self._find(chat_id)
        if user is not None:
            self._post(user, f"back:{self._moment()}", screen=welcome_back(self._texts.voice(user.language)))

    def _post(self, user: FollowerView, subject: str, *, screen: Screen) -> None:
        parcel = Parcel(
            chat_id=int(user.follower_id),
            subject=subject,
            screen=screen,
            priority=Priority.REPLY,
            sound=Sound.LOUD,
            language=user.language,
        )
        self._sender.post(parcel)

    def _moment(self) -> str:
        """Each time is a message of its own."""
        return f"{self._sender.now():%Y%m%dT%H%M%S}"

    async def _find(self, chat_id: int) -> FollowerView | None:
        return await self._bus.handle(FindFollowerQuery(actor=FollowerId(chat_id)))


def unreachable(voice: Voice, lost: FollowerView) -> Screen:
    return Screen(text=voice.say("chat-gone", name=lost.name))


def welcome_back(voice: Voice) -> Screen:
    doors = [
        press_below(voice.plain("button-positions"), Go(to=Place.POSITIONS)),
        press_below(voice.plain("button-history"), Go(to=Place.HISTORY)),
    ]
    return Screen(text=voice.say("welcome-back"), keyboard=keyboard(doors))
