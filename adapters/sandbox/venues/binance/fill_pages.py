"""Paging through fills as myTrades and userTrades do: by id, by time, by order. Changes nothing."""

from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.engine.orders import Fill
from adapters.sandbox.venues.binance.complaints import Complaint
from adapters.sandbox.venues.binance.routes import Call

DEFAULT_FILLS = 500
MAX_FILLS = 1000


def page_of_fills(engine: Engine, call: Call, *, kind: Kind, max_window_ms: int) -> list[Fill]:
    """Without a start the newest come, with a time or an id the oldest from there."""
    params = call.params
    instrument = engine.instrument(kind, params.required("symbol"))
    start, end, from_id = params.integer("startTime"), params.integer("endTime"), params.integer("fromId")
    if start is not None and end is not None and end - start > max_window_ms:
        raise Complaint(-1127, f"More than {max_window_ms // 3_600_000} hours between startTime and endTime.")
    found = engine.fills(call.account, kind, symbol=instrument.symbol, since_ms=start or 0, from_id=from_id or 0)
    until = end if end is not None else _natural_end(start, max_window_ms)
    wanted = [fill for fill in found if until is None or fill.time_ms <= until]
    order_id = params.integer("orderId")
    if order_id is not None:
        wanted = [fill for fill in wanted if fill.order_id == str(order_id)]
    limit = min(params.integer("limit") or DEFAULT_FILLS, MAX_FILLS)
    return wanted[-limit:] if start is None and from_id is None else wanted[:limit]


def _natural_end(start: int | None, max_window_ms: int) -> int | None:
    """A start alone reaches one window far."""
    return None if start is None else start + max_window_ms
