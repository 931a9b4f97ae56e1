"""Bitget's own words for what an order, a fill or a position is. Builds no answer."""

from adapters.sandbox.engine.orders import (
    Cause,
    Leg,
    Order,
    Origin,
    Purpose,
    Side,
    Status,
    Trigger,
)
from adapters.sandbox.engine.positions import MarginMode, Position, PositionMode

FUTURES = "USDT-FUTURES"
SPOT = "SPOT"
PRODUCT_TYPES = (FUTURES, "COIN-FUTURES", "USDC-FUTURES", "SUSDT-FUTURES", "SCOIN-FUTURES", "SUSDC-FUTURES")

POSITION_MODES = {PositionMode.ONE_WAY: "one_way_mode", PositionMode.HEDGE: "hedge_mode"}
MARGIN_MODES = {MarginMode.CROSS: "crossed", MarginMode.ISOLATED: "isolated"}

STATUSES = {
    Status.PENDING: "live",
    Status.WAITING: "live",
    Status.OPEN: "live",
    Status.PARTIALLY_FILLED: "partially_filled",
    Status.FILLED: "filled",
    Status.CANCELED: "canceled",
    Status.EXPIRED: "canceled",
    Status.REJECTED: "canceled",
    Status.TRIGGERED: "executed",
}
CANCELLED = "cancelled"

LIQUIDATIONS = {Cause.LIQUIDATION: "burst", Cause.ADL: "dte_sys_adl"}
CAUSES_OF_ORIGIN = {Origin.LIQUIDATION: Cause.LIQUIDATION, Origin.ADL: Cause.ADL}
SOURCES = {Origin.API: "API", Origin.HAND: "WEB"}
ORDER_SOURCES = {
    Origin.STOP_LOSS: "pos_loss_market",
    Origin.TAKE_PROFIT: "pos_profit_market",
    Origin.TRIGGER: "plan_market",
    Origin.LIQUIDATION: "liquidation",
    Origin.ADL: "liquidation",
}
PLAN_TYPES = {Purpose.PLAIN: "normal_plan", Purpose.STOP_LOSS: "pos_loss", Purpose.TAKE_PROFIT: "pos_profit"}
STREAM_PLAN_TYPES = {Purpose.PLAIN: "pl", Purpose.STOP_LOSS: "psl", Purpose.TAKE_PROFIT: "ptp"}


def position_mode(leg: Leg) -> str:
    return "one_way_mode" if leg is Leg.NET else "hedge_mode"


def closes(order: Order) -> bool:
    """Does this order reduce: told outright in one-way mode, by side and leg in hedge mode."""
    if order.leg is Leg.NET:
        return order.reduce_only or order.close_position
    return order.side is not order.leg.entry_side


def classic_side(order: Order) -> Side:
    """In hedge mode the classic order API names the position's direction, so closing a long is a "buy"."""
    return order.side if order.leg is Leg.NET else order.leg.entry_side


def trade_side(order: Order, cause: Cause = Cause.TRADE) -> str:
    if cause is Cause.TRADE:
        cause = CAUSES_OF_ORIGIN.get(order.origin, cause)
    if order.leg is not Leg.NET:
        return _hedged_trade_side(order, cause)
    match cause:
        case Cause.TRADE:
            return f"{order.side}_single"
        case Cause.LIQUIDATION:
            return f"burst_{order.side}_single"
        case Cause.ADL:
            return f"dte_sys_adl_{order.side}_in_single_side_mode"


def _hedged_trade_side(order: Order, cause: Cause) -> str:
    if cause in LIQUIDATIONS:
        return f"{LIQUIDATIONS[cause]}_close_{order.leg}"
    return "close" if closes(order) else "open"


def source(order: Order) -> str:
    return SOURCES.get(order.origin, "SYS")


def order_source(order: Order) -> str:
    return ORDER_SOURCES.get(order.origin, "normal" if order.price is not None else "market")


def plan_type(order: Order) -> str:
    """What kind of trigger order this is: partial ones carry their type as a tag."""
    return order.tags.get("plan_type", PLAN_TYPES[trigger_of(order).purpose])


def trigger_of(order: Order) -> Trigger:
    """Of an order from the book of plans, which always has one."""
    if order.trigger is None:
        raise LookupError(order.order_id)
    return order.trigger


def cancel_reason(order: Order) -> str:
    match order.status:
        case Status.CANCELED:
            return order.reason or "normal_cancel"
        case Status.EXPIRED:
            return f"{order.time_in_force}_not_full_cancel"
        case Status.REJECTED:
            return order.reason or "delegated_risk_order_cancel"
        case _:
            return ""


def execution(order: Order) -> str:
    """The unified account's execType."""
    match order.origin:
        case Origin.LIQUIDATION:
            return "liquidation"
        case Origin.ADL:
            return "reduce"
        case _:
            return "normal"


def hold_side(position: Position) -> str:
    if position.leg is not Leg.NET:
        return position.leg.value
    return "long" if position.amount >= 0 else "short"


def hold_side_of(order: Order) -> str:
    """Which side of the market an order's position is on: in one-way mode told by what a closing order closes."""
    if order.leg is not Leg.NET:
        return order.leg.value
    entry = order.side.opposite if closes(order) else order.side
    return "long" if entry is Side.BUY else "short"
