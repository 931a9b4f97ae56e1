"""Orders' own way out against a real TLS server that misbehaves: what left, what came back, what is used again."""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest
import trustme

from adapters.exchanges.attempts import attempting
from adapters.exchanges.lean_transport import LeanTransport, written
from adapters.exchanges.line import MOST_HEADER_BYTES, Answer, LineBroken

URL = "https://fapi.binance.com/fapi/v1/order?a=1"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-One: a\r\nX-One: b\r\n\r\n{}"
CA = trustme.CA()

Behave = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Server:
    """Counts connections and requests; what happens with each is handed in."""

    def __init__(self, behave: Behave) -> None:
        self.connections, self.requests = 0, list[bytes]()
        self._behave = behave

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                self.requests.append(await reader.readuntil(b"\r\n\r\n"))
                await self._behave(reader, writer)
        writer.close()


@asynccontextmanager
async def transport(
    behave: Behave, name: str = "fapi.binance.com", clock: Callable[[], float] = time.monotonic
) -> AsyncIterator[tuple[LeanTransport, Server]]:
    server = Server(behave)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    CA.issue_cert(name).configure_cert(context)
    trusted = ssl.create_default_context()
    CA.configure_trust(trusted)
    async with await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=context) as listening:
        port = listening.sockets[0].getsockname()[1]
        lean = LeanTransport(trusted, f"127.0.0.1:{port}", monotonic=clock)
        try:
            yield lean, server
        finally:
            lean.close()
            await asyncio.sleep(0.01)


async def answer_well(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(OK)
    await writer.drain()


async def post(lean: LeanTransport, seconds: float = 5.0) -> Answer:
    return await lean.send("POST", URL, headers={"X-Key": "k"}, body=b"", timeout_seconds=seconds)


async def test_an_answer_comes_whole() -> None:
    async with transport(answer_well) as (lean, server):
        answer = await post(lean)
    assert answer == Answer(200, "OK", {"Content-Length": "2", "X-One": "a, b"}, b"{}")
    head = server.requests[0]
    assert head.startswith(b"POST /fapi/v1/order?a=1 HTTP/1.1\r\nHost: fapi.binance.com\r\nX-Key: k\r\n")


async def test_a_line_is_used_again() -> None:
    async with transport(answer_well) as (lean, server):
        for _ in range(5):
            await post(lean)
        await asyncio.gather(*(post(lean) for _ in range(3)))
    assert (server.connections, len(server.requests)) == (3, 8)


async def test_warm_lines_are_open_before_they_are_needed() -> None:
    async with transport(answer_well) as (lean, server):
        await lean.warm(URL, 4)
        await lean.warm(URL, 4)
        await asyncio.sleep(0.05)
        assert (server.connections, server.requests) == (4, [])
        await asyncio.gather(*(post(lean) for _ in range(4)))
    assert server.connections == 4


async def drop(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def say_nothing(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(0.3)


def saying(answer: bytes) -> Behave:
    async def behave(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()
        writer.close()

    return behave


@pytest.mark.parametrize(
    "behave",
    [
        drop,
        saying(b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{"),
        saying(b"no http at all\r\n\r\n"),
        saying(b"HTTP/1.1 200 OK\r\nX: " + b"x" * MOST_HEADER_BYTES + b"\r\nContent-Length: 0\r\n\r\n"),
    ],
)
async def test_a_broken_answer_is_doubt(behave: Behave) -> None:
    async with transport(behave) as (lean, server):
        with attempting() as attempt, pytest.raises(LineBroken):
            await post(lean)
        assert attempt.left_machine
        assert len(server.requests) == 1, "an order is never repeated here"


async def test_silence_ends_in_a_timeout_and_the_line_is_gone() -> None:
    async with transport(say_nothing) as (lean, server):
        with attempting() as attempt, pytest.raises(TimeoutError):
            await post(lean, 0.05)
        assert attempt.left_machine
        with pytest.raises(TimeoutError):
            await post(lean, 0.05)
    assert server.connections == 2


async def test_nothing_left_when_nobody_listens() -> None:
    lean = LeanTransport(ssl.create_default_context(), "127.0.0.1:1")
    with attempting() as attempt, pytest.raises(OSError, match=r"refused|failed"):
        await post(lean)
    assert not attempt.left_machine


async def test_a_strangers_certificate_is_refused_before_anything_is_sent() -> None:
    async with transport(answer_well, "evil.example") as (lean, server):
        with attempting() as attempt, pytest.raises(ssl.SSLCertVerificationError):
            await post(lean)
        assert (attempt.left_machine, server.requests) == (False, [])


async def test_a_closed_line_is_not_used_again() -> None:
    close = saying(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    async with transport(close) as (lean, server):
        await post(lean)
        await post(lean)
    assert server.connections == 2


async def test_an_old_line_is_not_used_again() -> None:
    now = [0.0]
    async with transport(answer_well, clock=lambda: now[0]) as (lean, server):
        for now[0] in (0.0, 14.0, 40.0):
            await post(lean)
    assert server.connections == 2


@pytest.mark.parametrize(("headers", "target"), [({"X": "a\r\nY: b"}, "/"), ({}, "/a b"), ({}, "/a\r\nHost: x")])
def test_nothing_is_smuggled_into_a_request(headers: dict[str, str], target: str) -> None:
    with pytest.raises(ValueError, match="line break"):
        written("POST", target, host="a", headers=headers, body=b"")
