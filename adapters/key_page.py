"""The door for keys beside the chat: one page on this machine's loopback, there only while a ticket is good.

No access log, nothing from elsewhere, nothing to run; what is typed here is never shown again. Checks no key itself.
"""

import asyncio
import re
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from aiohttp import web
from loguru import logger

from adapters.logs import redact
from core.application.bus import MessageBus
from core.application.key_commands import EnterKeyCommand, ExpectedKey, LookAtDoorCommand
from core.application.ports import Clock
from core.domain.errors import NotPossibleNow, Refusal, TandemError
from core.domain.values import Credentials, Exchange

HOST = "127.0.0.1"
NAMES = (HOST, "localhost")
MOST_BYTES = 4096
PART = re.compile(r"[!-~]{8,256}", re.ASCII)
PHRASE = re.compile(r"[!-~]{1,64}", re.ASCII)
POLICY = ("default-src 'none'", "style-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'")
HEADERS = {
    "Content-Security-Policy": "; ".join(POLICY),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageState:
    """What the page shows: a form for a key, that it was taken, or that the ticket is spent."""

    expected: ExpectedKey | None
    ticket: str = field(default="", repr=False)
    refusal: str = ""
    is_taken: bool = False


class Face(Protocol):
    """How the page looks, and the same in one line for the command line."""

    style: str

    def render(self, state: PageState) -> str: ...

    def words(self, state: PageState) -> str: ...


class KeyPage:
    """Implements KeyDoor. `port` 0 takes any free one each time it opens."""

    def __init__(self, spawn: Callable[[Coroutine[Any, Any, None]], None], clock: Clock, *, port: int = 0) -> None:
        self._spawn, self._clock, self._port = spawn, clock, port
        self._bus: MessageBus | None = None
        self._face: Face | None = None
        self._runner: web.AppRunner | None = None
        self._until: datetime | None = None
        self._opening = asyncio.Lock()

    def furnish(self, bus: MessageBus, face: Face) -> None:
        """Without a bus and a face there is no door."""
        self._bus, self._face = bus, face

    async def open(self, until: datetime) -> str:
        """Raises NotPossibleNow key-door-away."""
        if self._bus is None or self._face is None:
            raise NotPossibleNow("key-door-away")
        async with self._opening:
            self._until = until if self._until is None else max(until, self._until)
            if self._runner is None:
                await self._serve()
        return f"http://{HOST}:{self._bound_port()}"

    async def aclose(self) -> None:
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _serve(self) -> None:
        app = web.Application(client_max_size=MOST_BYTES)
        pages = [web.get("/key/{ticket}", self._look), web.post("/key/{ticket}", self._enter)]
        app.add_routes([*pages, web.get("/key.css", self._style)])
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, HOST, self._port).start()
        except OSError as error:
            await runner.cleanup()
            logger.bind(port=self._port, error=str(error)).error("the page for keys can't be opened")
            raise NotPossibleNow("key-door-away") from error
        self._runner = runner
        self._spawn(self._close_in_time())

    async def _close_in_time(self) -> None:
        """A later ticket keeps it open for longer."""
        if (left := self._seconds_left()) > 0:
            await asyncio.sleep(left)
            self._spawn(self._close_in_time())
            return
        self._until = None
        await self.aclose()

    def _seconds_left(self) -> float:
        if self._until is None or self._runner is None:
            return 0.0
        return (self._until - self._clock.now()).total_seconds()

    def _bound_port(self) -> int:
        return self._runner.addresses[0][1] if self._runner is not None else self._port

    async def _look(self, request: web.Request) -> web.Response:
        """Spends nothing: browsers look twice."""
        ticket = self._ticket(request)
        try:
            expected = await self._house().handle(LookAtDoorCommand(ticket=ticket))
        except Refusal as refusal:
            return self._page(request, PageState(expected=None, refusal=refusal.code), status=410)
        return self._page(request, PageState(expected=expected, ticket=ticket))

    async def _enter(self, request: web.Request) -> web.Response:
        ticket, credentials = self._ticket(request), read_credentials(await request.post())
        try:
            expected = await self._house().handle(LookAtDoorCommand(ticket=ticket))
            if not is_whole(credentials, expected.exchange):
                state = PageState(expected=expected, ticket=ticket, refusal="key-form")
                return self._page(request, state, status=422)
            answer = await self._house().handle(EnterKeyCommand(ticket=ticket, credentials=credentials))
        except Refusal as refusal:
            return self._page(request, PageState(expected=None, refusal=refusal.code), status=410)
        except TandemError as error:
            logger.bind(error=type(error).__name__).error("a key was not taken")
            return self._page(request, PageState(expected=None, refusal="key-lost"), status=503)
        redact(answer.next_ticket)
        is_taken = not answer.refusal
        state = PageState(
            expected=answer.expected, ticket=answer.next_ticket, refusal=answer.refusal, is_taken=is_taken
        )
        return self._page(request, state, status=200 if is_taken else 422)

    async def _style(self, _request: web.Request) -> web.Response:
        style = "" if self._face is None else self._face.style
        return web.Response(text=style, headers=HEADERS, content_type="text/css")

    def _ticket(self, request: web.Request) -> str:
        """Only what was meant for this page: another name, or another page's form, is turned away unread."""
        ours = {f"{name}:{self._bound_port()}" for name in NAMES}
        origin = request.headers.get("Origin")
        is_foreign = request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}
        is_other_page = origin is not None and origin not in {f"http://{name}" for name in ours}
        if request.host not in ours or is_foreign or is_other_page:
            raise web.HTTPForbidden(text="", headers=HEADERS)
        ticket: str = request.match_info["ticket"]
        redact(ticket)
        return ticket

    def _house(self) -> MessageBus:
        if self._bus is None:
            raise NotPossibleNow("key-door-away")
        return self._bus

    def _page(self, request: web.Request, state: PageState, *, status: int = 200) -> web.Response:
        if self._face is None:
            return web.Response(status=status, headers=HEADERS)
        if request.headers.get("Accept") == "text/plain":
            again = {"X-Next": state.ticket} if state.refusal and state.ticket else {}
            return web.Response(text=self._face.words(state), status=status, headers={**HEADERS, **again})
        return web.Response(text=self._face.render(state), status=status, headers=HEADERS, content_type="text/html")


def read_credentials(typed: Mapping[str, object]) -> Credentials:
    """From here on none of it is ever shown in a log."""
    parts = [typed.get(name, "") for name in ("api_key", "secret", "passphrase")]
    key, secret, phrase = (part.strip() if isinstance(part, str) else "" for part in parts)
    for part in (key, secret, phrase):
        redact(part)
    return Credentials(api_key=key, secret=secret, passphrase=phrase)


def is_whole(credentials: Credentials, exchange: Exchange) -> bool:
    """Every part there, and in a form that can be a key."""
    if not (PART.fullmatch(credentials.api_key) and PART.fullmatch(credentials.secret)):
        return False
    return exchange is not Exchange.BITGET or PHRASE.fullmatch(credentials.passphrase) is not None
