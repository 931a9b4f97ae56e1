"""Operators' screens beside the desk: who did what, announcements, maintenance. Show no follower's money."""

import re

from aiogram.types import InlineKeyboardMarkup

from bot.callbacks import Place
from bot.house_presses import (
    AdminPress,
    AdminVerb,
    AnnouncePress,
    AnnounceVerb,
)
from bot.keyboards import Look, back_to, cancel, keyboard, press, turner
from bot.moments import day_and_time
from bot.screen import Screen
from bot.texts import Html, Voice
from core.application.operator_views import AnnouncementView, AuditLine, AuditPage

_HUMP = re.compile(r"(?<!^)(?=[A-Z])")


def audit_screen(voice: Voice, view: AuditPage) -> Screen:
    lines = [_line(voice, line) for line in view.lines] or [voice.say("audit-empty")]
    pages = turner(voice, Place.AUDIT, page=view.page, has_more=view.has_more)
    text = voice.lines(voice.say("audit-title"), Html(""), *lines)
    return Screen(text=text, keyboard=keyboard(pages, [back_to(voice, Place.ADMIN)]))


def deed_key(deed: str) -> str:
    """`CreateInviteCommand` is told by `deed-create-invite`."""
    return f"deed-{_HUMP.sub('-', deed.removesuffix('Command')).lower()}"


def _line(voice: Voice, line: AuditLine) -> Html:
    done = voice.say_known(deed_key(line.deed), "deed-other", what=line.what or "none")
    who = line.name or str(line.actor)
    key = "audit-refused" if line.refusal else "audit-done"
    return voice.say(key, at=day_and_time(line.at), who=who, deed=done)


def ask_announcement(voice: Voice) -> Screen:
    return Screen(text=voice.say("announce-ask"), keyboard=keyboard([back_to(voice, Place.ADMIN), cancel(voice)]))


def announcement(voice: Voice, text: str) -> Html:
    """As everybody will read it."""
    return voice.lines(voice.say("announcement-title"), voice.say("announcement-text", text=text))


def preview_announcement(voice: Voice, text: str, announcement_id: str, *, people: int) -> Screen:
    send = AnnouncePress(verb=AnnounceVerb.SEND, announcement_id=announcement_id)
    shown = voice.lines(voice.say("announce-preview", count=people), Html(""), announcement(voice, text))
    rows = [press(voice.plain("button-announce-send", count=people), send, Look.MAIN)], [cancel(voice)]
    return Screen(text=shown, keyboard=keyboard(*rows))


def announced(voice: Voice, view: AnnouncementView) -> Screen:
    text = voice.say(
        "announce-progress",
        people=view.people,
        delivered=view.delivered,
        unreachable=view.unreachable,
        waiting=view.waiting,
    )
    look = AnnouncePress(verb=AnnounceVerb.LOOK, announcement_id=view.announcement_id)
    again = [press(voice.plain("button-look-again"), look)] if view.waiting else []
    return Screen(text=text, keyboard=keyboard(again, [back_to(voice, Place.ADMIN)]))


def ask_maintenance(voice: Voice) -> Screen:
    return Screen(text=voice.say("maintenance-ask"), keyboard=_sure(voice))


def _sure(voice: Voice) -> InlineKeyboardMarkup:
    begin = press(voice.plain("button-admin-maintainnow"), AdminPress(verb=AdminVerb.MAINTAIN_NOW), Look.RISKY)
    return keyboard([begin], [back_to(voice, Place.ADMIN)])
