"""Results: PnL by period and the history, page by page. Changes nothing."""

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery

from bot.callbacks import Go, Place, PnlPress
from bot.routers.start import trade_link
from bot.screen import Event, show
from bot.texts import Texts
from bot.views.reports import history_screen, pnl_screen
from core.application.bus import MessageBus
from core.application.queries import GetPnlQuery, ListHistoryQuery
from core.application.views import FollowerView, PnlPeriod
from core.domain.errors import BadInput

LAST_PAGE = 1_000


def router() -> Router:
    router = Router(name="reports")
    router.message.register(open_pnl, Command("pnl"))
    router.message.register(open_history, Command("history"))
    router.callback_query.register(open_pnl, Go.filter(F.to == Place.PNL))
    router.callback_query.register(open_period, PnlPress.filter())
    router.callback_query.register(open_page, Go.filter(F.to == Place.HISTORY))
    return router


async def open_pnl(
    event: Event, *, bus: MessageBus, texts: Texts, user: FollowerView, period: PnlPeriod = PnlPeriod.TODAY
) -> None:
    view = await bus.handle(GetPnlQuery(actor=user.follower_id, period=period))
    await show(event, pnl_screen(texts.voice(user.language), view))


async def open_period(
    query: CallbackQuery, *, callback_data: PnlPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    if callback_data.period not in set(PnlPeriod):
        raise BadInput("button-unknown")
    await open_pnl(query, bus=bus, texts=texts, user=user, period=PnlPeriod(callback_data.period))


async def open_history(
    event: Event, *, bot: Bot, bus: MessageBus, texts: Texts, user: FollowerView, page: int = 0
) -> None:
    page = max(0, min(page, LAST_PAGE))
    entries = await bus.handle(ListHistoryQuery(actor=user.follower_id, page=page))
    links = {it.trade_id: await trade_link(bot, it.trade_id) for it in entries if it.trade_id is not None}
    await show(event, history_screen(texts.voice(user.language), entries, page=page, links=links))


async def open_page(
    query: CallbackQuery, *, callback_data: Go, bot: Bot, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    await open_history(query, bot=bot, bus=bus, texts=texts, user=user, page=callback_data.page)
