"""One open connection to an exchange that carries one request at a time. Knows no exchange and sends nothing twice.

HTTP is read by httptools (the parser of node.js); here are only the limits, and the rule for using a line again.
"""

import asyncio
from typing import NamedTuple, cast

import httptools

MOST_HEADER_BYTES = 32 * 1024
MOST_BODY_BYTES = 4 * 1024 * 1024


class LineBroken(Exception):
    """The connection ended or the answer was unreadable: what was asked may have happened."""


class Answer(NamedTuple):
    """Header names are as the exchange wrote them; repeated ones are joined by a comma."""

    status: int
    reason: str
    headers: dict[str, str]
    body: bytes


class Line(asyncio.Protocol):
    """`free` while nothing is asked and the other side keeps the connection open."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[Answer] | None = None
        self._renew()

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    async def ask(self, request: bytes, within_seconds: float) -> Answer:
        """Write one whole request and wait; raises LineBroken or TimeoutError.

        Cancelled or too late, the line is closed: its answer is lost.
        """
        if self._transport is None or self._transport.is_closing():
            raise LineBroken("the connection is closed")
        loop = asyncio.get_running_loop()
        self._waiter = loop.create_future()
        deadline = loop.call_later(within_seconds, self._end, TimeoutError("no answer in time"))
        self._transport.write(request)
        try:
            return await self._waiter
        except asyncio.CancelledError:
            self.close()
            raise
        finally:
            deadline.cancel()
            self._waiter = None

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one by its methods, not by its class

    def data_received(self, data: bytes) -> None:
        """Bytes that nobody asked for mean that the two sides no longer agree: the line is given up."""
        if self._waiter is None or self._waiter.done():
            self.close()
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, LineBroken) as error:
            self._break(error)

    def connection_lost(self, exc: Exception | None) -> None:
        self._break(exc or LineBroken("the connection was closed"))

    def on_status(self, status: bytes) -> None:
        self._reason += status

    def on_header(self, name: bytes, value: bytes) -> None:
        self._header_bytes += len(name) + len(value)
        if self._header_bytes > MOST_HEADER_BYTES:
            raise LineBroken("too many headers")
        key, text = name.decode("latin-1"), value.decode("latin-1")
        self._headers[key] = f"{self._headers[key]}, {text}" if key in self._headers else text

    def on_body(self, body: bytes) -> None:
        self._body += body
        if len(self._body) > MOST_BODY_BYTES:
            raise LineBroken("too long an answer")

    def on_message_complete(self) -> None:
        status = self._parser.get_status_code()
        answer = Answer(status, self._reason.decode("latin-1"), self._headers, bytes(self._body))
        keeps_open = self._parser.should_keep_alive()
        self._renew()
        if status < 200:
            return  # only announces the real answer
        if not keeps_open:
            self.close()
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(answer)

    def _renew(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._reason = b""
        self._headers: dict[str, str] = {}
        self._header_bytes = 0
        self._body = bytearray()

    def _break(self, error: Exception) -> None:
        self._end(error if isinstance(error, LineBroken) else LineBroken(type(error).__name__))

    def _end(self, error: Exception) -> None:
        self.close()
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(error)
