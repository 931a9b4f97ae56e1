"""Own settings: language and noise. Takes effect at once, with no question: a press undoes it."""

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery

from bot.callbacks import Go, Place
from bot.house_presses import LanguagePress, NoisePress
from bot.menu import publish_own_commands
from bot.presses import Press
from bot.screen import Event, show
from bot.texts import Texts
from bot.undoing import offering, undoably
from bot.views.settings import settings_screen
from core.application.bus import MessageBus
from core.application.commands import ChangeLanguageCommand, TuneNoiseCommand
from core.application.queries import FindFollowerQuery
from core.application.views import FollowerView
from core.domain.errors import BadInput


def router() -> Router:
    router = Router(name="settings")
    router.message.register(open_settings, Command("settings"))
    router.callback_query.register(open_settings, Go.filter(F.to == Place.SETTINGS))
    router.callback_query.register(speak, LanguagePress.filter())
    router.callback_query.register(tune, NoisePress.filter())
    return router


async def open_settings(event: Event, *, texts: Texts, user: FollowerView) -> None:
    await show(event, settings_screen(texts.voice(user.language), texts, user))


async def speak(
    query: CallbackQuery,
    *,
    callback_data: LanguagePress,
    bot: Bot,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    if callback_data.language not in texts.languages():
        raise BadInput("button-unknown")
    done = await undoably(bus, ChangeLanguageCommand(actor=user.follower_id, language=callback_data.language))
    changed = await present(bus, user)
    voice = texts.voice(changed.language)
    await show(query, offering(voice, settings_screen(voice, texts, changed), done))
    await publish_own_commands(bot, texts, changed)


async def tune(
    query: CallbackQuery,
    *,
    callback_data: NoisePress,
    press: Press,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    news, noise = callback_data.news, callback_data.noise
    done = await undoably(bus, TuneNoiseCommand(actor=user.follower_id, news=news, noise=noise))
    voice = texts.voice(user.language)
    await press.toast(
        voice.plain("noise-button", news=voice.plain(f"news-{news}"), noise=voice.plain(f"noise-{noise}"))
    )
    await show(query, offering(voice, settings_screen(voice, texts, await present(bus, user)), done))


async def present(bus: MessageBus, user: FollowerView) -> FollowerView:
    """As stored now; the one that came with the update is from before."""
    return await bus.handle(FindFollowerQuery(actor=user.follower_id)) or user
