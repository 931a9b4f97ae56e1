"""Orders as Bybit writes them, in REST answers and on the `order` stream alike. Only writes, never decides."""

from decimal import ROUND_HALF_UP, Decimal

from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.engine.orders import (
    Direction,
    Leg,
    Order,
    OrderType,
    Origin,
    Purpose,
    Side,
    Status,
    TimeInForce,
)
from adapters.sandbox.engine.refusals import Refusal
from adapters.sandbox.venues.bybit.wire import Row, plain

CATEGORIES = {Kind.SPOT: "spot", Kind.PERPETUAL: "linear"}
SIDES = {Side.BUY: "Buy", Side.SELL: "Sell"}
POSITION_INDEXES = {Leg.NET: 0, Leg.LONG: 1, Leg.SHORT: 2}
TIMES_IN_FORCE = {
    TimeInForce.GTC: "GTC",
    TimeInForce.IOC: "IOC",
    TimeInForce.FOK: "FOK",
    TimeInForce.POST_ONLY: "PostOnly",
}
STATUSES = {
    Status.PENDING: "New",
    Status.WAITING: "Untriggered",
    Status.OPEN: "New",
    Status.PARTIALLY_FILLED: "PartiallyFilled",
    Status.FILLED: "Filled",
    Status.CANCELED: "Cancelled",
    Status.EXPIRED: "Cancelled",
    Status.REJECTED: "Rejected",
    Status.TRIGGERED: "Triggered",
}
STOP_TYPES = {Purpose.PLAIN: "Stop", Purpose.STOP_LOSS: "StopLoss", Purpose.TAKE_PROFIT: "TakeProfit"}
END_REASONS = {
    Status.REJECTED: "EC_Others",
    Status.CANCELED: "EC_PerCancelRequest",
    Status.EXPIRED: "EC_NoImmediateQtyToFill",
}
CANCEL_TYPES = {"user": "CancelByUser", "flat": "CancelByTpSlTsClear", "liquidation": "CancelAllBeforeLiq"}
GUARD_DISTANCE = Decimal("0.05")  # a market order carries a limit this far away, and Bybit shows it as its price
PARTIAL = "Partial"
FULL = "Full"
TPSL_ORDER = "tpslOrder"

# Native words a venue keeps on an order.
TAG_TPSL_MODE = "tpslMode"
TAG_MARKET_UNIT = "marketUnit"
TAG_PRICE_ON_CREATED = "lastPriceOnCreated"
TAG_ORDER_FILTER = "orderFilter"
TAG_STOP_LOSS = "stopLoss"
TAG_TAKE_PROFIT = "takeProfit"


def order_row(order: Order) -> Row:
    row: Row = {
        "symbol": order.symbol,
        "orderId": order.order_id,
        "orderLinkId": order.client_id,
        "side": SIDES[order.side],
        "orderType": "Market" if order.type is OrderType.MARKET else "Limit",
        "price": price_of(order),
        "qty": plain(order.cost if quote_sized(order) else order.amount),
        "timeInForce": time_in_force(order),
        "reduceOnly": order.reduce_only or order.close_position,
        "closeOnTrigger": order.close_position,
        "positionIdx": POSITION_INDEXES[order.leg],
        "createType": create_type(order),
        "createdTime": str(order.created_ms),
        "updatedTime": str(order.updated_ms),
        "lastPriceOnCreated": order.tags.get(TAG_PRICE_ON_CREATED, ""),
        "isLeverage": "0" if order.kind is Kind.SPOT else "",
        "marketUnit": order.tags.get(TAG_MARKET_UNIT, ""),
        "blockTradeId": "",
        "orderIv": "",
        "smpType": "None",
        "smpGroup": 0,
        "smpOrderId": "",
    }
    return row | _progress(order) | _conditions(order)


def streamed_order_row(order: Order) -> Row:
    return {"category": CATEGORIES[order.kind]} | order_row(order)


def status_of(order: Order) -> str:
    if order.reason == Refusal.WOULD_TAKE:
        return "Cancelled"  # a post-only order that would take is cancelled, not rejected
    if order.status in (Status.CANCELED, Status.EXPIRED):
        if order.filled and order.kind is Kind.SPOT:
            return "PartiallyFilledCanceled"  # spot alone has this word; a linear one is Cancelled with fills
        if order.trigger is not None and order.status is Status.CANCELED and not order.filled:
            return "Deactivated"  # a conditional order withdrawn before its price came
    return STATUSES[order.status]


def quote_sized(order: Order) -> bool:
    return order.cost is not None and order.kind is Kind.SPOT


def time_in_force(order: Order) -> str:
    if order.type is OrderType.MARKET:
        return TIMES_IN_FORCE[TimeInForce.IOC]
    return TIMES_IN_FORCE[order.time_in_force]


def price_of(order: Order) -> str:
    created = order.tags.get(TAG_PRICE_ON_CREATED)
    if order.price is not None:
        return plain(order.price)
    if order.kind is Kind.SPOT or not created:
        return "0"
    guard = Decimal(created) * (1 + order.side.sign * GUARD_DISTANCE)
    return plain(guard.quantize(order.instrument.price_step, rounding=ROUND_HALF_UP))


def create_type(order: Order) -> str:
    match order.origin:
        case Origin.LIQUIDATION:
            return "CreateByLiq"
        case Origin.ADL:
            return "CreateByAdl_PassThrough"
        case _ if protects(order):
            return f"CreateBy{stop_order_type(order)}"
        case _:
            return "CreateByUser"


def protects(order: Order) -> bool:
    """A stop-loss or take-profit of a position, triggered or not."""
    return order.trigger is not None and order.trigger.purpose is not Purpose.PLAIN and order.kind is Kind.PERPETUAL


def stop_order_type(order: Order) -> str:
    if order.trigger is None:
        return ""
    if order.kind is Kind.SPOT:
        return TPSL_ORDER if order.tags.get(TAG_ORDER_FILTER) == TPSL_ORDER else "Stop"
    word = STOP_TYPES[order.trigger.purpose]
    partial = order.tags.get(TAG_TPSL_MODE) == PARTIAL and order.trigger.purpose is not Purpose.PLAIN
    return PARTIAL + word if partial else word


def reject_reason(order: Order) -> str:
    """Bybit's own word where there is one; a neutral reason of the engine has none."""
    if order.reason.startswith("EC_"):
        return order.reason
    if order.reason == Refusal.WOULD_TAKE:
        return "EC_PostOnlyWillTakeLiquidity"
    if order.status is Status.EXPIRED and order.time_in_force is TimeInForce.FOK:
        return "EC_CancelForNoFullFill"
    return END_REASONS.get(order.status, "EC_NoError")


def _progress(order: Order) -> Row:
    left = order.remaining if order.is_open and not quote_sized(order) else Decimal(0)
    left_value = left * (order.price or order.average or Decimal(0))
    return {
        "orderStatus": status_of(order),
        "avgPrice": plain(order.average),
        "cumExecQty": plain(order.filled),
        "cumExecValue": plain(order.filled_cost),
        "cumExecFee": plain(order.fee),
        "cumFeeDetail": {order.fee_coin: plain(order.fee)} if order.fee_coin else {},
        "leavesQty": plain(left),
        "leavesValue": plain(left_value),
        "cancelType": _cancel_type(order),
        "rejectReason": reject_reason(order),
    }


def _conditions(order: Order) -> Row:
    stop_loss, take_profit = _levels(order)
    row: Row = {
        "stopOrderType": stop_order_type(order),
        "triggerPrice": plain(order.trigger.price) if order.trigger else "",
        "triggerDirection": _direction(order),
        "triggerBy": "LastPrice" if order.trigger else "",
        "takeProfit": take_profit,
        "stopLoss": stop_loss,
        "tpTriggerBy": "LastPrice" if take_profit else "",
        "slTriggerBy": "LastPrice" if stop_loss else "",
        "tpLimitPrice": order.tags.get("tpLimitPrice", ""),
        "slLimitPrice": order.tags.get("slLimitPrice", ""),
    }
    if order.kind is Kind.PERPETUAL:
        # Clients tell contracts from spot by the presence of this key, so spot rows must not have it.
        whole = order.close_position and protects(order)
        row["tpslMode"] = FULL if whole else order.tags.get(TAG_TPSL_MODE, "")
    return row


def _levels(order: Order) -> tuple[str, str]:
    """Stop-loss and take-profit the order brought along; the order keeps saying so after they took effect."""
    attached = order.attached
    stop_loss = plain(attached.stop_loss) if attached else ""
    take_profit = plain(attached.take_profit) if attached else ""
    return order.tags.get(TAG_STOP_LOSS, stop_loss), order.tags.get(TAG_TAKE_PROFIT, take_profit)


def _direction(order: Order) -> int:
    if order.trigger is None:
        return 0
    return 1 if order.trigger.direction is Direction.RISES else 2


def _cancel_type(order: Order) -> str:
    return CANCEL_TYPES.get(order.reason, "UNKNOWN") if order.status is Status.CANCELED else "UNKNOWN"
