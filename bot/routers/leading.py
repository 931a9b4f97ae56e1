"""Leaders: find one, become one, cease to be one. Follows nobody."""

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.callbacks import (
    Go,
    LeaderPress,
    LeaderVerb,
    LeadPress,
    Place,
)
from bot.parsing import parse_name
from bot.routers.accounts import find_account
from bot.routers.start import leader_link
from bot.screen import Event, show
from bot.states import TYPED, LeadForm
from bot.texts import Html, Texts
from bot.views.leaders import ask_leader_name, ask_retire, choose_lead_account, leader_card, leaders_list
from core.application.bus import MessageBus
from core.application.commands import PublishLeaderCommand, RetireLeaderCommand
from core.application.quality_queries import GetLeaderStatisticsQuery
from core.application.queries import GetLeaderQuery, ListAccountsQuery, ListLeadersQuery
from core.application.views import FollowerView
from core.domain.values import AccountId, LeaderId


def router() -> Router:
    router = Router(name="leading")
    router.message.register(open_list, Command("leaders", "follow"))
    router.callback_query.register(open_page, Go.filter(F.to == Place.LEADERS))
    router.callback_query.register(open_card, LeaderPress.filter(F.verb == LeaderVerb.VIEW))
    router.callback_query.register(ask_to_retire, LeaderPress.filter(F.verb == LeaderVerb.RETIRE))
    router.callback_query.register(retire, LeaderPress.filter(F.verb == LeaderVerb.RETIRE_NOW))
    router.message.register(lead, Command("lead"))
    router.callback_query.register(lead, Go.filter(F.to == Place.LEAD))
    router.callback_query.register(ask_name, LeadPress.filter())
    router.message.register(publish, LeadForm.name, TYPED)
    return router


async def open_list(event: Event, *, bus: MessageBus, texts: Texts, user: FollowerView, page: int = 0) -> None:
    leaders = await bus.handle(ListLeadersQuery(actor=user.follower_id))
    await show(event, leaders_list(texts.voice(user.language), leaders, page))


async def open_page(
    query: CallbackQuery, *, callback_data: Go, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    await open_list(query, bus=bus, texts=texts, user=user, page=callback_data.page)


async def open_card(
    query: CallbackQuery, *, callback_data: LeaderPress, bot: Bot, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    await show_card(query, bot=bot, bus=bus, texts=texts, user=user, leader_id=LeaderId(callback_data.leader_id))


async def lead(event: Event, *, bot: Bot, bus: MessageBus, texts: Texts, user: FollowerView) -> None:
    """Who leads already sees their own card."""
    mine = [it for it in await bus.handle(ListLeadersQuery(actor=user.follower_id)) if it.is_mine and it.is_active]
    if mine:
        await show_card(event, bot=bot, bus=bus, texts=texts, user=user, leader_id=mine[0].leader_id)
        return
    accounts = await bus.handle(ListAccountsQuery(actor=user.follower_id))
    await show(event, choose_lead_account(texts.voice(user.language), accounts))


async def ask_name(
    query: CallbackQuery,
    *,
    callback_data: LeadPress,
    state: FSMContext,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    account = await find_account(bus, user, AccountId(callback_data.account_id))
    await state.set_state(LeadForm.name)
    await state.set_data({"account_id": account.account_id})
    await show(query, ask_leader_name(texts.voice(user.language), user.name))


async def publish(
    message: Message, *, state: FSMContext, bot: Bot, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    name = parse_name(message.text or "")
    account_id = AccountId(str((await state.get_data()).get("account_id", "")))
    command = PublishLeaderCommand(actor=user.follower_id, account_id=account_id, name=name)
    leader_id = await bus.handle(command)
    await state.clear()
    news = texts.voice(user.language).say("lead-published")
    await show_card(message, bot=bot, bus=bus, texts=texts, user=user, leader_id=leader_id, news=news)


async def ask_to_retire(
    query: CallbackQuery, *, callback_data: LeaderPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    query_leader = GetLeaderQuery(actor=user.follower_id, leader_id=LeaderId(callback_data.leader_id))
    await show(query, ask_retire(texts.voice(user.language), await bus.handle(query_leader)))


async def retire(
    query: CallbackQuery, *, callback_data: LeaderPress, bot: Bot, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    leader_id = LeaderId(callback_data.leader_id)
    await bus.handle(RetireLeaderCommand(actor=user.follower_id, leader_id=leader_id))
    news = texts.voice(user.language).say("lead-retired")
    await show_card(query, bot=bot, bus=bus, texts=texts, user=user, leader_id=leader_id, news=news)


async def show_card(
    event: Event,
    *,
    bot: Bot,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
    leader_id: LeaderId,
    news: Html | None = None,
) -> None:
    leader = await bus.handle(GetLeaderQuery(actor=user.follower_id, leader_id=leader_id))
    record = await bus.handle(GetLeaderStatisticsQuery(actor=user.follower_id, leader_id=leader_id))
    link = await leader_link(bot, leader_id)
    await show(event, leader_card(texts.voice(user.language), leader, link, record=record, news=news))
