"""Keeps an account's private streams open and merges them into one line of events. Knows no exchange's words.

No task runs here: the clients push into a queue, whoever iterates does the dialling.
"""

import asyncio
import functools
import math
import random
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from loguru import logger

from adapters.exchanges.circuit_breaker import AsyncBreaker
from core.application.ports import AccountFill
from core.domain.errors import BreakerOpen, ExchangeUnavailable
from core.domain.values import MarketKind

DIAL_SECONDS = 5.0
FIRST_REDIAL_SECONDS = 0.1
LONGEST_REDIAL_SECONDS = 15.0
SILENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Connected:
    """The stream of this kind is live from here on; what happened before must be read by REST."""

    kind: MarketKind


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection ended, or can no longer be trusted."""

    reason: str


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing was heard for a while: quiet, or deaf. REST knows."""


StreamEvent = AccountFill | Connected | Silent
LinkEvent = AccountFill | Lost
Sink = Callable[[LinkEvent], None]


class FillLink(Protocol):
    """One connection, used once."""

    async def open(self) -> None:
        """Return when events flow; raises ExchangeUnavailable or CredentialsRejected."""
        ...

    async def close(self) -> None: ...


Connect = Callable[[MarketKind, Sink], FillLink]


@dataclass(slots=True)
class _Line:
    """One kind's connection and when to dial again."""

    kind: MarketKind
    link: FillLink | None = None
    serial: int = 0
    failures: int = 0
    dial_at: float = field(default_factory=time.monotonic)
    heard_at: float = field(default_factory=time.monotonic)

    def postpone(self) -> None:
        wait = min(FIRST_REDIAL_SECONDS * 2**self.failures, LONGEST_REDIAL_SECONDS)
        self.dial_at = time.monotonic() + wait * random.uniform(0.5, 1.0)  # noqa: S311 - spreads dials, guards nothing
        self.failures += 1


class AccountStreams:
    """Iterate `events` to keep the streams of `kinds` alive; every (re)connection begins with Connected."""

    def __init__(
        self,
        connect: Connect,
        kinds: Sequence[MarketKind],
        *,
        breaker: AsyncBreaker,
        silence_seconds: float = SILENCE_SECONDS,
    ) -> None:
        self._connect, self._breaker, self._silence_seconds = connect, breaker, silence_seconds
        self._lines = [_Line(kind) for kind in kinds]
        self._arrivals: asyncio.Queue[tuple[_Line, int, LinkEvent]] = asyncio.Queue()
        self._look_at = math.inf

    async def events(self) -> AsyncGenerator[StreamEvent, None]:
        """Endless. Raises CredentialsRejected when the key is refused: dialling on would be hammering."""
        try:
            while True:
                event = await self._dial_next() or await self._next()
                if event is not None:
                    yield event
        finally:
            for line in self._lines:
                await self._drop(line)

    async def distrust(self, reason: str) -> None:
        """Drop every connection: REST told of something the streams kept to themselves."""
        for line in self._lines:
            await self._lost(line, reason)

    def look_soon(self, seconds: float) -> None:
        """Say `Silent` by then, however much is heard: REST owes an answer."""
        self._look_at = time.monotonic() + seconds

    async def _dial_next(self) -> Connected | None:
        """One line at a time, so that a slow one does not hold back what the others say."""
        now = time.monotonic()
        due = [line for line in self._lines if line.link is None and line.dial_at <= now]
        line = min(due, key=lambda line: line.dial_at, default=None)
        return Connected(line.kind) if line is not None and await self._dial(line) else None

    async def _dial(self, line: _Line) -> bool:
        line.serial += 1
        line.link = self._connect(line.kind, functools.partial(self._arrived, line, line.serial))
        try:
            await self._breaker.guard(functools.partial(_open, line.link))
        except (ExchangeUnavailable, BreakerOpen) as error:
            await self._lost(line, str(error))
            return False
        except BaseException:
            await self._drop(line)
            raise
        line.failures, line.heard_at = 0, time.monotonic()
        return True

    def _arrived(self, line: _Line, serial: int, event: LinkEvent) -> None:
        self._arrivals.put_nowait((line, serial, event))

    async def _next(self) -> StreamEvent | None:
        """The next event; None when a line fell or is due again. A line that talks doesn't speak for a silent one."""
        heard_at = min((line.heard_at for line in self._lines if line.link), default=math.inf)
        silent_at = min(heard_at + self._silence_seconds, self._look_at)
        wakes = [line.dial_at for line in self._lines if line.link is None]
        patience = min([silent_at, *wakes]) - time.monotonic()
        try:
            async with asyncio.timeout(max(patience, 0)):
                line, serial, event = await self._arrivals.get()
        except TimeoutError:
            return self._silent() if time.monotonic() >= silent_at else None
        line.heard_at = time.monotonic()
        if not isinstance(event, Lost):
            return event
        if serial == line.serial and line.link is not None:
            await self._lost(line, event.reason)
        return None

    def _silent(self) -> Silent:
        self._look_at = math.inf
        for line in self._lines:
            line.heard_at = time.monotonic()
        return Silent()

    async def _lost(self, line: _Line, reason: str) -> None:
        logger.bind(kind=line.kind.value, failures=line.failures).info("stream lost: {}", reason)
        await self._drop(line)
        line.postpone()

    async def _drop(self, line: _Line) -> None:
        link, line.link = line.link, None
        if link is not None:
            await link.close()


async def _open(link: FillLink) -> None:
    try:
        async with asyncio.timeout(DIAL_SECONDS):
            await link.open()
    except TimeoutError as error:
        raise ExchangeUnavailable("the stream did not open in time") from error
