"""Everything at once: /pause, /resume, and a stop of all follows. Closing asks once; the rest has an Undo."""

from datetime import timedelta

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery

from bot.callbacks import (
    Go,
    Place,
    RestPress,
    RestVerb,
    StopAllPress,
)
from bot.screen import Event, show
from bot.texts import Html, Texts
from bot.undoing import offering, undoably
from bot.views.resting import ask_stop_all, pause_menu, stopped_all
from core.application.bus import MessageBus
from core.application.noise_commands import Done, PauseFollowsCommand, ResumeFollowsCommand, StopFollowsCommand
from core.application.queries import ListFollowsQuery, ListPositionsQuery
from core.application.views import FollowerView
from core.domain.values import AccountId

LENGTHS = {RestVerb.HOUR: timedelta(hours=1), RestVerb.EIGHT: timedelta(hours=8), RestVerb.OPEN: None}


def router() -> Router:
    router = Router(name="resting")
    router.message.register(open_menu, Command("pause"))
    router.message.register(resume_all, Command("resume"))
    router.callback_query.register(open_menu, Go.filter(F.to == Place.PAUSE))
    router.callback_query.register(resume_all, RestPress.filter(F.verb == RestVerb.RESUME))
    router.callback_query.register(pause, RestPress.filter(F.verb.in_(LENGTHS)))
    router.callback_query.register(ask_everything, Go.filter(F.to == Place.STOP_ALL))
    router.callback_query.register(stop_everything, StopAllPress.filter())
    return router


async def open_menu(event: Event, *, bus: MessageBus, texts: Texts, user: FollowerView) -> None:
    await show_menu(event, bus=bus, texts=texts, user=user)


async def pause(
    query: CallbackQuery, *, callback_data: RestPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    account_id = AccountId(callback_data.account_id) if callback_data.account_id else None
    length = LENGTHS[callback_data.verb]
    done = await undoably(bus, PauseFollowsCommand(actor=user.follower_id, account_id=account_id, length=length))
    news = texts.voice(user.language).say(f"rested-{callback_data.verb}", count=done.answer)
    await show_menu(query, bus=bus, texts=texts, user=user, news=news, done=done)


async def resume_all(event: Event, *, bus: MessageBus, texts: Texts, user: FollowerView) -> None:
    done = await undoably(bus, ResumeFollowsCommand(actor=user.follower_id))
    news = texts.voice(user.language).say("rested-resume", count=done.answer)
    await show_menu(event, bus=bus, texts=texts, user=user, news=news, done=done)


async def show_menu(
    event: Event,
    *,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
    news: Html | None = None,
    done: Done | None = None,
) -> None:
    voice = texts.voice(user.language)
    screen = pause_menu(voice, await bus.handle(ListFollowsQuery(actor=user.follower_id)), news)
    await show(event, screen if done is None else offering(voice, screen, done))


async def ask_everything(event: Event, *, bus: MessageBus, texts: Texts, user: FollowerView) -> None:
    follows = await bus.handle(ListFollowsQuery(actor=user.follower_id))
    positions = await bus.handle(ListPositionsQuery(actor=user.follower_id))
    own = {follow.follow_id for follow in follows}
    voice, held = texts.voice(user.language), [it for it in positions if it.follow_id in own]
    await show(event, ask_stop_all(voice, follows, held) if follows else pause_menu(voice, follows))


async def stop_everything(
    query: CallbackQuery, *, callback_data: StopAllPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    choice, voice = callback_data.choice, texts.voice(user.language)
    done = await undoably(bus, StopFollowsCommand(actor=user.follower_id, choice=choice))
    await show(query, offering(voice, stopped_all(voice, choice, closing=done.answer), done))
