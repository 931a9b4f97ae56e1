"""Serves the chat page at / and its files under /static.

Must not answer anything else: what the page shows and does goes through /control.
"""

from pathlib import Path

from aiohttp import web

STATIC = Path(__file__).parent / "static"
SAME_ORIGIN_ONLY = "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'"


def add_page(app: web.Application) -> None:
    app.router.add_get("/", _page)
    app.router.add_static("/static", STATIC)


async def _page(_: web.Request) -> web.FileResponse:
    headers = {"Content-Security-Policy": SAME_ORIGIN_ONLY, "Cache-Control": "no-store"}
    return web.FileResponse(STATIC / "index.html", headers=headers)
