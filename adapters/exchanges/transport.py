"""One HTTP and WebSocket session for every exchange: shared connector, shared SSL context, optional gateway.

Must not know any exchange. With a gateway every host name resolves to it, while URLs, TLS and Host stay real
(exchanges.md 1.1: ccxt picks Binance's error table by URL prefix, so URLs are never rewritten).
"""

import socket
import ssl
from functools import cache
from pathlib import Path

from aiohttp import ClientSession, TCPConnector, ThreadedResolver
from aiohttp.abc import AbstractResolver, ResolveResult

from adapters.exchanges.attempts import departure_trace

CONNECTIONS_PER_HOST = 256


class GatewayResolver(AbstractResolver):
    """Answers every host name with one address; the port in the answer wins over the URL's."""

    def __init__(self, gateway: str) -> None:
        host, _, port = gateway.rpartition(":")
        self._host, self._port = host, int(port)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [ResolveResult(hostname=host, host=self._host, port=self._port, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        return None


def open_session(gateway: str | None = None, ca_file: Path | None = None) -> ClientSession:
    """Open the session all exchange instances share; the caller closes it once, after the instances."""
    context = trusted_context(ca_file)
    resolver = GatewayResolver(gateway) if gateway else ThreadedResolver()
    connector = TCPConnector(ssl=context, resolver=resolver, limit=0, limit_per_host=CONNECTIONS_PER_HOST)
    return ClientSession(connector=connector, trace_configs=[departure_trace()])


@cache
def trusted_context(ca_file: Path | None) -> ssl.SSLContext:
    """Read once: the machine's authorities are many."""
    context = ssl.create_default_context()
    if ca_file is not None:
        context.load_verify_locations(cafile=ca_file)
    return context
