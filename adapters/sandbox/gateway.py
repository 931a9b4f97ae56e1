"""The one TLS listener behind every exchange's host name: dispatches by Host, acts out faults. Speaks no protocol.

Clients keep real URLs: a resolver of theirs answers every name with this address, and they trust this CA.
"""

import asyncio
import ssl
from pathlib import Path

import trustme
from aiohttp import web

from adapters.sandbox.faults import ANY, CONNECTION_KINDS, Fault, FaultKind, FaultPlan
from adapters.sandbox.misfortune import Misfortune
from adapters.sandbox.requests import RequestLog
from adapters.sandbox.venues.venue import Venue

CERTIFIED_HOSTS = (
    "*.binance.com",
    "*.binance.vision",
    "*.binancefuture.com",
    "*.bybit.com",
    "*.bytick.com",
    "*.bitget.com",
    "localhost",
    "127.0.0.1",
)
STOP_PATIENCE_S = 0.2


class Gateway:
    """Listens on 127.0.0.1, port chosen by the system. Writes its CA certificate to `directory`."""

    def __init__(self, venues: tuple[Venue, ...], *, faults: FaultPlan, directory: Path) -> None:
        self._venues, self._faults, self._directory = venues, faults, directory
        self._by_host = {host: venue for venue in venues for host in venue.hosts}
        self._runner: web.AppRunner | None = None
        self._misfortune = Misfortune(faults)
        self._connections: dict[str, set[asyncio.Transport]] = {}
        self.logs = {venue.engine.name: RequestLog() for venue in venues}
        self.address = ""
        self.ca_file = directory / "ca.pem"
        faults.watch(self._strike)

    async def start(self) -> None:
        app = web.Application(client_max_size=1 << 20)
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_PATIENCE_S)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=self._context(), backlog=1024)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.address = f"{host}:{port}"

    async def stop(self) -> None:
        for venue in self._venues:
            await venue.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> "Gateway":
        await self.start()
        return self

    async def __aexit__(self, *reasons: object) -> None:
        await self.stop()

    def _context(self) -> ssl.SSLContext:
        authority = trustme.CA()
        authority.cert_pem.write_to_path(self.ca_file)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*CERTIFIED_HOSTS).configure_cert(context)
        context.sni_callback = self._greet
        return context

    def _greet(self, tls: ssl.SSLObject, host: str | None, context: ssl.SSLContext) -> int | None:
        """Break the handshake of a refused connection: the client knows that nothing was sent."""
        venue = self._by_host.get(host or "")
        if venue is not None and self._refuses(venue):
            return ssl.ALERT_DESCRIPTION_INTERNAL_ERROR
        return None

    def _refuses(self, venue: Venue) -> bool:
        fault = self._faults.take(venue.engine.name, ANY, account=frozenset(), kinds=CONNECTION_KINDS)
        return fault is not None

    def _strike(self, fault: Fault) -> None:
        """Refusing connections begins with losing those that are open."""
        if fault.kind is not FaultKind.REFUSE_CONNECTIONS:
            return
        struck = [name for name in self._connections if fault.venue in (ANY, name)]
        for transport in [found for name in struck for found in self._connections.pop(name)]:
            transport.abort()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        venue = self._by_host.get(request.host.partition(":")[0])
        if venue is None:
            return web.json_response({"error": f"no exchange is called {request.host}"}, status=421)
        self._remember(venue, request)
        body = await request.read() if request.can_read_body else b""
        self.logs[venue.engine.name].note(venue.operation(request), request.method, body=body)
        await asyncio.sleep(venue.engine.settings.latency_s)
        return await self._misfortune.serve(venue, request)

    def _remember(self, venue: Venue, request: web.Request) -> None:
        transports = self._connections.setdefault(venue.engine.name, set())
        if request.transport is not None:
            transports.add(request.transport)
        if len(transports) % 256 == 0:
            transports -= {known for known in transports if known.is_closing()}
