"""/control/telegram/{faults,settings,calls,events}: break Telegram, tune it, and watch it.

Must not act as a person; that is control.
"""

import json
from contextlib import suppress

from aiohttp import web

from adapters.sandbox.telegram.asking import Asked, read_asked
from adapters.sandbox.telegram.bot_api import BotApi
from adapters.sandbox.telegram.chat_world import ChatWorld
from adapters.sandbox.telegram.control import guarded
from adapters.sandbox.telegram.faults import ChatFault, ChatFaultKind
from adapters.sandbox.telegram.refusals import bad_request
from adapters.sandbox.telegram.transcript import View

HEARTBEAT_S = 15.0
LONGEST_WAIT_S = 55.0
RECONNECT_MS = 500


def add_steering(app: web.Application, world: ChatWorld, api: BotApi) -> None:
    steering = Steering(world, api)
    root = "/control/telegram"
    app.router.add_get(f"{root}/faults", guarded(steering.faults))
    app.router.add_post(f"{root}/faults", guarded(steering.add_fault))
    app.router.add_delete(f"{root}/faults", guarded(steering.clear_faults))
    app.router.add_delete(rf"{root}/faults/{{fault:\d+}}", guarded(steering.remove_fault))
    app.router.add_post(f"{root}/settings", guarded(steering.settings))
    app.router.add_get(f"{root}/calls", guarded(steering.calls))
    app.router.add_get(f"{root}/events", guarded(steering.events))


class Steering:
    def __init__(self, world: ChatWorld, api: BotApi) -> None:
        self._world = world
        self._api = api

    async def faults(self, _: web.Request) -> web.Response:
        return web.json_response([fault_view(fault) for fault in self._world.faults.active()])

    async def add_fault(self, request: web.Request) -> web.Response:
        """{kind, method?, chat?, times?, lasts_s?, retry_after?, delay_s?}"""
        fault = self._world.faults.add(self._fault(await read_asked(request)))
        if fault.matches("getupdates", None):
            self._world.updates.end_poll()
        self._world.journal.write("faults")
        return web.json_response(fault_view(fault))

    async def clear_faults(self, _: web.Request) -> web.Response:
        self._world.faults.clear()
        self._world.journal.write("faults")
        return web.json_response({"ok": True})

    async def remove_fault(self, request: web.Request) -> web.Response:
        self._world.faults.remove(int(request.match_info["fault"]))
        self._world.journal.write("faults")
        return web.json_response({"ok": True})

    async def settings(self, request: web.Request) -> web.Response:
        """{query_lifetime_s?, pace?: {per_chat?, overall?, window_s?}}; a pace without a number lifts that limit"""
        asked = await read_asked(request)
        lifetime_s = asked.seconds("query_lifetime_s")
        self._world.query_lifetime_s = self._world.query_lifetime_s if lifetime_s is None else lifetime_s
        if "pace" in asked.fields:
            self._set_pace(Asked(asked.record("pace")))
        pace = self._world.pace
        limits = {"per_chat": pace.per_chat, "overall": pace.overall, "window_s": pace.window_s}
        return web.json_response({"query_lifetime_s": self._world.query_lifetime_s, "pace": limits})

    def _set_pace(self, asked: Asked) -> None:
        pace = self._world.pace
        pace.per_chat, pace.overall = asked.number("per_chat"), asked.number("overall")
        pace.window_s = asked.seconds("window_s") or 1.0

    async def calls(self, _: web.Request) -> web.Response:
        """How often the bot called each method."""
        return web.json_response(dict(self._api.calls))

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events for pages; plain JSON with ?since= and ?wait_s= for everybody else."""
        if "text/event-stream" in request.headers.get("Accept", ""):
            return await self._stream(request)
        since = int(request.query.get("since", "0"))
        wait_s = min(float(request.query.get("wait_s", "0")), LONGEST_WAIT_S)
        return web.json_response(await self._world.journal.wait(since, wait_s))

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        """Begin after Last-Event-ID (a reconnect), after ?since=, or now."""
        journal = self._world.journal
        asked = request.headers.get("Last-Event-ID") or request.query.get("since")
        seq = int(asked) if asked else journal.last
        response = web.StreamResponse(headers={"Cache-Control": "no-store"})
        response.content_type = "text/event-stream"
        await response.prepare(request)
        with suppress(ConnectionResetError):  # pages close whenever they like
            await self._write_events(response, seq)
        return response

    async def _write_events(self, response: web.StreamResponse, seq: int) -> None:
        journal = self._world.journal
        await response.write(f"retry: {RECONNECT_MS}\n\n".encode())
        while not journal.is_closed:
            events = await journal.wait(seq, HEARTBEAT_S)
            seq = journal.last if events else seq
            await response.write(_as_stream(events))

    def _fault(self, asked: Asked) -> ChatFault:
        lasts_s = asked.seconds("lasts_s")
        return ChatFault(
            kind=_kind(asked.needed("kind")),
            method=asked.text("method"),
            chat_id=asked.number("chat"),
            times=asked.number("times"),
            retry_after_s=asked.number("retry_after") or 1,
            delay_s=asked.seconds("delay_s") or 0.0,
            until=None if lasts_s is None else self._world.clock() + lasts_s,
        )


def fault_view(fault: ChatFault) -> View:
    return {
        "id": fault.id,
        "kind": fault.kind.value,
        "method": fault.method,
        "chat": fault.chat_id,
        "times": fault.times,
        "hits": fault.hits,
        "retry_after": fault.retry_after_s,
    }


def _kind(written: str) -> ChatFaultKind:
    try:
        return ChatFaultKind(written)
    except ValueError as error:
        known = ", ".join(kind.value for kind in ChatFaultKind)
        reason = f"kind must be one of {known}"
        raise bad_request(reason) from error


def _as_stream(events: list[dict[str, object]]) -> bytes:
    if not events:
        return b": still here\n\n"
    return "".join(f"id: {event['seq']}\ndata: {json.dumps(event)}\n\n" for event in events).encode()
