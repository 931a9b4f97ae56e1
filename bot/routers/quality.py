"""/quality and a leader's record: how well he is copied, how well he trades. Changes nothing."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery

from bot.callbacks import (
    Go,
    LeaderPress,
    LeaderVerb,
    Place,
    QualityMorePress,
    QualityPress,
)
from bot.screen import Event, show
from bot.texts import Texts
from bot.views.quality import PERIODS, quality_list, quality_screen
from bot.views.quality_more import quality_more_screen
from bot.views.statistics import statistics_more_screen, statistics_screen
from core.application.bus import MessageBus
from core.application.quality_queries import (
    GetLeaderStatisticsQuery,
    GetQualityQuery,
    LeaderStatisticsView,
    ListQualityQuery,
)
from core.application.views import FollowerView, PnlPeriod
from core.domain.errors import BadInput
from core.domain.values import LeaderId


def router() -> Router:
    router = Router(name="quality")
    router.message.register(open_quality, Command("quality"))
    router.callback_query.register(open_page, Go.filter(F.to == Place.QUALITY))
    router.callback_query.register(open_leader, QualityPress.filter())
    router.callback_query.register(open_more, QualityMorePress.filter())
    router.callback_query.register(open_statistics, LeaderPress.filter(F.verb == LeaderVerb.STATISTICS))
    router.callback_query.register(open_statistics_more, LeaderPress.filter(F.verb == LeaderVerb.STATISTICS_MORE))
    return router


async def open_quality(event: Event, *, bus: MessageBus, texts: Texts, user: FollowerView, page: int = 0) -> None:
    """Who follows one leader only has nothing to choose, unless he comes back for it."""
    leaders = await bus.handle(ListQualityQuery(actor=user.follower_id))
    if len(leaders) == 1:
        await show_quality(event, bus=bus, texts=texts, user=user, leader_id=leaders[0].leader_id)
        return
    await show(event, quality_list(texts.voice(user.language), leaders, page))


async def open_page(
    query: CallbackQuery, *, callback_data: Go, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    leaders = await bus.handle(ListQualityQuery(actor=user.follower_id))
    await show(query, quality_list(texts.voice(user.language), leaders, callback_data.page))


async def open_leader(
    query: CallbackQuery, *, callback_data: QualityPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    leader_id, period = _named(callback_data)
    await show_quality(query, bus=bus, texts=texts, user=user, leader_id=leader_id, period=period)


async def open_more(
    query: CallbackQuery, *, callback_data: QualityMorePress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    leader_id, period = _named(callback_data)
    view = await bus.handle(GetQualityQuery(actor=user.follower_id, leader_id=leader_id, period=period))
    await show(query, quality_more_screen(texts.voice(user.language), view))


async def open_statistics(
    query: CallbackQuery, *, callback_data: LeaderPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    view = await _record(callback_data, bus=bus, user=user)
    await show(query, statistics_screen(texts.voice(user.language), view))


async def open_statistics_more(
    query: CallbackQuery, *, callback_data: LeaderPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    view = await _record(callback_data, bus=bus, user=user)
    await show(query, statistics_more_screen(texts.voice(user.language), view))


async def show_quality(
    event: Event,
    *,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
    leader_id: LeaderId,
    period: PnlPeriod = PnlPeriod.MONTH,
) -> None:
    view = await bus.handle(GetQualityQuery(actor=user.follower_id, leader_id=leader_id, period=period))
    await show(event, quality_screen(texts.voice(user.language), view))


async def _record(pressed: LeaderPress, *, bus: MessageBus, user: FollowerView) -> LeaderStatisticsView:
    wanted = GetLeaderStatisticsQuery(actor=user.follower_id, leader_id=LeaderId(pressed.leader_id))
    return await bus.handle(wanted)


def _named(pressed: QualityPress | QualityMorePress) -> tuple[LeaderId, PnlPeriod]:
    if pressed.period not in set(PERIODS):
        raise BadInput("button-unknown")
    return LeaderId(pressed.leader_id), PnlPeriod(pressed.period)
