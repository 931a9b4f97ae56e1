"""Orders and fills of a unified account, spot and futures alike. A spot market buy is sized in quote coin."""

from decimal import Decimal
from typing import Any

from adapters.sandbox.engine.accounts import Right
from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.orders import Book, Leg, Order, PlaceOrder
from adapters.sandbox.engine.refusals import Refusal, Refused
from adapters.sandbox.venues.bitget.call import Call
from adapters.sandbox.venues.bitget.codes import no_such_order, no_such_symbol
from adapters.sandbox.venues.bitget.envelope import NativeError, plain
from adapters.sandbox.venues.bitget.futures import attached, settings_tags
from adapters.sandbox.venues.bitget.markets import category, kind_of_category
from adapters.sandbox.venues.bitget.orders import (
    LEGS,
    acknowledgement,
    client_id,
    find,
    is_hedged,
    limit_price,
    listed,
    listed_fills,
    make_room,
    order_type,
    side,
    time_in_force,
)
from adapters.sandbox.venues.bitget.paging import end_of
from adapters.sandbox.venues.bitget.spot import by_cost
from adapters.sandbox.venues.bitget.unified_rows import unified_fill, unified_order
from adapters.sandbox.venues.bitget.words import FUTURES

RIGHTS = {Kind.SPOT: Right.SPOT, Kind.PERPETUAL: Right.FUTURES}


def place(call: Call) -> Any:
    kind = kind_of_category(category(call))
    if kind is None:
        raise no_such_symbol(call.area, call.fields.find("symbol"))
    call.require(RIGHTS[kind])
    instrument = call.instrument(kind)
    wanted = _futures_wish(call, instrument) if kind is Kind.PERPETUAL else _spot_wish(call, instrument)
    answer = acknowledgement(call.engine.place(call.account, wanted))
    # In one-way mode the id of a reduce-only order comes later: https://www.bitget.com/api-doc/uta/trade/Place-Order
    return answer | {"orderId": None} if wanted.reduce_only or call.loses_order_id() else answer


def _spot_wish(call: Call, instrument: Instrument) -> PlaceOrder:
    fields, size = call.fields, _size(call)
    cost = size if by_cost(fields) else None
    if cost is not None and cost < instrument.min_cost:
        raise NativeError("45110", f"less than the minimum amount {plain(instrument.min_cost)} USDT")
    return PlaceOrder(
        instrument=instrument,
        side=side(fields),
        type=order_type(fields),
        amount=size if cost is None else None,
        cost=cost,
        price=limit_price(fields),
        time_in_force=time_in_force(fields, "timeInForce"),
        client_id=client_id(call),
        late_rejection=call.late_rejection(),
    )


def _futures_wish(call: Call, instrument: Instrument) -> PlaceOrder:
    fields, size, leg = call.fields, _size(call), _leg(call, instrument)
    reduces = leg is Leg.NET and fields.choice("reduceOnly", "no", "yes") == "yes"
    if reduces:
        make_room(call.engine, call.account, instrument=instrument, side=side(fields), amount=size)
    return PlaceOrder(
        instrument=instrument,
        side=side(fields),
        type=order_type(fields),
        amount=size,
        price=limit_price(fields),
        time_in_force=time_in_force(fields, "timeInForce"),
        leg=leg,
        reduce_only=reduces,
        client_id=client_id(call),
        attached=attached(fields.find_number("stopLoss"), fields.find_number("takeProfit")),
        late_rejection=call.late_rejection(),
        tags=settings_tags(call, instrument, leg=leg),
    )


def _leg(call: Call, instrument: Instrument) -> Leg:
    """Hedge mode needs posSide; unlike the classic API, `side` is the true side of the trade."""
    word = call.fields.find("posSide")
    if not is_hedged(call.account, instrument):
        return Leg.NET
    if word not in LEGS:
        raise Refused(Refusal.POSITION_SIDE_MISMATCH)
    return LEGS[word]


def _size(call: Call) -> Decimal:
    size = call.fields.get_number("qty")
    if size <= 0:
        raise NativeError("25200", "qty validation error")
    return size


def cancel(call: Call) -> Any:
    return acknowledgement(call.engine.cancel(call.account, _get(call)))


def order_info(call: Call) -> Any:
    return unified_order(_get(call))


def _get(call: Call) -> Order:
    """The request names no category, so both kinds are searched."""
    order = find(call, Kind.PERPETUAL) or find(call, Kind.SPOT)
    if order is None:
        raise no_such_order(call.area)
    return order


def unfilled(call: Call) -> Any:
    found = [
        order
        for kind in _kinds(call)
        for order in call.engine.open_orders(call.account, kind, symbol=_symbol(call), book=Book.ORDERS)
    ]
    return _listing([unified_order(order) for order in listed(call, found)], "orderId")


def history(call: Call) -> Any:
    found = [
        order
        for kind in _kinds(call)
        for order in call.engine.orders(call.account, kind, symbol=_symbol(call), book=Book.ORDERS)
        if not order.is_open
    ]
    return _listing([unified_order(order) for order in listed(call, found)], "orderId")


def fills(call: Call) -> Any:
    """Newest first over all categories that were asked for."""
    found = listed_fills(call, *_kinds(call))
    return _listing([unified_fill(fill, order) for fill, order in found], "execId")


def _kinds(call: Call) -> list[Kind]:
    if not call.fields.find("category"):
        return [Kind.SPOT, Kind.PERPETUAL]
    kind = kind_of_category(category(call))
    return [kind] if kind else []


def _listing(rows: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return {"list": rows, "cursor": end_of(rows, name)}


def _symbol(call: Call) -> str:
    return call.fields.find("symbol").upper()


def futures_instrument(call: Call) -> Instrument:
    if category(call) != FUTURES:
        raise no_such_symbol(call.area, call.fields.find("symbol"))
    return call.instrument(Kind.PERPETUAL)
