"""Operators invite: choose the terms, make the link, see what is open, revoke. For others this does not exist."""

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery
from aiogram.utils.deep_linking import create_start_link

from bot.callbacks import Go, Place
from bot.house_presses import (
    AdminPress,
    AdminVerb,
    InviteField,
    InvitePress,
    RevokePress,
)
from bot.invitations import FORM, form_of
from bot.routers.admin import is_operator
from bot.routers.start import INVITE_LINK
from bot.screen import Event, show
from bot.texts import Html, Texts
from bot.views.inviting import invite_form, invite_made, invites_list
from core.application.bus import MessageBus
from core.application.commands import CreateInviteCommand
from core.application.operator_commands import RevokeInviteCommand
from core.application.operator_queries import ListInvitesQuery
from core.application.views import FollowerView


def router() -> Router:
    router = Router(name="inviting")
    router.message.filter(is_operator)
    router.callback_query.filter(is_operator)
    router.message.register(open_list, Command("invites"))
    router.callback_query.register(open_form, AdminPress.filter(F.verb == AdminVerb.INVITE))
    router.callback_query.register(make, InvitePress.filter(F.field == InviteField.MAKE))
    router.callback_query.register(choose, InvitePress.filter())
    router.callback_query.register(open_list, Go.filter(F.to == Place.INVITES))
    router.callback_query.register(revoke, RevokePress.filter())
    return router


async def open_form(query: CallbackQuery, *, state: FSMContext, texts: Texts, user: FollowerView) -> None:
    await show(query, invite_form(texts.voice(user.language), form_of(await state.get_data())))


async def choose(
    query: CallbackQuery, *, callback_data: InvitePress, state: FSMContext, texts: Texts, user: FollowerView
) -> None:
    form = form_of(await state.get_data()).with_choice(callback_data.field, callback_data.choice)
    await state.set_data({FORM: dict(form.chosen)})
    await show(query, invite_form(texts.voice(user.language), form))


async def make(
    query: CallbackQuery, *, state: FSMContext, bot: Bot, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    form = form_of(await state.get_data())
    command = CreateInviteCommand(
        actor=user.follower_id, role=form.role, terms=form.terms, most_uses=form.people, life=form.life
    )
    code = await bus.handle(command)
    link = await create_start_link(bot, f"{INVITE_LINK}{code}")
    await state.clear()
    await show(query, invite_made(texts.voice(user.language), link, form))


async def open_list(
    event: Event, *, bus: MessageBus, texts: Texts, user: FollowerView, news: Html | None = None
) -> None:
    invites = await bus.handle(ListInvitesQuery(actor=user.follower_id))
    await show(event, invites_list(texts.voice(user.language), invites, news))


async def revoke(
    query: CallbackQuery, *, callback_data: RevokePress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    await bus.handle(RevokeInviteCommand(actor=user.follower_id, mark=callback_data.mark))
    news = texts.voice(user.language).say("invite-revoked")
    await open_list(query, bus=bus, texts=texts, user=user, news=news)
