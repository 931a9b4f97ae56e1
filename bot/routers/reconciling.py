"""Comparing the books: look, then sync, adopt, ignore or close; restore a lost stop or leave it. Closing asks once.

A button that is out of date is answered with the present state.
"""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery

from bot.callbacks import (
    DriftPress,
    DriftVerb,
    PositionPress,
    PositionVerb,
)
from bot.presses import Press
from bot.routers.positions import show_card
from bot.screen import Event, show
from bot.texts import Html, Texts
from bot.views.reconciling import ask_close_drift, choose_account, drifts_screen
from core.application.bus import MessageBus
from core.application.drifts import DriftChoice, DriftsView
from core.application.queries import ListAccountsQuery, ListDriftsQuery
from core.application.repair_commands import AnswerLostStopCommand, ReconcileCommand, StopAnswer
from core.application.views import FollowerView
from core.domain.errors import NotPossibleNow
from core.domain.values import AccountId, PositionId

CHOICES = {
    DriftVerb.SYNC: DriftChoice.SYNC,
    DriftVerb.ADOPT: DriftChoice.ADOPT,
    DriftVerb.IGNORE: DriftChoice.IGNORE,
    DriftVerb.CLOSE_NOW: DriftChoice.CLOSE,
}
ANSWERS = {PositionVerb.RESTORE: StopAnswer.RESTORE, PositionVerb.LEAVE: StopAnswer.LEAVE}


def router() -> Router:
    router = Router(name="reconciling")
    router.message.register(open_books, Command("reconcile"))
    router.callback_query.register(show_books, DriftPress.filter(F.verb == DriftVerb.SHOW))
    router.callback_query.register(ask, DriftPress.filter(F.verb == DriftVerb.CLOSE))
    router.callback_query.register(decide, DriftPress.filter(F.verb.in_(CHOICES)))
    router.callback_query.register(answer_lost_stop, PositionPress.filter(F.verb.in_(ANSWERS)))
    return router


async def open_books(event: Event, *, bus: MessageBus, texts: Texts, user: FollowerView) -> None:
    """The only account's books at once; of several one is chosen."""
    voice = texts.voice(user.language)
    accounts = await bus.handle(ListAccountsQuery(actor=user.follower_id))
    if len(accounts) != 1:
        await show(event, choose_account(voice, accounts))
        return
    await show(event, drifts_screen(voice, await find_books(bus, user, accounts[0].account_id)))


async def show_books(
    query: CallbackQuery, *, callback_data: DriftPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    books = await find_books(bus, user, AccountId(callback_data.account_id))
    await show(query, drifts_screen(texts.voice(user.language), books))


async def ask(
    query: CallbackQuery, *, callback_data: DriftPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    voice = texts.voice(user.language)
    books = await find_books(bus, user, AccountId(callback_data.account_id))
    drift = next((drift for drift in books.drifts if drift.mark == callback_data.mark), None)
    if drift is None or DriftChoice.CLOSE not in drift.choices:
        await show(query, drifts_screen(voice, books, voice.say("reconcile-changed")))
        return
    await show(query, ask_close_drift(voice, drift))


async def decide(
    query: CallbackQuery, *, callback_data: DriftPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    voice, account_id = texts.voice(user.language), AccountId(callback_data.account_id)
    choice = CHOICES[callback_data.verb]
    command = ReconcileCommand(actor=user.follower_id, account_id=account_id, mark=callback_data.mark, choice=choice)
    news: Html = voice.say(f"reconcile-done-{choice}")
    try:
        await bus.handle(command)
    except NotPossibleNow as refusal:
        if refusal.code != "drift-changed":
            raise
        news = voice.say("reconcile-changed")
    await show(query, drifts_screen(voice, await find_books(bus, user, account_id), news))


async def answer_lost_stop(
    query: CallbackQuery,
    *,
    callback_data: PositionPress,
    press: Press,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    voice, position_id = texts.voice(user.language), PositionId(callback_data.position_id)
    answer = ANSWERS[callback_data.verb]
    news = f"stop-{answer}"
    try:
        await bus.handle(AnswerLostStopCommand(actor=user.follower_id, position_id=position_id, answer=answer))
    except NotPossibleNow as refusal:
        if refusal.code != "protection-stands":
            raise
        news = "stop-stands"
    await press.toast(voice.plain(news))
    await show_card(query, position_id, bus=bus, texts=texts, user=user, news=voice.say(news))


async def find_books(bus: MessageBus, user: FollowerView, account_id: AccountId) -> DriftsView:
    return await bus.handle(ListDriftsQuery(actor=user.follower_id, account_id=account_id))
