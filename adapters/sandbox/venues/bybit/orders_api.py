"""The order endpoints: create, amend, cancel, realtime, history. Reads requests, asks the engine, writes rows."""

from itertools import islice

from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.engine.orders import Order, Status
from adapters.sandbox.engine.refusals import Refusal, Refused
from adapters.sandbox.venues.bybit.calls import PrivateCall
from adapters.sandbox.venues.bybit.order_rows import TAG_ORDER_FILTER, TPSL_ORDER, order_row, status_of
from adapters.sandbox.venues.bybit.paging import page, window
from adapters.sandbox.venues.bybit.placing import read_order
from adapters.sandbox.venues.bybit.refusals import native
from adapters.sandbox.venues.bybit.wire import Native, Row

KEPT_CLOSED = 500  # how many ended orders `realtime` remembers
UNFILLED_KEPT_MS = 24 * 3600 * 1000  # `history` forgets cancelled and rejected orders without fills after a day


def create(call: PrivateCall) -> Row:
    wanted = read_order(call)
    try:
        order = call.engine.place(call.account, wanted)
    except Refused as refused:
        raise native(refused, wanted.instrument.kind) from refused
    return _named(order)


def amend(call: PrivateCall) -> Row:
    kind, fields = call.kind(), call.fields
    order = _find(call, kind)
    changes = {"amount": fields.price("qty"), "price": fields.price("price")}
    trigger_price = fields.price("triggerPrice")
    if trigger_price is None and not any(changes.values()):
        raise Native(10001, "order not modified")
    try:
        call.engine.amend(call.account, order, **changes, trigger_price=trigger_price)
    except Refused as refused:
        raise native(refused, kind) from refused
    return _named(order)


def cancel(call: PrivateCall) -> Row:
    kind = call.kind()
    order = _find(call, kind)
    if kind is Kind.SPOT and not _has_filter(order, call.fields.text("orderFilter", "Order")):
        raise _not_found(kind)
    try:
        call.engine.cancel(call.account, order)
    except Refused as refused:
        raise native(refused, kind) from refused
    return _named(order)


def cancel_all(call: PrivateCall) -> Row:
    """Without a symbol: everything of the category."""
    kind = call.kind()
    found = call.engine.open_orders(call.account, kind, symbol=call.fields.text("symbol"))
    chosen = [order for order in found if _has_filter(order, call.fields.text("orderFilter"))]
    for order in chosen:
        call.engine.cancel(call.account, order)
    return {"list": [_named(order) for order in chosen], "success": "1"}


def realtime(call: PrivateCall) -> Row:
    """Open orders; with an id, ended ones too. An orderId outranks an orderLinkId, even a wrong one."""
    kind, fields = call.kind(), call.fields
    if _is_lookup(call):
        order = _sought(call, kind)
        remembered = order is not None and (order.is_open or order in _recent_ended(call, kind))
        return _listed(call, [order] if order is not None and remembered else [], limit=20)
    if kind is Kind.PERPETUAL and not any(name in fields for name in ("symbol", "settleCoin", "baseCoin")):
        raise Native(10001, "Missing some parameters that must be filled in, symbol or settleCoin or baseCoin")
    if fields.number("openOnly") == 1:
        found = _recent_ended(call, kind)
    else:
        found = call.engine.open_orders(call.account, kind)[::-1]
    return _listed(call, _chosen(call, found), limit=20)


def history(call: PrivateCall) -> Row:
    """Ended orders only."""
    kind = call.kind()
    if _is_lookup(call):
        order = _sought(call, kind)
        found = [order] if order is not None and _in_history(call, order) else []
        return _listed(call, found, limit=20)
    span = window(call.fields, call.engine.now_ms())
    ended = call.engine.orders(call.account, kind, since_ms=span.start_ms)[::-1]
    found = [order for order in ended if _in_history(call, order) and span.has(order.created_ms)]
    return _listed(call, _chosen(call, found), limit=20)


def _listed(call: PrivateCall, found: list[Order], *, limit: int) -> Row:
    rows, following = page(found, lambda order: order.number, fields=call.fields, limit=limit, maximum=50)
    return {
        "list": [order_row(order) for order in rows],
        "nextPageCursor": following,
        "category": call.fields.text("category"),
    }


def _chosen(call: PrivateCall, found: list[Order]) -> list[Order]:
    symbol, status = call.fields.text("symbol"), call.fields.text("orderStatus")
    order_filter = call.fields.text("orderFilter")
    return [
        order
        for order in found
        if symbol in ("", order.symbol) and status in ("", status_of(order)) and _has_filter(order, order_filter)
    ]


def _has_filter(order: Order, name: str) -> bool:
    """Which kind of order a client means; without a name, any."""
    conditional = order.trigger is not None and order.status in (Status.WAITING, Status.PENDING)
    spot_stop = order.tags.get(TAG_ORDER_FILTER) == TPSL_ORDER
    match name:
        case "Order":
            return not conditional
        case "StopOrder":
            return order.trigger is not None and not spot_stop
        case "tpslOrder":
            return spot_stop
        case _:
            return True


def _is_lookup(call: PrivateCall) -> bool:
    return "orderId" in call.fields or "orderLinkId" in call.fields


def _sought(call: PrivateCall, kind: Kind) -> Order | None:
    order_id = call.fields.text("orderId")
    client_id = "" if order_id else call.fields.text("orderLinkId")
    return call.engine.find_order(call.account, kind, order_id=order_id, client_id=client_id)


def _find(call: PrivateCall, kind: Kind) -> Order:
    if not _is_lookup(call):
        raise Native(10001, "params error: orderId or orderLinkId is required")
    order = _sought(call, kind)
    if order is None or order.symbol != call.instrument().symbol or not order.is_open:
        raise _not_found(kind)
    return order


def _not_found(kind: Kind) -> Native:
    return native(Refused(Refusal.NOT_FOUND), kind)


def _recent_ended(call: PrivateCall, kind: Kind) -> list[Order]:
    known = (
        order
        for order in reversed(call.account.orders.values())
        if order.kind is kind and not order.is_open and order.updated_ms >= call.memory.begins_ms
    )
    return list(islice(known, KEPT_CLOSED))


def _in_history(call: PrivateCall, order: Order) -> bool:
    fresh = call.engine.now_ms() - order.updated_ms < UNFILLED_KEPT_MS
    return not order.is_open and (order.filled > 0 or fresh)


def _named(order: Order) -> Row:
    return {"orderId": order.order_id, "orderLinkId": order.client_id}
