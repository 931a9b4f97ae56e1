"""Stream faults as a listening client meets them."""

from pathlib import Path

from aiohttp import ClientWebSocketResponse, WSMsgType

from adapters.sandbox.faults import FOREVER, Fault, FaultKind
from tests.sandbox.echo_venue import EchoRoom, echo_room

URL = "wss://api.binance.com/stream"


async def _heard(room: EchoRoom, socket: ClientWebSocketResponse, events: str) -> list[str]:
    """Push one-letter events, then ask for a pong, and return what came before it."""
    room.venue.shout(*events)
    await socket.send_str("ping")
    heard = []
    while "pong" not in (text := await socket.receive_str()):
        heard.append(text)
    return heard


async def _listen(room: EchoRoom) -> ClientWebSocketResponse:
    socket = await room.session.ws_connect(URL)
    await socket.send_str("hello")
    await socket.receive_str()
    return socket


async def test_events_arrive_in_order(tmp_path: Path) -> None:
    async with echo_room(tmp_path) as room, await _listen(room) as socket:
        assert await _heard(room, socket, "abc") == ["a", "b", "c"]


async def test_duplicate_repeats_one_event(tmp_path: Path) -> None:
    async with echo_room(tmp_path) as room, await _listen(room) as socket:
        room.faults.add(Fault(kind=FaultKind.STREAM_DUPLICATE))
        assert await _heard(room, socket, "ab") == ["a", "a", "b"]


async def test_reorder_swaps_two_events(tmp_path: Path) -> None:
    async with echo_room(tmp_path) as room, await _listen(room) as socket:
        room.faults.add(Fault(kind=FaultKind.STREAM_REORDER))
        assert await _heard(room, socket, "abc") == ["b", "a", "c"]


async def test_last_held_event_comes_late_but_comes(tmp_path: Path) -> None:
    async with echo_room(tmp_path) as room, await _listen(room) as socket:
        room.faults.add(Fault(kind=FaultKind.STREAM_REORDER))
        room.venue.shout("a")
        assert await socket.receive_str() == "a"


async def test_gap_loses_events_while_connected(tmp_path: Path) -> None:
    async with echo_room(tmp_path) as room, await _listen(room) as socket:
        room.faults.add(Fault(kind=FaultKind.STREAM_GAP, times=2))
        assert await _heard(room, socket, "abc") == ["c"]


async def test_silent_stream_still_answers_pings(tmp_path: Path) -> None:
    async with echo_room(tmp_path) as room, await _listen(room) as socket:
        number = room.faults.add(Fault(kind=FaultKind.STREAM_SILENT, times=FOREVER))
        assert await _heard(room, socket, "abc") == []
        room.faults.remove(number)
        assert await _heard(room, socket, "d") == ["d"]


async def test_drop_cuts_open_streams_at_once(tmp_path: Path) -> None:
    async with echo_room(tmp_path) as room, await _listen(room) as socket:
        room.faults.add(Fault(kind=FaultKind.STREAM_DROP))
        assert (await socket.receive()).type in (WSMsgType.CLOSED, WSMsgType.ERROR, WSMsgType.CLOSE)
        assert room.faults.listed() == {}
        async with await _listen(room) as again:
            assert await _heard(room, again, "a") == ["a"]


async def test_closed_stream_is_forgotten(tmp_path: Path) -> None:
    async with echo_room(tmp_path) as room:
        async with await _listen(room):
            assert room.venue.streams.count == 1
        async with await _listen(room) as socket:
            await _heard(room, socket, "a")
        assert len(room.venue.listening) <= 1
