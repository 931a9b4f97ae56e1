"""Operators see who is in and change what somebody may do. For others this does not exist; closes and stops nothing."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message

from bot.callbacks import Go, Place
from bot.house_presses import PersonPress, TermsField, TermsPress
from bot.membership import TermsDraft, draft_of, draft_values
from bot.routers.admin import is_operator
from bot.screen import Event, show
from bot.states import TYPED, TermsForm
from bot.texts import Html, Texts
from bot.views.membership import ask_limit, membership_card, people_list
from core.application.bus import MessageBus
from core.application.operator_commands import ChangeTermsCommand
from core.application.operator_queries import GetMembershipQuery
from core.application.queries import GetAdminQuery
from core.application.views import FollowerView
from core.domain.errors import BadInput
from core.domain.values import FollowerId

FORMS: dict[TermsField, State] = {TermsField.ACCOUNTS: TermsForm.accounts, TermsField.CAPITAL: TermsForm.capital}


def router() -> Router:
    router = Router(name="membership")
    router.message.filter(is_operator)
    router.callback_query.filter(is_operator)
    router.callback_query.register(open_list, Go.filter(F.to == Place.PEOPLE))
    router.callback_query.register(open_person, PersonPress.filter())
    router.callback_query.register(save, TermsPress.filter(F.field == TermsField.SAVE))
    router.callback_query.register(ask, TermsPress.filter(F.value == ""))
    router.callback_query.register(choose, TermsPress.filter())
    for form in FORMS.values():
        router.message.register(type_value, form, TYPED)
    return router


async def open_list(
    query: CallbackQuery, *, callback_data: Go, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    view = await bus.handle(GetAdminQuery(actor=user.follower_id))
    await show(query, people_list(texts.voice(user.language), view.users, callback_data.page))


async def open_person(
    query: CallbackQuery,
    *,
    callback_data: PersonPress,
    state: FSMContext,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    """As it holds now: what was chosen and not saved is forgotten."""
    await begin(query, FollowerId(callback_data.follower_id), state=state, bus=bus, texts=texts, user=user)


async def begin(
    event: Event,
    follower_id: FollowerId,
    *,
    state: FSMContext,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
    news: Html | None = None,
) -> None:
    view = await bus.handle(GetMembershipQuery(actor=user.follower_id, follower_id=follower_id))
    draft = TermsDraft(follower_id=follower_id, role=view.role, terms=view.terms)
    await state.set_state(None)
    await state.set_data(draft_values(draft))
    await show(event, membership_card(texts.voice(user.language), view, draft, news))


async def ask(
    query: CallbackQuery, *, callback_data: TermsPress, state: FSMContext, texts: Texts, user: FollowerView
) -> None:
    draft = draft_of(await state.get_data(), callback_data.follower_id)
    if callback_data.field not in FORMS:
        raise BadInput("button-unknown")
    await state.set_state(FORMS[callback_data.field])
    await show(query, ask_limit(texts.voice(user.language), callback_data.field, draft.follower_id))


async def choose(
    query: CallbackQuery,
    *,
    callback_data: TermsPress,
    state: FSMContext,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    draft = draft_of(await state.get_data(), callback_data.follower_id)
    changed = draft.with_value(callback_data.field, callback_data.value)
    await keep(query, changed, state=state, bus=bus, texts=texts, user=user)


async def type_value(message: Message, *, state: FSMContext, bus: MessageBus, texts: Texts, user: FollowerView) -> None:
    """A refused value leaves the form waiting for another."""
    name = await state.get_state()
    field = next(field for field, form in FORMS.items() if form.state == name)
    changed = draft_of(await state.get_data()).with_value(field, message.text or "")
    await keep(message, changed, state=state, bus=bus, texts=texts, user=user)


async def keep(
    event: Event, draft: TermsDraft, *, state: FSMContext, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    view = await bus.handle(GetMembershipQuery(actor=user.follower_id, follower_id=draft.follower_id))
    await state.set_state(None)
    await state.set_data(draft_values(draft))
    await show(event, membership_card(texts.voice(user.language), view, draft))


async def save(
    query: CallbackQuery,
    *,
    callback_data: TermsPress,
    state: FSMContext,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    """Told to the person by the fact that it is stored with."""
    draft = draft_of(await state.get_data(), callback_data.follower_id)
    command = ChangeTermsCommand(
        actor=user.follower_id, follower_id=draft.follower_id, role=draft.role, terms=draft.terms
    )
    await bus.handle(command)
    news = texts.voice(user.language).say("terms-saved")
    await begin(query, draft.follower_id, state=state, bus=bus, texts=texts, user=user, news=news)
