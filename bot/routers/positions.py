"""Open positions: look, close all or half of one, close everything. Each close asks once; protection is next door."""

from collections.abc import Sequence
from decimal import Decimal

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery

from bot.callbacks import (
    Go,
    Place,
    PositionPress,
    PositionVerb,
)
from bot.presses import Press
from bot.screen import Event, Screen, show
from bot.texts import Html, Texts
from bot.views.positions import (
    ask_close,
    ask_close_all,
    closing_all,
    emergency_list,
    position_card,
    positions_list,
)
from core.application.bus import MessageBus
from core.application.commands import ClosePositionCommand
from core.application.queries import GetPositionQuery, ListPositionsQuery
from core.application.views import FollowerView, PositionView, TradeView
from core.application.why_queries import ListPositionTradesQuery
from core.domain.errors import Refusal
from core.domain.values import PositionId

FRACTIONS = {PositionVerb.CLOSE_NOW: Decimal(1), PositionVerb.HALF_NOW: Decimal("0.5")}
QUESTIONS = {PositionVerb.CLOSE: PositionVerb.CLOSE_NOW, PositionVerb.HALF: PositionVerb.HALF_NOW}


def router() -> Router:
    router = Router(name="positions")
    router.message.register(open_list, Command("positions"))
    router.message.register(open_emergency, Command("close", "x"))
    router.callback_query.register(open_page, Go.filter(F.to == Place.POSITIONS))
    router.callback_query.register(open_emergency_page, Go.filter(F.to == Place.CLOSE))
    router.callback_query.register(ask_everything, Go.filter(F.to == Place.CLOSE_ALL))
    router.callback_query.register(close_everything, Go.filter(F.to == Place.CLOSE_ALL_NOW))
    router.callback_query.register(open_card, PositionPress.filter(F.verb == PositionVerb.VIEW))
    router.callback_query.register(ask, PositionPress.filter(F.verb.in_(QUESTIONS)))
    router.callback_query.register(close, PositionPress.filter(F.verb.in_(FRACTIONS)))
    return router


async def open_list(event: Event, *, bus: MessageBus, texts: Texts, user: FollowerView, page: int = 0) -> None:
    positions = await bus.handle(ListPositionsQuery(actor=user.follower_id))
    await show(event, positions_list(texts.voice(user.language), positions, page))


async def open_page(
    query: CallbackQuery, *, callback_data: Go, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    await open_list(query, bus=bus, texts=texts, user=user, page=callback_data.page)


async def open_emergency(event: Event, *, bus: MessageBus, texts: Texts, user: FollowerView, page: int = 0) -> None:
    positions = await bus.handle(ListPositionsQuery(actor=user.follower_id))
    await show(event, emergency_list(texts.voice(user.language), positions, page))


async def open_emergency_page(
    query: CallbackQuery, *, callback_data: Go, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    await open_emergency(query, bus=bus, texts=texts, user=user, page=callback_data.page)


async def open_card(
    query: CallbackQuery, *, callback_data: PositionPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    await show_card(query, PositionId(callback_data.position_id), bus=bus, texts=texts, user=user)


async def ask(
    query: CallbackQuery, *, callback_data: PositionPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    position = await find_position(bus, user, PositionId(callback_data.position_id))
    await show(query, ask_close(texts.voice(user.language), position, QUESTIONS[callback_data.verb]))


async def close(
    query: CallbackQuery,
    *,
    callback_data: PositionPress,
    press: Press,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    voice, position_id = texts.voice(user.language), PositionId(callback_data.position_id)
    fraction = FRACTIONS[callback_data.verb]
    await bus.handle(ClosePositionCommand(actor=user.follower_id, position_id=position_id, fraction=fraction))
    await press.toast(voice.plain("toast-closing"))
    positions = await bus.handle(ListPositionsQuery(actor=user.follower_id))
    rest = positions_list(voice, positions)
    await show(query, Screen(text=voice.lines(voice.say("closing"), Html(""), rest.text), keyboard=rest.keyboard))


async def ask_everything(query: CallbackQuery, *, bus: MessageBus, texts: Texts, user: FollowerView) -> None:
    positions = await bus.handle(ListPositionsQuery(actor=user.follower_id))
    voice = texts.voice(user.language)
    await show(query, ask_close_all(voice, len(positions)) if positions else emergency_list(voice, positions))


async def close_everything(
    query: CallbackQuery, *, press: Press, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    """One position that refuses doesn't keep the others open."""
    voice = texts.voice(user.language)
    await press.toast(voice.plain("toast-closing"))
    positions = await bus.handle(ListPositionsQuery(actor=user.follower_id))
    closing = [position for position in positions if await try_close(bus, user, position.position_id)]
    await show(query, closing_all(voice, closing=len(closing), refused=len(positions) - len(closing)))


async def try_close(bus: MessageBus, user: FollowerView, position_id: PositionId) -> bool:
    try:
        await bus.handle(ClosePositionCommand(actor=user.follower_id, position_id=position_id))
    except Refusal:
        return False
    return True


async def show_card(
    event: Event,
    position_id: PositionId,
    *,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
    news: Html | None = None,
) -> None:
    position = await find_position(bus, user, position_id)
    trades = await bus.handle(ListPositionTradesQuery(actor=user.follower_id, position_id=position_id))
    await show(event, position_card(texts.voice(user.language), position, news, entry=entry_of(trades)))


def entry_of(trades: Sequence[TradeView]) -> TradeView | None:
    """The newest one that added to it."""
    return next((trade for trade in trades if not trade.reduce_only), None)


async def find_position(bus: MessageBus, user: FollowerView, position_id: PositionId) -> PositionView:
    return await bus.handle(GetPositionQuery(actor=user.follower_id, position_id=position_id))
