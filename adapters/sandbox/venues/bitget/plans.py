"""Trigger orders of a classic futures account: stop-loss, take-profit and ordinary plans. Fires none itself."""

from decimal import Decimal
from typing import Any

from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.orders import (
    Book,
    Direction,
    FiresAs,
    Leg,
    Order,
    OrderType,
    PlaceOrder,
    Purpose,
    Side,
    Trigger,
)
from adapters.sandbox.engine.refusals import Refusal, Refused
from adapters.sandbox.venues.bitget.call import Call, is_traded
from adapters.sandbox.venues.bitget.envelope import NativeError
from adapters.sandbox.venues.bitget.fields import Fields
from adapters.sandbox.venues.bitget.futures import (
    attached,
    intention,
    settings_tags,
    take_margin_mode,
    traded_instrument,
)
from adapters.sandbox.venues.bitget.guards import Guard, place_guard
from adapters.sandbox.venues.bitget.orders import LEGS, acknowledgement, client_id, is_hedged, listed, order_type
from adapters.sandbox.venues.bitget.paging import end_of
from adapters.sandbox.venues.bitget.plan_rows import futures_plan
from adapters.sandbox.venues.bitget.words import plan_type

PURPOSES = {
    "pos_loss": Purpose.STOP_LOSS,
    "loss_plan": Purpose.STOP_LOSS,
    "pos_profit": Purpose.TAKE_PROFIT,
    "profit_plan": Purpose.TAKE_PROFIT,
}
WHOLE = ("pos_loss", "pos_profit")
GROUPS = {"normal_plan": ("normal_plan",), "track_plan": (), "profit_loss": tuple(PURPOSES)}
ENTRY_SIDES = {"buy": Side.BUY, "sell": Side.SELL}


def place_tpsl(call: Call) -> Any:
    fields, instrument = call.fields, traded_instrument(call)
    word = fields.get("planType")
    if word not in PURPOSES:
        raise NativeError("40017", "Parameter verification failed planType")
    leg, entry = _held(call, instrument)
    guard = Guard(
        instrument=instrument,
        leg=leg,
        entry=entry,
        purpose=PURPOSES[word],
        level=fields.get_number("triggerPrice"),
        amount=None if word in WHOLE else fields.get_number("size"),
        limit=_execution_price(fields),
        client_id=client_id(call),
        tags={"plan_type": word, **_trigger_tags(fields), **settings_tags(call, instrument, leg=leg)},
    )
    return acknowledgement(place_guard(call.engine, call.account, guard=guard, area=call.area))


def modify_tpsl(call: Call) -> Any:
    """Moves the trigger price; a whole position's guard has no size to change."""
    traded_instrument(call)
    order = _find_plan(call, call.fields)
    if order is None or not order.is_open:
        raise NativeError("43025", "Plan order does not exist")
    amount = None if order.close_position else call.fields.find_number("size")
    price = call.fields.get_number("triggerPrice")
    return acknowledgement(call.engine.amend(call.account, order, amount=amount, trigger_price=price))


def place_plan(call: Call) -> Any:
    """An ordinary trigger order: at its price a market or limit order is sent."""
    fields, instrument = call.fields, traded_instrument(call)
    if fields.get("planType") != "normal_plan":
        raise NativeError("40805", "Unsupported operation")
    take_margin_mode(call, instrument)
    side, leg, reduces = intention(call, instrument)
    level = fields.get_number("triggerPrice")
    rises = level > call.engine.quote(instrument).last
    trigger = Trigger(price=level, direction=Direction.RISES if rises else Direction.FALLS, fires_as=FiresAs.CHILD)
    losses = attached(fields.find_number("stopLossTriggerPrice"), fields.find_number("stopSurplusTriggerPrice"))
    wanted = PlaceOrder(
        instrument=instrument,
        side=side,
        type=order_type(fields),
        amount=fields.get_number("size"),
        price=_plan_price(fields),
        leg=leg,
        reduce_only=reduces and leg is Leg.NET,
        client_id=client_id(call),
        trigger=trigger,
        attached=losses,
        tags={"plan_type": "normal_plan", **_trigger_tags(fields), **settings_tags(call, instrument, leg=leg)},
    )
    return acknowledgement(call.engine.place(call.account, wanted))


def pending(call: Call) -> Any:
    group = call.fields.get("planType")
    if group not in GROUPS:
        raise NativeError("40017", "Parameter verification failed planType")
    symbol = call.fields.find("symbol").upper()
    found = call.engine.open_orders(call.account, Kind.PERPETUAL, symbol=symbol, book=Book.PLANS)
    wanted = [order for order in found if plan_type(order) in GROUPS[group] and is_traded(call.fields)]
    rows = [futures_plan(order) for order in listed(call, wanted)]
    return {"entrustedList": rows or None, "endId": end_of(rows, "orderId")}


def cancel(call: Call) -> Any:
    """The plan type must fit, and is an ordinary plan when it is not named; misfits are listed as failures."""
    traded_instrument(call)
    word = call.fields.find("planType") or "normal_plan"
    kinds = GROUPS.get(word, (word,))
    done, failed = [], []
    for row in call.fields.rows("orderIdList") or _all(call, kinds):
        order = _find_plan(call, row)
        if order is not None and order.is_open and plan_type(order) in kinds:
            call.engine.cancel(call.account, order)
            done.append(acknowledgement(order))
        else:
            failed.append(
                {"orderId": row.find("orderId"), "clientOid": row.find("clientOid"), "errorMsg": "notExistend"}
            )
    return {"successList": done, "failureList": failed}


def _all(call: Call, kinds: tuple[str, ...]) -> list[Fields]:
    symbol = call.fields.find("symbol").upper()
    found = call.engine.open_orders(call.account, Kind.PERPETUAL, symbol=symbol, book=Book.PLANS)
    return [Fields({"orderId": order.order_id}) for order in found if plan_type(order) in kinds]


def _find_plan(call: Call, named: Fields) -> Order | None:
    return call.engine.find_order(
        call.account,
        Kind.PERPETUAL,
        order_id=named.find("orderId"),
        client_id=named.find("clientOid"),
        book=Book.PLANS,
    )


def _held(call: Call, instrument: Instrument) -> tuple[Leg, Side]:
    """holdSide is long or short in hedge mode, buy (a long) or sell (a short) in one-way mode."""
    word = call.fields.get("holdSide")
    if is_hedged(call.account, instrument):
        if word not in LEGS:
            raise Refused(Refusal.POSITION_SIDE_MISMATCH)
        return LEGS[word], LEGS[word].entry_side
    if word not in ENTRY_SIDES:
        raise Refused(Refusal.POSITION_SIDE_MISMATCH)
    return Leg.NET, ENTRY_SIDES[word]


def _execution_price(fields: Fields) -> Decimal | None:
    """Nothing or zero means at market."""
    return fields.find_number("executePrice") or None


def _plan_price(fields: Fields) -> Decimal | None:
    if order_type(fields) is OrderType.MARKET:
        return None
    return fields.find_number("executePrice") or fields.get_number("price")


def _trigger_tags(fields: Fields) -> dict[str, str]:
    return {"trigger_type": fields.choice("triggerType", "fill_price", "mark_price", "index_price")}
