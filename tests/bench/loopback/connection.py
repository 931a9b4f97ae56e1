"""One keep-alive HTTP connection of the loopback: reads requests, writes answers. Knows nothing of what is asked."""

import asyncio
from collections.abc import Callable
from typing import NamedTuple, Protocol, cast

import httptools

HEAD = b"HTTP/1.1 %d Told\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
Say = Callable[[int, bytes], None]
"""Answer with a status and a body."""


class Request(NamedTuple):
    method: str
    path: str
    query: str
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Desk(Protocol):
    """Answers every request, at once or later."""

    def take(self, request: Request, say: Say) -> None: ...


class Connection(asyncio.Protocol):
    """One client's connection; a client asks one thing at a time."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpRequestParser(self)
        self._forget()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by class

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers.append((name, value))

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        path, _, query = self._url.decode().partition("?")
        request = Request(self._parser.get_method().decode(), path, query, self._headers, self._body)
        self._forget()
        self._desk.take(request, self._say)

    def _say(self, status: int, answer: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(HEAD % (status, len(answer)) + answer)

    def _forget(self) -> None:
        self._url = self._body = b""
        self._headers: list[tuple[bytes, bytes]] = []
