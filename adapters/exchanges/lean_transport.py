"""Orders' own way out: open TLS connections, kept and used again. Only order calls travel here; repeats nothing.

aiohttp costs a third of a millisecond of CPU per order (performance.md 3); this costs a fifth of that.
"""

import asyncio
import ssl
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from adapters.exchanges.attempts import note_departure
from adapters.exchanges.line import Answer, Line

KEPT_SECONDS = 15.0
"""Exchanges close idle connections; a request on one that is just being closed may be lost: never use an old one."""

LINES_PER_HOST = 512


class Place(NamedTuple):
    host: str
    port: int


class Idle(NamedTuple):
    line: Line
    since: float


class LeanTransport:
    """Shared by all accounts. With a gateway every host is reached there, while TLS and Host stay real."""

    def __init__(
        self, tls: ssl.SSLContext, gateway: str | None = None, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._tls, self._monotonic = tls, monotonic
        self._gateway = urlsplit(f"//{gateway}") if gateway else None
        self._idle: dict[Place, deque[Idle]] = defaultdict(deque)
        self._room: dict[Place, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(LINES_PER_HOST))

    async def send(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes, timeout_seconds: float
    ) -> Answer:
        """One request, once. Raises LineBroken (sent, no answer), OSError (not sent) or TimeoutError."""
        parts = urlsplit(url)
        place = Place(parts.hostname or "", parts.port or 443)
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        request = written(method, target, host=parts.netloc, headers=headers, body=body)
        line = await self._line(place, timeout_seconds)
        try:
            note_departure()
            return await line.ask(request, timeout_seconds)
        finally:
            self._keep(place, line)
            self._room[place].release()

    async def warm(self, url: str, lines: int) -> None:
        """Open so many connections ahead of need: a cold one costs several times an order."""
        parts = urlsplit(url)
        place = Place(parts.hostname or "", parts.port or 443)
        self._drop_old(place)
        for _ in range(min(lines, LINES_PER_HOST) - len(self._idle[place])):
            self._keep(place, await self._open(place))

    def close(self) -> None:
        for lines in self._idle.values():
            for idle in lines:
                idle.line.close()
        self._idle.clear()

    def _take(self, place: Place) -> Line | None:
        """The one used last: its other end is the least likely to have gone."""
        self._drop_old(place)
        lines = self._idle[place]
        while lines:
            line = lines.pop().line
            if line.is_open:
                return line
        return None

    def _drop_old(self, place: Place) -> None:
        lines, now = self._idle[place], self._monotonic()
        while lines and (now - lines[0].since > KEPT_SECONDS or not lines[0].line.is_open):
            lines.popleft().line.close()

    def _keep(self, place: Place, line: Line) -> None:
        if line.is_open:
            self._idle[place].append(Idle(line, self._monotonic()))

    async def _line(self, place: Place, within_seconds: float) -> Line:
        """One that is ours until the room is released; in a hurry nobody sets a timer for what takes no time."""
        room = self._room[place]
        if not room.locked() and (line := self._take(place)) is not None:
            await room.acquire()
            return line
        async with asyncio.timeout(within_seconds):
            await room.acquire()
            try:
                return self._take(place) or await self._open(place)
            except BaseException:
                room.release()
                raise

    async def _open(self, place: Place) -> Line:
        at = place if self._gateway is None else Place(self._gateway.hostname or "", self._gateway.port or 443)
        loop = asyncio.get_running_loop()
        _, line = await loop.create_connection(Line, at.host, at.port, ssl=self._tls, server_hostname=place.host)
        return line


def written(method: str, target: str, *, host: str, headers: Mapping[str, str], body: bytes) -> bytes:
    """The request as it goes over the wire. Raises ValueError for what would smuggle in a second one."""
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name}: {value}" for name, value in headers.items() if name.lower() not in OURS]
    lines += [f"Content-Length: {len(body)}", "Connection: keep-alive"]
    if any("\r" in line or "\n" in line for line in lines) or " " in target:
        raise ValueError("a line break where none may be")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


OURS = frozenset({"host", "content-length", "connection", "accept-encoding", "transfer-encoding"})
"""Written here, whatever the caller thought; answers come uncompressed, for unpacking costs more than reading."""
