"""Serving one request with the fault planned for it, if any. Plans nothing and knows no exchange's words."""

import asyncio

from aiohttp import web

from adapters.sandbox.faults import FAULT, REQUEST_KINDS, Fault, FaultKind, FaultPlan, Stage
from adapters.sandbox.venues.venue import Venue

SPOILING = frozenset(
    {
        FaultKind.STATUS_HTML,
        FaultKind.HTML_200,
        FaultKind.EMPTY_BODY,
        FaultKind.NULL_BODY,
        FaultKind.TRUNCATED_BODY,
    }
)
HTML = "<html><head><title>{status}</title></head><body><h1>{status}</h1><hr>nginx</body></html>"


class Misfortune:
    """Acts out request faults around a venue's answer."""

    def __init__(self, faults: FaultPlan) -> None:
        self._faults = faults

    async def serve(self, venue: Venue, request: web.Request) -> web.StreamResponse:
        fault = self._faults.take(
            venue.engine.name, venue.operation(request), account=_names(venue, request), kinds=REQUEST_KINDS
        )
        if fault is None:
            return await venue.handle(request)
        request[FAULT] = fault
        return await self._suffer(venue, request, fault)

    async def _suffer(self, venue: Venue, request: web.Request, fault: Fault) -> web.StreamResponse:
        instead = await _before(venue, request, fault)
        if instead is not None:
            return instead
        return await _after(venue, request, fault, answer=await venue.handle(request))


async def _before(venue: Venue, request: web.Request, fault: Fault) -> web.StreamResponse | None:
    """What happens to a request the exchange never takes; None lets it through."""
    if fault.kind in SPOILING and fault.stage is Stage.BEFORE:
        return await _spoiled(request, fault, answer=None)
    match fault.kind:
        case FaultKind.DROP_BEFORE:
            return _cut(request)
        case FaultKind.NATIVE_CODE_BEFORE:
            return venue.refusal(request, fault)
        case FaultKind.RATE_LIMITED:
            return venue.throttled(request, fault.retry_after_s)
        case FaultKind.IP_BANNED:
            return venue.banned(request, fault.retry_after_s)
        case FaultKind.DELAY_BEFORE:
            await asyncio.sleep(fault.delay_s)
    return None


async def _after(venue: Venue, request: web.Request, fault: Fault, *, answer: web.StreamResponse) -> web.StreamResponse:
    """What happens to the answer of a request the exchange has taken."""
    if fault.kind in SPOILING:
        return await _spoiled(request, fault, answer=answer)
    match fault.kind:
        case FaultKind.DROP_AFTER:
            return _cut(request)
        case FaultKind.NATIVE_CODE_AFTER:
            return venue.refusal(request, fault)
        case FaultKind.DELAY_AFTER:
            await asyncio.sleep(fault.delay_s)
    return answer


async def _spoiled(request: web.Request, fault: Fault, *, answer: web.StreamResponse | None) -> web.StreamResponse:
    match fault.kind:
        case FaultKind.STATUS_HTML:
            return _html(fault.status or 502)
        case FaultKind.HTML_200:
            return _html(200)
        case FaultKind.EMPTY_BODY:
            return web.Response(status=200, body=b"", content_type="application/json")
        case FaultKind.NULL_BODY:
            return web.Response(status=200, body=b"null", content_type="application/json")
        case _:
            return await _truncated(request, answer)


def _names(venue: Venue, request: web.Request) -> frozenset[str]:
    """The key a request carries and the name of the account it opens."""
    key = venue.api_key(request)
    known = venue.engine.find_key(key)
    return frozenset({key, known.account.name} if known else {key})


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def _html(status: int) -> web.Response:
    return web.Response(status=status, text=HTML.format(status=status), content_type="text/html")


async def _truncated(request: web.Request, answer: web.StreamResponse | None) -> web.StreamResponse:
    """Promise a whole body, send half of it, hang up."""
    body = answer.body if isinstance(answer, web.Response) else None
    whole = body if isinstance(body, bytes) and len(body) > 1 else b'{"result":{"orderId":"1"}}'
    response = web.StreamResponse(
        status=200, headers={"Content-Type": "application/json", "Content-Length": str(len(whole))}
    )
    await response.prepare(request)
    await response.write(whole[: len(whole) // 2])
    if request.transport is not None:
        # Close, not abort: what was written must still leave.
        request.transport.close()
    return response
