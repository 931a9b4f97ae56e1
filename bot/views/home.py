"""The home screen, help, and what strangers see. Ask nobody."""

from aiogram.types import InlineKeyboardMarkup

from bot.callbacks import Place
from bot.keyboards import Look, Row, back_to, copy_button, keyboard, open_place
from bot.menu import Audience, commands_for
from bot.screen import Screen
from bot.texts import Html, Voice
from bot.views.words import money_or_unknown
from core.application.views import HomeView
from core.domain.follower import Role


def home(voice: Voice, view: HomeView) -> Screen:
    """What is mine, how it goes, and what to do next."""
    text = voice.lines(
        voice.say("home-title", name=view.follower.name),
        _state(voice, view),
        Html(""),
        _equity(voice, view),
        voice.say("home-today", pnl=f"{voice.figures.signed(view.today_pnl)} USDT"),
        voice.say("home-open", positions=view.open_positions, follows=view.running_follows),
        _next_step(voice, view),
    )
    return Screen(text=text, keyboard=_doors(voice, view))


def welcome(voice: Voice, name: str) -> Html:
    return voice.say("welcome", name=name)


def invitation_needed(voice: Voice, telegram_id: int) -> Screen:
    """The operator may ask for the id; showing it here saves a search."""
    button = copy_button(voice.plain("button-copy-id"), str(telegram_id))
    return Screen(text=voice.say("stranger-hello", id=str(telegram_id)), keyboard=keyboard([button]))


def help_screen(voice: Voice, audience: Audience) -> Screen:
    lines = [Html(f"/{line.name} — {voice.say(f'command-{line.name}')}") for line in commands_for(audience)]
    text = voice.lines(voice.say("help-title"), Html(""), *lines, Html(""), voice.say("help-more"))
    row: Row = [] if audience is Audience.STRANGERS else [back_to(voice, Place.HOME)]
    return Screen(text=text, keyboard=keyboard(row) if row else None)


def _state(voice: Voice, view: HomeView) -> Html:
    if view.is_copying_paused:
        return voice.say("home-paused")
    return voice.say("home-running" if view.running_follows else "home-idle")


def _equity(voice: Voice, view: HomeView) -> Html | None:
    rows = []
    if view.live_equity is not None:
        rows.append(voice.say("home-equity-live", equity=money_or_unknown(voice, view.live_equity)))
    if view.paper_equity is not None:
        rows.append(voice.say("home-equity-paper", equity=money_or_unknown(voice, view.paper_equity)))
    return voice.lines(*rows) if rows else None


def _next_step(voice: Voice, view: HomeView) -> Html | None:
    """The checklist of a newcomer, until it is done."""
    if view.accounts and view.running_follows:
        return None
    steps = (
        voice.say("step-account-done" if view.accounts else "step-account"),
        voice.say("step-follow-done" if view.running_follows else "step-follow"),
    )
    return voice.lines(Html(""), voice.say("steps-title"), *steps)


def _doors(voice: Voice, view: HomeView) -> InlineKeyboardMarkup:
    return keyboard(
        _first_door(voice, view),
        [open_place(voice, Place.POSITIONS), open_place(voice, Place.FOLLOWS)],
        [open_place(voice, Place.LEADERS), open_place(voice, Place.PNL)],
        [open_place(voice, Place.ACCOUNTS), open_place(voice, Place.HISTORY)],
        [open_place(voice, Place.SETTINGS), open_place(voice, Place.HELP)],
        [open_place(voice, Place.ADMIN)] if view.follower.role is Role.OPERATOR else [],
    )


def _first_door(voice: Voice, view: HomeView) -> Row:
    if not view.accounts:
        return [open_place(voice, Place.CONNECT, Look.MAIN)]
    return [] if view.running_follows else [open_place(voice, Place.LEADERS, Look.MAIN)]
