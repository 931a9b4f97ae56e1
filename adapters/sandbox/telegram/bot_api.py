"""The Bot API on HTTP: /bot<token>/<method> and /file/bot<token>/<path>, with planted faults around every call.

Must not know what a method does; `emulated` is the table.
"""

import asyncio
from collections import Counter

from aiogram.methods import GetUpdates
from aiohttp import web

from adapters.sandbox.telegram.chat_world import ChatWorld
from adapters.sandbox.telegram.emulated import EMULATED
from adapters.sandbox.telegram.faults import ChatFault, ChatFaultKind
from adapters.sandbox.telegram.incoming import SCHEMAS, Call, RawCall, checked, read_call
from adapters.sandbox.telegram.receiving import get_updates
from adapters.sandbox.telegram.refusals import ApiRefusal, forbidden, not_emulated, too_many_requests
from adapters.sandbox.telegram.webhook import WebhookCourier

OUTAGE_PAGE = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


def add_bot_api(app: web.Application, world: ChatWorld) -> "BotApi":
    api = BotApi(world)
    courier = WebhookCourier(world.updates)
    app.router.add_route("*", "/bot{token}/{method}", api.call)
    app.router.add_get("/file/bot{token}/{path:.+}", api.download)
    app.on_startup.append(courier.start)
    app.on_shutdown.append(api.let_go)
    app.on_cleanup.append(courier.stop)
    return api


class BotApi:
    def __init__(self, world: ChatWorld) -> None:
        self._world = world
        self.calls: Counter[str] = Counter()

    async def call(self, request: web.Request) -> web.StreamResponse:
        try:
            return await self._answered(request)
        except ApiRefusal as refusal:
            return web.json_response(refusal.to_wire(), status=refusal.code)

    async def download(self, request: web.Request) -> web.Response:
        file = self._world.files.find_path(request.match_info["path"])
        if request.match_info["token"] != self._world.token or file is None:
            raise web.HTTPNotFound
        return web.Response(body=file.content, content_type="application/octet-stream")

    async def let_go(self, _: web.Application) -> None:
        self._world.close()

    async def _answered(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self._world.token:
            raise ApiRefusal(401, "Unauthorized")
        name = request.match_info["method"].lower()
        schema = SCHEMAS.get(name)
        if schema is None:
            raise ApiRefusal(404, "Not Found: method not found")
        raw = await read_call(request)
        self.calls[name] += 1
        fault = self._world.faults.take(name, raw.chat_id())
        early = await self._before(request, fault) if fault else None
        if early is not None:
            return early
        if (wait_s := self._world.pace.seconds_to_wait(name, raw.chat_id())) is not None:
            raise too_many_requests(wait_s)
        result = await self._result(schema, raw)
        if fault is not None and fault.kind is ChatFaultKind.ACCEPT_THEN_DROP:
            return _cut(request)
        return web.json_response({"ok": True, "result": result})

    async def _result(self, schema: type[Call], raw: RawCall) -> object:
        call = checked(schema, raw)
        asked: object = call
        if isinstance(asked, GetUpdates):
            return await get_updates(self._world, asked)
        act = EMULATED.get(schema)
        if act is None:
            raise not_emulated(schema.__api_method__)
        return act(self._world, call, raw.uploads)

    async def _before(self, request: web.Request, fault: ChatFault) -> web.StreamResponse | None:
        """Play the part of a fault that comes before the call is carried out."""
        match fault.kind:
            case ChatFaultKind.TOO_MANY_REQUESTS:
                raise too_many_requests(self._world.faults.seconds_left(fault))
            case ChatFaultKind.BLOCKED:
                raise forbidden("bot was blocked by the user")
            case ChatFaultKind.OUTAGE:
                raise ApiRefusal(502, "Bad Gateway")
            case ChatFaultKind.OUTAGE_HTML:
                return web.Response(status=502, text=OUTAGE_PAGE, content_type="text/html")
            case ChatFaultKind.HANG:
                await self._world.faults.lifted(fault)
                return _cut(request)
            case ChatFaultKind.DROP_BEFORE:
                return _cut(request)
            case ChatFaultKind.SLOW:
                await asyncio.sleep(fault.delay_s)
        return None


def _cut(request: web.Request) -> web.Response:
    """Drop the connection without an answer, as a network does."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
