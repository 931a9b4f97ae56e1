"""What nobody else understood: answered kindly, with the way on. Stands last."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks import Place
from bot.keyboards import keyboard, open_place
from bot.presses import Press
from bot.screen import Screen, show
from bot.texts import Texts
from core.application.views import FollowerView


def router() -> Router:
    router = Router(name="fallback")
    router.message.register(unknown_command, F.text.startswith("/"))
    router.message.register(unknown_text, F.text)
    router.message.register(unreadable)
    router.callback_query.register(unknown_press)
    return router


async def unknown_command(message: Message, *, texts: Texts, user: FollowerView) -> None:
    await say(message, "unknown-command", texts=texts, user=user)


async def unknown_text(message: Message, *, texts: Texts, user: FollowerView) -> None:
    await say(message, "unknown-text", texts=texts, user=user)


async def unreadable(message: Message, *, texts: Texts, user: FollowerView) -> None:
    await say(message, "unreadable", texts=texts, user=user)


async def unknown_press(_: CallbackQuery, *, press: Press, texts: Texts, user: FollowerView) -> None:
    await press.alert(texts.voice(user.language).plain("refusal-button-unknown"))


async def say(message: Message, key: str, *, texts: Texts, user: FollowerView) -> None:
    voice = texts.voice(user.language)
    doors = keyboard([open_place(voice, Place.HOME), open_place(voice, Place.HELP)])
    await show(message, Screen(text=voice.say(key), keyboard=doors))
