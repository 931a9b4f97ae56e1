"""WebSocket connections of the venues, with stream faults applied to what is pushed. Knows no exchange's words."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import WSMsgType, web

from adapters.sandbox.engine.accounts import VenueAccount
from adapters.sandbox.faults import ANY, STREAM_KINDS, Fault, FaultKind, FaultPlan

REORDER_PATIENCE_S = 0.3
OnText = Callable[[str], Awaitable[None]]


class Stream:
    """One connection. `push` is for events and suffers faults; `reply` is for answers and pongs and does not."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request, streams: "Streams") -> None:
        self._socket, self._request, self._streams = socket, request, streams
        self._queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._held = ""
        self.names: frozenset[str] = frozenset()
        self.account: VenueAccount | None = None
        self.on_close: list[Callable[[], None]] = []

    def identify(self, account: VenueAccount) -> None:
        """Whose stream this is, known after login: faults may be meant for one account."""
        self.account = account
        self.names = frozenset({account.name, *(key.key for key in account.keys)})

    def reply(self, text: str) -> None:
        self._queue.put_nowait(text)

    def push(self, text: str) -> None:
        """Send an event, unless a fault has other plans for it."""
        fault = self._streams.fault_for(self)
        match fault.kind if fault else None:
            case FaultKind.STREAM_SILENT | FaultKind.STREAM_GAP:
                return
            case FaultKind.STREAM_DROP:
                self.drop()
            case FaultKind.STREAM_DUPLICATE:
                self._send(text)
                self._send(text)
            case FaultKind.STREAM_REORDER:
                self._hold(text)
            case _:
                self._send(text)

    def drop(self) -> None:
        """Cut the connection without a goodbye."""
        if self._request.transport is not None:
            self._request.transport.abort()
        self._queue.put_nowait(None)

    async def close(self) -> None:
        """Say goodbye properly."""
        self._queue.put_nowait(None)
        await self._socket.close()

    async def serve(self, on_text: OnText) -> web.WebSocketResponse:
        """Read and write until one side ends it; then run `on_close` (unsubscribe there)."""
        try:
            async with asyncio.TaskGroup() as group:
                writing = group.create_task(self._write())
                await self._read(on_text)
                writing.cancel()
        finally:
            self._streams.forget(self)
            for action in self.on_close:
                action()
        return self._socket

    async def _read(self, on_text: OnText) -> None:
        async for message in self._socket:
            if message.type is WSMsgType.TEXT:
                await on_text(message.data)

    async def _write(self) -> None:
        try:
            while (text := await self._queue.get()) is not None:
                await self._socket.send_str(text)
        except ConnectionError:
            return

    def _send(self, text: str) -> None:
        self._queue.put_nowait(text)
        if self._held:
            held, self._held = self._held, ""
            self._queue.put_nowait(held)

    def _hold(self, text: str) -> None:
        """Let the next event overtake this one; without a next one it comes late."""
        self._release()
        self._held = text
        asyncio.get_running_loop().call_later(REORDER_PATIENCE_S, self._release)

    def _release(self) -> None:
        if self._held:
            held, self._held = self._held, ""
            self._queue.put_nowait(held)


class Streams:
    """All open connections of one venue."""

    def __init__(self, venue: str, faults: FaultPlan) -> None:
        self._venue, self._faults = venue, faults
        self._open: set[Stream] = set()
        faults.watch(self._strike)

    async def open(self, request: web.Request) -> Stream:
        """Accept the upgrade; protocol pings are answered by themselves."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        stream = Stream(socket, request, self)
        self._open.add(stream)
        return stream

    @property
    def count(self) -> int:
        return len(self._open)

    def forget(self, stream: Stream) -> None:
        self._open.discard(stream)

    def fault_for(self, stream: Stream) -> Fault | None:
        return self._faults.take(self._venue, "stream", account=stream.names, kinds=STREAM_KINDS)

    async def close(self) -> None:
        for stream in tuple(self._open):
            await stream.close()

    def _strike(self, fault: Fault) -> None:
        """A drop planned now cuts what is open now; with nothing open it waits for the next event."""
        if fault.kind is not FaultKind.STREAM_DROP or fault.venue not in (ANY, self._venue):
            return
        for stream in tuple(self._open):
            if fault.concerns(self._venue, "stream", account=stream.names):
                self._faults.take(self._venue, "stream", account=stream.names, kinds=frozenset({FaultKind.STREAM_DROP}))
                stream.drop()
