"""Who is not in: an invite link lets them in, help says what this is, all else is a kind no. Shows nobody's trading."""

import re

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import Message, TelegramObject, User

from bot.menu import Audience, publish_own_commands
from bot.presses import Press
from bot.routers.start import INVITE_LINK, open_home
from bot.screen import show
from bot.texts import Texts
from bot.views.home import help_screen, invitation_needed, welcome
from core.application.bus import MessageBus
from core.application.commands import JoinCommand
from core.application.queries import FindFollowerQuery
from core.application.views import FollowerView
from core.domain.errors import NotPossibleNow
from core.domain.values import FollowerId

NAME_CHARACTERS = 32
_CODE = re.compile(r"[A-Za-z0-9_-]{8,62}", re.ASCII)


def router() -> Router:
    router = Router(name="strangers")
    router.message.filter(is_stranger)
    router.callback_query.filter(is_stranger)
    router.message.register(join, CommandStart(deep_link=True, magic=F.args.startswith(INVITE_LINK)))
    router.message.register(open_help, Command("help"))
    router.message.register(turn_away)
    router.callback_query.register(turn_press_away)
    return router


async def is_stranger(_: TelegramObject, user: FollowerView | None = None) -> bool:
    return user is None


async def join(message: Message, *, command: CommandObject, bot: Bot, bus: MessageBus, texts: Texts) -> None:
    """The code works once; whoever it lets in sees home at once."""
    person = message.from_user
    if person is None:
        return
    code = (command.args or "").removeprefix(INVITE_LINK)
    if not _CODE.fullmatch(code):
        raise NotPossibleNow("invite-invalid")
    language = texts.voice(person.language_code).language
    actor = FollowerId(person.id)
    await bus.handle(JoinCommand(actor=actor, name=name_of(person), language=language, code=code))
    user = await bus.handle(FindFollowerQuery(actor=actor))
    if user is not None:
        await greet(message, bot=bot, bus=bus, texts=texts, user=user)


async def greet(message: Message, *, bot: Bot, bus: MessageBus, texts: Texts, user: FollowerView) -> None:
    await message.answer(welcome(texts.voice(user.language), user.name))
    await open_home(message, bus=bus, texts=texts, user=user)
    await publish_own_commands(bot, texts, user)


async def open_help(message: Message, *, texts: Texts) -> None:
    await show(message, help_screen(texts.voice(_language(message)), Audience.STRANGERS))


async def turn_away(message: Message, *, texts: Texts) -> None:
    if message.from_user is not None:
        await show(message, invitation_needed(texts.voice(_language(message)), message.from_user.id))


async def turn_press_away(_: TelegramObject, *, press: Press, event_from_user: User, texts: Texts) -> None:
    await press.alert(texts.voice(event_from_user.language_code).plain("stranger-press"))


def name_of(person: User) -> str:
    """Printable and short: names are world-writable too."""
    name = "".join(letter for letter in person.full_name if letter.isprintable()).strip()
    return name[:NAME_CHARACTERS] or str(person.id)


def _language(message: Message) -> str | None:
    return message.from_user.language_code if message.from_user is not None else None
