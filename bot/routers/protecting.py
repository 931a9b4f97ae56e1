"""Stop-loss and take-profit of an own position: presets, a percent, or a price. Closes nothing."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.callbacks import PositionPress, PositionVerb, TriggerPress
from bot.routers.positions import find_position
from bot.screen import Event, show
from bot.states import TYPED, PositionForm
from bot.texts import Texts
from bot.triggers import read_trigger, with_trigger
from bot.views.positions import ask_trigger, position_card, protect_menu
from core.application.bus import MessageBus
from core.application.commands import ProtectPositionCommand
from core.application.views import FollowerView
from core.domain.errors import BadInput, NotPossibleNow
from core.domain.values import PositionId, Protection

TRIGGERS = frozenset({PositionVerb.STOP_LOSS, PositionVerb.TAKE_PROFIT})


def router() -> Router:
    router = Router(name="protecting")
    router.callback_query.register(open_menu, PositionPress.filter(F.verb == PositionVerb.PROTECT))
    router.callback_query.register(ask_price, PositionPress.filter(F.verb.in_(TRIGGERS)))
    router.callback_query.register(unprotect, PositionPress.filter(F.verb == PositionVerb.UNPROTECT))
    router.callback_query.register(press_preset, TriggerPress.filter())
    router.message.register(type_price, PositionForm.trigger, TYPED)
    return router


async def open_menu(
    query: CallbackQuery,
    *,
    callback_data: PositionPress,
    state: FSMContext,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    await state.clear()
    position = await find_position(bus, user, PositionId(callback_data.position_id))
    await show(query, protect_menu(texts.voice(user.language), position))


async def ask_price(
    query: CallbackQuery,
    *,
    callback_data: PositionPress,
    state: FSMContext,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    position = await find_position(bus, user, PositionId(callback_data.position_id))
    await state.set_state(PositionForm.trigger)
    await state.set_data({"position_id": position.position_id, "verb": callback_data.verb.value})
    await show(query, ask_trigger(texts.voice(user.language), position, callback_data.verb))


async def press_preset(
    query: CallbackQuery,
    *,
    callback_data: TriggerPress,
    state: FSMContext,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    """For the position the button was made for, whatever is asked elsewhere meanwhile."""
    if callback_data.verb not in TRIGGERS:
        raise BadInput("button-unknown")
    where = PositionId(callback_data.position_id), callback_data.verb
    await set_trigger(query, f"{callback_data.percent}%", where, bus=bus, texts=texts, user=user)
    await state.clear()


async def type_price(message: Message, *, state: FSMContext, bus: MessageBus, texts: Texts, user: FollowerView) -> None:
    """A refused price leaves the form waiting for another."""
    await set_trigger(message, message.text or "", await asked(state), bus=bus, texts=texts, user=user)
    await state.clear()


async def unprotect(
    query: CallbackQuery, *, callback_data: PositionPress, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    position_id = PositionId(callback_data.position_id)
    await bus.handle(ProtectPositionCommand(actor=user.follower_id, position_id=position_id, protection=Protection()))
    voice = texts.voice(user.language)
    position = await find_position(bus, user, position_id)
    await show(query, position_card(voice, position, voice.say("protection-removed")))


async def set_trigger(
    event: Event,
    text: str,
    where: tuple[PositionId, PositionVerb],
    *,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    position_id, verb = where
    position = await find_position(bus, user, position_id)
    protection = with_trigger(position.protection, verb, read_trigger(text, position, verb))
    await bus.handle(ProtectPositionCommand(actor=user.follower_id, position_id=position_id, protection=protection))
    voice = texts.voice(user.language)
    position = await find_position(bus, user, position_id)
    await show(event, position_card(voice, position, voice.say("protection-set")))


async def asked(state: FSMContext) -> tuple[PositionId, PositionVerb]:
    values = await state.get_data()
    if "position_id" not in values or "verb" not in values:
        raise NotPossibleNow("form-closed")
    return PositionId(str(values["position_id"])), PositionVerb(str(values["verb"]))
