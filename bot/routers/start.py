"""Home, help, cancel, and the deep links. Changes nothing by itself: a link is world-writable input."""

import re

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message
from aiogram.utils.deep_linking import create_start_link

from bot.callbacks import Go, Place
from bot.drafts import find_draft
from bot.menu import audience_of
from bot.presses import Press
from bot.screen import Event, show
from bot.texts import Texts
from bot.views.home import Progress, help_screen, home
from bot.views.leaders import leader_card
from bot.views.trades import trade_card
from core.application.bus import MessageBus
from core.application.quality_queries import GetLeaderStatisticsQuery
from core.application.queries import GetHomeQuery, GetLeaderQuery, GetTradeQuery, ListHistoryQuery
from core.application.views import FollowerView, HomeView
from core.domain.errors import NotFound
from core.domain.values import LeaderId, TradeId

LEADER_LINK, INVITE_LINK, TRADE_LINK = "l_", "i_", "t_"
_ID = re.compile(r"[A-Za-z0-9_-]{1,62}", re.ASCII)
"""What Telegram lets stand behind a prefix; whatever else is typed after /start names nothing."""


def router() -> Router:
    router = Router(name="start")
    router.message.register(open_leader_link, CommandStart(deep_link=True, magic=F.args.startswith(LEADER_LINK)))
    router.message.register(open_trade_link, CommandStart(deep_link=True, magic=F.args.startswith(TRADE_LINK)))
    router.message.register(open_home, CommandStart())
    router.message.register(open_home, Command("menu"))
    router.message.register(open_help, Command("help"))
    router.message.register(cancel, Command("cancel"))
    router.callback_query.register(open_home, Go.filter(F.to == Place.HOME))
    router.callback_query.register(open_help, Go.filter(F.to == Place.HELP))
    router.callback_query.register(cancel_press, Go.filter(F.to == Place.CANCEL))
    return router


async def open_home(
    event: Event, *, bus: MessageBus, texts: Texts, user: FollowerView, state: FSMContext | None = None
) -> None:
    """With a way back into a form that was left, and for newcomers with what to do next."""
    view = await bus.handle(GetHomeQuery(actor=user.follower_id))
    is_left = state is not None and find_draft(await state.get_data()) is not None
    progress = Progress(has_copied=await has_copied(bus, view), has_draft=is_left)
    await show(event, home(texts.voice(user.language), view, progress))


async def has_copied(bus: MessageBus, view: HomeView) -> bool:
    """Whether anything was ever copied; asked only where home doesn't show it already."""
    if view.open_positions or not view.accounts:
        return view.open_positions > 0
    entries = await bus.handle(ListHistoryQuery(actor=view.follower.follower_id))
    return any(entry.trade_id is not None for entry in entries)


async def open_help(event: Event, *, texts: Texts, user: FollowerView) -> None:
    await show(event, help_screen(texts.voice(user.language), audience_of(user)))


async def open_leader_link(
    message: Message, *, command: CommandObject, bot: Bot, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    leader_id = LeaderId(linked_id(command, LEADER_LINK, unknown="leader-unknown"))
    leader = await bus.handle(GetLeaderQuery(actor=user.follower_id, leader_id=leader_id))
    link = await leader_link(bot, leader_id)
    record = await bus.handle(GetLeaderStatisticsQuery(actor=user.follower_id, leader_id=leader_id))
    await show(message, leader_card(texts.voice(user.language), leader, link, record=record))


async def open_trade_link(
    message: Message, *, command: CommandObject, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    """As it is now; another's trade is none. The card that tells of the trade's news stays where it is."""
    trade_id = TradeId(linked_id(command, TRADE_LINK, unknown="trade-unknown"))
    trade = await bus.handle(GetTradeQuery(actor=user.follower_id, trade_id=trade_id))
    await show(message, trade_card(texts.voice(user.language), trade))


def linked_id(command: CommandObject, prefix: str, *, unknown: str) -> str:
    """What the link names, if it can be the name of anything."""
    found = (command.args or "").removeprefix(prefix)
    if not _ID.fullmatch(found):
        raise NotFound(unknown)
    return found


async def cancel(message: Message, *, state: FSMContext, bus: MessageBus, texts: Texts, user: FollowerView) -> None:
    """Leave whatever was being filled in; with nothing to leave, say so."""
    is_busy = await state.get_state() is not None or bool(await state.get_data())
    await state.clear()
    await message.answer(texts.voice(user.language).say("cancelled" if is_busy else "nothing-to-cancel"))
    await open_home(message, bus=bus, texts=texts, user=user)


async def cancel_press(
    query: CallbackQuery, *, state: FSMContext, press: Press, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    await state.clear()
    await press.toast(texts.voice(user.language).plain("cancelled"))
    await open_home(query, bus=bus, texts=texts, user=user)


async def leader_link(bot: Bot, leader_id: LeaderId) -> str:
    return await create_start_link(bot, f"{LEADER_LINK}{leader_id}")


async def trade_link(bot: Bot, trade_id: TradeId) -> str:
    return await create_start_link(bot, f"{TRADE_LINK}{trade_id}")
