"""Binance's own words for neutral ones: statuses, sides, types, the keys of `Order.tags`. Decides nothing."""

from adapters.sandbox.engine.orders import Leg, Order, OrderType, Status, TimeInForce, Trigger

# Keys this venue keeps in Order.tags.
NATIVE_TYPE = "type"
NATIVE_TIF = "timeInForce"
WORKING_TYPE = "workingType"

STATUSES: dict[Status, str] = {
    Status.PENDING: "NEW",
    Status.WAITING: "NEW",
    Status.OPEN: "NEW",
    Status.PARTIALLY_FILLED: "PARTIALLY_FILLED",
    Status.FILLED: "FILLED",
    Status.CANCELED: "CANCELED",
    Status.EXPIRED: "EXPIRED",
    Status.REJECTED: "REJECTED",
    Status.TRIGGERED: "NEW",
}

LEGS: dict[str, Leg] = {"": Leg.NET, "BOTH": Leg.NET, "LONG": Leg.LONG, "SHORT": Leg.SHORT}
POSITION_SIDES: dict[Leg, str] = {Leg.NET: "BOTH", Leg.LONG: "LONG", Leg.SHORT: "SHORT"}

TIMES_IN_FORCE: dict[str, TimeInForce] = {
    "GTC": TimeInForce.GTC,
    "GTE_GTC": TimeInForce.GTC,
    "GTD": TimeInForce.GTC,
    "IOC": TimeInForce.IOC,
    "FOK": TimeInForce.FOK,
    "GTX": TimeInForce.POST_ONLY,
}
NATIVE_TIMES: dict[TimeInForce, str] = {
    TimeInForce.GTC: "GTC",
    TimeInForce.IOC: "IOC",
    TimeInForce.FOK: "FOK",
    TimeInForce.POST_ONLY: "GTX",
}


def native_type(order: Order) -> str:
    return order.tags.get(NATIVE_TYPE) or order.type.value.upper()


def live_type(order: Order) -> str:
    """What a fired conditional order is in the matching engine."""
    return "MARKET" if order.type is OrderType.MARKET else "LIMIT"


def native_tif(order: Order) -> str:
    """Binance shows GTC for market orders although they never rest."""
    return order.tags.get(NATIVE_TIF) or (
        "GTC" if order.type is OrderType.MARKET else NATIVE_TIMES[order.time_in_force]
    )


def status_of(order: Order) -> str:
    """What is left of an immediate order ends EXPIRED here, not canceled."""
    immediate = order.type is OrderType.MARKET or order.time_in_force in (TimeInForce.IOC, TimeInForce.FOK)
    if order.status is Status.CANCELED and immediate and order.trigger is None:
        return "EXPIRED"
    return STATUSES[order.status]


def trigger_price(trigger: Trigger | None) -> str:
    return f"{trigger.price.normalize():f}" if trigger else "0"
