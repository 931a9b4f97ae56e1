"""Presses on a trade's card: Copy, Half, Skip. The core counts one answer, from its owner, in time."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.callbacks import ConfirmPress
from bot.presses import Press
from bot.screen import show
from bot.texts import Texts
from bot.views.trades import already_answered, is_open_question, trade_card
from core.application.bus import MessageBus
from core.application.commands import AnswerConfirmationCommand
from core.application.queries import GetConfirmationTradeQuery
from core.application.views import FollowerView
from core.domain.confirmation import Answer
from core.domain.errors import BadInput, Refusal
from core.domain.values import ConfirmationId

PRESSABLE = frozenset({Answer.COPY, Answer.HALF, Answer.SKIP})


def router() -> Router:
    router = Router(name="confirmations")
    router.callback_query.register(answer, ConfirmPress.filter())
    return router


async def answer(
    query: CallbackQuery,
    *,
    callback_data: ConfirmPress,
    press: Press,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    """A second press hears what was answered when; the card always shows the present state."""
    voice, confirmation_id = texts.voice(user.language), ConfirmationId(callback_data.confirmation_id)
    if callback_data.answer not in PRESSABLE:
        raise BadInput("button-unknown")
    present = GetConfirmationTradeQuery(actor=user.follower_id, confirmation_id=confirmation_id)
    trade = await bus.handle(present)
    if not is_open_question(trade) and trade.confirmation is not None:
        await press.alert(already_answered(voice, trade.confirmation))
        await show(query, trade_card(voice, trade))
        return
    command = AnswerConfirmationCommand(
        actor=user.follower_id, confirmation_id=confirmation_id, answer=callback_data.answer
    )
    try:
        given = await bus.handle(command)
    except Refusal:
        await show(query, trade_card(voice, await bus.handle(present)))
        raise
    await press.toast(voice.plain(f"toast-{given}"))
    await show(query, trade_card(voice, await bus.handle(present)))
