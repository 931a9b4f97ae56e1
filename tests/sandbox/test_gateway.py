"""The gateway: real host names over a local certificate, and every fault as a client meets it."""

from contextlib import suppress
from pathlib import Path

import pytest
from aiohttp import ClientConnectorError, ClientError, ClientPayloadError, ServerDisconnectedError

from adapters.sandbox.faults import FOREVER, Fault, FaultKind, Stage
from tests.sandbox.echo_venue import echo_room


async def test_real_host_names_reach_their_venue(tmp_path: Path) -> None:
    async with echo_room(tmp_path) as room:
        status, text = await room.post()
        assert (status, room.venue.taken) == (200, ["newClientOrderId=c1"])
        assert '"ok"' in text


async def test_unknown_host_is_told_so(tmp_path: Path) -> None:
    async with echo_room(tmp_path) as room, room.session.get("https://other.binance.com/") as answer:
        assert answer.status == 421


async def test_posts_are_counted_by_client_id(tmp_path: Path) -> None:
    async with echo_room(tmp_path) as room:
        room.faults.add(Fault(kind=FaultKind.NATIVE_CODE_BEFORE, code="-1000"))
        await room.post()
        await room.post()
        await room.post('{"orderLinkId": "c2"}')
        assert room.gateway.logs["binance"].posts == {"c1": 2, "c2": 1}
        assert len(room.venue.taken) == 2


@pytest.mark.parametrize(("kind", "taken"), [(FaultKind.DROP_BEFORE, 0), (FaultKind.DROP_AFTER, 1)])
async def test_dropped_request_was_taken_or_not(tmp_path: Path, kind: FaultKind, taken: int) -> None:
    async with echo_room(tmp_path) as room:
        room.faults.add(Fault(kind=kind, operation="order.create"))
        with pytest.raises((ServerDisconnectedError, ClientError)):
            await room.post()
        assert len(room.venue.taken) == taken
        assert (await room.post())[0] == 200


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (FaultKind.STATUS_HTML, (502, "<html>")),
        (FaultKind.HTML_200, (200, "<html>")),
        (FaultKind.EMPTY_BODY, (200, "")),
        (FaultKind.NULL_BODY, (200, "null")),
    ],
)
async def test_spoiled_answers_hide_what_happened(
    tmp_path: Path, kind: FaultKind, answer: tuple[int, str], stage: Stage
) -> None:
    async with echo_room(tmp_path) as room:
        room.faults.add(Fault(kind=kind, stage=stage))
        status, text = await room.post()
        assert (status, text[:6]) == answer
        assert len(room.venue.taken) == (stage is Stage.AFTER)


@pytest.mark.parametrize(("stage", "taken"), [(Stage.BEFORE, 0), (Stage.AFTER, 1)])
async def test_truncated_body_breaks_while_reading(tmp_path: Path, stage: Stage, taken: int) -> None:
    async with echo_room(tmp_path) as room:
        room.faults.add(Fault(kind=FaultKind.TRUNCATED_BODY, stage=stage))
        with pytest.raises(ClientPayloadError):
            await room.post()
        assert len(room.venue.taken) == taken


@pytest.mark.parametrize(("kind", "taken"), [(FaultKind.NATIVE_CODE_BEFORE, 0), (FaultKind.NATIVE_CODE_AFTER, 1)])
async def test_native_code_comes_with_or_without_the_order(tmp_path: Path, kind: FaultKind, taken: int) -> None:
    async with echo_room(tmp_path) as room:
        room.faults.add(Fault(kind=kind, code="-1007", status=408))
        assert await room.post() == (408, '{"code": "-1007"}')
        assert len(room.venue.taken) == taken


async def test_throttling_and_ban_use_the_venues_words(tmp_path: Path) -> None:
    async with echo_room(tmp_path) as room:
        room.faults.add(Fault(kind=FaultKind.RATE_LIMITED))
        room.faults.add(Fault(kind=FaultKind.IP_BANNED))
        assert [(await room.post())[0] for _ in range(3)] == [429, 418, 200]


async def test_refused_connection_never_carries_a_request(tmp_path: Path) -> None:
    async with echo_room(tmp_path) as room:
        await room.post()
        number = room.faults.add(Fault(kind=FaultKind.REFUSE_CONNECTIONS, times=FOREVER))
        with suppress(ServerDisconnectedError):  # the pooled connection may not know yet that it was cut
            await room.post()
        with pytest.raises(ClientConnectorError):
            await room.post()
        room.faults.remove(number)
        assert (await room.post())[0] == 200
        assert len(room.venue.taken) == 2


async def test_fault_of_one_account_spares_the_others(tmp_path: Path) -> None:
    async with echo_room(tmp_path) as room:
        customers = room.venue.engine.customers
        key = customers.add_key(customers.open_account("ann")).key
        room.faults.add(Fault(kind=FaultKind.RATE_LIMITED, account="ann"))
        assert [(await room.post(key=name))[0] for name in ("other", key)] == [200, 429]


async def test_fault_the_venue_must_play_is_handed_over(tmp_path: Path) -> None:
    async with echo_room(tmp_path) as room:
        room.faults.add(Fault(kind=FaultKind.LATE_REJECTION, code="EC_NoEnoughQtyToFill"))
        assert '"late_rejection"' in (await room.post())[1]
        assert '"late_rejection"' not in (await room.post())[1]


async def test_fault_is_used_up_after_its_times(tmp_path: Path) -> None:
    async with echo_room(tmp_path) as room:
        number = room.faults.add(Fault(kind=FaultKind.STATUS_HTML, status=503, times=2, operation="order.create"))
        await room.post()
        assert room.faults.listed()[number][1] == 1
        assert [(await room.post())[0] for _ in range(2)] == [503, 200]
        assert room.faults.listed() == {}
