"""Answers to button presses: every press gets exactly one, so that no button spins. Decides nothing."""

from aiogram import BaseMiddleware
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, TelegramObject, Update

from bot.keyboards import BELOW
from bot.secrets import Handler

LONGEST_ANSWER = 200


class Press:
    """One press; the first answer counts."""

    def __init__(self, query: CallbackQuery) -> None:
        self._query = query
        self.is_answered = False

    async def toast(self, text: str = "") -> None:
        await self._answer(text, show_alert=False)

    async def alert(self, text: str) -> None:
        await self._answer(text, show_alert=True)

    async def _answer(self, text: str, *, show_alert: bool) -> None:
        if self.is_answered:
            return
        self.is_answered = True
        try:
            await self._query.answer(_cut(text) or None, show_alert=show_alert)
        except TelegramBadRequest:
            return  # too old to be answered: the screen itself tells


class AnswerPresses(BaseMiddleware):
    """Gives handlers `press`, and answers silently what they did not answer."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, object]) -> object:
        query = event.callback_query if isinstance(event, Update) else None
        if query is None:
            return await handler(event, data)
        press = Press(query)
        data["press"] = press
        result = await handler(event, data)
        await press.toast()
        return result


class OpenBelow(BaseMiddleware):
    """A press on a card opens a new message: without its message a press has nothing to turn."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, object]) -> object:
        query = event.callback_query if isinstance(event, Update) else None
        if query is None or query.data is None or not query.data.startswith(BELOW):
            return await handler(event, data)
        opened = query.model_copy(update={"data": query.data.removeprefix(BELOW), "message": None})
        return await handler(event.model_copy(update={"callback_query": opened}), data)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_ANSWER else f"{text[: LONGEST_ANSWER - 1]}…"
