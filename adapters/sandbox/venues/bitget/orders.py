"""What classic and unified order requests share: reading a wish, looking an order up, answering an acknowledgement."""

import re
import time
from decimal import Decimal
from typing import Any

from adapters.sandbox.engine.accounts import VenueAccount
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.orders import Book, Fill, Leg, Order, OrderType, Side, TimeInForce
from adapters.sandbox.engine.positions import PositionMode
from adapters.sandbox.engine.refusals import Refusal, Refused
from adapters.sandbox.venues.bitget.call import Call
from adapters.sandbox.venues.bitget.codes import Area, no_such_order
from adapters.sandbox.venues.bitget.envelope import NativeError
from adapters.sandbox.venues.bitget.fields import Fields
from adapters.sandbox.venues.bitget.order_rows import fill_number
from adapters.sandbox.venues.bitget.paging import page

CLIENT_ID = re.compile(r"[.A-Z:/a-z0-9_#-]{1,64}")
UNIFIED_CLIENT_ID = re.compile(r"[.A-Z:/a-z0-9_-]{1,32}")
LEGS = {"long": Leg.LONG, "short": Leg.SHORT}


def side(fields: Fields) -> Side:
    fields.get("side")
    return Side(fields.choice("side", "buy", "sell"))


def order_type(fields: Fields) -> OrderType:
    fields.get("orderType")
    return OrderType(fields.choice("orderType", "limit", "market"))


def time_in_force(fields: Fields, name: str) -> TimeInForce:
    return TimeInForce(fields.choice(name, "gtc", "ioc", "fok", "post_only"))


def limit_price(fields: Fields) -> Decimal | None:
    """A market order's price is ignored."""
    return fields.get_number("price") if order_type(fields) is OrderType.LIMIT else None


def client_id(call: Call) -> str:
    """The client's own, or one the exchange makes: nineteen digits, like its order ids."""
    given = call.fields.find("clientOid")
    if not given:
        return str(time.time_ns())
    unified = call.area is Area.UNIFIED
    if not (UNIFIED_CLIENT_ID if unified else CLIENT_ID).fullmatch(given):
        raise NativeError("25200", "clientOid validation error") if unified else NativeError("40304", "clientOid error")
    return given


def is_hedged(account: VenueAccount, instrument: Instrument) -> bool:
    return account.position_mode_of(instrument.symbol) is PositionMode.HEDGE


def find(call: Call, kind: Kind, *, book: Book = Book.ORDERS) -> Order | None:
    """By orderId or, without one, by clientOid: the order id prevails."""
    order_id, given = call.fields.find("orderId"), call.fields.find("clientOid")
    if not order_id and not given:
        raise NativeError("40019", "Parameter orderId cannot be empty")
    return call.engine.find_order(call.account, kind, order_id=order_id, client_id=given, book=book)


def get(call: Call, kind: Kind, *, book: Book = Book.ORDERS) -> Order:
    order = find(call, kind, book=book)
    if order is None:
        raise no_such_order(call.area)
    return order


def listed(call: Call, orders: list[Order]) -> list[Order]:
    """One page; also narrowed to one order when the request names it."""
    order_id, given = call.fields.find("orderId"), call.fields.find("clientOid")
    wanted = [order for order in orders if order_id in ("", order.order_id) and given in ("", order.client_id)]
    wanted.sort(key=lambda order: order.number)
    return page(wanted, call.fields, number=lambda order: int(order.order_id), at=lambda order: order.created_ms)


def listed_fills(call: Call, *kinds: Kind) -> list[tuple[Fill, Order]]:
    """One page over all these kinds together."""
    symbol, order_id = call.fields.find("symbol").upper(), call.fields.find("orderId")
    fills = [fill for kind in kinds for fill in call.engine.fills(call.account, kind, symbol=symbol)]
    wanted = sorted((fill for fill in fills if order_id in ("", fill.order_id)), key=fill_number)
    found = page(wanted, call.fields, number=fill_number, at=lambda fill: fill.time_ms)
    return [(fill, call.account.orders[fill.order_id]) for fill in found]


def acknowledgement(order: Order) -> dict[str, Any]:
    return {"orderId": order.order_id, "clientOid": order.client_id}


def make_room(engine: Engine, account: VenueAccount, *, instrument: Instrument, side: Side, amount: Decimal) -> None:
    """One-way mode: a reduce-only order pushes out earlier ones, oldest first, until all fit the position.

    https://www.bitget.com/api-doc/contract/trade/Place-Order describes it for classic, v3 for unified accounts.
    """
    position = account.position(instrument, Leg.NET)
    if position.side is not side.opposite:
        raise Refused(Refusal.REDUCE_ONLY, "there is no position to reduce")
    waiting = [
        order
        for order in engine.open_orders(account, instrument.kind, symbol=instrument.symbol, book=Book.ORDERS)
        if order.reduce_only and order.side is side and order.type is OrderType.LIMIT
    ]
    total = amount + sum((order.remaining for order in waiting), Decimal(0))
    for order in waiting:
        if total <= position.size:
            return
        total -= order.remaining
        engine.cancel(account, order)
