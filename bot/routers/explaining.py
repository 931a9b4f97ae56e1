"""/why and every Why button: the list, one verdict, and the form of a follow at the field that mends it. Decides
nothing: a fix only opens what the follower then changes and saves.
"""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from bot.callbacks import (
    FixPress,
    Go,
    Place,
    TradePress,
    WhyPress,
)
from bot.drafts import FollowDraft, draft_values
from bot.fixes import SIZE, SIZING
from bot.routers.following import keep
from bot.routers.limits import FIELD
from bot.rule_fields import find_field
from bot.screen import Event, show
from bot.states import FollowForm
from bot.texts import Texts
from bot.views.forms import ask_rule, ask_size, choose_sizing
from bot.views.why import why_list, why_screen
from core.application.bus import MessageBus
from core.application.queries import GetFollowQuery, ListHistoryQuery
from core.application.views import FollowerView
from core.application.why_queries import ExplainTradeQuery, ExplainVerdictQuery
from core.domain.values import FollowId, TradeId

LAST_PAGE = 1_000


def router() -> Router:
    router = Router(name="explaining")
    router.message.register(open_list, Command("why"))
    router.callback_query.register(open_page, Go.filter(F.to == Place.WHY))
    router.callback_query.register(explain_trade, TradePress.filter())
    router.callback_query.register(explain_verdict, WhyPress.filter())
    router.callback_query.register(open_field, FixPress.filter())
    return router


async def open_list(event: Event, *, bus: MessageBus, texts: Texts, user: FollowerView, page: int = 0) -> None:
    page = max(0, min(page, LAST_PAGE))
    entries = await bus.handle(ListHistoryQuery(actor=user.follower_id, page=page))
    await show(event, why_list(texts.voice(user.language), entries, page))


async def open_page(
    query: CallbackQuery, *, callback_data: Go, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    await open_list(query, bus=bus, texts=texts, user=user, page=callback_data.page)


async def explain_trade(
    query: CallbackQuery, *, callback_data: TradePress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    why = await bus.handle(ExplainTradeQuery(actor=user.follower_id, trade_id=TradeId(callback_data.trade_id)))
    await show(query, why_screen(texts.voice(user.language), why))


async def explain_verdict(
    query: CallbackQuery, *, callback_data: WhyPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    why = await bus.handle(ExplainVerdictQuery(actor=user.follower_id, verdict_id=callback_data.verdict_id))
    await show(query, why_screen(texts.voice(user.language), why))


async def open_field(
    query: CallbackQuery,
    *,
    callback_data: FixPress,
    state: FSMContext,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    """As if the follower had opened the follow, pressed Edit and gone there."""
    voice, follow_id = texts.voice(user.language), FollowId(callback_data.follow_id)
    follow = await bus.handle(GetFollowQuery(actor=user.follower_id, follow_id=follow_id))
    draft = FollowDraft(
        leader_id=follow.leader_id,
        account_id=follow.account_id,
        follow_id=follow_id,
        rules=follow.rules,
        mode=follow.mode,
    )
    if callback_data.field in {SIZE, SIZING}:
        await keep(state, draft)
        is_size = callback_data.field == SIZE
        await show(query, ask_size(voice, draft) if is_size else choose_sizing(voice, draft))
        return
    field = find_field(callback_data.field)
    await state.set_state(FollowForm.rule)
    await state.set_data({**draft_values(draft), FIELD: field.name})
    await show(query, ask_rule(voice, draft, field))
