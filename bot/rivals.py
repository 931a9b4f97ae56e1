"""Notices that somebody else polls with the bot's token, and keeps new entries back meanwhile. Stops nobody.

Two instances on two copies of the book would trade twice; the one sign of it is Telegram's 409 to `getUpdates`.
"""

import time
from collections.abc import Callable

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramConflictError
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from loguru import logger

from core.application.gates import Gate, Gates

QUIET_SECONDS = 60.0
"""How long nobody else may have polled before entries go on: longer than two long polls."""


class Rivals(BaseRequestMiddleware):
    """Outermost on the session, so that it sees every answer to a poll."""

    def __init__(
        self, gates: Gates, *, quiet_seconds: float = QUIET_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._gates, self._quiet_seconds, self._clock = gates, quiet_seconds, clock
        self._met_at: float | None = None

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        if method.__api_method__ != GetUpdates.__api_method__:
            return await make_request(bot, method)
        try:
            answer = await make_request(bot, method)
        except TelegramConflictError as error:
            self._meet(error)
            raise
        self._part()
        return answer

    def _meet(self, error: TelegramConflictError) -> None:
        self._met_at = self._clock()
        logger.bind(reason=error.message).error("somebody else uses the bot's token: new entries wait, stop the other")
        self._gates.close(Gate.CONFLICT)

    def _part(self) -> None:
        if self._met_at is not None and self._clock() - self._met_at >= self._quiet_seconds:
            self._met_at = None
            self._gates.open(Gate.CONFLICT)
