"""Pictures on demand: the curve, the month, a position's chart, the card to share. Changes nothing."""

from aiogram import Bot, Router
from aiogram.types import CallbackQuery

from bot.callbacks import (
    ChartPress,
    CurvePress,
    MonthPress,
    SharePress,
)
from bot.photo import show_sketch
from bot.presses import Press
from bot.routers.start import leader_link
from bot.texts import Texts
from bot.views.pictures import chart_sketch, curve_sketch, month_of, month_sketch
from bot.views.sharing import LEADER, share_sketch, shows
from core.application.bus import MessageBus
from core.application.picture_queries import ChartView, GetChartQuery, GetCurveQuery, GetMonthQuery
from core.application.views import FollowerView
from core.domain.errors import BadInput
from core.domain.values import PositionId


def router() -> Router:
    router = Router(name="pictures")
    router.callback_query.register(show_curve, CurvePress.filter())
    router.callback_query.register(show_month, MonthPress.filter())
    router.callback_query.register(show_chart, ChartPress.filter())
    router.callback_query.register(show_card, SharePress.filter())
    return router


async def show_curve(
    query: CallbackQuery,
    *,
    callback_data: CurvePress,
    press: Press,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    await press.toast()
    asked = GetCurveQuery(actor=user.follower_id, period=callback_data.period, mode=callback_data.mode)
    view = await bus.handle(asked)
    await show_sketch(query, curve_sketch(texts.voice(user.language), view, callback_data), bus)


async def show_month(
    query: CallbackQuery,
    *,
    callback_data: MonthPress,
    press: Press,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    month = month_of(callback_data.month)
    if callback_data.month and month is None:
        raise BadInput("button-unknown")
    await press.toast()
    view = await bus.handle(GetMonthQuery(actor=user.follower_id, month=month, mode=callback_data.mode))
    await show_sketch(query, month_sketch(texts.voice(user.language), view, callback_data), bus)


async def show_chart(
    query: CallbackQuery,
    *,
    callback_data: ChartPress,
    press: Press,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    view = await find_chart(bus, user, callback_data.position_id)
    await press.toast()
    await show_sketch(query, chart_sketch(texts.voice(user.language), view, callback_data), bus)


async def show_card(
    query: CallbackQuery,
    *,
    callback_data: SharePress,
    press: Press,
    bot: Bot,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    """The first card comes with a word on what to do with it."""
    voice = texts.voice(user.language)
    view = await find_chart(bus, user, callback_data.position_id)
    await press.toast("" if query.message is not None else voice.plain("card-hint"))
    is_named = shows(callback_data, LEADER) and view.leader_id is not None
    name = (await bot.me()).username or ""
    link = await leader_link(bot, view.leader_id) if is_named and view.leader_id else f"https://t.me/{name}"
    await show_sketch(query, share_sketch(voice, view, callback_data, link=link, bot_name=name), bus)


async def find_chart(bus: MessageBus, user: FollowerView, position_id: str) -> ChartView:
    return await bus.handle(GetChartQuery(actor=user.follower_id, position_id=PositionId(position_id)))
