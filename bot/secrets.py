"""Messages that may hold an API key: told apart, kept out of the inbox, deleted before anything else. Reads no key."""

import json
from collections.abc import Awaitable, Callable

from aiogram import BaseMiddleware, Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.fsm.storage.base import BaseStorage, StorageKey
from aiogram.types import Message, TelegramObject, Update
from loguru import logger

from bot.parsing import looks_like_key
from bot.states import SECRET_STATES
from bot.texts import Texts

REDACTED = "\u2588\u2588\u2588"
"""Stands in the inbox for a text that may be a key: after a crash the person is asked again."""

Handler = Callable[[TelegramObject, dict[str, object]], Awaitable[object]]


def message_of(update: Update) -> Message | None:
    return update.message or update.edited_message


class SecretEye:
    """Knows from the conversation's state, or from the look of the text, that a message is secret."""

    def __init__(self, storage: BaseStorage) -> None:
        self._storage = storage

    async def sees_secret(self, update: Update, bot: Bot) -> bool:
        message = message_of(update)
        if message is None or message.from_user is None or message.chat.type != "private":
            return False
        text = message.text or message.caption or ""
        if text.startswith("/"):
            return False
        if text == REDACTED or looks_like_key(text):
            return True
        key = StorageKey(bot_id=bot.id, chat_id=message.chat.id, user_id=message.from_user.id)
        return await self._storage.get_state(key) in SECRET_STATES

    async def payload(self, update: Update, bot: Bot) -> str:
        """The update as the inbox may keep it."""
        if await self.sees_secret(update, bot):
            return _redacted(update)
        return update.model_dump_json(exclude_none=True, exclude_defaults=True)


class WipeSecrets(BaseMiddleware):
    """Deletes a secret message at once; says so when Telegram refuses."""

    def __init__(self, eye: SecretEye, texts: Texts) -> None:
        self._eye, self._texts = eye, texts

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, object]) -> object:
        bot = data["bot"]
        if isinstance(event, Update) and isinstance(bot, Bot) and await self._eye.sees_secret(event, bot):
            message = message_of(event)
            if message is not None:
                await self._wipe(message, bot)
        return await handler(event, data)

    async def _wipe(self, message: Message, bot: Bot) -> None:
        try:
            await bot.delete_message(message.chat.id, message.message_id)
        except TelegramAPIError as error:
            logger.bind(chat=message.chat.id, reason=type(error).__name__).warning("a secret message was not deleted")
            if "message to delete not found" not in error.message:
                voice = self._texts.voice(message.from_user.language_code if message.from_user else None)
                await message.answer(voice.say("key-not-deleted"))


def _redacted(update: Update) -> str:
    """Only who wrote where: enough to delete the message and to ask again."""
    message = message_of(update)
    if message is None or message.from_user is None:
        return json.dumps({"update_id": update.update_id})
    kept = {
        "message_id": message.message_id,
        "date": int(message.date.timestamp()),
        "chat": {"id": message.chat.id, "type": message.chat.type},
        "from": message.from_user.model_dump(mode="json", exclude_none=True),
        "text": REDACTED,
    }
    kind = "message" if update.message is not None else "edited_message"
    return json.dumps({"update_id": update.update_id, kind: kept})
