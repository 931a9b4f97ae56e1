"""Patience with Telegram: token buckets, and one gate that every call waits at after a 429. Sends nothing."""

import asyncio
import time
from collections.abc import Callable

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import AnswerCallbackQuery, GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Message, Update
from loguru import logger

MOST_TRIES = 3
LONGEST_WAIT_SECONDS = 30.0
"""A direct answer waits so long at most; later it would surprise more than help."""

KEPT_ANSWERS = (Response[Message], Response[Message | bool], Response[bool], Response[list[Update]])
"""pydantic remembers these only weakly: unheld, aiogram builds them anew (14 ms) after every garbage collection."""

Clock = Callable[[], float]


class TokenBucket:
    """Full at first; refills steadily."""

    def __init__(self, per_second: float, burst: float, *, clock: Clock = time.monotonic) -> None:
        self._per_second, self._burst, self._clock = per_second, burst, clock
        self._tokens, self._at = burst, clock()

    def take(self) -> bool:
        """One token, if there is one."""
        if not self.has_token():
            return False
        self._tokens -= 1
        return True

    def has_token(self) -> bool:
        now = self._clock()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._per_second)
        self._at = now
        return self._tokens >= 1


class Gate:
    """Open, or closed until a moment: during retry_after every call fails, also answers to other people."""

    def __init__(self, *, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._open_at = 0.0

    def close_for(self, seconds: float) -> None:
        self._open_at = max(self._open_at, self._clock() + seconds)

    def seconds_left(self) -> float:
        return max(0.0, self._open_at - self._clock())

    async def passed(self) -> None:
        await asyncio.sleep(self.seconds_left())


class Patience(BaseRequestMiddleware):
    """Outgoing calls wait at the gate and are repeated after a bounded retry_after; polling has its own backoff."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        if method.__api_method__ == GetUpdates.__api_method__:
            return await make_request(bot, method)
        for _ in range(MOST_TRIES - 1):
            if self._gate.seconds_left() <= LONGEST_WAIT_SECONDS and not isinstance(method, AnswerCallbackQuery):
                await self._gate.passed()
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as error:
                self._note(method, error.retry_after)
                if error.retry_after > LONGEST_WAIT_SECONDS:
                    raise
        return await make_request(bot, method)

    def _note(self, method: TelegramMethod[TelegramType], seconds: float) -> None:
        logger.bind(method=type(method).__name__, retry_after_s=seconds).warning("Telegram asks for patience")
        self._gate.close_for(seconds)
