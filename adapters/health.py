"""Serves /healthz and /metrics on this machine only, for a watchdog and for Prometheus. Tells nothing about people."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from adapters.metrics import Metrics

HOST = "127.0.0.1"


@asynccontextmanager
async def serving(port: int, metrics: Metrics, *, is_alive: Callable[[], bool]) -> AsyncIterator[None]:
    """Serve while inside; port 0 serves nothing."""
    if not port:
        yield
        return
    runner = web.AppRunner(health_app(metrics, is_alive), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
        yield
    finally:
        await runner.cleanup()


def health_app(metrics: Metrics, is_alive: Callable[[], bool]) -> web.Application:
    async def healthz(_request: web.Request) -> web.Response:
        return web.Response(text="ok" if is_alive() else "not alive", status=200 if is_alive() else 503)

    async def numbers(_request: web.Request) -> web.Response:
        return web.Response(body=metrics.render(), content_type="text/plain")

    made = web.Application()
    made.add_routes([web.get("/healthz", healthz), web.get("/metrics", numbers)])
    return made
