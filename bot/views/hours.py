"""Quiet hours, time zone and digests: what is set, and what may be chosen. Change nothing."""

from datetime import datetime

from aiogram.types import InlineKeyboardButton

from bot.callbacks import Place
from bot.clockwork import CITIES, OFF, city_key, show_time, show_zone
from bot.house_presses import HoursPress, HoursVerb
from bot.keyboards import Row, back_to, in_rows, keyboard, press
from bot.screen import Screen
from bot.texts import Html, Voice
from core.application.views import FollowerView
from core.domain.timetable import WEEKDAYS, Timetable, zone_of

QUIET_PRESETS = ("22-7", "23-7", "23-8", "0-8", OFF)
HOUR_PRESETS = ("7", "8", "9", "18", "20", "21")


def hours_screen(voice: Voice, user: FollowerView, now: datetime, news: Html | None = None) -> Screen:
    table = user.timetable
    text = voice.lines(
        news,
        None if news is None else Html(""),
        voice.say("hours-title"),
        voice.say("hours-zone", zone=show_zone(voice, table.zone), now=clock_there(table, now)),
        Html(""),
        voice.say("hours-quiet-means"),
        voice.say("hours-digest-means"),
    )
    rows: list[Row] = [
        [_ask(voice, HoursVerb.ZONE, show_zone(voice, table.zone))],
        [_ask(voice, HoursVerb.QUIET, _quiet(voice, table))],
        [_daily(voice, table), _ask(voice, HoursVerb.WEEKLY, _weekly(voice, table))],
        [_ask(voice, HoursVerb.AT, show_time(table.digest_at))],
    ]
    return Screen(text=text, keyboard=keyboard(*rows, [back_to(voice, Place.SETTINGS)]))


def ask_zone(voice: Voice) -> Screen:
    cities = [press(voice.plain(city_key(zone)), HoursPress(verb=HoursVerb.ZONE, value=zone)) for zone in CITIES]
    return _asking(voice, "hours-ask-zone", in_rows(cities, width=3))


def ask_quiet(voice: Voice) -> Screen:
    presets = [press(_preset(voice, value), HoursPress(verb=HoursVerb.QUIET, value=value)) for value in QUIET_PRESETS]
    return _asking(voice, "hours-ask-quiet", in_rows(presets, width=2))


def ask_hour(voice: Voice) -> Screen:
    presets = [press(f"{int(value):02d}:00", HoursPress(verb=HoursVerb.AT, value=value)) for value in HOUR_PRESETS]
    return _asking(voice, "hours-ask-at", in_rows(presets, width=3))


def ask_weekly(voice: Voice) -> Screen:
    days = [press(voice.plain(f"weekday-{day}"), HoursPress(verb=HoursVerb.WEEKLY, value=str(day))) for day in WEEKDAYS]
    never = press(voice.plain("noise-off"), HoursPress(verb=HoursVerb.WEEKLY, value=OFF))
    return _asking(voice, "hours-ask-weekly", in_rows([*days, never], width=2))


def clock_there(table: Timetable, now: datetime) -> str:
    return f"{now.astimezone(zone_of(table.zone)):%H:%M}"


def _asking(voice: Voice, key: str, rows: list[Row]) -> Screen:
    return Screen(text=voice.say(key), keyboard=keyboard(*rows, [back_to(voice, Place.HOURS)]))


def _ask(voice: Voice, verb: HoursVerb, value: str) -> InlineKeyboardButton:
    return press(voice.plain(f"button-hours-{verb}", value=value), HoursPress(verb=verb))


def _daily(voice: Voice, table: Timetable) -> InlineKeyboardButton:
    """Sets a state, so that a double press changes nothing twice."""
    state = voice.plain("hours-on" if table.is_daily else "noise-off")
    wanted = OFF if table.is_daily else "on"
    return press(voice.plain("button-hours-daily", value=state), HoursPress(verb=HoursVerb.DAILY, value=wanted))


def _weekly(voice: Voice, table: Timetable) -> str:
    return voice.plain("noise-off") if table.weekly_on is None else voice.plain(f"weekday-{table.weekly_on}")


def _quiet(voice: Voice, table: Timetable) -> str:
    if table.quiet_from is None or table.quiet_to is None:
        return voice.plain("noise-off")
    return f"{show_time(table.quiet_from)}–{show_time(table.quiet_to)}"


def _preset(voice: Voice, value: str) -> str:
    if value == OFF:
        return voice.plain("noise-off")
    start, end = (f"{int(part):02d}:00" for part in value.split("-"))
    return f"{start}–{end}"
