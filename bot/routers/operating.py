"""Operators see who did what, tell everybody something, keep the house in maintenance. Others see none of it."""

import secrets

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.callbacks import Go, Place
from bot.house_presses import (
    AdminPress,
    AdminVerb,
    AnnouncePress,
    AnnounceVerb,
)
from bot.routers.admin import is_operator, open_admin
from bot.screen import Event, show
from bot.states import TYPED, AnnounceForm
from bot.texts import Texts
from bot.views.operating import announced, ask_announcement, ask_maintenance, audit_screen, preview_announcement
from core.application.bus import MessageBus
from core.application.operator_commands import AnnounceCommand, MaintenanceSwitch, SwitchMaintenanceCommand
from core.application.operator_queries import GetAnnouncementQuery, ListAuditQuery
from core.application.queries import GetAdminQuery
from core.application.views import FollowerView
from core.domain.errors import BadInput, NotPossibleNow

LONGEST_TEXT = 3_000
SWITCHES = {AdminVerb.MAINTAIN_NOW: MaintenanceSwitch.BEGIN, AdminVerb.MAINTAIN_END: MaintenanceSwitch.END}


def router() -> Router:
    router = Router(name="operating")
    router.message.filter(is_operator)
    router.callback_query.filter(is_operator)
    router.message.register(open_audit, Command("audit"))
    router.callback_query.register(turn_audit, Go.filter(F.to == Place.AUDIT))
    router.message.register(ask_text, Command("announce"))
    router.callback_query.register(ask_text, Go.filter(F.to == Place.ANNOUNCE))
    router.message.register(preview, AnnounceForm.text, TYPED)
    router.message.register(preview, AnnounceForm.review, TYPED)
    router.callback_query.register(send, AnnouncePress.filter(F.verb == AnnounceVerb.SEND))
    router.callback_query.register(look, AnnouncePress.filter(F.verb == AnnounceVerb.LOOK))
    router.callback_query.register(ask_to_maintain, AdminPress.filter(F.verb == AdminVerb.MAINTAIN))
    router.callback_query.register(maintain, AdminPress.filter(F.verb.in_(SWITCHES)))
    return router


async def open_audit(event: Event, *, bus: MessageBus, texts: Texts, user: FollowerView, page: int = 0) -> None:
    view = await bus.handle(ListAuditQuery(actor=user.follower_id, page=page))
    await show(event, audit_screen(texts.voice(user.language), view))


async def turn_audit(
    query: CallbackQuery, *, callback_data: Go, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    await open_audit(query, bus=bus, texts=texts, user=user, page=callback_data.page)


async def ask_text(event: Event, *, state: FSMContext, texts: Texts, user: FollowerView) -> None:
    await state.set_state(AnnounceForm.text)
    await show(event, ask_announcement(texts.voice(user.language)))


async def preview(message: Message, *, state: FSMContext, bus: MessageBus, texts: Texts, user: FollowerView) -> None:
    """What is typed now replaces what was typed before; its id makes a second press harmless."""
    text = (message.text or "").strip()
    if len(text) > LONGEST_TEXT:
        raise BadInput("bad-announcement", limit=LONGEST_TEXT)
    people = len((await bus.handle(GetAdminQuery(actor=user.follower_id))).users)
    announcement_id = secrets.token_hex(8)
    await state.set_state(AnnounceForm.review)
    await state.set_data({"text": text, "id": announcement_id})
    await show(message, preview_announcement(texts.voice(user.language), text, announcement_id, people=people))


async def send(
    query: CallbackQuery,
    *,
    callback_data: AnnouncePress,
    state: FSMContext,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    """Only what was previewed last is sent."""
    kept = await state.get_data()
    if kept.get("id") != callback_data.announcement_id:
        raise NotPossibleNow("form-closed")
    announcement_id = callback_data.announcement_id
    await bus.handle(
        AnnounceCommand(actor=user.follower_id, announcement_id=announcement_id, text=str(kept.get("text", "")))
    )
    await state.clear()
    await look(query, callback_data=callback_data, bus=bus, texts=texts, user=user)


async def look(
    query: CallbackQuery, *, callback_data: AnnouncePress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    asked = GetAnnouncementQuery(actor=user.follower_id, announcement_id=callback_data.announcement_id)
    await show(query, announced(texts.voice(user.language), await bus.handle(asked)))


async def ask_to_maintain(query: CallbackQuery, *, texts: Texts, user: FollowerView) -> None:
    await show(query, ask_maintenance(texts.voice(user.language)))


async def maintain(
    query: CallbackQuery, *, callback_data: AdminPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    chosen = SWITCHES[callback_data.verb]
    await bus.handle(SwitchMaintenanceCommand(actor=user.follower_id, switch=chosen))
    news = texts.voice(user.language).say(f"maintenance-switched-{chosen}")
    await open_admin(query, bus=bus, texts=texts, user=user, news=news)
