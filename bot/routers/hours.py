"""Quiet hours, time zone and digests, by buttons or typed. Takes effect at once; every change has an Undo."""

from dataclasses import replace
from datetime import UTC, datetime

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message

from bot.callbacks import Go, Place
from bot.clockwork import OFF, read_quiet, read_time, read_zone
from bot.house_presses import HoursPress, HoursVerb
from bot.routers.settings import present
from bot.screen import Event, show
from bot.states import TYPED, HoursForm
from bot.texts import Texts
from bot.undoing import offering, undoably
from bot.views.hours import ask_hour, ask_quiet, ask_weekly, ask_zone, hours_screen
from core.application.bus import MessageBus
from core.application.noise_commands import PlanNewsCommand
from core.application.views import FollowerView
from core.domain.errors import BadInput
from core.domain.timetable import WEEKDAYS, Timetable

QUESTIONS = {
    HoursVerb.ZONE: ask_zone,
    HoursVerb.QUIET: ask_quiet,
    HoursVerb.AT: ask_hour,
    HoursVerb.WEEKLY: ask_weekly,
}
FORMS: dict[HoursVerb, State] = {
    HoursVerb.ZONE: HoursForm.zone,
    HoursVerb.QUIET: HoursForm.quiet,
    HoursVerb.AT: HoursForm.at,
}


def router() -> Router:
    router = Router(name="hours")
    router.callback_query.register(open_hours, Go.filter(F.to == Place.HOURS))
    router.callback_query.register(ask, HoursPress.filter(F.value == ""))
    router.callback_query.register(choose, HoursPress.filter())
    for form in FORMS.values():
        router.message.register(type_value, form, TYPED)
    return router


async def open_hours(query: CallbackQuery, *, texts: Texts, user: FollowerView) -> None:
    await show(query, hours_screen(texts.voice(user.language), user, datetime.now(UTC)))


async def ask(
    query: CallbackQuery, *, callback_data: HoursPress, state: FSMContext, texts: Texts, user: FollowerView
) -> None:
    verb = callback_data.verb
    if verb not in QUESTIONS:
        raise BadInput("button-unknown")
    await state.set_state(FORMS.get(verb))
    await show(query, QUESTIONS[verb](texts.voice(user.language)))


async def choose(
    query: CallbackQuery,
    *,
    callback_data: HoursPress,
    state: FSMContext,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    table = changed(user.timetable, callback_data.verb, callback_data.value, texts)
    await plan(query, table, state=state, bus=bus, texts=texts, user=user)


async def type_value(message: Message, *, state: FSMContext, bus: MessageBus, texts: Texts, user: FollowerView) -> None:
    """A refused value leaves the form waiting for another."""
    name = await state.get_state()
    verb = next(verb for verb, form in FORMS.items() if form.state == name)
    table = changed(user.timetable, verb, message.text or "", texts)
    await plan(message, table, state=state, bus=bus, texts=texts, user=user)


async def plan(
    event: Event, table: Timetable, *, state: FSMContext, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    done = await undoably(bus, PlanNewsCommand(actor=user.follower_id, timetable=table))
    await state.clear()
    voice, user = texts.voice(user.language), await present(bus, user)
    screen = hours_screen(voice, user, datetime.now(UTC), voice.say("hours-saved"))
    await show(event, offering(voice, screen, done))


def changed(table: Timetable, verb: HoursVerb, text: str, texts: Texts) -> Timetable:
    """One wish more, read strictly."""
    match verb:
        case HoursVerb.ZONE:
            return replace(table, zone=read_zone(text, texts))
        case HoursVerb.QUIET:
            quiet = read_quiet(text)
            start, end = (None, None) if quiet is None else quiet
            return replace(table, quiet_from=start, quiet_to=end)
        case HoursVerb.AT:
            return replace(table, digest_at=read_time(text))
        case HoursVerb.DAILY:
            return replace(table, is_daily=text != OFF)
        case HoursVerb.WEEKLY:
            return replace(table, weekly_on=None if text == OFF else weekday(text))


def weekday(text: str) -> int:
    if text not in {str(day) for day in WEEKDAYS}:
        raise BadInput("button-unknown")
    return int(text)
