"""Stop-loss and take-profit orders of a unified account; one request may bring both, under one id."""

from decimal import Decimal
from typing import Any

from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.orders import Book, Leg, Order, Purpose
from adapters.sandbox.venues.bitget.call import Call
from adapters.sandbox.venues.bitget.envelope import NativeError
from adapters.sandbox.venues.bitget.fields import Fields
from adapters.sandbox.venues.bitget.futures import settings_tags
from adapters.sandbox.venues.bitget.guards import Guard, place_guard
from adapters.sandbox.venues.bitget.markets import category
from adapters.sandbox.venues.bitget.orders import LEGS, acknowledgement, client_id, find, is_hedged, listed
from adapters.sandbox.venues.bitget.plan_rows import strategy
from adapters.sandbox.venues.bitget.unified_trading import futures_instrument
from adapters.sandbox.venues.bitget.words import FUTURES

PAIR = "pair"
LEVELS = (("stopLoss", "sl", Purpose.STOP_LOSS), ("takeProfit", "tp", Purpose.TAKE_PROFIT))


def place(call: Call) -> Any:
    instrument = futures_instrument(call)
    wanted = [row for row in LEVELS if call.fields.find(row[0])]
    if not wanted:
        raise NativeError("25200", "takeProfit validation error")
    placed: list[Order] = []
    for level, short, purpose in wanted:
        guard = _guard(call, instrument, level=level, short=short, purpose=purpose, first=placed[0] if placed else None)
        placed.append(place_guard(call.engine, call.account, guard=guard, area=call.area))
    return acknowledgement(placed[0])


def _guard(
    call: Call, instrument: Instrument, *, level: str, short: str, purpose: Purpose, first: Order | None
) -> Guard:
    """posSide is named in both modes: in one-way mode it only says which side the position must be on."""
    fields = call.fields
    word = fields.get("posSide")
    if word not in LEGS:
        raise NativeError("25200", "posSide validation error")
    leg = LEGS[word] if is_hedged(call.account, instrument) else Leg.NET
    tags = {"trigger_type": fields.choice(f"{short}TriggerBy", "market", "mark")}
    if first is not None:
        tags[PAIR] = first.order_id
    return Guard(
        instrument=instrument,
        leg=leg,
        entry=LEGS[word].entry_side,
        purpose=purpose,
        level=fields.get_number(level),
        amount=fields.get_number("qty") if fields.choice("tpslMode", "full", "partial") == "partial" else None,
        limit=_limit(fields, short),
        client_id=client_id(call) if first is None else "",
        tags={**tags, **settings_tags(call, instrument, leg=leg)},
    )


def unfilled(call: Call) -> Any:
    if category(call) != FUTURES:
        return []
    found = call.engine.open_orders(call.account, Kind.PERPETUAL, symbol=_symbol(call), book=Book.PLANS)
    return [strategy(group) for group in _groups(listed(call, found))]


def history(call: Call) -> Any:
    if category(call) != FUTURES:
        return {"list": [], "cursor": None}
    found = call.engine.orders(call.account, Kind.PERPETUAL, symbol=_symbol(call), book=Book.PLANS)
    ended = [order for order in found if not order.is_open]
    return {"list": [strategy(group) for group in _groups(listed(call, ended))], "cursor": None}


def cancel(call: Call) -> Any:
    """Both halves of a pair go; the answer carries nothing."""
    order = find(call, Kind.PERPETUAL, book=Book.PLANS)
    if order is None or not order.is_open:
        raise NativeError("25597", "Strategy does not exist or has already been stopped")
    for half in call.engine.open_orders(call.account, Kind.PERPETUAL, symbol=order.symbol, book=Book.PLANS):
        if order.order_id in (half.order_id, half.tags.get(PAIR)):
            call.engine.cancel(call.account, half)
    return None


def modify(call: Call) -> Any:
    order = find(call, Kind.PERPETUAL, book=Book.PLANS)
    if order is None or not order.is_open or order.trigger is None:
        raise NativeError("25597", "Strategy does not exist or has already been stopped")
    name = "stopLoss" if order.trigger.purpose is Purpose.STOP_LOSS else "takeProfit"
    call.engine.amend(call.account, order, trigger_price=call.fields.get_number(name))
    return acknowledgement(order)


def _groups(orders: list[Order]) -> list[list[Order]]:
    """Pairs side by side, the one whose id they share first."""
    groups: dict[str, list[Order]] = {}
    for order in sorted(orders, key=lambda order: order.number):
        groups.setdefault(order.tags.get(PAIR, order.order_id), []).append(order)
    return list(groups.values())[::-1]


def _limit(fields: Fields, short: str) -> Decimal | None:
    limited = fields.choice(f"{short}OrderType", "market", "limit") == "limit"
    return fields.get_number(f"{short}LimitPrice") if limited else None


def _symbol(call: Call) -> str:
    return call.fields.find("symbol").upper()
