"""/status: operators see the house, followers whether copies are made for them. Changes nothing."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery

from bot.callbacks import Go, Place
from bot.menu import Audience, audience_of
from bot.screen import Event, show
from bot.texts import Texts
from bot.views.status import operator_status, own_status
from core.application.bus import MessageBus
from core.application.operator_queries import GetOwnStatusQuery, GetStatusQuery
from core.application.views import FollowerView


def router() -> Router:
    router = Router(name="status")
    router.message.register(open_status, Command("status"))
    router.callback_query.register(open_page, Go.filter(F.to == Place.STATUS))
    return router


async def open_status(event: Event, *, bus: MessageBus, texts: Texts, user: FollowerView, page: int = 0) -> None:
    voice = texts.voice(user.language)
    if audience_of(user) is Audience.OPERATORS:
        await show(event, operator_status(voice, await bus.handle(GetStatusQuery(actor=user.follower_id)), page))
        return
    await show(event, own_status(voice, await bus.handle(GetOwnStatusQuery(actor=user.follower_id)), user, page))


async def open_page(
    query: CallbackQuery, *, callback_data: Go, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    await open_status(query, bus=bus, texts=texts, user=user, page=callback_data.page)
