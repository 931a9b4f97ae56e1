"""Spot trading of a classic account: orders, trigger orders, fills. A market buy is sized in quote coin."""

from decimal import Decimal
from typing import Any

from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.orders import Book, Direction, FiresAs, Order, OrderType, PlaceOrder, Side, Trigger
from adapters.sandbox.venues.bitget.call import Call
from adapters.sandbox.venues.bitget.codes import no_such_order
from adapters.sandbox.venues.bitget.envelope import NativeError, plain
from adapters.sandbox.venues.bitget.fields import Fields
from adapters.sandbox.venues.bitget.order_rows import (
    native_size,
    spot_fill,
    spot_open_order,
    spot_order,
    spot_status,
)
from adapters.sandbox.venues.bitget.orders import (
    acknowledgement,
    client_id,
    find,
    get,
    limit_price,
    listed,
    listed_fills,
    order_type,
    side,
    time_in_force,
)
from adapters.sandbox.venues.bitget.words import source, trigger_of


def place(call: Call) -> Any:
    fields, instrument = call.fields, call.instrument(Kind.SPOT)
    amount, cost = sized(call, instrument)
    wanted = PlaceOrder(
        instrument=instrument,
        side=side(fields),
        type=order_type(fields),
        amount=amount,
        cost=cost,
        price=limit_price(fields),
        time_in_force=time_in_force(fields, "force"),
        client_id=client_id(call),
        late_rejection=call.late_rejection(),
    )
    answer = acknowledgement(call.engine.place(call.account, wanted))
    return answer | {"orderId": ""} if call.loses_order_id() else answer


def sized(call: Call, instrument: Instrument) -> tuple[Decimal | None, Decimal | None]:
    """Amount and cost, one of them None."""
    size = call.fields.get_number("size")
    if size <= 0:
        raise NativeError("40017", "Parameter verification failed size")
    if not by_cost(call.fields):
        return size, None
    if size < instrument.min_cost:
        raise NativeError("45110", f"less than the minimum amount {plain(instrument.min_cost)} USDT")
    return None, size


def by_cost(fields: Fields) -> bool:
    """Is the size a quote amount?"""
    return side(fields) is Side.BUY and order_type(fields) is OrderType.MARKET


def cancel(call: Call) -> Any:
    return acknowledgement(call.engine.cancel(call.account, get(call, Kind.SPOT)))


def detail(call: Call) -> Any:
    """A list of one; an unknown order is an empty list."""
    order = find(call, Kind.SPOT)
    return [spot_order(order)] if order else []


def unfilled(call: Call) -> Any:
    symbol = call.fields.find("symbol").upper()
    found = call.engine.open_orders(call.account, Kind.SPOT, symbol=symbol, book=Book.ORDERS)
    return [spot_open_order(order) for order in listed(call, found)]


def history(call: Call) -> Any:
    symbol = call.fields.find("symbol").upper()
    found = call.engine.orders(call.account, Kind.SPOT, symbol=symbol, book=Book.ORDERS)
    return [spot_order(order) for order in listed(call, [order for order in found if not order.is_open])]


def fills(call: Call) -> Any:
    return [spot_fill(fill, order) for fill, order in listed_fills(call, Kind.SPOT)]


def place_plan(call: Call) -> Any:
    fields, instrument = call.fields, call.instrument(Kind.SPOT)
    amount, cost = sized(call, instrument)
    price, last = fields.get_number("triggerPrice"), call.engine.quote(instrument).last
    trigger = Trigger(
        price=price, direction=Direction.RISES if price > last else Direction.FALLS, fires_as=FiresAs.CHILD
    )
    limit = fields.get_number("executePrice") if order_type(fields) is OrderType.LIMIT else None
    wanted = PlaceOrder(
        instrument=instrument,
        side=side(fields),
        type=order_type(fields),
        amount=amount,
        cost=cost,
        price=limit,
        client_id=client_id(call),
        trigger=trigger,
        tags={"trigger_type": fields.choice("triggerType", "fill_price", "mark_price")},
    )
    return acknowledgement(call.engine.place(call.account, wanted))


def current_plans(call: Call) -> Any:
    symbol = call.fields.find("symbol").upper()
    found = listed(call, call.engine.open_orders(call.account, Kind.SPOT, symbol=symbol, book=Book.PLANS))
    rows = [_plan(order) for order in found]
    return {"nextFlag": False, "idLessThan": rows[-1]["orderId"] if rows else "", "orderList": rows}


def cancel_plan(call: Call) -> Any:
    order = find(call, Kind.SPOT, book=Book.PLANS)
    if order is None:
        raise NativeError("43025", "Plan order does not exist")
    if not order.is_open:
        raise no_such_order(call.area)
    call.engine.cancel(call.account, order)
    return {"result": "success"}


def _plan(order: Order) -> dict[str, Any]:
    return {
        "orderId": order.order_id,
        "clientOid": order.client_id,
        "symbol": order.symbol,
        "size": native_size(order),
        "planType": "total" if order.cost is not None else "amount",
        "executePrice": plain(order.price) or "0",
        "triggerPrice": plain(trigger_of(order).price),
        "status": spot_status(order),
        "orderType": order.type.value,
        "side": order.side.value,
        "triggerType": order.tags.get("trigger_type", "fill_price"),
        "enterPointSource": source(order),
        "cTime": str(order.created_ms),
        "uTime": str(order.updated_ms),
    }
