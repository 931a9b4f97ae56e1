"""Before following: the leader's last days under the form's own rules. Starts and changes nothing.

Reading and replaying take a while, so they run beside the conversation; whoever has left the screen sees no more of it.
"""

from dataclasses import dataclass
from typing import TypedDict

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from bot.aside import Aside
from bot.callbacks import DraftPress, DraftVerb
from bot.drafts import FollowDraft, draft_values, marked_draft
from bot.photo import show_sketch
from bot.routers.accounts import find_account
from bot.routers.errors import in_words
from bot.screen import Screen, show
from bot.states import FollowForm
from bot.texts import Texts, Voice
from bot.views.replay_more import replay_more, replay_sketch
from bot.views.replays import DAYS, Part, outcome, reading, told, trying
from core.application.bus import MessageBus
from core.application.queries import GetLeaderQuery
from core.application.replay_queries import FindEnoughBalanceQuery, ReadLeaderPastQuery, ReplayFollowQuery, ReplayView
from core.application.views import FollowerView
from core.domain.account import AccountMode
from core.domain.errors import BadInput, TandemError

REPLAY = "replay"


class Named(TypedDict):
    """What titles need beside the figures."""

    leader_name: str
    mode: AccountMode
    days: int


def router() -> Router:
    router = Router(name="replaying")
    router.callback_query.register(try_past, DraftPress.filter(F.verb == DraftVerb.REPLAY))
    return router


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One run for one screen; `mark` tells whether it is still looked at."""

    query: CallbackQuery
    state: FSMContext
    mark: str
    bus: MessageBus
    voice: Voice
    user: FollowerView
    draft: FollowDraft
    days: int
    leader_name: str
    mode: AccountMode
    part: Part | None

    async def show(self, screen: Screen) -> bool:
        """False when nobody looks at it any more."""
        if (await self.state.get_data()).get(REPLAY) != self.mark:
            return False
        await show(self.query, screen)
        return True

    async def run(self) -> None:
        try:
            await self._run()
        except TandemError as error:
            words = in_words(self.voice, error) or self.voice.plain("replay-not-now")
            await self.show(told(self.voice, words, self.days))

    async def _run(self) -> None:
        """A part of it was asked for on the screen of the whole: its past is known by then."""
        match self.part:
            case Part.CURVE:
                await show_sketch(
                    self.query, replay_sketch(self.voice, await self._replayed(), **self._named()), self.bus
                )
            case Part.MORE:
                await self.show(replay_more(self.voice, await self._replayed(), **self._named()))
            case None:
                await self._tell_the_whole()

    async def _tell_the_whole(self) -> None:
        actor, leader_id = self.user.follower_id, self.draft.leader_id
        past = await self.bus.handle(ReadLeaderPastQuery(actor=actor, leader_id=leader_id, days=self.days))
        if not await self.show(trying(self.voice, past, self.days)):
            return
        view = await self._replayed()
        is_seen = await self.show(outcome(self.voice, view, None, **self._named()))
        if not (is_seen and view.entries):
            return
        account_id, rules = self.draft.account, self.draft.rules
        enough = await self.bus.handle(
            FindEnoughBalanceQuery(actor=actor, leader_id=leader_id, account_id=account_id, rules=rules, days=self.days)
        )
        await self.show(outcome(self.voice, view, enough, **self._named()))

    async def _replayed(self) -> ReplayView:
        question = ReplayFollowQuery(
            actor=self.user.follower_id,
            leader_id=self.draft.leader_id,
            account_id=self.draft.account,
            rules=self.draft.rules,
            days=self.days,
        )
        return await self.bus.handle(question)

    def _named(self) -> Named:
        return {"leader_name": self.leader_name, "mode": self.mode, "days": self.days}


async def try_past(
    query: CallbackQuery,
    *,
    callback_data: DraftPress,
    state: FSMContext,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
    aside: Aside,
) -> None:
    draft, days = marked_draft(await state.get_data(), callback_data.mark), read_days(callback_data.value)
    leader = await bus.handle(GetLeaderQuery(actor=user.follower_id, leader_id=draft.leader_id))
    account = await find_account(bus, user, draft.account)
    await state.set_state(FollowForm.size)
    await state.set_data({**draft_values(draft), REPLAY: query.id})
    trial = Trial(
        query=query,
        state=state,
        mark=query.id,
        bus=bus,
        voice=texts.voice(user.language),
        user=user,
        draft=draft,
        days=days,
        leader_name=leader.name,
        mode=account.mode,
        part=read_part(callback_data.name),
    )
    if trial.part is None:
        await show(query, reading(trial.voice, leader.name, days))
    await aside.run(trial.run())


def read_days(value: str) -> int:
    days = {str(each): each for each in DAYS}.get(value)
    if days is None:
        raise BadInput("button-unknown")
    return days


def read_part(name: str) -> Part | None:
    """Empty is the whole."""
    if name and name not in set(Part):
        raise BadInput("button-unknown")
    return Part(name) if name else None
