"""The bare exchange as a process: TLS, keep-alive, one answer per request, each as late as it was told to be.

Usage: python -m tests.bench.loopback <directory> <gateway of the sandbox> <its CA file>. Writes `loopback.json` there.
"""

import asyncio
import json
import signal
import ssl
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import httptools
import trustme
import uvloop
from aiohttp import ClientSession
from yarl import URL

from adapters.exchanges.transport import open_session
from adapters.sandbox.gateway import CERTIFIED_HOSTS
from tests.bench.loopback.orders import Orders

HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
WALLETS = frozenset(
    {"/fapi/v3/account", "/fapi/v2/balance", "/v5/account/wallet-balance", "/api/v2/mix/account/accounts"}
)
HOPS = frozenset({"host", "connection", "content-length", "accept-encoding"})


class Counter:
    """What all connections share: the orders, the delay, and the sandbox for all else."""

    def __init__(self, session: ClientSession) -> None:
        self.orders, self.session, self.delay_s = Orders(), session, 0.0
        self._remembered: dict[str, tuple[int, bytes]] = {}
        self.group: asyncio.TaskGroup | None = None

    def command(self, path: str) -> bytes:
        """/bench/delay/<ms>, /bench/arrivals: the latter tells and forgets."""
        _, _, verb, *rest = path.split("/")
        if verb == "delay":
            self.delay_s = int(rest[0]) / 1000
            return b"{}"
        arrivals = [[taken.client_id, taken.at_ns] for taken in self.orders.taken.values()]
        self.orders.taken.clear()
        return json.dumps(arrivals).encode()

    async def pass_on(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        """Wallets are alike: asked for once, they are told to everybody, so that a balance costs little here."""
        path = urlsplit(url).path
        if path in self._remembered:
            return self._remembered[path]
        async with self.session.request(method, URL(url, encoded=True), headers=headers, data=body or None) as response:
            answer = (response.status, await response.read())
        if method == "GET" and path in WALLETS:
            self._remembered[path] = answer
        return answer


class Connection(asyncio.Protocol):
    """One client's connection."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
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
        self._headers[name.decode()] = value.decode()

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        method, target = self._parser.get_method().decode(), self._url.decode()
        path, _, query = target.partition("?")
        if path.startswith("/bench/"):
            self._say(200, self._counter.command(path))
        elif (answer := self._counter.orders.answer(method, path, query, body=self._body)) is not None:
            self._say_later(answer)
        elif self._counter.group is not None:
            self._counter.group.create_task(self._ask(method, target, dict(self._headers), body=self._body))
        self._forget()

    async def _ask(self, method: str, target: str, headers: dict[str, str], *, body: bytes) -> None:
        host = next(value for name, value in headers.items() if name.lower() == "host")
        kept = {name: value for name, value in headers.items() if name.lower() not in HOPS}
        status, answer = await self._counter.pass_on(method, f"https://{host}{target}", headers=kept, body=body)
        self._say(status, answer)

    def _say_later(self, answer: bytes) -> None:
        if self._counter.delay_s:
            asyncio.get_running_loop().call_later(self._counter.delay_s, self._say, 200, answer)
        else:
            self._say(200, answer)

    def _say(self, status: int, answer: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            head = HEAD.format(length=len(answer)).replace("200 OK", f"{status} Told")
            self._transport.write(head.encode() + answer)

    def _forget(self) -> None:
        self._url = self._body = b""
        self._headers: dict[str, str] = {}


async def main(directory: Path, gateway: str, ca_file: Path, *, sandbox_ca: bytes) -> None:
    authority, stop = trustme.CA(), asyncio.Event()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*CERTIFIED_HOSTS).configure_cert(context)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with open_session(gateway, ca_file) as session, asyncio.TaskGroup() as group:
        counter = Counter(session)
        counter.group = group
        server = await asyncio.get_running_loop().create_server(
            lambda: Connection(counter), "127.0.0.1", 0, ssl=context, backlog=4096
        )
        port = server.sockets[0].getsockname()[1]
        publish(directory, port, certificates=authority.cert_pem.bytes() + sandbox_ca)
        await stop.wait()
        server.close()


def publish(directory: Path, port: int, *, certificates: bytes) -> None:
    both, written = directory / "both.pem", directory / "loopback.tmp"
    both.write_bytes(certificates)
    written.write_text(json.dumps({"gateway": f"127.0.0.1:{port}", "ca_file": str(both)}), encoding="utf-8")
    written.rename(directory / "loopback.json")


if __name__ == "__main__":
    trusted = Path(sys.argv[3])
    uvloop.run(main(Path(sys.argv[1]), sys.argv[2], trusted, sandbox_ca=trusted.read_bytes()))
