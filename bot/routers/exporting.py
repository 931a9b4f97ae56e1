"""/export: own trades of a period as one file for a spreadsheet. Shows nobody else's, keeps no copy."""

import re
from datetime import UTC, datetime, timedelta

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from bot.callbacks import Go, Place
from bot.house_presses import ExportPeriod, ExportPress
from bot.keyboards import back_to, cancel, in_rows, keyboard, press
from bot.presses import Press
from bot.screen import Event, Screen, show
from bot.states import TYPED, ExportForm
from bot.texts import Texts, Voice
from core.application.bus import MessageBus
from core.application.operator_queries import ExportTradesQuery
from core.application.views import FollowerView
from core.domain.errors import BadInput

DAYS = {ExportPeriod.WEEK: 7, ExportPeriod.MONTH: 30, ExportPeriod.YEAR: 365}
_DATES = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*(?:-|–|—|\.\.|to|до)?\s*(\d{4}-\d{2}-\d{2}))?", re.ASCII | re.IGNORECASE)
Period = tuple[datetime | None, datetime | None]


def router() -> Router:
    router = Router(name="exporting")
    router.message.register(ask_period, Command("export"))
    router.callback_query.register(ask_period, Go.filter(F.to == Place.EXPORT))
    router.callback_query.register(send_pressed, ExportPress.filter())
    router.message.register(send_typed, ExportForm.period, TYPED)
    return router


async def ask_period(event: Event, *, state: FSMContext, texts: Texts, user: FollowerView) -> None:
    voice = texts.voice(user.language)
    await state.set_state(ExportForm.period)
    periods = [press(voice.plain(f"button-export-{period}"), ExportPress(period=period)) for period in ExportPeriod]
    rows = [*in_rows(periods, width=2), [back_to(voice, Place.HOME), cancel(voice)]]
    await show(event, Screen(text=voice.say("export-ask"), keyboard=keyboard(*rows)))


async def send_pressed(
    _: CallbackQuery,
    *,
    callback_data: ExportPress,
    press: Press,
    state: FSMContext,
    bot: Bot,
    bus: MessageBus,
    texts: Texts,
    user: FollowerView,
) -> None:
    await press.toast(texts.voice(user.language).plain("export-begun"))
    days = DAYS.get(callback_data.period)
    since = None if days is None else datetime.now(UTC) - timedelta(days=days)
    await send(bot, bus, voice=texts.voice(user.language), user=user, period=(since, None))
    await state.clear()


async def send_typed(
    message: Message, *, state: FSMContext, bot: Bot, bus: MessageBus, texts: Texts, user: FollowerView
) -> None:
    """A refusal leaves the form open for the next try."""
    await send(bot, bus, voice=texts.voice(user.language), user=user, period=parse_period(message.text or ""))
    await state.clear()


async def send(bot: Bot, bus: MessageBus, *, voice: Voice, user: FollowerView, period: Period) -> None:
    since, until = period
    written = await bus.handle(ExportTradesQuery(actor=user.follower_id, since=since, until=until))
    file = BufferedInputFile(written, filename=f"tandem-trades-{datetime.now(UTC):%Y-%m-%d}.csv")
    rows = written.count(b"\r\n") - 1
    await bot.send_document(int(user.follower_id), file, caption=voice.say("export-done", count=rows))


def parse_period(text: str) -> Period:
    """`2026-01-01` is that day and all after it, `2026-01-01 2026-03-31` both days and all between, in UTC."""
    found = _DATES.fullmatch(text.strip())
    if found is None:
        raise BadInput("period-form")
    since, until = day(found[1]), None if found[2] is None else day(found[2]) + timedelta(days=1)
    if until is not None and until <= since:
        raise BadInput("period-form")
    return since, until


def day(written: str) -> datetime:
    try:
        return datetime.fromisoformat(written).replace(tzinfo=UTC)
    except ValueError as error:
        raise BadInput("period-form") from error
