"""Trigger orders as REST and streams tell them: classic plans and unified strategies."""

from typing import Any

from adapters.sandbox.engine.orders import Order, Purpose
from adapters.sandbox.venues.bitget.envelope import plain
from adapters.sandbox.venues.bitget.order_rows import spot_status
from adapters.sandbox.venues.bitget.words import (
    FUTURES,
    STREAM_PLAN_TYPES,
    classic_side,
    hold_side_of,
    plan_type,
    position_mode,
    source,
    trade_side,
    trigger_of,
)

MARK = "mark_price"


def futures_plan(order: Order) -> dict[str, Any]:
    trigger = trigger_of(order)
    return {
        "planType": plan_type(order),
        "symbol": order.symbol,
        "size": plain(order.amount) if order.amount else "",
        "orderId": order.order_id,
        "clientOid": order.client_id,
        "price": plain(order.price) or "0",
        "executePrice": plain(order.price) or "0",
        "callbackRatio": "",
        "triggerPrice": plain(trigger.price),
        "triggerType": order.tags.get("trigger_type", MARK),
        "planStatus": spot_status(order),
        "side": classic_side(order).value,
        "posSide": order.leg.value,
        "marginCoin": order.instrument.quote,
        "marginMode": order.tags.get("margin_mode", "crossed"),
        "enterPointSource": source(order),
        "tradeSide": trade_side(order),
        "posMode": position_mode(order.leg),
        "orderType": order.type.value,
        "orderSource": "normal",
        **_levels(order),
        "cTime": str(order.created_ms),
        "uTime": str(order.updated_ms),
    }


def stream_plan(order: Order) -> dict[str, Any]:
    """A row of the channel orders-algo."""
    trigger = trigger_of(order)
    return {
        "instId": order.symbol,
        "orderId": order.order_id,
        "clientOid": order.client_id,
        "triggerPrice": plain(trigger.price),
        "triggerType": order.tags.get("trigger_type", MARK),
        "triggerTime": str(order.updated_ms),
        "planType": STREAM_PLAN_TYPES[trigger.purpose],
        "price": plain(trigger.price),
        "executePrice": plain(order.price) or "0",
        "size": plain(order.amount),
        "actualSize": "0",
        "orderType": order.type.value,
        "side": classic_side(order).value,
        "tradeSide": trade_side(order),
        "posSide": order.leg.value,
        "marginCoin": order.instrument.quote,
        "status": spot_status(order),
        "posMode": position_mode(order.leg),
        "enterPointSource": source(order),
        **_levels(order),
        "stpMode": "none",
        "cTime": str(order.created_ms),
        "uTime": str(order.updated_ms),
    }


def strategy(orders: list[Order]) -> dict[str, Any]:
    """One unified TP/SL order: a stop-loss, a take-profit, or both under one id."""
    first = orders[0]
    row = {
        "orderId": first.order_id,
        "clientOid": first.client_id,
        "symbol": first.symbol,
        "category": FUTURES,
        "qty": plain(first.amount) if first.amount else "",
        "posSide": hold_side_of(first),
        "tpslMode": "full" if first.close_position else "partial",
        "tpTriggerBy": "market",
        "slTriggerBy": "market",
        "takeProfit": "",
        "stopLoss": "",
        "tpOrderType": "market",
        "slOrderType": "market",
        "tpLimitPrice": "",
        "slLimitPrice": "",
        "status": spot_status(first),
        "createdTime": str(first.created_ms),
        "updatedTime": str(first.updated_ms),
    }
    for order in orders:
        row |= _strategy_levels(order)
    return row


def _strategy_levels(order: Order) -> dict[str, Any]:
    trigger = trigger_of(order)
    loss = trigger.purpose is Purpose.STOP_LOSS
    short, level = ("sl", "stopLoss") if loss else ("tp", "takeProfit")
    return {
        level: plain(trigger.price),
        f"{short}TriggerBy": order.tags.get("trigger_type", "market"),
        f"{short}OrderType": order.type.value,
        f"{short}LimitPrice": plain(order.price),
    }


def _levels(order: Order) -> dict[str, Any]:
    row = {}
    for short, purpose in (("stopSurplus", Purpose.TAKE_PROFIT), ("stopLoss", Purpose.STOP_LOSS)):
        trigger = trigger_of(order)
        mine = trigger.purpose is purpose
        row[f"{short}TriggerPrice"] = plain(trigger.price) if mine else ""
        row[f"{short}ExecutePrice"] = plain(order.price) if mine else ""
        row[f"{short}TriggerType"] = order.tags.get("trigger_type", MARK) if mine else ""
    return row
