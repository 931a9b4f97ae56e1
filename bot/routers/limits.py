"""The limits of the follow form, one rule at a time: presets, or typed. Starts no follow."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.callbacks import DraftPress, DraftVerb
from bot.drafts import change_rule, draft_values, marked_draft, read_draft
from bot.routers.following import keep
from bot.rule_fields import find_field, read_value
from bot.screen import Event, show
from bot.states import TYPED, FollowForm
from bot.texts import Texts
from bot.views.forms import ask_rule, limits_menu
from core.application.views import FollowerView

FIELD = "field"


def router() -> Router:
    router = Router(name="limits")
    router.callback_query.register(open_limits, DraftPress.filter(F.verb == DraftVerb.LIMITS))
    router.callback_query.register(open_rule, DraftPress.filter(F.verb == DraftVerb.FIELD))
    router.callback_query.register(press_value, DraftPress.filter(F.verb == DraftVerb.SET))
    router.message.register(type_value, FollowForm.rule, TYPED)
    return router


async def open_limits(
    query: CallbackQuery, *, callback_data: DraftPress, state: FSMContext, texts: Texts, user: FollowerView
) -> None:
    draft = marked_draft(await state.get_data(), callback_data.mark)
    await keep(state, draft)
    await show(query, limits_menu(texts.voice(user.language), draft, callback_data.name))


async def open_rule(
    query: CallbackQuery, *, callback_data: DraftPress, state: FSMContext, texts: Texts, user: FollowerView
) -> None:
    draft, field = marked_draft(await state.get_data(), callback_data.mark), find_field(callback_data.name)
    await state.set_state(FollowForm.rule)
    await state.set_data({**draft_values(draft), FIELD: field.name})
    await show(query, ask_rule(texts.voice(user.language), draft, field))


async def press_value(
    query: CallbackQuery, *, callback_data: DraftPress, state: FSMContext, texts: Texts, user: FollowerView
) -> None:
    marked_draft(await state.get_data(), callback_data.mark)
    await set_rule(query, callback_data.name, text=callback_data.value, state=state, texts=texts, user=user)


async def type_value(message: Message, *, state: FSMContext, texts: Texts, user: FollowerView) -> None:
    name = str((await state.get_data()).get(FIELD, ""))
    await set_rule(message, name, text=message.text or "", state=state, texts=texts, user=user)


async def set_rule(event: Event, name: str, *, text: str, state: FSMContext, texts: Texts, user: FollowerView) -> None:
    """A refused value leaves the form as it was, still waiting."""
    draft = read_draft(await state.get_data())
    draft = draft.with_rules(change_rule(draft.rules, name, read_value(find_field(name), text)))
    await keep(state, draft)
    await show(event, limits_menu(texts.voice(user.language), draft, name))
