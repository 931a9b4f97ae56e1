"""The operator: people, health, and the switch for all. For anybody else these commands do not exist."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, TelegramObject

from bot.callbacks import Go, Place
from bot.house_presses import AdminPress, AdminVerb
from bot.menu import Audience, audience_of
from bot.screen import Event, show
from bot.texts import Html, Texts
from bot.views.admin import admin_screen
from core.application.bus import MessageBus
from core.application.commands import CopyingSwitch, SwitchCopyingCommand
from core.application.queries import GetAdminQuery
from core.application.views import FollowerView

SWITCHES = {AdminVerb.PAUSE: CopyingSwitch.PAUSE, AdminVerb.RESUME: CopyingSwitch.RESUME}


def router() -> Router:
    router = Router(name="admin")
    router.message.filter(is_operator)
    router.callback_query.filter(is_operator)
    router.message.register(open_admin, Command("admin"))
    router.callback_query.register(open_admin, Go.filter(F.to == Place.ADMIN))
    router.callback_query.register(switch, AdminPress.filter(F.verb.in_(SWITCHES)))
    return router


async def is_operator(_: TelegramObject, user: FollowerView | None = None) -> bool:
    return audience_of(user) is Audience.OPERATORS


async def open_admin(
    event: Event, *, bus: MessageBus, texts: Texts, user: FollowerView, news: Html | None = None
) -> None:
    view = await bus.handle(GetAdminQuery(actor=user.follower_id))
    await show(event, admin_screen(texts.voice(user.language), view, news))


async def switch(
    query: CallbackQuery, *, callback_data: AdminPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    """Entries of the whole installation; exits go on."""
    chosen = SWITCHES[callback_data.verb]
    await bus.handle(SwitchCopyingCommand(actor=user.follower_id, switch=chosen))
    news = texts.voice(user.language).say(f"switched-{chosen}")
    await open_admin(query, bus=bus, texts=texts, user=user, news=news)
