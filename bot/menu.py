"""COMMANDS: the one list that help, Telegram's command menus and the README come from. Handles none of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    BotCommandScopeUnion,
)
from loguru import logger

from bot.texts import SOURCE_LANGUAGE, Texts, Voice
from core.application.views import FollowerView
from core.domain.follower import Role
from core.domain.values import FollowerId

LETTERS_OF_A_LANGUAGE = 2
"""Telegram takes command lists by two-letter codes only: a regional language has its people's own lists."""


class Audience(Enum):
    """Everybody may; those who are in; the operators."""

    STRANGERS = 0
    FOLLOWERS = 1
    OPERATORS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandLine:
    """Its description is the text `command-<name>`."""

    name: str
    audience: Audience


COMMANDS: Sequence[CommandLine] = (
    CommandLine(name="start", audience=Audience.STRANGERS),
    CommandLine(name="positions", audience=Audience.FOLLOWERS),
    CommandLine(name="close", audience=Audience.FOLLOWERS),
    CommandLine(name="follows", audience=Audience.FOLLOWERS),
    CommandLine(name="leaders", audience=Audience.FOLLOWERS),
    CommandLine(name="follow", audience=Audience.FOLLOWERS),
    CommandLine(name="stop", audience=Audience.FOLLOWERS),
    CommandLine(name="pause", audience=Audience.FOLLOWERS),
    CommandLine(name="resume", audience=Audience.FOLLOWERS),
    CommandLine(name="pnl", audience=Audience.FOLLOWERS),
    CommandLine(name="history", audience=Audience.FOLLOWERS),
    CommandLine(name="why", audience=Audience.FOLLOWERS),
    CommandLine(name="quality", audience=Audience.FOLLOWERS),
    CommandLine(name="export", audience=Audience.FOLLOWERS),
    CommandLine(name="status", audience=Audience.FOLLOWERS),
    CommandLine(name="accounts", audience=Audience.FOLLOWERS),
    CommandLine(name="reconcile", audience=Audience.FOLLOWERS),
    CommandLine(name="connect", audience=Audience.FOLLOWERS),
    CommandLine(name="lead", audience=Audience.FOLLOWERS),
    CommandLine(name="settings", audience=Audience.FOLLOWERS),
    CommandLine(name="admin", audience=Audience.OPERATORS),
    CommandLine(name="cancel", audience=Audience.FOLLOWERS),
    CommandLine(name="help", audience=Audience.STRANGERS),
)


class Topic(StrEnum):
    """What a command is for, in the order of the help screen; each has a text `help-topic-...`."""

    LOOK = "look"
    COPY = "copy"
    STOP = "stop"
    ACCOUNTS = "accounts"
    MORE = "more"


TOPICS: Mapping[str, Topic] = {
    **dict.fromkeys(("start", "positions", "pnl", "history", "why", "quality"), Topic.LOOK),
    **dict.fromkeys(("leaders", "follow", "follows"), Topic.COPY),
    **dict.fromkeys(("stop", "pause", "resume", "close"), Topic.STOP),
    **dict.fromkeys(("accounts", "connect", "reconcile"), Topic.ACCOUNTS),
}
"""A command that is not named here is found under MORE."""


def by_topic(audience: Audience) -> Mapping[Topic, Sequence[str]]:
    """The commands of an audience, without empty topics."""
    names = [line.name for line in commands_for(audience)]
    grouped = {topic: [name for name in names if TOPICS.get(name, Topic.MORE) is topic] for topic in Topic}
    return {topic: found for topic, found in grouped.items() if found}


def commands_for(audience: Audience) -> Sequence[CommandLine]:
    return [line for line in COMMANDS if line.audience.value <= audience.value]


def audience_of(user: FollowerView | None) -> Audience:
    if user is None:
        return Audience.STRANGERS
    return Audience.OPERATORS if user.role is Role.OPERATOR else Audience.FOLLOWERS


async def publish_commands(bot: Bot, texts: Texts, users: Iterable[FollowerView]) -> None:
    """Tell Telegram the lists at start: strangers' for all, everybody's own by chat."""
    for language in texts.languages():
        if len(language) == LETTERS_OF_A_LANGUAGE:
            await _put(bot, texts.voice(language), Audience.STRANGERS, scope=BotCommandScopeAllPrivateChats())
            await _put(bot, texts.voice(language), Audience.STRANGERS, scope=BotCommandScopeDefault())
    for user in users:
        await publish_own_commands(bot, texts, user)


async def publish_own_commands(bot: Bot, texts: Texts, user: FollowerView) -> None:
    """One person's list, in the language they chose here; a chat that is gone is no reason to stop."""
    scope = BotCommandScopeChat(chat_id=_chat_of(user.follower_id))
    lines = _lines(texts.voice(user.language), audience_of(user))
    try:
        await bot.set_my_commands(lines, scope=scope)
    except TelegramBadRequest as error:
        logger.bind(follower=user.follower_id, reason=error.message).warning("the command list was not taken")


async def _put(bot: Bot, voice: Voice, audience: Audience, *, scope: BotCommandScopeUnion) -> None:
    """The source language also serves everybody whose language we don't speak."""
    language = None if voice.language == SOURCE_LANGUAGE else voice.language
    await bot.set_my_commands(_lines(voice, audience), scope=scope, language_code=language)


def _lines(voice: Voice, audience: Audience) -> list[BotCommand]:
    return [
        BotCommand(command=line.name, description=voice.plain(f"command-{line.name}"))
        for line in commands_for(audience)
    ]


def _chat_of(follower_id: FollowerId) -> int:
    return int(follower_id)
