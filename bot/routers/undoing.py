"""Undo pressed: what was done is as it was before, and is shown. Late and outdated presses are refused in core."""

from aiogram import Bot, Router
from aiogram.types import CallbackQuery

from bot.callbacks import UndoPress
from bot.menu import publish_own_commands
from bot.presses import Press
from bot.screen import Screen, show
from bot.texts import Html, Texts
from bot.views.follows import follow_card, follows_list
from bot.views.settings import settings_screen
from core.application.bus import MessageBus
from core.application.noise_commands import UndoCommand
from core.application.queries import FindFollowerQuery, GetFollowQuery, ListFollowsQuery
from core.application.views import FollowerView
from core.domain.values import UndoId


def router() -> Router:
    router = Router(name="undoing")
    router.callback_query.register(undo, UndoPress.filter())
    return router


async def undo(
    query: CallbackQuery,
    *,
    callback_data: UndoPress,
    press: Press,
    bot: Bot,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    command = UndoCommand(actor=user.follower_id, undo_id=UndoId(callback_data.undo_id))
    undone = await bus.handle(command)
    found = await bus.handle(FindFollowerQuery(actor=user.follower_id))
    user = found or user
    voice = texts.voice(user.language)
    await press.toast(voice.plain("undone"))
    if undone.has_settings:
        await show(query, settings_screen(voice, texts, user))
        await publish_own_commands(bot, texts, user)
    elif len(undone.follow_ids) == 1:
        follow = await bus.handle(GetFollowQuery(actor=user.follower_id, follow_id=undone.follow_ids[0]))
        await show(query, follow_card(voice, follow, voice.say("undone")))
    else:
        follows = follows_list(voice, await bus.handle(ListFollowsQuery(actor=user.follower_id)))
        text = voice.lines(voice.say("undone"), Html(""), follows.text)
        await show(query, Screen(text=text, keyboard=follows.keyboard))
