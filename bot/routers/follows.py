"""Running follows: look, pause, resume, and stop with a choice. Decides nothing about the positions itself."""

from datetime import timedelta

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery

from bot.callbacks import (
    FollowPress,
    FollowVerb,
    Go,
    Place,
)
from bot.screen import Event, show
from bot.texts import Html, Texts
from bot.undoing import offering, undoably
from bot.views.follows import ask_stop, choose_stop, follow_card, follows_list, stopped
from core.application.bus import MessageBus
from core.application.commands import PauseFollowCommand, ResumeFollowCommand, StopFollowCommand
from core.application.noise_commands import Done
from core.application.queries import GetFollowQuery, ListFollowsQuery, PreviewStopQuery
from core.application.views import FollowerView
from core.domain.follow import StopChoice
from core.domain.values import FollowId

CHOICES = {
    FollowVerb.STOP_CLOSE_ALL: StopChoice.CLOSE_ALL,
    FollowVerb.STOP_KEEP: StopChoice.KEEP,
    FollowVerb.STOP_LEADER_CLOSES: StopChoice.LEADER_CLOSES,
}


PAUSES = {
    FollowVerb.PAUSE: None,
    FollowVerb.PAUSE_HOUR: timedelta(hours=1),
    FollowVerb.PAUSE_EIGHT: timedelta(hours=8),
}


def router() -> Router:
    router = Router(name="follows")
    router.message.register(open_list, Command("follows"))
    router.message.register(choose, Command("stop"))
    router.callback_query.register(open_page, Go.filter(F.to == Place.FOLLOWS))
    router.callback_query.register(choose_page, Go.filter(F.to == Place.STOP))
    router.callback_query.register(open_card, FollowPress.filter(F.verb == FollowVerb.VIEW))
    router.callback_query.register(pause, FollowPress.filter(F.verb.in_(PAUSES)))
    router.callback_query.register(resume, FollowPress.filter(F.verb == FollowVerb.RESUME))
    router.callback_query.register(ask_to_stop, FollowPress.filter(F.verb == FollowVerb.STOP))
    router.callback_query.register(stop, FollowPress.filter(F.verb.in_(CHOICES)))
    return router


async def open_list(event: Event, *, bus: MessageBus, texts: Texts, user: FollowerView, page: int = 0) -> None:
    follows = await bus.handle(ListFollowsQuery(actor=user.follower_id))
    await show(event, follows_list(texts.voice(user.language), follows, page))


async def open_page(
    query: CallbackQuery, *, callback_data: Go, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    await open_list(query, bus=bus, texts=texts, user=user, page=callback_data.page)


async def choose(event: Event, *, bus: MessageBus, texts: Texts, user: FollowerView, page: int = 0) -> None:
    """A single follow needs no choosing."""
    follows = await bus.handle(ListFollowsQuery(actor=user.follower_id))
    if len(follows) == 1:
        await show_stop(event, follows[0].follow_id, bus=bus, texts=texts, user=user)
        return
    await show(event, choose_stop(texts.voice(user.language), follows, page))


async def choose_page(
    query: CallbackQuery, *, callback_data: Go, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    await choose(query, bus=bus, texts=texts, user=user, page=callback_data.page)


async def open_card(
    query: CallbackQuery, *, callback_data: FollowPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    await show_card(query, FollowId(callback_data.follow_id), bus=bus, texts=texts, user=user)


async def pause(
    query: CallbackQuery, *, callback_data: FollowPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    """No question: resuming is one press away."""
    follow_id, length = FollowId(callback_data.follow_id), PAUSES[callback_data.verb]
    done = await undoably(bus, PauseFollowCommand(actor=user.follower_id, follow_id=follow_id, length=length))
    voice = texts.voice(user.language)
    still = voice.say("follow-paused-pending", count=done.answer) if done.answer else None
    news = voice.lines(voice.say("follow-paused"), still)
    await show_card(query, follow_id, bus=bus, texts=texts, user=user, news=news, done=done)


async def resume(
    query: CallbackQuery, *, callback_data: FollowPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    follow_id = FollowId(callback_data.follow_id)
    done = await undoably(bus, ResumeFollowCommand(actor=user.follower_id, follow_id=follow_id))
    news = texts.voice(user.language).say("follow-resumed")
    await show_card(query, follow_id, bus=bus, texts=texts, user=user, news=news, done=done)


async def ask_to_stop(
    query: CallbackQuery, *, callback_data: FollowPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    await show_stop(query, FollowId(callback_data.follow_id), bus=bus, texts=texts, user=user)


async def stop(
    query: CallbackQuery, *, callback_data: FollowPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    follow_id = FollowId(callback_data.follow_id)
    follow = await bus.handle(GetFollowQuery(actor=user.follower_id, follow_id=follow_id))
    choice = CHOICES[callback_data.verb]
    done = await undoably(bus, StopFollowCommand(actor=user.follower_id, follow_id=follow_id, choice=choice))
    voice = texts.voice(user.language)
    await show(query, offering(voice, stopped(voice, follow, verb=callback_data.verb, closing=done.answer), done))


async def show_card(
    event: Event,
    follow_id: FollowId,
    *,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
    news: Html | None = None,
    done: Done | None = None,
) -> None:
    follow = await bus.handle(GetFollowQuery(actor=user.follower_id, follow_id=follow_id))
    voice = texts.voice(user.language)
    card = follow_card(voice, follow, news)
    await show(event, card if done is None else offering(voice, card, done))


async def show_stop(event: Event, follow_id: FollowId, *, bus: MessageBus, texts: Texts, user: FollowerView) -> None:
    view = await bus.handle(PreviewStopQuery(actor=user.follower_id, follow_id=follow_id))
    await show(event, ask_stop(texts.voice(user.language), view))
