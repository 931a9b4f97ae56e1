"""The home screen, help, and what strangers see. Ask nobody."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiogram.types import InlineKeyboardMarkup

from bot.callbacks import Go, Place
from bot.keyboards import Look, Row, back_to, copy_button, keyboard, open_place, press
from bot.menu import Audience, Topic, by_topic
from bot.screen import Screen
from bot.texts import Html, Voice
from bot.views.words import money_or_unknown
from core.application.views import HomeView
from core.domain.follower import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far somebody is: whether anything was ever copied, and whether a follow was begun and left."""

    has_copied: bool
    has_draft: bool


def home(voice: Voice, view: HomeView, progress: Progress) -> Screen:
    """What is mine, how it goes, and what to do next; for a newcomer only the latter."""
    title = voice.say("home-title", name=view.follower.name)
    if is_new(view, progress):
        text = voice.lines(title, _pause(voice, view), Html(""), *_checklist(voice, view))
        return Screen(text=text, keyboard=_doors(voice, view, progress))
    text = voice.lines(
        title,
        _state(voice, view),
        Html(""),
        _equity(voice, view),
        voice.say("home-today", pnl=f"{voice.figures.signed(view.today_pnl)} USDT"),
        voice.say("home-open", positions=view.open_positions, follows=view.running_follows),
    )
    return Screen(text=text, keyboard=_doors(voice, view, progress))


def is_new(view: HomeView, progress: Progress) -> bool:
    """Until the first copy; who leads needs none."""
    return not progress.has_copied and not view.leads


def welcome(voice: Voice, name: str) -> Html:
    return voice.say("welcome", name=name)


def invitation_needed(voice: Voice, telegram_id: int) -> Screen:
    """The operator may ask for the id; showing it here saves a search."""
    button = copy_button(voice.plain("button-copy-id"), str(telegram_id))
    return Screen(text=voice.say("stranger-hello", id=str(telegram_id)), keyboard=keyboard([button]))


def help_screen(voice: Voice, audience: Audience) -> Screen:
    """What there is, by topic; Telegram's own command menu says what each one does."""
    rows = [_topic(voice, topic, names) for topic, names in by_topic(audience).items()]
    text = voice.lines(voice.say("help-title"), Html(""), *rows, Html(""), voice.say("help-more"))
    row: Row = [] if audience is Audience.STRANGERS else [back_to(voice, Place.HOME)]
    return Screen(text=text, keyboard=keyboard(row) if row else None)


def _topic(voice: Voice, topic: Topic, names: Sequence[str]) -> Html:
    commands = " ".join(f"/{name}" for name in names)
    return voice.say("help-row", topic=voice.say(f"help-topic-{topic}"), commands=commands)


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


def _pause(voice: Voice, view: HomeView) -> Html | None:
    return voice.say("home-paused") if view.is_copying_paused else None


def _checklist(voice: Voice, view: HomeView) -> Sequence[Html]:
    """The way to the first copy, made anew from what is so: it goes on where it stood, whenever that was."""
    follows = view.running_follows > 0
    return (
        voice.say("steps-title"),
        voice.say("step-language-done"),
        _ticked(voice, "step-account", is_done=view.accounts > 0),
        _ticked(voice, "step-follow", is_done=follows),
        voice.say("step-copy-waiting" if follows else "step-copy"),
        Html(""),
        voice.say("step-key"),
    )


def _ticked(voice: Voice, key: str, *, is_done: bool) -> Html:
    return voice.say(f"{key}-done" if is_done else key)


def _doors(voice: Voice, view: HomeView, progress: Progress) -> InlineKeyboardMarkup:
    resume: Row = [open_place(voice, Place.RESUME, Look.SAFE)] if progress.has_draft else []
    if is_new(view, progress) and not view.running_follows and view.follower.role is not Role.OPERATOR:
        return keyboard(
            resume,
            _first_door(voice, view),
            [open_place(voice, Place.ACCOUNTS), open_place(voice, Place.SETTINGS)],
            [open_place(voice, Place.LEAD), open_place(voice, Place.HELP)],
        )
    return keyboard(
        resume,
        _first_door(voice, view),
        [open_place(voice, Place.POSITIONS), open_place(voice, Place.FOLLOWS)],
        [open_place(voice, Place.LEADERS), open_place(voice, Place.PNL)],
        [open_place(voice, Place.ACCOUNTS), open_place(voice, Place.HISTORY)],
        [open_place(voice, Place.SETTINGS), open_place(voice, Place.HELP)],
        [open_place(voice, Place.ADMIN)] if view.follower.role is Role.OPERATOR else [],
    )


def _first_door(voice: Voice, view: HomeView) -> Row:
    """Whoever follows nobody is led to the leaders; an account can wait until one is chosen."""
    if view.running_follows or view.leads:
        return []
    return [press(voice.plain("button-choose-leader"), Go(to=Place.LEADERS), Look.MAIN)]
